package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.model.Tensor;

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

    /** Each patch gets back the elements that it was added to. */
    static void col2Im(Backward b) {
        var g = b.graph();
        var image = g.knownInts(b.x(1)).orElseThrow(() -> b.unsupported("autodiff.sizes-unknown"));
        var kernel = g.knownInts(b.x(2)).orElseThrow(() -> b.unsupported("autodiff.kernel-unknown"));
        var window = Window.of(b.node(), kernel);
        int n = window.rank();
        var around = new long[2 * (n + 2)];
        var axes = new long[n];
        var reach = new long[n];
        for (int i = 0; i < n; i++) {
            around[i + 2] = window.pads()[i];
            around[n + i + 4] = window.pads()[n + i];
            axes[i] = i + 2;
            long steps = (image[i] + window.pads()[i] + window.pads()[n + i] - window.extent(i)) / window.strides()[i];
            reach[i] = steps * window.strides()[i] + 1;
        }
        var padded = g.op("Pad", b.dy(), g.ints(around), g.scalar(0, b.x()));
        var patches = new String[(int) Tensor.count(kernel)];
        for (int at = 0; at < patches.length; at++) {
            var from = new long[n];
            var to = new long[n];
            long rest = at;
            for (int i = n - 1; i >= 0; i--) {
                from[i] = rest % kernel[i] * window.dilations()[i];
                to[i] = from[i] + reach[i];
                rest /= kernel[i];
            }
            var places = g.op("Slice", padded, g.ints(from), g.ints(to), g.ints(axes), g.ints(window.strides()));
            patches[at] = g.reshape(places, 0, 0, 1, -1);
        }
        b.give(0, g.reshape(g.put(call("Concat", patches).with("axis", 2)), g.shape(b.x())));
    }
}
