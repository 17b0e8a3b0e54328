package dev.vitrine.autodiff;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * GridSample (spatial transformer networks, Jaderberg et al. 2015), {@link RegionAlign} and pools of the p-norm, by their
 * definitions in the ONNX specification.
 */
final class SamplingOperators {
    static final Map<String, Lowering.Writer> WRITERS = Map.of(
            "GridSample", (n, g) -> new Grid(n, g).write(),
            "RoiAlign", RegionAlign::write,
            "LpPool", SamplingOperators::lpPool,
            "GlobalLpPool", SamplingOperators::globalLpPool);

    private SamplingOperators() {}

    /** (sum |x|^p)^(1/p) over each window: a convolution with ones, one channel at a time. */
    private static List<String> lpPool(Node node, GraphBuilder g) {
        if (node.intAttribute("ceil_mode", 0) == 1) {
            throw InputException.of("autodiff.pool-form", "node", g.graph().label(node), "op", node.op());
        }
        var x = node.inputs().get(0);
        var kernel = node.intsAttribute("kernel_shape").orElseThrow();
        var apart = new ArrayList<>(List.of(g.ints(-1, 1)));
        var ones = new long[kernel.length + 2];
        Arrays.fill(ones, 1);
        for (int i = 0; i < kernel.length; i++) {
            apart.add(g.size(x, i + 2));
            ones[i + 2] = kernel[i];
        }
        double p = node.intAttribute("p", 2);
        var slide = call("Conv", g.reshape(power(x, p, g), g.join(apart)), g.filled(1, g.type(x), ones));
        for (var key : List.of("kernel_shape", "strides", "dilations", "pads", "auto_pad")) {
            var value = node.attribute(key);
            if (value.isPresent()) {
                slide = slide.with(key, value.get());
            }
        }
        var sums = g.put(slide);
        var after = new ArrayList<>(List.of(g.size(x, 0), g.size(x, 1)));
        for (int i = 0; i < kernel.length; i++) {
            after.add(g.size(sums, i + 2));
        }
        return List.of(g.reshape(root(sums, p, g), g.join(after)));
    }

    private static List<String> globalLpPool(Node node, GraphBuilder g) {
        var x = node.inputs().get(0);
        double p = node.intAttribute("p", 2);
        var axes = new long[g.needRank(x) - 2];
        Arrays.setAll(axes, i -> i + 2L);
        return List.of(root(g.sumOver(power(x, p, g), axes), p, g));
    }

    private static String power(String x, double p, GraphBuilder g) {
        return p == 2 ? g.mul(x, x) : g.op("Pow", g.op("Abs", x), g.scalar(p, x));
    }

    private static String root(String x, double p, GraphBuilder g) {
        return p == 2 ? g.op("Sqrt", x) : g.op("Pow", x, g.scalar(1 / p, x));
    }

    /**
     * Values of X read between its elements, at the places that the grid names: a weighted sum of the elements around.
     *
     * <pre>
     *   nearest 1 element, linear 2, cubic 4 along each axis;   y = sum over taps of weight(place) x[index(place)]
     * </pre>
     */
    private static final class Grid {
        private final Node node;
        private final GraphBuilder g;
        private final String x;
        private final String grid;
        private final int rank;
        private final String mode;
        private final String padding;
        private final boolean corners;

        Grid(Node node, GraphBuilder g) {
            this.node = node;
            this.g = g;
            this.x = node.inputs().get(0);
            this.grid = node.inputs().get(1);
            this.rank = g.needRank(x) - 2;
            var given = node.stringAttribute("mode", "linear");
            this.mode = given.startsWith("bi") ? given.substring(2) : given;
            this.padding = node.stringAttribute("padding_mode", "zeros");
            this.corners = node.intAttribute("align_corners", 0) == 1;
        }

        /** An element beside a place along one axis: where it is (a whole number, as float), and what it weighs. */
        private record Tap(String place, String weight) {}

        List<String> write() {
            var places = g.put(
                    call("Split", g.reshape(grid, 0, -1, rank)).with("axis", -1).with("num_outputs", rank), rank);
            var axes = new ArrayList<List<Tap>>();
            var sizes = new ArrayList<String>();
            for (int axis = 0; axis < rank; axis++) {
                var whole = g.size(x, axis + 2);
                sizes.add(whole);
                var size = g.cast(g.op("Squeeze", whole), g.type(x));
                var place = placed(g.reshape(places.get(rank - 1 - axis), 0, -1), size);
                axes.add(taps(place, size));
            }
            var flat = g.reshape(x, 0, 0, -1);
            var terms = new ArrayList<String>();
            sum(0, List.of(), axes, sizes, flat, terms);
            var total = terms.size() == 1 ? terms.get(0) : added(terms);
            var head = g.op("Slice", g.op("Shape", x), g.ints(0), g.ints(2));
            var tail = g.op("Slice", g.op("Shape", grid), g.ints(1), g.ints(-1));
            return List.of(g.reshape(total, g.join(head, tail)));
        }

        /** The runtime's Sum has no float64. */
        private String added(List<String> terms) {
            var total = terms.get(0);
            for (var term : terms.subList(1, terms.size())) {
                total = g.add(total, term);
            }
            return total;
        }

        private void sum(
                int axis, List<Tap> chosen, List<List<Tap>> axes, List<String> sizes, String flat, List<String> terms) {
            if (axis == rank) {
                terms.add(term(chosen, sizes, flat));
                return;
            }
            for (var tap : axes.get(axis)) {
                var more = new ArrayList<>(chosen);
                more.add(tap);
                sum(axis + 1, more, axes, sizes, flat, terms);
            }
        }

        /** What one combination of taps adds, [N, C, places]. */
        private String term(List<Tap> taps, List<String> sizes, String flat) {
            var index = "";
            var weight = "";
            for (int axis = 0; axis < rank; axis++) {
                var at = g.cast(taps.get(axis).place, DataType.INT64);
                index = axis == 0 ? at : g.add(g.mul(index, sizes.get(axis)), at);
                weight = axis == 0 ? taps.get(axis).weight : g.mul(weight, taps.get(axis).weight);
            }
            var shape = g.op("Shape", g.op("Unsqueeze", index, g.ints(1)));
            var channels = g.op("Mul", shape, g.join(g.ints(1), g.size(x, 1), g.ints(1)));
            var everywhere = g.op("Expand", g.op("Unsqueeze", index, g.ints(1)), channels);
            var read = g.put(call("GatherElements", flat, everywhere).with("axis", 2));
            return g.mul(read, g.op("Unsqueeze", weight, g.ints(1)));
        }

        /** From [-1, 1] to places between elements. */
        private String placed(String given, String size) {
            var one = g.scalar(1, x);
            var half =
                    corners ? g.mul(g.add(given, one), g.sub(size, one)) : g.sub(g.mul(g.add(given, one), size), one);
            return g.scale(half, 0.5, x);
        }

        private List<Tap> taps(String place, String size) {
            if (mode.equals("nearest")) {
                var ones = g.op("Expand", g.scalar(1, x), g.op("Shape", place));
                return List.of(tap(g.op("Round", place), size, ones));
            }
            var inside = mode.equals("cubic") ? place : bounded(place, size);
            var floor = g.op("Floor", inside);
            var t = g.sub(inside, floor);
            var one = g.scalar(1, x);
            if (mode.equals("linear")) {
                return List.of(tap(floor, size, g.sub(one, t)), tap(g.add(floor, one), size, t));
            }
            var back = g.sub(one, t);
            return List.of(
                    tap(g.sub(floor, one), size, outer(g.add(t, one))),
                    tap(floor, size, inner(t)),
                    tap(g.add(floor, one), size, inner(back)),
                    tap(g.add(floor, g.scalar(2, x)), size, outer(g.add(back, one))));
        }

        private static final double A = -0.75;

        /** ((a + 2) t - (a + 3)) t^2 + 1, for elements at a distance below 1. */
        private String inner(String t) {
            var line = g.sub(g.scale(t, A + 2, x), g.scalar(A + 3, x));
            return g.add(g.mul(g.mul(line, t), t), g.scalar(1, x));
        }

        /** a (t^3 - 5 t^2 + 8 t - 4), for elements at a distance between 1 and 2. */
        private String outer(String t) {
            var quadratic = g.add(g.mul(g.sub(t, g.scalar(5, x)), t), g.scalar(8, x));
            return g.scale(g.sub(g.mul(quadratic, t), g.scalar(4, x)), A, x);
        }

        /** Elements outside count as zero, or as others do. */
        private Tap tap(String element, String size, String weight) {
            var last = g.sub(size, g.scalar(1, x));
            var zero = g.scalar(0, x);
            if (padding.equals("zeros")) {
                var out = g.op("Or", g.op("Less", element, zero), g.op("Greater", element, last));
                return new Tap(clamped(element, last), g.op("Where", out, zero, weight));
            }
            var kept = padding.equals("reflection") ? reflected(element, size) : element;
            return new Tap(clamped(kept, last), weight);
        }

        private String bounded(String place, String size) {
            return switch (padding) {
                case "border" -> clamped(place, g.sub(size, g.scalar(1, x)));
                case "reflection" -> reflected(place, size);
                default -> place;
            };
        }

        private String clamped(String place, String last) {
            return g.op("Min", g.op("Max", place, g.scalar(0, x)), last);
        }

        /** Mirrored at the borders: the first and last elements, or half an element beyond them. */
        private String reflected(String place, String size) {
            var first = g.scalar(corners ? 0 : -0.5, x);
            var range = corners ? g.sub(size, g.scalar(1, x)) : size;
            var period = g.scale(range, 2, x);
            var distance =
                    g.put(call("Mod", g.op("Abs", g.sub(place, first)), period).with("fmod", 1));
            var folded = g.op("Min", distance, g.sub(period, distance));
            return g.add(folded, first);
        }
    }
}
