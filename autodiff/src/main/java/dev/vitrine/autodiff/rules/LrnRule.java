package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.autodiff.Rule;

/**
 * Local response normalisation across channels (Krizhevsky et al. 2012): y = x s^-beta, s = bias + alpha/n sum x^2 over n
 * neighbouring channels.
 *
 * <pre>
 *   dx = dy s^-beta - 2 alpha beta / n  x  sum' (dy x s^(-beta-1)), the sum over the channels that look at this one
 * </pre>
 */
final class LrnRule implements Rule {
    @Override
    public void backward(Backward b) {
        var g = b.graph();
        long n = b.node().intAttribute("size", 1);
        double alpha = b.node().floatAttribute("alpha", 1e-4f);
        double beta = b.node().floatAttribute("beta", 0.75f);
        double bias = b.node().floatAttribute("bias", 1f);
        var channels = g.size(b.x(), 1);
        var rows = g.join(g.ints(0, 1), channels, g.ints(-1));
        var x = g.reshape(b.x(), rows);
        var dy = g.reshape(b.dy(), rows);
        var squares = neighbours(g.mul(x, x), n, (n - 1) / 2, b, g);
        var s = g.add(g.scale(squares, alpha / n, b.x()), g.scalar(bias, b.x()));
        var power = g.op("Pow", s, g.scalar(-beta, b.x()));
        var direct = g.mul(dy, power);
        var others = neighbours(g.div(g.mul(direct, x), s), n, n - 1 - (n - 1) / 2, b, g);
        var dx = g.sub(direct, g.scale(g.mul(x, others), 2 * alpha * beta / n, b.x()));
        b.give(0, g.reshape(dx, g.shape(b.x())));
    }

    /** Sums n neighbours along the channel axis of [N, 1, C, positions]. */
    private static String neighbours(String tensor, long n, long before, Backward b, GraphBuilder g) {
        return g.put(call("Conv", tensor, g.filled(1, g.type(b.x()), 1, 1, n, 1))
                .with("kernel_shape", new long[] {n, 1})
                .with("pads", new long[] {before, 0, n - 1 - before, 0}));
    }
}
