package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.Rule;

/**
 * Y = alpha A' B' + beta C, where A' is A or its transpose.
 *
 * <pre>
 *   dA' = alpha dY B'^T     dB' = alpha A'^T dY     dC = beta dY, summed where C was broadcast
 * </pre>
 */
final class GemmRule implements Rule {
    @Override
    public void backward(Backward b) {
        var dy = b.dy();
        long ta = b.node().intAttribute("transA", 0);
        long tb = b.node().intAttribute("transB", 0);
        if (b.wants(0)) {
            b.give(0, ta == 0 ? product(b, dy, 0, b.x(1), 1 - tb) : product(b, b.x(1), tb, dy, 1));
        }
        if (b.wants(1)) {
            b.give(1, tb == 0 ? product(b, b.x(0), 1 - ta, dy, 0) : product(b, dy, 1, b.x(0), ta));
        }
        if (b.wants(2)) {
            b.giveSummed(2, b.graph().scale(dy, b.node().floatAttribute("beta", 1), b.y()));
        }
    }

    private static String product(Backward b, String left, long transposeLeft, String right, long transposeRight) {
        return b.graph()
                .put(call("Gemm", left, right)
                        .with("alpha", b.node().floatAttribute("alpha", 1))
                        .with("transA", transposeLeft)
                        .with("transB", transposeRight));
    }
}
