package dev.vitrine.autodiff.rules;

import dev.vitrine.autodiff.Backward;

/** Softmax along one axis (operator set 13 on). */
final class SoftmaxRules {
    private SoftmaxRules() {}

    /** dx = y (dy - sum(dy y)). */
    static void softmax(Backward b) {
        var g = b.graph();
        var weighted = g.mul(b.dy(), b.y());
        var mean = g.sumOver(weighted, b.node().intAttribute("axis", -1));
        b.give(0, g.sub(weighted, g.mul(b.y(), mean)));
    }

    /** dx = dy - exp(y) sum(dy). */
    static void logSoftmax(Backward b) {
        var g = b.graph();
        var sum = g.sumOver(b.dy(), b.node().intAttribute("axis", -1));
        b.give(0, g.sub(b.dy(), g.mul(g.op("Exp", b.y()), sum)));
    }
}
