package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.autodiff.Rule;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.Node;
import java.util.List;

/**
 * Writing updates u into a copy of x at given places: the gradient of u is read at these places.
 *
 * <pre>
 *   none       dx = dy, 0 at the places       du = dy there
 *   add        dx = dy                        du = dy there
 *   mul        dx = dy times what came        du = dy y / u there (u must not be 0)
 *   max, min   the winners share evenly, as in PyTorch
 * </pre>
 */
final class ScatterRule implements Rule {
    private final String gather;

    private ScatterRule(String gather) {
        this.gather = gather;
    }

    static Rule alongAxis() {
        return new ScatterRule("GatherElements");
    }

    static Rule atIndices() {
        return new ScatterRule("GatherND");
    }

    @Override
    public void backward(Backward b) {
        var g = b.graph();
        var dy = b.dy();
        var u = b.x(2);
        switch (b.node().stringAttribute("reduction", "none")) {
            case "add" -> give(b, dy, there(dy, b));
            case "mul" -> {
                var ones = g.op("Expand", g.scalar(1, dy), g.shape(b.x()));
                give(b, g.mul(dy, written(ones, u, "mul", b)), g.div(there(g.mul(dy, b.y()), b), u));
            }
            case "max", "min" -> {
                var kept = wins(b.x(), b.y(), g);
                var came = wins(u, there(b.y(), b), g);
                var share = g.div(dy, written(kept, came, "add", b));
                give(b, g.mul(share, kept), g.mul(there(share, b), came));
            }
            default -> give(b, written(dy, g.filled(0, g.type(u), g.shape(u)), "none", b), there(dy, b));
        }
    }

    private static void give(Backward b, String dx, String du) {
        b.give(0, dx);
        b.give(2, du);
    }

    private static String wins(String part, String whole, GraphBuilder g) {
        return g.cast(g.op("Equal", part, whole), g.type(part));
    }

    /** The elements of a tensor of the shape of x at the places. */
    private String there(String tensor, Backward b) {
        var read = call(gather, tensor, b.x(1));
        return b.graph()
                .put(
                        gather.equals("GatherElements")
                                ? read.with("axis", b.node().intAttribute("axis", 0))
                                : read);
    }

    private static String written(String data, String updates, String reduction, Backward b) {
        var again = new Node(
                "",
                b.node().op(),
                "",
                List.of(data, b.x(1), updates),
                List.of(),
                b.node().attributes());
        return b.graph().put(again.with("reduction", new Attribute.OfString(reduction)));
    }
}
