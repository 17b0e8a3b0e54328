package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.model.DataType;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradient of a max pool whose windows overlap, one axis after the other: the first maximum in row-major order lies in the first
 * row that holds the maximum, at that row's first maximum.
 *
 * <p>Along an axis, the elements that windows of stride s meet in the same place lie s apart. Taken apart into s planes, each tap of
 * the window is a stretch of one plane, and the gradient goes to the first tap that equals the largest.
 *
 * <pre>
 *   kernel 3, stride 2:   x0 x1 x2 x3 x4     even: x0 x2 x4   taps 1 and 3 of the windows
 *                         ╰──────╯           odd:  x1 x3      tap 2
 *                               ╰──────╯
 * </pre>
 *
 * Elementwise operators on whole planes, added up by Col2Im, take a third of the time of a pool with indices and an addition at
 * these.
 */
final class MaxAlongAxes {
    private final Backward b;
    private final GraphBuilder g;
    private final Window window;

    private MaxAlongAxes(Backward b, Window window) {
        this.b = b;
        this.g = b.graph();
        this.window = window;
    }

    /** Whether this way is open: float32, two dimensions of known sizes, and windows of at most three elements a side. */
    static boolean fits(Backward b, Window window) {
        var g = b.graph();
        if (window.rank() != 2
                || g.type(b.x()) != DataType.FLOAT
                || !Window.all(window.dilations(), 1)
                || window.pads(b.x(), b.y(), g).isEmpty()) {
            return false;
        }
        for (int axis = 0; axis < 2; axis++) {
            if (window.kernel()[axis] > 3
                    || window.kernel()[axis] < window.strides()[axis]
                    || Window.spatial(b.x(), axis, g) < 0
                    || Window.spatial(b.y(), axis, g) < 0) {
                return false;
            }
        }
        return true;
    }

    static String gradient(Backward b, Window window) {
        return new MaxAlongAxes(b, window).gradient();
    }

    private String gradient() {
        var columns = new Taps(b.x(), 1, size(0), 1);
        var maxima = columns.maxima();
        var rows = new Taps(maxima, 0, 1, out(1));
        var dy = rows.gradient(b.dy(), rows.maxima());
        return g.reshape(columns.gradient(dy, maxima), g.shape(b.x()));
    }

    private long size(int axis) {
        return Window.spatial(b.x(), axis, g);
    }

    private long out(int axis) {
        return Window.spatial(b.y(), axis, g);
    }

    /** The taps of all windows along one axis. */
    private final class Taps {
        private final int axis;
        private final long lines;
        private final long inner;
        private final long kernel;
        private final long stride;
        private final long before;
        private final List<String> taps = new ArrayList<>();

        /**
         * @param tensor any number of lines along the axis, each element of a line being {@code inner} numbers
         * @param axis 0 for windows over rows, 1 over columns
         * @param lines the number of lines in a map
         */
        Taps(String tensor, int axis, long lines, long inner) {
            this.axis = axis;
            this.lines = lines;
            this.inner = inner;
            kernel = window.kernel()[axis];
            stride = window.strides()[axis];
            before = window.pads(b.x(), b.y(), g).orElseThrow()[axis];
            long length = out(axis) + (kernel - 1) / stride;
            var around = g.ints(0, before, 0, 0, stride * length - size(axis) - before, 0);
            var lowest = g.scalar(Double.NEGATIVE_INFINITY, b.x());
            var planes = planes(g.op("Pad", g.reshape(tensor, -1, size(axis), inner), around, lowest), length);
            for (int tap = 0; tap < kernel; tap++) {
                var plane = flat(planes.get((int) (tap % stride)), length);
                var from = g.ints(tap / stride * inner);
                var to = g.ints((tap / stride + out(axis)) * inner);
                taps.add(out(axis) == length ? plane : g.op("Slice", plane, from, to, g.ints(1)));
            }
        }

        /** The elements that windows meet in the same place. */
        private List<String> planes(String padded, long length) {
            return stride == 1
                    ? List.of(padded)
                    : g.put(
                            call("Split", g.reshape(padded, -1, length, stride, inner))
                                    .with("axis", 2)
                                    .with("num_outputs", stride),
                            (int) stride);
        }

        /** [lines, elements of a line]: a last axis of size 1 would make the runtime's Where slow. */
        private String flat(String tensor, long elements) {
            return g.reshape(tensor, -1, elements * inner);
        }

        /** The largest of each window. */
        String maxima() {
            return g.op("Max", taps.toArray(String[]::new));
        }

        /** @return what each element of the tensor gets, [1, maps, ...] */
        String gradient(String dy, String maxima) {
            long windows = lines * out(axis) * inner;
            var zero = g.scalar(0, b.x());
            var left = flat(dy, out(axis));
            var shares = new String[taps.size()];
            for (int tap = 0; tap < shares.length; tap++) {
                boolean last = tap == shares.length - 1;
                var won = last ? left : g.op("Where", g.op("Equal", taps.get(tap), maxima), left, zero);
                shares[tap] = g.reshape(won, -1, 1, windows);
                left = last ? left : g.sub(left, won);
            }
            long after = Math.max(stride * (out(axis) - 1) + kernel - size(axis) - before, 0);
            var image = axis == 0 ? g.ints(size(0), inner) : g.ints(lines, size(1));
            var apart = g.reshape(g.put(call("Concat", shares).with("axis", 1)), 1, -1, windows);
            return g.put(call("Col2Im", apart, image, g.ints(along(kernel, 1)))
                    .with("strides", along(stride, 1))
                    .with("pads", axis == 0 ? new long[] {before, 0, after, 0} : new long[] {0, before, 0, after}));
        }

        /** A size per axis. */
        private long[] along(long size, long across) {
            return axis == 0 ? new long[] {size, across} : new long[] {across, size};
        }
    }
}
