package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.autodiff.Rule;

/**
 * Normalisation with stored statistics: y = scale (x - mean) / sqrt(var + epsilon) + bias.
 *
 * <pre>
 *   dx     = the same operator on dy, with bias and mean 0
 *   dscale = sum dy (x - mean) / sqrt(var + epsilon)      dbias = sum dy
 *   dmean  = -dbias scale / sqrt(var + epsilon)           dvar  = -dscale scale / (2 (var + epsilon))
 * </pre>
 */
final class BatchNormalizationRule implements Rule {
    @Override
    public void backward(Backward b) {
        if (b.node().intAttribute("training_mode", 0) == 1) {
            throw b.unsupported("autodiff.training-mode");
        }
        var g = b.graph();
        var scale = b.x(1);
        var zeros = g.sub(scale, scale);
        if (b.wants(0)) {
            b.give(0, normalized(b, b.dy(), scale, zeros, zeros, g));
        }
        if (!b.wants(1) && !b.wants(2) && !b.wants(3) && !b.wants(4)) {
            return;
        }
        var ones = g.add(zeros, g.scalar(1, scale));
        var dbias = perChannel(b.dy(), g);
        b.give(2, dbias);
        var variance = g.add(b.x(4), g.scalar(b.node().floatAttribute("epsilon", 1e-5f), scale));
        if (b.wants(3)) {
            b.give(3, g.op("Neg", g.div(g.mul(dbias, scale), g.op("Sqrt", variance))));
        }
        if (b.wants(1) || b.wants(4)) {
            var dscale = perChannel(g.mul(b.dy(), normalized(b, b.x(), ones, zeros, b.x(3), g)), g);
            b.give(1, dscale);
            b.give(4, g.scale(g.div(g.mul(dscale, scale), variance), -0.5, scale));
        }
    }

    private static String normalized(Backward b, String x, String scale, String bias, String mean, GraphBuilder g) {
        return g.put(call("BatchNormalization", x, scale, bias, mean, b.x(4))
                .with("epsilon", b.node().floatAttribute("epsilon", 1e-5f)));
    }

    private static String perChannel(String tensor, GraphBuilder g) {
        var rows = g.put(call("ReduceSum", tensor, g.ints(0)).with("keepdims", 0));
        return g.put(call("ReduceSum", g.put(call("Flatten", rows).with("axis", 1)), g.ints(1))
                .with("keepdims", 0));
    }
}
