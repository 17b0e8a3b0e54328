package dev.vitrine.autodiff.rules;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import java.util.Optional;

/** Activation functions. Slopes are written in terms of the output where that is possible: the input may then be forgotten. */
public final class ActivationRules {
    private ActivationRules() {}

    /** The slope at 0 is 0. Masks the output, so that a Conv and its Relu still fuse. */
    static void relu(Backward b) {
        var g = b.graph();
        b.give(0, g.mul(b.dy(), g.positive(b.y(), b.y())));
    }

    /** Guided backpropagation: as the gradient, but negative gradients do not pass. */
    public static void guidedRelu(Backward b) {
        var g = b.graph();
        b.give(0, g.mul(g.op("Relu", b.dy()), g.positive(b.y(), b.y())));
    }

    /** Deconvnet: negative gradients do not pass, whatever the unit did. */
    public static void deconvRelu(Backward b) {
        b.give(0, b.graph().op("Relu", b.dy()));
    }

    static void leakyRelu(Backward b) {
        give(b, b.graph().scale(b.dy(), b.node().floatAttribute("alpha", 0.01f), b.x()));
    }

    /** {@code dy} where x is above 0, else {@code below}. */
    private static void give(Backward b, String below) {
        var g = b.graph();
        b.give(0, g.op("Where", g.op("Greater", b.x(), g.scalar(0, b.x())), b.dy(), below));
    }

    static void pRelu(Backward b) {
        var g = b.graph();
        if (b.wants(0)) {
            give(b, g.mul(b.dy(), b.x(1)));
        }
        if (b.wants(1)) {
            var negative = g.op("Min", b.x(), g.scalar(0, b.x()));
            b.giveSummed(1, g.mul(b.dy(), negative));
        }
    }

    static void thresholdedRelu(Backward b) {
        var g = b.graph();
        var on = g.op("Greater", b.x(), g.scalar(b.node().floatAttribute("alpha", 1), b.x()));
        b.give(0, g.op("Where", on, b.dy(), g.scalar(0, b.x())));
    }

    /** shrink(x) moves x towards 0 by a bias outside of [-lambd, lambd]: slope 1; inside 0. */
    static void shrink(Backward b) {
        var g = b.graph();
        var outside = g.op("Greater", g.op("Abs", b.x()), g.scalar(b.node().floatAttribute("lambd", 0.5f), b.x()));
        b.give(0, g.op("Where", outside, b.dy(), g.scalar(0, b.x())));
    }

    /** elu(x) = a (exp(x) - 1) below 0: slope y + a. */
    static void elu(Backward b) {
        var g = b.graph();
        give(b, g.mul(b.dy(), g.add(b.y(), g.scalar(b.node().floatAttribute("alpha", 1), b.x()))));
    }

    /** celu(x) = a (exp(x/a) - 1) below 0: slope y/a + 1. */
    static void celu(Backward b) {
        var g = b.graph();
        var slope = g.add(g.scale(b.y(), 1.0 / b.node().floatAttribute("alpha", 1), b.x()), g.scalar(1, b.x()));
        give(b, g.mul(b.dy(), slope));
    }

    /** selu(x) = c x above 0, c a (exp(x) - 1) below: slopes c and y + c a. */
    static void selu(Backward b) {
        var g = b.graph();
        double a = b.node().floatAttribute("alpha", 1.67326319217681884765625f);
        double c = b.node().floatAttribute("gamma", 1.05070102214813232421875f);
        var above = g.scale(b.dy(), c, b.x());
        var below = g.mul(b.dy(), g.add(b.y(), g.scalar(c * a, b.x())));
        b.give(0, g.op("Where", g.op("Greater", b.x(), g.scalar(0, b.x())), above, below));
    }

    static void sigmoid(Backward b) {
        var g = b.graph();
        b.give(0, g.mul(b.dy(), g.mul(b.y(), g.sub(g.scalar(1, b.y()), b.y()))));
    }

    /** Slope alpha strictly between 0 and 1, else 0. */
    static void hardSigmoid(Backward b) {
        var g = b.graph();
        var inside = between(b.y(), Optional.of(g.scalar(0, b.y())), Optional.of(g.scalar(1, b.y())), g);
        b.give(0, g.mul(g.scale(b.dy(), b.node().floatAttribute("alpha", 0.2f), b.y()), inside));
    }

    static void tanh(Backward b) {
        var g = b.graph();
        b.give(0, g.mul(b.dy(), g.sub(g.scalar(1, b.y()), g.mul(b.y(), b.y()))));
    }

    static void softplus(Backward b) {
        b.give(0, b.graph().mul(b.dy(), b.graph().op("Sigmoid", b.x())));
    }

    /** softsign(x) = x / (1 + |x|): slope 1 / (1 + |x|)^2. */
    static void softsign(Backward b) {
        var g = b.graph();
        var size = g.add(g.op("Abs", b.x()), g.scalar(1, b.x()));
        b.give(0, g.div(b.dy(), g.mul(size, size)));
    }

    /** Slope 1 strictly between the bounds, else 0: what ReLU6 needs to agree with ReLU at 0. */
    static void clip(Backward b) {
        var g = b.graph();
        if (b.node().input(1).isEmpty() && b.node().input(2).isEmpty()) {
            b.give(0, b.dy());
            return;
        }
        b.give(0, g.mul(b.dy(), between(b.y(), b.node().input(1), b.node().input(2), g)));
    }

    /** 1 where {@code low < y < high}, else 0. */
    private static String between(String y, Optional<String> low, Optional<String> high, GraphBuilder g) {
        var above = low.map(l -> isZero(l, g)
                ? g.positive(y, y)
                : number(l, g).flatMap(n -> g.above(y, n)).orElseGet(() -> g.positive(g.sub(y, l), y)));
        var below = high.map(h -> number(h, g).flatMap(n -> g.below(y, n)).orElseGet(() -> g.positive(g.sub(h, y), y)));
        if (above.isPresent() && below.isPresent()) {
            return g.mul(above.get(), below.get());
        }
        return above.or(() -> below).orElseThrow();
    }

    private static Optional<Double> number(String tensor, GraphBuilder g) {
        return g.known(tensor).filter(t -> t.elements() == 1).map(t -> t.doubles()[0]);
    }

    private static boolean isZero(String tensor, GraphBuilder g) {
        return g.known(tensor).filter(t -> t.elements() == 1 && t.item() == 0).isPresent();
    }
}
