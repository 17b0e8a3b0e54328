package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.model.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators that join tensors or take parts of them: the gradient is cut the same way, or surrounded by zeros. */
final class PartRules {
    private PartRules() {}

    static void concat(Backward b) {
        var g = b.graph();
        int axis = Math.toIntExact(b.node().intAttribute("axis", 0));
        var sizes = new ArrayList<String>();
        for (int i = 0; i < b.node().inputs().size(); i++) {
            sizes.add(g.size(b.x(i), axis));
        }
        if (sizes.size() == 1) {
            b.give(0, b.dy());
            return;
        }
        var parts = g.put(call("Split", b.dy(), g.join(sizes)).with("axis", axis), sizes.size());
        for (int i = 0; i < sizes.size(); i++) {
            b.give(i, parts.get(i));
        }
    }

    static void split(Backward b) {
        var g = b.graph();
        var node = b.node();
        var parts = new ArrayList<String>();
        for (int i = 0; i < node.outputs().size(); i++) {
            if (b.dy(i).isEmpty() && node.output(i).isEmpty()) {
                splitByPositions(b);
                return;
            }
            var output = node.outputs().get(i);
            parts.add(b.dy(i).orElseGet(() -> g.filled(0, g.type(b.x()), g.shape(output))));
        }
        var whole = call("Concat", parts.toArray(String[]::new)).with("axis", node.intAttribute("axis", 0));
        b.give(0, g.put(whole));
    }

    private static void splitByPositions(Backward b) {
        var parts = new ArrayList<String>();
        for (int i = 0; i < b.node().outputs().size(); i++) {
            int at = i;
            b.dy(i).ifPresent(dy -> parts.add(SelectionRule.scatter(b, b.node(), dy, at, "none")));
        }
        b.give(0, parts.size() == 1 ? parts.get(0) : b.graph().op("Sum", parts.toArray(String[]::new)));
    }

    /** Steps of 1 from known places: zeros around. Anything else: by positions. */
    static void slice(Backward b) {
        var g = b.graph();
        var node = b.node();
        var starts = g.knownInts(b.x(1));
        var steps = node.input(4).map(g::knownInts).orElseGet(() -> Optional.of(new long[] {1}));
        if (starts.isEmpty()
                || steps.isEmpty()
                || java.util.Arrays.stream(steps.get()).anyMatch(s -> s != 1)) {
            b.give(0, SelectionRule.scatter(b, node, b.dy(), 0, "none"));
            return;
        }
        var axes = axes(b, 3, starts.get().length);
        if (axes.isEmpty()) {
            b.give(0, SelectionRule.scatter(b, node, b.dy(), 0, "none"));
            return;
        }
        var before = new ArrayList<String>();
        var after = new ArrayList<String>();
        for (int i = 0; i < axes.get().length; i++) {
            int axis = (int) axes.get()[i];
            long start = starts.get()[i];
            var whole = g.size(b.x(), axis);
            var from = start >= 0
                    ? g.integer("Min", g.ints(start), whole)
                    : g.integer("Max", g.ints(0), g.integer("Add", whole, g.ints(start)));
            before.add(from);
            after.add(g.integer("Sub", g.integer("Sub", whole, from), g.size(b.y(), axis)));
        }
        b.give(0, g.pad(b.dy(), b.x(), before, after, axes.get()));
    }

    private static Optional<long[]> axes(Backward b, int input, int count) {
        if (b.node().input(input).isPresent()) {
            return b.graph().knownInts(b.x(input));
        }
        var all = new long[count];
        java.util.Arrays.setAll(all, i -> i);
        return Optional.of(all);
    }

    /** Constant padding is cut off again; mirrored and repeated edges add up where they came from. */
    static void pad(Backward b) {
        var g = b.graph();
        var node = b.node();
        if (!node.stringAttribute("mode", "constant").equals("constant")) {
            SelectionRule.backward(b);
            return;
        }
        var pads = g.knownInts(b.x(1))
                .map(p -> g.ints(java.util.Arrays.stream(p).map(v -> -v).toArray()))
                .orElseGet(() -> g.op("Neg", b.x(1)));
        var cut = node.input(3)
                .map(axes -> call("Pad", b.dy(), pads, g.scalar(0, b.x()), axes))
                .orElseGet(() -> call("Pad", b.dy(), pads, g.scalar(0, b.x())));
        b.give(0, g.put(cut));
    }

    /**
     * One place: zeros around it. Rows of a table (an embedding): rows are added up. Otherwise by positions.
     */
    static void gather(Backward b) {
        var g = b.graph();
        int axis = Math.toIntExact(b.node().intAttribute("axis", 0));
        var one = g.known(b.x(1)).filter(t -> t.rank() == 0).map(t -> t.longs()[0]);
        if (one.isPresent()) {
            b.give(0, single(b, axis, one.get(), g));
        } else if (axis == 0) {
            var places = g.op("Unsqueeze", g.cast(b.x(1), dev.vitrine.model.DataType.INT64), g.ints(-1));
            var zeros = g.filled(0, g.type(b.x()), g.shape(b.x()));
            b.give(0, g.put(call("ScatterND", zeros, places, b.dy()).with("reduction", "add")));
        } else {
            SelectionRule.backward(b);
        }
    }

    private static String single(Backward b, int axis, long index, GraphBuilder g) {
        var size = g.size(b.x(), axis);
        var before = index >= 0 ? g.ints(index) : g.integer("Add", size, g.ints(index));
        var after = g.integer("Sub", g.integer("Sub", size, before), g.ints(1));
        var place = g.op("Unsqueeze", b.dy(), g.ints(axis));
        return g.pad(place, b.x(), List.of(before), List.of(after), axis);
    }

    static void topK(Backward b) {
        var g = b.graph();
        b.dy(0).ifPresent(dy -> {
            var zeros = g.filled(0, g.type(b.x()), g.shape(b.x()));
            var indices = b.node().output(1).orElseGet(() -> again(b).get(1));
            b.give(
                    0,
                    g.put(call("ScatterElements", zeros, indices, dy)
                            .with("axis", b.node().intAttribute("axis", -1))));
        });
    }

    private static List<String> again(Backward b) {
        var node = b.node();
        return b.graph().put(new Node("", node.op(), "", node.inputs(), List.of(), node.attributes()), 2);
    }

    /** Sums from the other end. */
    static void cumSum(Backward b) {
        b.give(
                0,
                b.graph()
                        .put(call("CumSum", b.dy(), b.x(1))
                                .with("exclusive", b.node().intAttribute("exclusive", 0))
                                .with("reverse", 1 - b.node().intAttribute("reverse", 0))));
    }

    /** What was cut off at both ends gets zeros, what was added is cut off: the operator is its own transpose. */
    static void centerCropPad(Backward b) {
        var g = b.graph();
        var axes = b.node().intsAttribute("axes");
        var shape = g.shape(b.x());
        var sizes = axes.map(a -> g.op("Gather", shape, g.ints(a))).orElse(shape);
        var back = call("CenterCropPad", b.dy(), sizes);
        b.give(0, g.put(axes.map(a -> back.with("axes", a)).orElse(back)));
    }

    /** The gradient is read at the places that the elements were put to. */
    static void maxUnpool(Backward b) {
        var g = b.graph();
        var picked = g.op("Gather", g.reshape(b.dy(), -1), g.reshape(b.x(1), -1));
        b.give(0, g.reshape(picked, g.shape(b.x())));
    }

    static void trilu(Backward b) {
        var again = b.node().input(1).map(k -> call("Trilu", b.dy(), k)).orElseGet(() -> call("Trilu", b.dy()));
        b.give(0, b.graph().put(again.with("upper", b.node().intAttribute("upper", 1))));
    }
}
