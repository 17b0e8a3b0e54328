package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.autodiff.Rule;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Tensor;

/**
 * The first maximum of each window, in row-major order, gets the gradient; so do PyTorch and TensorFlow.
 *
 * <p>Windows that tile the input: every element that equals its window's maximum gets a priority, falling in row-major order; the
 * highest priority of a window wins. All of it stays in the runtime's blocked layout. Small windows that overlap: one axis after the
 * other. Others: the pool's indices, and adding at those places.
 */
final class MaxPoolRule implements Rule {
    @Override
    public void backward(Backward b) {
        var kernel = b.node().intsAttribute("kernel_shape").orElseThrow(() -> b.unsupported("autodiff.kernel-unknown"));
        var window = Window.of(b.node(), kernel);
        if (tiles(window, b)) {
            b.give(0, byPriority(b, window));
        } else {
            b.give(0, MaxAlongAxes.fits(b, window) ? MaxAlongAxes.gradient(b, window) : byIndices(b));
        }
    }

    private static boolean tiles(Window window, Backward b) {
        var g = b.graph();
        if (window.rank() != 2
                || g.type(b.x()) == DataType.DOUBLE
                || !java.util.Arrays.equals(window.kernel(), window.strides())
                || !Window.all(window.dilations(), 1)) {
            return false;
        }
        var pads = window.pads(b.x(), b.y(), g);
        for (int axis = 0; axis < 2; axis++) {
            long in = Window.spatial(b.x(), axis, g);
            if (in < 0 || in % window.kernel()[axis] != 0) {
                return false;
            }
        }
        return pads.isPresent() && Window.all(pads.get(), 0);
    }

    private static String byPriority(Backward b, Window window) {
        var g = b.graph();
        long rows = window.kernel()[0];
        long columns = window.kernel()[1];
        var falling = new float[(int) (rows * columns)];
        for (int i = 0; i < falling.length; i++) {
            falling[i] = falling.length - i;
        }
        var tile = g.op(
                "Tile",
                g.constant(Tensor.cast(g.type(b.x()), falling, 1, 1, rows, columns)),
                g.ints(1, 1, Window.spatial(b.x(), 0, g) / rows, Window.spatial(b.x(), 1, g) / columns));
        var equal = isZero(g.add(Window.enlarged(negative(b.y(), b), window.kernel(), g), b.x()), g);
        var priority = Window.blocked(g.mul(equal, tile), b);
        var highest = g.put(
                call("MaxPool", priority).with("kernel_shape", window.kernel()).with("strides", window.strides()));
        var wins = isZero(g.add(Window.enlarged(negative(highest, b), window.kernel(), g), priority), g);
        return g.mul(Window.enlarged(b.dy(), window.kernel(), g), wins);
    }

    /** The runtime's Sub and Neg leave its blocked layout; a depthwise convolution does not. */
    private static String negative(String tensor, Backward b) {
        var g = b.graph();
        long channels = g.shapeOf(b.x()).map(s -> s.size(1)).orElse(-1L);
        return channels < 1
                ? g.op("Neg", tensor)
                : g.put(call("Conv", tensor, g.filled(-1, g.type(b.x()), channels, 1, 1, 1))
                        .with("group", channels));
    }

    /** 1 where a tensor that is nowhere positive is 0, else 0. */
    private static String isZero(String tensor, GraphBuilder g) {
        return g.put(call("HardSigmoid", tensor).with("alpha", 3e37f).with("beta", 1f));
    }

    private static String byIndices(Backward b) {
        var g = b.graph();
        var pool = call("MaxPool", b.x());
        for (var entry : b.node().attributes().entrySet()) {
            if (!entry.getKey().equals("storage_order")) {
                pool = pool.with(entry.getKey(), entry.getValue());
            }
        }
        var places =
                g.put(pool.with("storage_order", new Attribute.OfInt(0)), 2).get(1);
        return SelectionRule.scatterFlat(g, places, b.dy(), g.shape(b.x()), g.type(b.x()), "add");
    }
}
