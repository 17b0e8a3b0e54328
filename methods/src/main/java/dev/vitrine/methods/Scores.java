package dev.vitrine.methods;

import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The class scores of a model for one input.
 *
 * @param tensor the tensor that holds them
 * @param values one score per class, as the model gives them
 * @param probabilities softmax of the scores, or the scores themselves where they are probabilities already
 */
public record Scores(String tensor, float[] values, double[] probabilities) {

    /** One class. */
    public record Prediction(int index, String label, double score, double probability) {}

    /**
     * The first output that looks like class scores: floats, item 0 of the batch has two or more values along one dimension and
     * one along all others. Where classes come as a list of maps (scikit-learn), the tensor that the maps are made from.
     */
    public static Optional<Scores> of(Look look) {
        return of(look, look.trace().get(candidates(look)));
    }

    /** The tensors that may hold class scores, one per output; the state that a model hands to its next run says nothing of classes. */
    static List<String> candidates(Look look) {
        var graph = look.graph();
        var states = Streaming.states(graph, look.engine().types());
        boolean fed = graph.inputs().size() > states.size();
        return graph.outputs().stream()
                .filter(output -> !fed || !states.containsValue(output.name()))
                .map(output -> graph.producer(output.name())
                        .filter(n -> n.op().equals("ZipMap"))
                        .flatMap(n -> n.input(0))
                        .orElse(output.name()))
                .toList();
    }

    /** @param values of the candidates, as far as they are tensors */
    static Optional<Scores> of(Look look, Map<String, Tensor> values) {
        return candidates(look).stream()
                .flatMap(name ->
                        Optional.ofNullable(values.get(name))
                                .filter(Scores::isScores)
                                .map(tensor -> of(name, tensor))
                                .stream())
                .findFirst();
    }

    private static boolean isScores(Tensor tensor) {
        if (!tensor.type().isFloating() || tensor.rank() == 0 || tensor.elements() == 0) {
            return false;
        }
        long item = tensor.rank() == 1 ? tensor.elements() : tensor.elements() / tensor.size(0);
        long longest = IntStream.range(tensor.rank() == 1 ? 0 : 1, tensor.rank())
                .mapToLong(tensor::size)
                .max()
                .orElse(1);
        return item >= 2 && item == longest && (tensor.rank() > 1 || tensor.elements() < 100_000);
    }

    /** The scores of item 0 of a batch. */
    public static Scores of(String name, Tensor tensor) {
        var item = (tensor.rank() > 1 && tensor.size(0) > 1 ? tensor.at(0) : tensor).floats();
        return new Scores(name, item, probabilities(item));
    }

    private static double[] probabilities(float[] scores) {
        double sum = 0;
        boolean within = true;
        for (float s : scores) {
            sum += s;
            within &= s >= 0 && s <= 1.0001;
        }
        if (within && Math.abs(sum - 1) < 1e-2) {
            return IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).toArray();
        }
        return softmax(scores);
    }

    /** Softmax in float64. */
    public static double[] softmax(float[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (float v : logits) {
            max = Math.max(max, v);
        }
        var exp = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            exp[i] = Math.exp(logits[i] - max);
            sum += exp[i];
        }
        for (int i = 0; i < exp.length; i++) {
            exp[i] /= sum;
        }
        return exp;
    }

    /** The classes with the highest scores, highest first. */
    public List<Prediction> top(int count, Look look) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -values[i]))
                .limit(count)
                .map(i -> new Prediction(i, look.label(i), values[i], probabilities[i]))
                .toList();
    }

    /** The class with the highest score. */
    public int best() {
        return IntStream.range(0, values.length)
                .boxed()
                .max(Comparator.comparingDouble(i -> values[i]))
                .orElse(0);
    }

    /**
     * The index of a class given by number or by label: exactly, else without regard to case, else by a unique part.
     *
     * @throws InputException if none or several fit
     */
    public int classOf(String text, Look look) {
        return classOf(text, values.length, look);
    }

    /** The same among so many classes. */
    static int classOf(String text, int classes, Look look) {
        if (text.matches("\\d{1,9}")) {
            int index = Integer.parseInt(text);
            if (index < classes) {
                return index;
            }
            throw InputException.of("methods.no-class-index", "index", index, "classes", classes, "last", classes - 1);
        }
        var labels = look.labels();
        for (int pass = 0; pass < 3; pass++) {
            int p = pass;
            var found = IntStream.range(0, Math.min(labels.size(), classes))
                    .filter(i -> p == 0
                            ? labels.get(i).equals(text)
                            : p == 1
                                    ? labels.get(i).equalsIgnoreCase(text)
                                    : labels.get(i)
                                            .toLowerCase(java.util.Locale.ROOT)
                                            .contains(text.toLowerCase(java.util.Locale.ROOT)))
                    .boxed()
                    .toList();
            if (found.size() == 1) {
                return found.get(0);
            }
            if (found.size() > 1 && p == 2) {
                throw InputException.of(
                        "methods.many-classes",
                        "name",
                        text,
                        "found",
                        String.join(
                                "; ", found.stream().limit(5).map(labels::get).toList()));
            }
        }
        throw InputException.of(labels.isEmpty() ? "methods.no-labels" : "methods.no-class", "name", text);
    }
}
