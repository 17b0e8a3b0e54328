package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.Rule;

/** Normalisation of each channel of each sample over its positions; the formula of {@link Standardization}. */
final class InstanceNormalizationRule implements Rule {
    @Override
    public void backward(Backward b) {
        var g = b.graph();
        var x = g.reshape(b.x(), 0, 0, -1);
        var dy = g.reshape(b.dy(), 0, 0, -1);
        var standard = Standardization.of(x, b.node().floatAttribute("epsilon", 1e-5f), b.x(), g, -1);
        if (b.wants(0)) {
            var scaled = g.mul(dy, g.reshape(b.x(1), -1, 1));
            b.give(0, g.reshape(standard.backward(scaled, g), g.shape(b.x())));
        }
        if (b.wants(1)) {
            b.give(
                    1,
                    g.put(call("ReduceSum", g.mul(dy, standard.normal()), g.ints(0, 2))
                            .with("keepdims", 0)));
        }
        if (b.wants(2)) {
            b.give(2, g.put(call("ReduceSum", dy, g.ints(0, 2)).with("keepdims", 0)));
        }
    }
}
