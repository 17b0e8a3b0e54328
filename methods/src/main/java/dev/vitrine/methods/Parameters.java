package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.ImageGrid;
import dev.vitrine.artifact.ImageGrid.Cell;
import dev.vitrine.artifact.Mark;
import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.Scale;
import dev.vitrine.artifact.Table;
import dev.vitrine.artifact.Table.Column;
import dev.vitrine.artifact.Table.Kind;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.methods.Weights.Weight;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a network has learned, in numbers: a table of all weights, or one as kernels, as a matrix, or as a histogram. */
public final class Parameters implements Method {
    private static final int BINS = 80;
    private static final int SPREADS = 40;

    @Override
    public Card card() {
        return Card.of(
                "parameters",
                Card.Question.PARAMETERS,
                Set.of(Card.Need.WEIGHTS),
                Parameter.text("tensor", ""),
                Parameter.choice("chart", "auto", "auto", "kernels", "matrix", "histogram"),
                Parameter.choice("values", "real", "real", "codes"),
                Parameter.number("outputs", 64, 1, 4096),
                Parameter.number("inputs", 8, 1, 4096),
                Parameter.number("cell", 0, 0, 4096));
    }

    @Override
    public Result look(Look look, Options options) {
        return options.given("tensor").map(name -> one(look, name, options)).orElseGet(() -> all(look));
    }

    private static Result all(Look look) {
        var weights = Weights.all(look.graph());
        if (weights.isEmpty()) {
            throw InputException.of("parameters.none");
        }
        var rows = new ArrayList<List<Object>>();
        var facts = new ArrayList<Object>();
        var labels = new ArrayList<Text>();
        var spreads = new ArrayList<Double>();
        long total = 0;
        long zeros = 0;
        int missing = 0;
        for (var weight : weights) {
            look.progress().at(facts.size(), weights.size());
            var tensor = weight.stored();
            var fact = new LinkedHashMap<String, Object>();
            fact.put("tensor", Structure.value(weight.name(), tensor.tensorType()));
            weight.codes().ifPresent(codes -> fact.put("codes", codes.facts(tensor.type())));
            weight.node().ifPresent(node -> fact.put("layer", layer(look, node)));
            total += tensor.elements();
            if (tensor.bytes() instanceof Bytes.Missing) {
                missing++;
                var none = Table.NONE;
                rows.add(List.of(
                        weight.name(), tensor.shape().toString(), tensor.elements(), none, none, none, none, none));
            } else {
                var s = Statistics.of(weight.tensor(), BINS);
                zeros += s.zeros();
                rows.add(List.of(
                        weight.name(),
                        tensor.shape().toString(),
                        tensor.elements(),
                        s.mean(),
                        s.std(),
                        s.min(),
                        s.max(),
                        (double) s.zeros() / s.count()));
                fact.put("statistics", s.facts());
                boolean real = tensor.type().isFloating() || weight.codes().isPresent();
                if (tensor.rank() > 1 && real && labels.size() < SPREADS) {
                    labels.add(Text.plain(weight.name()));
                    spreads.add(s.std());
                }
            }
            facts.add(fact);
        }
        var parts = new ArrayList<Artifact>();
        if (!labels.isEmpty()) {
            parts.add(Chart.of(
                    Text.of("parameters.spreads"),
                    Axis.linear(Text.of("parameters.std")),
                    Axis.categories(Text.of("parameters.weight"), labels),
                    Mark.Bars.lying(
                            spreads.stream().mapToDouble(Double::doubleValue).toArray())));
        }
        parts.add(new Table(Text.of("parameters.table"), columns(), rows));
        var largest = weights.stream()
                .max(Comparator.comparingLong(w -> w.stored().elements()))
                .orElseThrow();
        var readings = new ArrayList<Text>();
        readings.add(Text.of(
                "parameters.total",
                "count",
                weights.size(),
                "total",
                total,
                "largest",
                largest.name(),
                "elements",
                largest.stored().elements(),
                "share",
                100.0 * largest.stored().elements() / total));
        readings.add(Text.of("parameters.zero-share", "zeros", zeros, "share", 100.0 * zeros / total));
        long quantised = weights.stream().filter(w -> w.codes().isPresent()).count();
        if (quantised > 0) {
            readings.add(Text.of("parameters.quantised", "quantised", quantised));
        }
        if (missing > 0) {
            readings.add(Text.of("parameters.missing", "missing", missing));
        }
        return new Result(Board.of(Text.of("parameters.title"), parts), readings, Map.of(), Map.of())
                .fact("weights", facts)
                .fact("total", total);
    }

    /** The node that works with a weight; its output too where it is a layer of the main graph. */
    private static Map<String, Object> layer(Look look, Node node) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", look.graph().label(node));
        facts.put("op", node.op());
        node.output(0)
                .filter(o -> look.graph().producer(o).filter(node::equals).isPresent())
                .ifPresent(o -> facts.put("tensor", o));
        return facts;
    }

    private static List<Column> columns() {
        return List.of(
                new Column(Text.of("parameters.weight"), Kind.TEXT),
                new Column(Text.of("parameters.shape"), Kind.TEXT),
                new Column(Text.of("parameters.elements"), Kind.COUNT),
                new Column(Text.of("parameters.mean"), Kind.NUMBER),
                new Column(Text.of("parameters.std"), Kind.NUMBER),
                new Column(Text.of("parameters.min"), Kind.NUMBER),
                new Column(Text.of("parameters.max"), Kind.NUMBER),
                new Column(Text.of("parameters.zeros"), Kind.SHARE));
    }

    private static Result one(Look look, String name, Options options) {
        var kept = named(look, name, options.text("values").equals("codes"));
        var inFile =
                kept.stream().filter(w -> w.stored().rank() > 1).findFirst().orElse(kept.get(0));
        var weights = kept.stream().map(Weight::asNumbers).toList();
        var main = weights.get(kept.indexOf(inFile));
        var statistics = Statistics.of(main.tensor(), BINS);
        var readings = new ArrayList<Text>();
        inFile.codes().ifPresent(codes -> readings.add(coded(inFile, codes)));
        if (statistics.count() == 1) {
            readings.add(Text.of("parameters.single", "name", main.name(), "value", statistics.mean()));
            return seen(single(main, statistics), readings, inFile, main, statistics);
        }
        readings.add(Text.of(
                "parameters.reading",
                "name",
                main.name(),
                "shape",
                main.tensor().shape().toString(),
                "count",
                statistics.count(),
                "min",
                statistics.min(),
                "max",
                statistics.max(),
                "mean",
                statistics.mean(),
                "std",
                statistics.std(),
                "zeros",
                100.0 * statistics.zeros() / statistics.count()));
        if (statistics.nan() + statistics.inf() > 0) {
            readings.add(Text.of("parameters.not-finite", "nan", statistics.nan(), "inf", statistics.inf()));
        }
        var artifact = switch (chart(main, options)) {
            case "kernels" -> kernels(main, options, readings);
            case "matrix" -> matrices(look, weights, main, readings);
            default -> histogram(main, statistics);
        };
        return seen(artifact, readings, inFile, main, statistics);
    }

    /** As numbers, or as the codes that the file keeps. */
    private static List<Weight> named(Look look, String name, boolean codes) {
        var found = Weights.named(look, name);
        if (codes && found.stream().allMatch(w -> w.codes().isEmpty())) {
            throw InputException.of("parameters.no-codes", "name", name);
        }
        return codes ? found.stream().map(Weight::asStored).toList() : found;
    }

    private static Text coded(Weight weight, Codes codes) {
        var scales = codes.scale();
        var spread = Statistics.of(scales, 1);
        return Text.of(
                scales.elements() == 1
                        ? "parameters.codes"
                        : scales.rank() == 1 ? "parameters.codes-slices" : "parameters.codes-blocks",
                "type",
                weight.stored().type().label(),
                "scale",
                spread.min(),
                "highest",
                spread.max(),
                "zero",
                codes.zeroPoint().map(z -> Statistics.of(z, 1).min()).orElse(0.0),
                "scales",
                scales.elements(),
                "axis",
                codes.axis());
    }

    private static Result seen(
            Artifact artifact, List<Text> readings, Weight inFile, Weight main, Statistics statistics) {
        return new Result(artifact, readings, Map.of(), Map.of())
                .data("weights", main.tensor())
                .fact("tensor", Structure.value(main.name(), inFile.stored().tensorType()))
                .fact("codes", inFile.codes().map(c -> c.facts(inFile.stored().type())))
                .fact("statistics", statistics.facts())
                .fact("histogram", statistics.histogram());
    }

    /** One number needs no picture. */
    private static Table single(Weight weight, Statistics statistics) {
        return new Table(
                Text.plain(weight.name()),
                List.of(
                        new Column(Text.of("parameters.shape"), Kind.TEXT),
                        new Column(Text.of("parameters.value"), Kind.NUMBER)),
                List.of(List.of(weight.tensor().shape().toString(), statistics.mean())));
    }

    private static String chart(Weight weight, Options options) {
        var chosen = options.text("chart");
        if (!chosen.equals("auto")) {
            return chosen;
        }
        if (weight.tensor().rank() < 2) {
            return "histogram";
        }
        return isKernel(weight) && places(weight.tensor()) > 1 ? "kernels" : "matrix";
    }

    private static boolean isKernel(Weight weight) {
        return weight.tensor().rank() >= 3
                && (weight.node()
                                .filter(n -> weight.input() == 1 && n.op().contains("Conv"))
                                .isPresent()
                        || weight.node().isEmpty());
    }

    private static long places(Tensor kernel) {
        return kernel.elements() / kernel.size(0) / kernel.size(1);
    }

    private static Chart histogram(Weight weight, Statistics statistics) {
        return Chart.of(
                Text.of("parameters.histogram", "name", weight.name()),
                Axis.linear(Text.of("parameters.value")),
                Axis.linear(Text.of("parameters.count")),
                Mark.Bars.histogram(
                        statistics.edges(),
                        Arrays.stream(statistics.counts()).asDoubleStream().toArray()));
    }

    /** Rows are output channels; of three input channels one colour picture, else one picture each. */
    private static Artifact kernels(Weight weight, Options options, List<Text> readings) {
        var tensor = weight.tensor();
        if (!isKernel(weight)) {
            throw InputException.of(
                    "parameters.no-kernels",
                    "name",
                    weight.name(),
                    "shape",
                    tensor.shape().toString());
        }
        boolean turned =
                weight.node().filter(n -> n.op().startsWith("ConvTranspose")).isPresent();
        int outputs = (int) tensor.size(turned ? 1 : 0);
        int inputs = (int) tensor.size(turned ? 0 : 1);
        int places = (int) places(tensor);
        int columns = (int) tensor.size(-1);
        int rows = places / columns;
        var values = tensor.floats();
        int shownOutputs = Math.min(outputs, options.integer("outputs"));
        boolean colours = inputs == 3 && tensor.rank() == 4;
        int shownInputs = colours ? 3 : Math.min(inputs, options.integer("inputs"));
        var scale = Scale.of(values);
        var cells = new ArrayList<Cell>();
        for (int o = 0; o < shownOutputs; o++) {
            int output = o;
            int[] starts = new int[shownInputs];
            Arrays.setAll(starts, i -> (turned ? i * outputs + output : output * inputs + i) * places);
            if (colours) {
                cells.add(new Cell(
                        new ImageGrid.Rgb(colours(values, starts, places, scale), 0, columns, rows),
                        Optional.of(Text.plain(Integer.toString(o))),
                        false));
            } else {
                for (int i = 0; i < shownInputs; i++) {
                    cells.add(Cell.of(new Plane(values, starts[i], rows, columns), scale)
                            .caption(Text.plain(inputs == 1 ? Integer.toString(o) : o + "←" + i)));
                }
            }
        }
        readings.add(Text.of(
                colours ? "parameters.kernels-colour" : "parameters.kernels",
                "outputs",
                shownOutputs,
                "allOutputs",
                outputs,
                "inputs",
                shownInputs,
                "allInputs",
                inputs,
                "rows",
                rows,
                "columns",
                columns));
        if (shownOutputs < outputs || shownInputs < inputs) {
            readings.add(Text.of("parameters.limited", "outputs", outputs, "inputs", inputs));
        }
        int side = options.integer("cell") == 0
                ? Math.max(1, 48 / Math.max(rows, columns)) * Math.max(rows, columns)
                : options.integer("cell");
        int across = colours || inputs == 1 ? Math.min(16, Math.max(1, shownOutputs)) : shownInputs;
        return ImageGrid.of(Text.of("parameters.kernels-of", "name", weight.name()), cells, across, side);
    }

    /** Three planes as red, green and blue; grey is zero, and all pictures share one scale. */
    private static byte[] colours(float[] values, int[] starts, int places, Scale scale) {
        float size = Math.max(Math.abs(scale.low()), Math.abs(scale.high()));
        var rgb = new byte[3 * places];
        for (int band = 0; band < 3; band++) {
            for (int p = 0; p < places; p++) {
                float v = values[starts[band] + p];
                float place = size == 0 || Float.isNaN(v) ? 0 : Math.max(-1, Math.min(1, v / size));
                rgb[3 * p + band] = (byte) Math.round(127.5f + 127.5f * place);
            }
        }
        return rgb;
    }

    private static Artifact matrices(Look look, List<Weight> weights, Weight main, List<Text> readings) {
        var parts = new ArrayList<WeightMatrix.Part>();
        boolean recurrent = main.node()
                .filter(n ->
                        n.domain().isEmpty() && Set.of("LSTM", "GRU", "RNN").contains(n.op()))
                .isPresent();
        for (var weight : recurrent ? weights : List.of(main)) {
            boolean state = recurrent && (weight.input() == 5 || weight.input() == 6);
            if (!state) {
                parts.addAll(WeightMatrix.parts(look, weight));
            }
        }
        var planes = parts.stream().map(WeightMatrix.Part::shown).toList();
        var scale = Scale.of(planes);
        var heat = parts.stream()
                .map(p -> (Artifact) new Heatmap(
                        p.title(), p.shown(), scale, Text.of("parameters.rows"), Text.of("parameters.columns")))
                .toList();
        if (parts.size() > 1) {
            readings.add(Text.of("parameters.split", "parts", parts.size()));
        }
        parts.stream()
                .filter(p ->
                        p.rows() > p.shown().rows() || p.columns() > p.shown().columns())
                .findFirst()
                .ifPresent(p -> readings.add(Text.of(
                        "parameters.blocks",
                        "rows",
                        p.rows(),
                        "columns",
                        p.columns(),
                        "shownRows",
                        p.shown().rows(),
                        "shownColumns",
                        p.shown().columns())));
        return heat.size() == 1
                ? heat.get(0)
                : new Board(
                        Text.of("parameters.matrix", "name", main.name()),
                        heat,
                        main.is(1, "LSTM") || main.is(2, "LSTM") ? 4 : Math.min(3, heat.size()));
    }
}
