package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import java.util.ArrayList;

/** Arithmetic with broadcasting: each operand's gradient is summed over the axes along which it was repeated. */
final class ArithmeticRules {
    private ArithmeticRules() {}

    static void add(Backward b) {
        b.giveSummed(0, b.dy());
        b.giveSummed(1, b.dy());
    }

    static void sub(Backward b) {
        b.giveSummed(0, b.dy());
        if (b.wants(1)) {
            b.giveSummed(1, b.graph().op("Neg", b.dy()));
        }
    }

    static void mul(Backward b) {
        if (b.wants(0)) {
            b.giveSummed(0, b.graph().mul(b.dy(), b.x(1)));
        }
        if (b.wants(1)) {
            b.giveSummed(1, b.graph().mul(b.dy(), b.x(0)));
        }
    }

    static void div(Backward b) {
        var g = b.graph();
        var scaled = g.div(b.dy(), b.x(1));
        b.giveSummed(0, scaled);
        if (b.wants(1)) {
            b.giveSummed(1, g.op("Neg", g.mul(scaled, b.y())));
        }
    }

    /** x mod w = x - w q, where the whole number q does not change. */
    static void mod(Backward b) {
        var g = b.graph();
        b.giveSummed(0, b.dy());
        if (b.wants(1)) {
            b.giveSummed(1, g.mul(b.dy(), g.div(g.sub(b.y(), b.x(0)), b.x(1))));
        }
    }

    /** d(x^p) = p x^(p-1) dx + x^p log(x) dp; the exponent's part is 0 where x is not positive. */
    static void pow(Backward b) {
        var g = b.graph();
        var x = b.x(0);
        var p = g.type(b.x(1)) == g.type(x) ? b.x(1) : g.cast(b.x(1), g.type(x));
        if (b.wants(0)) {
            var constant = g.known(b.x(1)).filter(t -> t.elements() == 1).map(t -> t.doubles()[0]);
            String slope;
            if (constant.isPresent() && constant.get() == 2) {
                slope = g.scale(x, 2, x);
            } else if (constant.isPresent()) {
                slope = g.scale(g.op("Pow", x, g.scalar(constant.get() - 1, x)), constant.get(), x);
            } else {
                slope = g.mul(p, g.op("Pow", x, g.sub(p, g.scalar(1, x))));
            }
            b.giveSummed(0, g.mul(b.dy(), slope));
        }
        if (b.wants(1)) {
            var positive = g.op("Greater", x, g.scalar(0, x));
            var log = g.op("Log", g.op("Where", positive, x, g.scalar(1, x)));
            b.giveSummed(1, g.mul(b.dy(), g.mul(b.y(), log)));
        }
    }

    static void sum(Backward b) {
        for (int i = 0; i < b.node().inputs().size(); i++) {
            b.giveSummed(i, b.dy());
        }
    }

    static void mean(Backward b) {
        int n = b.node().inputs().size();
        var share = b.graph().scale(b.dy(), 1.0 / n, b.y());
        for (int i = 0; i < n; i++) {
            b.giveSummed(i, share);
        }
    }

    /** Max and Min: the gradient goes to the operand that won; a tie is split evenly, as in PyTorch and TensorFlow. */
    static void extremum(Backward b) {
        var g = b.graph();
        var wins = new ArrayList<String>();
        for (int i = 0; i < b.node().inputs().size(); i++) {
            wins.add(g.cast(g.op("Equal", b.x(i), b.y()), g.type(b.y())));
        }
        var winners = wins.size() == 1 ? wins.get(0) : g.put(call("Sum", wins.toArray(String[]::new)));
        var share = g.div(b.dy(), winners);
        for (int i = 0; i < wins.size(); i++) {
            if (b.wants(i)) {
                b.giveSummed(i, g.mul(share, wins.get(i)));
            }
        }
    }

    static void where(Backward b) {
        var g = b.graph();
        var zero = g.scalar(0, b.y());
        if (b.wants(1)) {
            b.giveSummed(1, g.op("Where", b.x(0), b.dy(), zero));
        }
        if (b.wants(2)) {
            b.giveSummed(2, g.op("Where", b.x(0), zero, b.dy()));
        }
    }
}
