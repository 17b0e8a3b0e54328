package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Shape;

/** Pooling over all positions of a channel. */
final class GlobalPoolRules {
    private GlobalPoolRules() {}

    /** Each position gets its share. In two dimensions that is again an average, of dY and the zeros around it. */
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
        if (known && whole.get().rank() == 4 && g.type(b.x()) == DataType.FLOAT) {
            b.give(0, amongZeros(b.dy(), whole.get().size(2), whole.get().size(3), g));
            return;
        }
        var count = known
                ? g.scalar(positions, b.x())
                : g.cast(g.op("Div", g.op("Size", b.x()), g.op("Size", b.y())), g.type(b.x()));
        b.give(0, g.op("Expand", g.div(b.dy(), count), g.shape(b.x())));
    }

    /** Unlike Expand, a pool starts the runtime's blocked layout: what follows need not leave it. */
    private static String amongZeros(String dy, long rows, long columns, GraphBuilder g) {
        return g.put(call("AveragePool", dy)
                .with("kernel_shape", new long[] {rows, columns})
                .with("pads", new long[] {rows - 1, columns - 1, rows - 1, columns - 1})
                .with("count_include_pad", 1));
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
