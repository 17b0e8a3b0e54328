package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.autodiff.Rule;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;

/**
 * Resizing is linear, one axis after the other. What it does along an axis is read off by resizing an identity matrix with the
 * same operator, so that every mode, rounding and coordinate rule is met exactly; the gradient is multiplied by that matrix
 * transposed. Enlarging by whole numbers to the nearest is a sum over blocks: an AveragePool.
 *
 * <pre>
 *   identity [1,1,in,in] ──► Resize of the last axis ──► M [in,out];   dx = dy M^T along each axis
 * </pre>
 */
final class ResizeRule implements Rule {
    @Override
    public void backward(Backward b) {
        var g = b.graph();
        int rank = g.needRank(b.x());
        var blocks = wholeBlocks(b, rank);
        if (blocks.length > 0) {
            var kernel = java.util.Arrays.copyOfRange(blocks, 2, rank);
            var mean = call("AveragePool", b.dy()).with("kernel_shape", kernel).with("strides", kernel);
            b.give(0, g.scale(g.put(mean), Tensor.count(kernel), b.x()));
            return;
        }
        if (b.node()
                        .stringAttribute("coordinate_transformation_mode", "half_pixel")
                        .equals("tf_crop_and_resize")
                || b.node().attribute("axes").isPresent()) {
            throw b.unsupported("autodiff.resize-form");
        }
        var gradient = b.dy();
        for (int axis = 0; axis < rank; axis++) {
            if (!unchanged(b, axis)) {
                gradient = alongAxis(gradient, matrix(b, axis, rank), axis, rank, g);
            }
        }
        b.give(0, gradient);
    }

    private static boolean unchanged(Backward b, int axis) {
        var scales = scales(b);
        if (scales.length > 0) {
            return scales[axis] == 1;
        }
        var g = b.graph();
        long in = g.shapeOf(b.x()).orElseThrow().size(axis);
        long out = g.shapeOf(b.y()).map(s -> s.size(axis)).orElse(-1L);
        return in >= 0 && in == out || axis < 2 && in < 0;
    }

    private static float[] scales(Backward b) {
        return b.node().input(2).flatMap(b.graph()::known).map(Tensor::floats).orElse(new float[0]);
    }

    /** [in, out] */
    private static String matrix(Backward b, int axis, int rank) {
        var g = b.graph();
        var in = g.size(b.x(), axis);
        var square = g.filled(0, DataType.FLOAT, g.join(in, in));
        var identity = g.reshape(g.op("EyeLike", square), g.join(g.ints(1, 1), in, in));
        var scales = scales(b);
        Node resize;
        if (scales.length > 0) {
            resize = call("Resize", identity, "", g.constant(Tensor.of(new float[] {1, 1, 1, scales[axis]}, 4)));
        } else if (b.node().input(2).isPresent()) {
            var scale = g.op("Gather", b.x(2), g.ints(axis));
            var all = g.put(call("Concat", g.constant(Tensor.of(new float[] {1, 1, 1}, 3)), scale)
                    .with("axis", 0));
            resize = call("Resize", identity, "", all);
        } else {
            resize = call("Resize", identity, "", "", g.join(g.ints(1, 1), in, g.size(b.y(), axis)));
        }
        for (var key : new String[] {
            "mode", "coordinate_transformation_mode", "nearest_mode", "cubic_coeff_a", "exclude_outside", "antialias"
        }) {
            var value = b.node().attribute(key);
            if (value.isPresent()) {
                resize = resize.with(key, value.get());
            }
        }
        var matrix = g.reshape(g.put(resize), g.join(in, g.ints(-1)));
        return g.type(b.x()) == DataType.FLOAT ? matrix : g.cast(matrix, g.type(b.x()));
    }

    private static String alongAxis(String gradient, String matrix, int axis, int rank, GraphBuilder g) {
        if (axis == rank - 2) {
            return g.op("MatMul", matrix, gradient);
        }
        var across = g.transpose(matrix, 1, 0);
        if (axis == rank - 1) {
            return g.op("MatMul", gradient, across);
        }
        var perm = new long[rank];
        java.util.Arrays.setAll(perm, i -> i == axis ? rank - 1 : i == rank - 1 ? axis : i);
        return g.transpose(g.op("MatMul", g.transpose(gradient, perm), across), perm);
    }

    /** The whole factors of a nearest enlargement whose first axes stay; empty where it is anything else. */
    private static long[] wholeBlocks(Backward b, int rank) {
        var g = b.graph();
        boolean plain = b.node().stringAttribute("mode", "nearest").equals("nearest")
                && rank == 4
                && g.type(b.x()) == DataType.FLOAT
                && rounding(b);
        if (!plain) {
            return new long[0];
        }
        var factors = new long[rank];
        var scales = scales(b);
        for (int axis = 0; axis < rank; axis++) {
            long in = g.shapeOf(b.x()).orElseThrow().size(axis);
            var whole = g.shapeOf(b.y());
            long out = whole.isPresent() ? whole.get().size(axis) : -1;
            double factor = scales.length > 0 ? scales[axis] : in > 0 && out > 0 ? (double) out / in : axis < 2 ? 1 : 0;
            factors[axis] = (long) factor;
            if (factor < 1 || factor != Math.rint(factor) || axis < 2 && factor != 1) {
                return new long[0];
            }
        }
        return factors;
    }

    /** Whether each input element becomes one block: these pairs of coordinate and rounding rule do so for whole factors. */
    private static boolean rounding(Backward b) {
        var coordinates = b.node().stringAttribute("coordinate_transformation_mode", "half_pixel");
        var nearest = b.node().stringAttribute("nearest_mode", "round_prefer_floor");
        return coordinates.equals("asymmetric") && nearest.equals("floor")
                || coordinates.equals("half_pixel") && nearest.startsWith("round");
    }
}
