package dev.vitrine.autodiff.rules;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.model.DataType;

/** Functions of one number: the gradient times the slope. */
final class ElementwiseRules {
    private ElementwiseRules() {}

    static void neg(Backward b) {
        b.give(0, b.graph().op("Neg", b.dy()));
    }

    /** The slope at 0 is 0. */
    static void abs(Backward b) {
        b.give(0, b.graph().mul(b.dy(), b.graph().op("Sign", b.x())));
    }

    static void sqrt(Backward b) {
        var g = b.graph();
        b.give(0, g.div(g.scale(b.dy(), 0.5, b.y()), b.y()));
    }

    static void exp(Backward b) {
        b.give(0, b.graph().mul(b.dy(), b.y()));
    }

    static void log(Backward b) {
        b.give(0, b.graph().div(b.dy(), b.x()));
    }

    static void reciprocal(Backward b) {
        var g = b.graph();
        b.give(0, g.op("Neg", g.mul(b.dy(), g.mul(b.y(), b.y()))));
    }

    /** The runtime has a float64 sine but no float64 cosine. */
    static void sin(Backward b) {
        var g = b.graph();
        var slope = g.type(b.x()) == DataType.DOUBLE
                ? g.op("Sin", g.add(b.x(), g.scalar(Math.PI / 2, b.x())))
                : g.op("Cos", b.x());
        b.give(0, g.mul(b.dy(), slope));
    }

    static void cos(Backward b) {
        var g = b.graph();
        b.give(0, g.op("Neg", g.mul(b.dy(), g.op("Sin", b.x()))));
    }

    static void tan(Backward b) {
        var g = b.graph();
        b.give(0, g.mul(b.dy(), g.add(g.mul(b.y(), b.y()), g.scalar(1, b.x()))));
    }

    static void sinh(Backward b) {
        b.give(0, b.graph().mul(b.dy(), b.graph().op("Cosh", b.x())));
    }

    static void cosh(Backward b) {
        b.give(0, b.graph().mul(b.dy(), b.graph().op("Sinh", b.x())));
    }

    /** asin'(x) = 1 / sqrt(1 - x^2). */
    static void asin(Backward b) {
        b.give(0, overRoot(b, b.dy(), -1, 1));
    }

    static void acos(Backward b) {
        b.give(0, overRoot(b, b.graph().op("Neg", b.dy()), -1, 1));
    }

    static void asinh(Backward b) {
        b.give(0, overRoot(b, b.dy(), 1, 1));
    }

    static void acosh(Backward b) {
        b.give(0, overRoot(b, b.dy(), 1, -1));
    }

    /** {@code dy / sqrt(a x^2 + c)}. */
    private static String overRoot(Backward b, String dy, double a, double c) {
        var g = b.graph();
        var square = g.scale(g.mul(b.x(), b.x()), a, b.x());
        return g.div(dy, g.op("Sqrt", g.add(square, g.scalar(c, b.x()))));
    }

    static void atanh(Backward b) {
        var g = b.graph();
        b.give(0, g.div(b.dy(), g.sub(g.scalar(1, b.x()), g.mul(b.x(), b.x()))));
    }

    static void atan(Backward b) {
        var g = b.graph();
        b.give(0, g.div(b.dy(), g.add(g.mul(b.x(), b.x()), g.scalar(1, b.x()))));
    }

    /** erf'(x) = 2/sqrt(pi) exp(-x^2). */
    static void erf(Backward b) {
        var g = b.graph();
        var bell = g.op("Exp", g.op("Neg", g.mul(b.x(), b.x())));
        b.give(0, g.mul(b.dy(), g.scale(bell, 2 / Math.sqrt(Math.PI), b.x())));
    }
}
