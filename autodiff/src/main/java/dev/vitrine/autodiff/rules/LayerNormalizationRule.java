package dev.vitrine.autodiff.rules;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.Rule;

/** Normalisation of each sample over its last axes; the formula of {@link Standardization}. */
final class LayerNormalizationRule implements Rule {
    @Override
    public void backward(Backward b) {
        var g = b.graph();
        int axis = Math.toIntExact(b.node().intAttribute("axis", -1));
        int first = axis < 0 ? axis : axis - g.needRank(b.x());
        var axes = new long[-first];
        java.util.Arrays.setAll(axes, i -> first + i);
        var standard = Standardization.of(b.x(), b.node().floatAttribute("epsilon", 1e-5f), b.x(), g, axes);
        if (b.wants(0)) {
            b.give(0, standard.backward(g.mul(b.dy(), b.x(1)), g));
        }
        if (b.wants(1)) {
            b.giveSummed(1, g.mul(b.dy(), standard.normal()));
        }
        b.giveSummed(2, b.dy());
    }
}
