package dev.vitrine.autodiff.rules;

import dev.vitrine.autodiff.Backward;

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

    static void sin(Backward b) {
        b.give(0, b.graph().mul(b.dy(), b.graph().op("Cos", b.x())));
    }

    static void cos(Backward b) {
        var g = b.graph();
        b.give(0, g.op("Neg", g.mul(b.dy(), g.op("Sin", b.x()))));
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
