package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.model.DataType;
import java.util.ArrayList;
import java.util.Arrays;
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
 * Elementwise operators on whole planes take half the time of a pool with indices and an addition at these.
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

    /** Whether this way is open: two dimensions of known sizes, and windows of at most three elements a side. */
    static boolean fits(Backward b, Window window) {
        var g = b.graph();
        if (window.rank() != 2
                || g.type(b.x()) != DataType.FLOAT && g.type(b.x()) != DataType.DOUBLE
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
        long[] padded = {padded(0), padded(1)};
        var around = around(padded);
        var lowest = g.scalar(Double.NEGATIVE_INFINITY, b.x());
        var x = g.op("Pad", g.reshape(b.x(), -1, size(0), size(1)), g.ints(around), lowest);
        var rows = new Taps(x, 1, padded[0], 1);
        var maxima = rows.maxima();
        var columns = new Taps(maxima, 0, padded[0], out(1));
        var dy = g.reshape(b.dy(), -1, out(0), out(1));
        var dx = rows.gradient(columns.gradient(dy, columns.maxima()), maxima);
        var inside = g.ints(Arrays.stream(around).map(p -> -p).toArray());
        return g.reshape(g.op("Pad", dx, inside), g.shape(b.x()));
    }

    private long size(int axis) {
        return Window.spatial(b.x(), axis, g);
    }

    private long out(int axis) {
        return Window.spatial(b.y(), axis, g);
    }

    /** Elements of a plane that windows reach beyond the number of windows. */
    private long beyond(int axis) {
        return (window.kernel()[axis] - 1) / window.strides()[axis];
    }

    /** The size of an axis that planes of equal length make. */
    private long padded(int axis) {
        return window.strides()[axis] * (out(axis) + beyond(axis));
    }

    /** Paddings of [maps, rows, columns]; negative where no window reaches the end. */
    private long[] around(long[] padded) {
        var pads = window.pads(b.x(), b.y(), g).orElseThrow();
        return new long[] {
            0, pads[0], pads[1], 0, padded[0] - size(0) - pads[0], padded[1] - size(1) - pads[1],
        };
    }

    /** The taps of all windows along one axis. */
    private final class Taps {
        private final int axis;
        private final long rows;
        private final long inner;
        private final List<String> taps = new ArrayList<>();

        /**
         * @param tensor [maps, rows, columns], padded along the axis
         * @param axis 0 for windows over rows, 1 over columns
         * @param rows the number of rows of the tensor
         * @param inner the number of elements from one to the next along the axis
         */
        Taps(String tensor, int axis, long rows, long inner) {
            this.axis = axis;
            this.rows = rows;
            this.inner = inner;
            int stride = (int) window.strides()[axis];
            long length = out(axis) + beyond(axis);
            var apart = new ArrayList<String>();
            if (stride == 1) {
                apart.add(flat(tensor, length));
            } else {
                var first = g.transpose(g.reshape(tensor, -1, length, stride, inner), 2, 0, 1, 3);
                g.put(call("Split", first).with("axis", 0).with("num_outputs", stride), stride)
                        .forEach(plane -> apart.add(flat(plane, length)));
            }
            for (int tap = 0; tap < window.kernel()[axis]; tap++) {
                var from = g.ints(tap / stride * inner);
                var to = g.ints((tap / stride + out(axis)) * inner);
                taps.add(
                        beyond(axis) == 0
                                ? apart.get(tap % stride)
                                : g.op("Slice", apart.get(tap % stride), from, to, g.ints(1)));
            }
        }

        /** [anything, elements along the axis x inner]: a last axis of size 1 would make the runtime's Where slow. */
        private String flat(String tensor, long length) {
            return g.reshape(tensor, -1, length * inner);
        }

        /** The largest of each window, [anything, windows x inner]. */
        String maxima() {
            return g.op("Max", taps.toArray(String[]::new));
        }

        /** @return what each element of the tensor gets, [maps, rows, columns] */
        String gradient(String dy, String maxima) {
            int stride = (int) window.strides()[axis];
            var zero = g.scalar(0, b.x());
            var planes = new ArrayList<String>();
            var left = flat(dy, out(axis));
            for (int tap = 0; tap < taps.size(); tap++) {
                var won = left;
                if (tap < taps.size() - 1) {
                    won = g.op("Where", g.op("Equal", taps.get(tap), maxima), left, zero);
                    left = g.sub(left, won);
                }
                long before = tap / stride;
                long[] around = {0, before * inner, 0, (beyond(axis) - before) * inner};
                var part = beyond(axis) == 0 ? won : g.op("Pad", won, g.ints(around));
                if (tap < stride) {
                    planes.add(part);
                } else {
                    planes.set(tap % stride, g.add(planes.get(tap % stride), part));
                }
            }
            return g.reshape(stride == 1 ? planes.get(0) : woven(planes), -1, rows, axis == 0 ? inner : padded(1));
        }

        private String woven(List<String> planes) {
            long length = out(axis) + beyond(axis);
            var parts = planes.stream()
                    .map(plane -> g.reshape(plane, 1, -1, length, inner))
                    .toArray(String[]::new);
            return g.transpose(g.put(call("Concat", parts).with("axis", 0)), 1, 2, 0, 3);
        }
    }
}
