package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.autodiff.Rule;

/**
 * Y = A B over the last two axes, leading axes broadcast; a vector is a row on the left and a column on the right.
 *
 * <pre>
 *   dA = dY B^T     dB = A^T dY     summed where A or B was broadcast
 * </pre>
 */
final class MatMulRule implements Rule {
    @Override
    public void backward(Backward b) {
        var g = b.graph();
        int rankA = g.needRank(b.x(0));
        int rankB = g.needRank(b.x(1));
        var left = rankA == 1 ? g.op("Unsqueeze", b.x(0), g.ints(0)) : b.x(0);
        var right = rankB == 1 ? g.op("Unsqueeze", b.x(1), g.ints(1)) : b.x(1);
        var dy = b.dy();
        if (rankB == 1) {
            dy = g.op("Unsqueeze", dy, g.ints(-1));
        }
        if (rankA == 1) {
            dy = g.op("Unsqueeze", dy, g.ints(-2));
        }
        int a = Math.max(rankA, 2);
        int c = Math.max(rankB, 2);
        if (b.wants(0)) {
            var full = g.op("MatMul", dy, swapLast(right, c, g));
            b.give(0, fold(full, b.x(0), a, Math.max(a, c), rankA == 1, g));
        }
        if (b.wants(1)) {
            b.give(
                    1,
                    a > 2 && c == 2
                            ? stacked(left, dy, b.x(1), g)
                            : fold(g.op("MatMul", swapLast(left, a, g), dy), b.x(1), c, Math.max(a, c), rankB == 1, g));
        }
    }

    /** One matrix for a whole stack of rows: the stack is one tall matrix. */
    private static String stacked(String left, String dy, String like, GraphBuilder g) {
        var rows = g.reshape(left, g.join(g.ints(-1), g.size(left, -1)));
        var tall = g.reshape(dy, g.join(g.ints(-1), columns(like, g)));
        return g.reshape(g.put(call("Gemm", rows, tall).with("transA", 1)), g.shape(like));
    }

    private static String columns(String matrix, GraphBuilder g) {
        return g.needRank(matrix) == 1 ? g.ints(1) : g.size(matrix, -1);
    }

    private static String swapLast(String tensor, int rank, GraphBuilder g) {
        var perm = new long[rank];
        for (int i = 0; i < rank; i++) {
            perm[i] = i < rank - 2 ? i : 2 * rank - 3 - i;
        }
        return g.transpose(tensor, perm);
    }

    /** Sums the leading axes along which the operand was broadcast and gives it the operand's shape. */
    private static String fold(String full, String operand, int rank, int fullRank, boolean vector, GraphBuilder g) {
        int lead = fullRank - rank;
        var sum = full;
        if (lead > 0) {
            var axes = new long[lead];
            java.util.Arrays.setAll(axes, i -> i);
            sum = g.put(call("ReduceSum", sum, g.ints(axes)).with("keepdims", 0));
        }
        for (int axis = 0; axis < rank - 2; axis++) {

            if (g.shapeOf(operand).orElseThrow().size(axis) == 1) {
                sum = g.sumOver(sum, axis);
            }
        }
        return vector || rank > 2 ? g.reshape(sum, g.shape(operand)) : sum;
    }
}
