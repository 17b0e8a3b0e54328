package dev.vitrine.autodiff.rules;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.autodiff.Rule;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Tensor;

/**
 * Each output's gradient is divided by the number of elements it averaged and spread over its window: the transpose of a
 * convolution with ones, one channel at a time.
 */
final class AveragePoolRule implements Rule {
    @Override
    public void backward(Backward b) {
        var g = b.graph();
        var kernel = b.node().intsAttribute("kernel_shape").orElseThrow(() -> b.unsupported("autodiff.kernel-unknown"));
        var window = Window.of(b.node(), kernel);
        if (tiles(window, b)) {
            b.give(0, Window.enlarged(g.scale(b.dy(), 1.0 / Tensor.count(kernel), b.x()), kernel, g));
            return;
        }
        var rows = g.reshape(b.dy(), Window.channelsApart(b.y(), window.rank(), g));
        var shares = divided(rows, window, b);
        var ones = g.filled(1, g.type(b.x()), ones(kernel));
        b.give(0, g.reshape(window.spread(shares, ones, 1, b.x(), b.y(), g), g.shape(b.x())));
    }

    private static boolean tiles(Window window, Backward b) {
        var g = b.graph();
        var pads = window.pads(b.x(), b.y(), g);
        for (int axis = 0; axis < window.rank(); axis++) {
            long in = Window.spatial(b.x(), axis, g);
            if (in < 0 || in % window.kernel()[axis] != 0) {
                return false;
            }
        }
        return window.rank() == 2
                && g.type(b.x()) == DataType.FLOAT
                && java.util.Arrays.equals(window.kernel(), window.strides())
                && Window.all(window.dilations(), 1)
                && pads.isPresent()
                && Window.all(pads.get(), 0);
    }

    private static long[] ones(long[] kernel) {
        return java.util.stream.LongStream.concat(java.util.stream.LongStream.of(1, 1), java.util.Arrays.stream(kernel))
                .toArray();
    }

    /** The number of elements differs at the borders. */
    private static String divided(String dy, Window window, Backward b) {
        var g = b.graph();
        double whole = 1.0 / Tensor.count(window.kernel());
        boolean partial = b.node().intAttribute("ceil_mode", 0) == 1 || !inner(window, b);
        if (!partial) {
            return g.scale(dy, whole, b.x());
        }
        return g.mul(dy, shares(window, b, g));
    }

    private static boolean inner(Window window, Backward b) {
        boolean padded = window.autoPad().startsWith("SAME") || !Window.all(window.pads(), 0);
        return !padded || b.node().intAttribute("count_include_pad", 0) == 1;
    }

    /** One over the number of elements averaged, [1, 1, out...]. */
    private static String shares(Window window, Backward b, GraphBuilder g) {
        int n = window.rank();
        var pads = window.pads(b.x(), b.y(), g).orElseThrow(() -> b.unsupported("autodiff.sizes-unknown"));
        boolean counted = b.node().intAttribute("count_include_pad", 0) == 1;
        var shares = "";
        for (int axis = 0; axis < n; axis++) {
            long in = Window.spatial(b.x(), axis, g);
            long out = Window.spatial(b.y(), axis, g);
            if (in < 0 || out < 0) {
                throw b.unsupported("autodiff.sizes-unknown");
            }
            var along = new float[(int) out];
            for (int o = 0; o < out; o++) {
                int count = 0;
                for (long k = 0; k < window.kernel()[axis]; k++) {
                    long at = o * window.strides()[axis] - pads[axis] + k * window.dilations()[axis];
                    long low = counted ? -pads[axis] : 0;
                    long high = counted ? in + pads[axis + n] : in;
                    count += at >= low && at < high ? 1 : 0;
                }
                along[o] = count == 0 ? 0 : 1f / count;
            }
            var sizes = Window.filled(n + 2, 1);
            sizes[axis + 2] = out;
            var part = g.constant(Tensor.cast(g.type(b.x()), along, sizes));
            shares = axis == 0 ? part : g.mul(shares, part);
        }
        return shares;
    }
}
