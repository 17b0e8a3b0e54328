package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.model.Shape;

/** Pooling over all positions of a channel. */
final class GlobalPoolRules {
    private GlobalPoolRules() {}

    static void average(Backward b) {
        var g = b.graph();
        var whole = g.shapeOf(b.x()).filter(s -> s.rank() > 2);
        long positions = 1;
        for (int axis = 2; axis < whole.map(Shape::rank).orElse(0); axis++) {
            positions *= whole.orElseThrow().size(axis);
        }
        boolean known = whole.isPresent()
                && java.util.stream.IntStream.range(2, whole.get().rank())
                        .allMatch(a -> whole.get().size(a) > 0);
        var count = known
                ? g.scalar(positions, b.x())
                : g.cast(g.op("Div", g.op("Size", b.x()), g.op("Size", b.y())), g.type(b.x()));
        b.give(0, g.op("Expand", g.div(b.dy(), count), g.shape(b.x())));
    }

    /** The first maximum of each channel gets the gradient. */
    static void max(Backward b) {
        var g = b.graph();
        var rows = g.reshape(b.x(), 0, 0, -1);
        var first = g.put(call("ArgMax", rows).with("axis", 2).with("keepdims", 1));
        var zeros = g.filled(0, g.type(b.x()), g.op("Shape", rows));
        var placed = g.put(call("ScatterElements", zeros, first, g.reshape(b.dy(), 0, 0, 1))
                .with("axis", 2));
        b.give(0, g.reshape(placed, g.shape(b.x())));
    }
}
