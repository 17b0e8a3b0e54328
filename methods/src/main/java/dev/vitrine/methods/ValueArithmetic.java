package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.Scale;
import dev.vitrine.artifact.Table;
import dev.vitrine.methods.Card.Parameter;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The arithmetic behind one value: which inputs, times which weights, plus which bias, through which activation. */
public final class ValueArithmetic implements Method {
    private static final int CHANNELS = 4;
    private static final int ROWS = 24;

    @Override
    public Card card() {
        return Card.of(
                "value",
                Card.Question.FEATURES,
                Set.of(Card.Need.INPUT, Card.Need.LAYER),
                Parameter.text("layer", ""),
                Parameter.text("at", ""));
    }

    @Override
    public Result look(Look look, Options options) {
        var layer = options.given("layer").orElseThrow(() -> InputException.of("value.needs-layer"));
        var tensor = look.layers().tensor(layer);
        var node = look.layers().node(tensor);
        if (!node.output(0).equals(Optional.of(tensor))) {
            throw InputException.of("value.not-first", "name", tensor, "op", node.op());
        }
        var output = look.trace().get(tensor);
        long[] index = options.given("at").map(at -> index(at, output)).orElseGet(() -> largest(output));
        var arithmetic = Arithmetic.of(look, node, index);
        double traced = at(output, index);
        var place = written(index);
        var readings = new ArrayList<Text>();
        readings.add(Text.of("value.formula", "layer", tensor, "index", place, "formula", arithmetic.formula()));
        readings.add(
                weighed(arithmetic)
                        ? shares(arithmetic)
                        : Text.of("value.inputs", "count", arithmetic.terms().size()));
        padding(arithmetic).ifPresent(readings::add);
        readings.add(Text.of("value.runtime", "runtime", traced, "difference", Math.abs(traced - arithmetic.result())));
        return new Result(artifact(arithmetic, tensor, place), readings, Map.of(), facts(arithmetic))
                .fact("tensor", Structure.value(tensor, output.tensorType()))
                .fact("operator", node.op())
                .fact("index", index)
                .fact("source", Arithmetic.source(look, node, index))
                .fact("runtime", traced);
    }

    private static Map<String, Object> facts(Arithmetic arithmetic) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put(
                "inputs",
                arithmetic.terms().stream()
                        .map(t -> {
                            var input = new LinkedHashMap<String, Object>();
                            input.put("index", t.index());
                            input.put("value", t.value());
                            return input;
                        })
                        .toList());
        facts.put(
                "weights",
                weighed(arithmetic)
                        ? arithmetic.terms().stream()
                                .mapToDouble(Arithmetic.Term::weight)
                                .toArray()
                        : new double[0]);
        facts.put("bias", arithmetic.bias());
        facts.put("sum", arithmetic.sum());
        facts.put("activation", arithmetic.activation());
        facts.put("result", arithmetic.result());
        facts.put("formula", arithmetic.formula());
        return facts;
    }

    private static boolean weighed(Arithmetic arithmetic) {
        return arithmetic.terms().stream().noneMatch(t -> Double.isNaN(t.weight()));
    }

    private static Text shares(Arithmetic arithmetic) {
        double up = arithmetic.terms().stream()
                .mapToDouble(t -> Math.max(0, t.product()))
                .sum();
        double down = arithmetic.terms().stream()
                .mapToDouble(t -> Math.min(0, t.product()))
                .sum();
        return Text.of(
                "value.shares",
                "count",
                arithmetic.terms().size(),
                "up",
                up,
                "down",
                down,
                "bias",
                arithmetic.bias(),
                "sum",
                arithmetic.sum());
    }

    private static Optional<Text> padding(Arithmetic arithmetic) {
        return arithmetic
                .kernel()
                .map(k -> k.channels().length * (int) Tensor.count(k.sizes())
                        - arithmetic.terms().size())
                .filter(outside -> outside > 0)
                .map(outside -> Text.of("value.outside", "outside", outside));
    }

    private static Artifact artifact(Arithmetic arithmetic, String tensor, String place) {
        var title = Text.of("value.at", "layer", tensor, "index", place);
        return arithmetic
                .kernel()
                .filter(k -> Tensor.count(k.sizes()) > 1)
                .<Artifact>map(k -> windows(k, title))
                .orElseGet(() -> table(arithmetic, title));
    }

    /** Patch, kernel and product side by side, for the input channels that add or take away most. */
    private static Board windows(Arithmetic.Kernel kernel, Text title) {
        int columns = (int) kernel.sizes()[kernel.sizes().length - 1];
        int rows = kernel.patch()[0].length / columns;
        var products = new float[kernel.channels().length][];
        var sums = new double[products.length];
        for (int c = 0; c < products.length; c++) {
            products[c] = new float[rows * columns];
            for (int i = 0; i < products[c].length; i++) {
                products[c][i] = kernel.patch()[c][i] * kernel.weights()[c][i];
                sums[c] += products[c][i];
            }
        }
        var strongest = IntStream.range(0, products.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer c) -> -Math.abs(sums[c])))
                .limit(CHANNELS)
                .toList();
        var patches = scale(kernel.patch(), strongest, rows, columns);
        var weights = scale(kernel.weights(), strongest, rows, columns);
        var both = scale(products, strongest, rows, columns);
        var parts = new ArrayList<Artifact>();
        for (int c : strongest) {
            long channel = kernel.channels()[c];
            parts.add(Heatmap.of(
                    Text.of("value.patch", "channel", channel), Plane.of(kernel.patch()[c], rows, columns), patches));
            parts.add(Heatmap.of(Text.of("value.kernel"), Plane.of(kernel.weights()[c], rows, columns), weights));
            parts.add(Heatmap.of(Text.of("value.product", "sum", sums[c]), Plane.of(products[c], rows, columns), both));
        }
        return new Board(title, parts, 3);
    }

    private static Scale scale(float[][] all, List<Integer> shown, int rows, int columns) {
        return Scale.of(shown.stream().map(c -> Plane.of(all[c], rows, columns)).toList());
    }

    private static Table table(Arithmetic arithmetic, Text title) {
        boolean weighed = weighed(arithmetic);
        var columns = new ArrayList<Table.Column>();
        columns.add(new Table.Column(Text.of("value.index"), Table.Kind.TEXT));
        columns.add(new Table.Column(Text.of("value.input"), Table.Kind.NUMBER));
        if (weighed) {
            columns.add(new Table.Column(Text.of("value.weight"), Table.Kind.NUMBER));
            columns.add(new Table.Column(Text.of("value.term"), Table.Kind.NUMBER));
        }
        var rows = arithmetic.terms().stream()
                .sorted(Comparator.comparingDouble(t -> -Math.abs(weighed ? t.product() : t.value())))
                .limit(ROWS)
                .map(t -> weighed
                        ? List.<Object>of(written(t.index()), t.value(), t.weight(), t.product())
                        : List.<Object>of(written(t.index()), t.value()))
                .toList();
        return new Table(title, columns, rows);
    }

    private static String written(long[] index) {
        return Arrays.stream(index).mapToObj(Long::toString).collect(Collectors.joining(","));
    }

    private static double at(Tensor tensor, long[] index) {
        long flat = 0;
        for (int d = 0; d < index.length; d++) {
            flat = flat * tensor.size(d) + index[d];
        }
        var one = new float[1];
        tensor.read(flat, one, 0, 1);
        return one[0];
    }

    /** One number per dimension; the first, the item of the batch, may be left out. */
    private static long[] index(String at, Tensor output) {
        long[] sizes = output.sizes();
        try {
            long[] given = Arrays.stream(at.split(",", -1))
                    .mapToLong(p -> Long.parseLong(p.strip()))
                    .toArray();
            long[] index = given;
            if (given.length == sizes.length - 1) {
                index = new long[sizes.length];
                System.arraycopy(given, 0, index, 1, given.length);
            }
            if (index.length == sizes.length) {
                long[] checked = index;
                if (IntStream.range(0, sizes.length).allMatch(d -> checked[d] >= 0 && checked[d] < sizes[d])) {
                    return index;
                }
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message for everything that is no place.
        }
        throw InputException.of(
                "value.no-place", "at", at, "shape", output.shape().toString());
    }

    private static long[] largest(Tensor output) {
        if (output.elements() == 0) {
            throw InputException.of(
                    "methods.empty-tensor", "shape", output.shape().toString());
        }
        float[] values = output.floats();
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        long[] index = new long[output.rank()];
        long rest = best;
        for (int d = index.length - 1; d >= 0; d--) {
            index[d] = rest % output.size(d);
            rest /= output.size(d);
        }
        return index;
    }
}
