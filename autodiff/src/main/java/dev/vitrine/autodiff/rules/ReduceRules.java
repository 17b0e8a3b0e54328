package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.model.Shape;
import java.util.Optional;

/** Reductions: the gradient of the result is spread over what was reduced. Axes are an input (operator set 18). */
final class ReduceRules {
    private ReduceRules() {}

    static void sum(Backward b) {
        var g = b.graph();
        b.give(0, g.op("Expand", kept(b, b.dy()), g.shape(b.x())));
    }

    static void mean(Backward b) {
        var g = b.graph();
        b.give(0, g.op("Expand", g.div(kept(b, b.dy()), count(b)), g.shape(b.x())));
    }

    private static String count(Backward b) {
        var g = b.graph();
        var whole = g.shapeOf(b.x()).flatMap(Shape::elements);
        var reduced = g.shapeOf(b.y()).flatMap(Shape::elements);
        if (whole.isPresent() && reduced.isPresent() && reduced.get() > 0) {
            return g.scalar((double) whole.get() / reduced.get(), b.x());
        }
        return g.cast(g.op("Div", g.op("Size", b.x()), g.op("Size", b.y())), g.type(b.x()));
    }

    /** Among equals the gradient is split evenly. */
    static void extremum(Backward b) {
        var g = b.graph();
        var wins = g.cast(g.op("Equal", b.x(), kept(b, b.y())), g.type(b.x()));
        var winners = reduced(b, "ReduceSum", wins);
        b.give(0, g.mul(wins, g.div(kept(b, b.dy()), winners)));
    }

    static void l1(Backward b) {
        b.give(0, b.graph().mul(kept(b, b.dy()), b.graph().op("Sign", b.x())));
    }

    static void l2(Backward b) {
        var g = b.graph();
        b.give(0, g.mul(b.x(), g.div(kept(b, b.dy()), kept(b, b.y()))));
    }

    static void sumSquare(Backward b) {
        var g = b.graph();
        b.give(0, g.mul(kept(b, b.dy()), g.scale(b.x(), 2, b.x())));
    }

    static void logSumExp(Backward b) {
        var g = b.graph();
        b.give(0, g.mul(kept(b, b.dy()), g.op("Exp", g.sub(b.x(), kept(b, b.y())))));
    }

    static void logSum(Backward b) {
        var g = b.graph();
        var each = g.div(kept(b, b.dy()), g.op("Exp", kept(b, b.y())));
        b.give(0, g.op("Expand", each, g.shape(b.x())));
    }

    /** dx = dy times the product of the others; exact where one of them is 0. */
    static void prod(Backward b) {
        var g = b.graph();
        var one = g.scalar(1, b.x());
        var isZero = g.op("Equal", b.x(), g.scalar(0, b.x()));
        var nonzero = g.op("Where", isZero, one, b.x());
        var zeros = g.cast(isZero, g.type(b.x()));
        var others = g.div(reduced(b, "ReduceProd", nonzero), nonzero);
        var alone = g.op("Equal", reduced(b, "ReduceSum", zeros), zeros);
        b.give(0, g.mul(kept(b, b.dy()), g.op("Where", alone, others, g.scalar(0, b.x()))));
    }

    /** Another reduction over the same axes, keeping them. */
    private static String reduced(Backward b, String op, String tensor) {
        var again = axes(b).map(a -> call(op, tensor, a)).orElseGet(() -> call(op, tensor));
        return b.graph()
                .put(again.with("keepdims", 1)
                        .with("noop_with_empty_axes", b.node().intAttribute("noop_with_empty_axes", 0)));
    }

    private static Optional<String> axes(Backward b) {
        return b.node().input(1);
    }

    /** A tensor of the output's shape with the reduced axes put back as size 1. */
    private static String kept(Backward b, String tensor) {
        boolean scalar = axes(b).isEmpty()
                || b.graph().knownInts(axes(b).get()).filter(a -> a.length == 0).isPresent();
        if (b.node().intAttribute("keepdims", 1) == 1 || scalar) {
            return tensor;
        }
        return b.graph().op("Unsqueeze", tensor, axes(b).get());
    }
}
