package dev.vitrine.autodiff.rules;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * DeepLIFT, its rescale rule (Shrikumar et al. 2017, arXiv:1704.02685), for a model with its {@linkplain dev.vitrine.autodiff.Twin
 * twin}: where the gradient has the slope of a unit at a point, this has its slope from the reference to that point, so that the
 * parts of an answer add up. Linear operators pass gradients as ever; so do products of two activations, softmax and normalisations
 * over what depends on the input: there the parts need not add up. Definitions and bounds are those of captum's {@code DeepLift}.
 */
public final class DeepLiftRules {
    /** A change smaller than this has no slope of its own; the gradient stands in. */
    private static final double SAME = 1e-10;

    private static final List<String> UNITS = List.of(
            "Abs",
            "Acos",
            "Acosh",
            "Asin",
            "Asinh",
            "Atan",
            "Atanh",
            "Celu",
            "Clip",
            "Cos",
            "Cosh",
            "Elu",
            "Erf",
            "Exp",
            "HardSigmoid",
            "LeakyRelu",
            "Log",
            "PRelu",
            "Reciprocal",
            "Relu",
            "Selu",
            "Shrink",
            "Sigmoid",
            "Sin",
            "Sinh",
            "Softplus",
            "Softsign",
            "Sqrt",
            "Tan",
            "Tanh",
            "ThresholdedRelu");

    private DeepLiftRules() {}

    public static Map<String, Rule> all() {
        var rules = new HashMap<>(RuleTable.GRADIENT);
        UNITS.forEach(op -> rules.computeIfPresent(op, (name, gradient) -> b -> unit(b, gradient)));
        rules.computeIfPresent("MaxPool", (name, gradient) -> b -> pool(b, gradient));
        return rules;
    }

    /** dx = dy (y - y') / (x - x'). */
    private static void unit(Backward b, Rule gradient) {
        if (!b.wants(0)) {
            gradient.backward(b);
            return;
        }
        var g = b.graph();
        var rise = g.sub(b.x(), b.reference(b.x()));
        var slope = g.div(g.sub(b.y(), b.reference(b.y())), rise);
        give(b, rise, g.mul(b.dy(), slope), gradient);
    }

    /**
     * The rise of a window's maximum, and its fall from the reference's, are laid where each has its maximum: with t = max(y, y'),
     * dx = (place(dy (t - y')) + place'(dy (y - t))) / (x - x').
     */
    private static void pool(Backward b, Rule gradient) {
        var g = b.graph();
        var y = b.y();
        var reference = b.reference(y);
        var top = g.op("Max", y, reference);
        var here = b.through(gradient, b.node(), g.mul(b.dy(), g.sub(top, reference)));
        var there = b.through(gradient, b.twin(), g.mul(b.dy(), g.sub(y, top)));
        var rise = g.sub(b.x(), b.reference(b.x()));
        give(b, rise, g.div(g.add(here, there), rise), gradient);
    }

    private static void give(Backward b, String rise, String rescaled, Rule gradient) {
        var g = b.graph();
        var same = g.op("Less", g.op("Abs", rise), g.scalar(SAME, b.x()));
        b.give(0, g.op("Where", same, b.through(gradient, b.node(), b.dy()), rescaled));
    }
}
