package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;

/** Operators that give the same elements another shape, order or type: the gradient goes back the same way. */
final class ShapeRules {
    private ShapeRules() {}

    static void identity(Backward b) {
        b.give(0, b.dy());
    }

    static void cast(Backward b) {
        b.give(0, b.graph().cast(b.dy(), b.graph().type(b.x())));
    }

    static void reshape(Backward b) {
        b.give(0, b.graph().reshape(b.dy(), b.graph().shape(b.x())));
    }

    static void transpose(Backward b) {
        var perm = b.node().intsAttribute("perm");
        if (perm.isEmpty()) {
            b.give(0, b.graph().op("Transpose", b.dy()));
            return;
        }
        var inverse = new long[perm.get().length];
        for (int i = 0; i < inverse.length; i++) {
            inverse[(int) perm.get()[i]] = i;
        }
        b.give(0, b.graph().transpose(b.dy(), inverse));
    }

    static void expand(Backward b) {
        b.giveSummed(0, b.dy());
    }

    /** Blocks in depth-column-row order have SpaceToDepth as inverse; in column-row-depth order it is spelled out. */
    static void depthToSpace(Backward b) {
        var g = b.graph();
        long block = b.node().intAttribute("blocksize", 1);
        if (!b.node().stringAttribute("mode", "DCR").equals("CRD")) {
            b.give(0, g.put(call("SpaceToDepth", b.dy()).with("blocksize", block)));
            return;
        }
        var height = g.size(b.x(), 2);
        var width = g.size(b.x(), 3);
        var channels = g.integer("Div", g.size(b.x(), 1), g.ints(block * block));
        var split = g.reshape(b.dy(), g.join(g.ints(0), channels, height, g.ints(block), width, g.ints(block)));
        b.give(0, g.reshape(g.transpose(split, 0, 1, 3, 5, 2, 4), g.shape(b.x())));
    }

    static void spaceToDepth(Backward b) {
        b.give(
                0,
                b.graph()
                        .put(call("DepthToSpace", b.dy())
                                .with("blocksize", b.node().intAttribute("blocksize", 1))));
    }
}
