package dev.vitrine.methods;

import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The units of one layer over a folder of inputs: a unit's value for an input is its mean over all positions.
 *
 * @param names the inputs
 * @param means input after input, a value per unit
 * @param labels the true class of each input, where known
 * @param predictions the class with the highest score, where the model has class scores
 */
record FolderUnits(
        List<String> names,
        float[] means,
        int units,
        List<Optional<String>> labels,
        List<Optional<String>> predictions) {

    /** @throws InputException if the folder is empty, or its inputs give different numbers of units */
    static FolderUnits of(Look look, String tensor) {
        var examples = look.examples();
        if (examples.isEmpty()) {
            throw InputException.of("sensitivity.empty-folder");
        }
        var wanted = new LinkedHashSet<String>(List.of(tensor));
        wanted.addAll(Scores.candidates(look));
        var rows = new ArrayList<float[]>();
        var predictions = new ArrayList<Optional<String>>();
        var inputs = examples.stream().map(e -> e.given().tensors()).toList();
        look.engine().each(wanted, inputs, (values, i) -> {
            look.progress().at(i, examples.size());
            var value = Optional.ofNullable(values.get(tensor))
                    .orElseThrow(() -> InputException.of("engine.not-a-tensor", "name", tensor));
            var means = Units.of(look.graph(), tensor, value).means();
            if (!rows.isEmpty() && rows.get(0).length != means.length) {
                throw InputException.of(
                        "sensitivity.other-size",
                        "name",
                        examples.get(i).name(),
                        "units",
                        means.length,
                        "first",
                        rows.get(0).length);
            }
            rows.add(means);
            predictions.add(Scores.of(look, values).map(s -> look.label(s.best())));
        });
        int units = rows.get(0).length;
        var all = new float[rows.size() * units];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, all, i * units, units);
        }
        return new FolderUnits(
                examples.stream().map(Look.Example::name).toList(),
                all,
                units,
                examples.stream().map(Look.Example::label).toList(),
                List.copyOf(predictions));
    }

    int inputs() {
        return names.size();
    }

    /** The value of one unit for each input. */
    double[] unit(int unit) {
        var values = new double[inputs()];
        Arrays.setAll(values, i -> means[i * units + unit]);
        return values;
    }

    /** How inputs are grouped: by true class, or by what the model says. */
    Grouping grouped(String by) {
        var texts = by.equals("prediction") ? predictions : labels;
        var classes =
                texts.stream().flatMap(Optional::stream).distinct().sorted().toList();
        return new Grouping(
                classes,
                texts.stream().mapToInt(t -> t.map(classes::indexOf).orElse(-1)).toArray());
    }

    /**
     * @param names of the classes that occur, sorted
     * @param of the class of each input; -1 where it is not known
     */
    record Grouping(List<String> names, int[] of) {
        boolean complete() {
            return Arrays.stream(of).allMatch(c -> c >= 0);
        }
    }
}
