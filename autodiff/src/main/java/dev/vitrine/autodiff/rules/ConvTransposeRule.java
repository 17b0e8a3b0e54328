package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.Rule;

/** The transpose of a convolution: its gradient by the input is the convolution itself, by the kernel that of a convolution. */
final class ConvTransposeRule implements Rule {
    @Override
    public void backward(Backward b) {
        var g = b.graph();
        var window = explicit(Window.ofKernel(b), b);
        long group = b.node().intAttribute("group", 1);
        if (b.wants(0)) {
            b.give(
                    0,
                    g.put(call("Conv", b.dy(), b.x(1))
                            .with("kernel_shape", window.kernel())
                            .with("strides", window.strides())
                            .with("dilations", window.dilations())
                            .with("pads", window.pads())
                            .with("group", group)));
        }
        if (b.wants(1)) {
            b.give(1, ConvRule.kernelGradient(window, b.dy(), b.x(), b.x(), b.y(), b.x(1), group, g));
        }
        if (b.wants(2)) {
            b.give(2, ConvRule.biasGradient(b.dy(), window.rank(), g));
        }
    }

    /** The padding as numbers, by the specification's formula where it is automatic or follows from the output's shape. */
    private static Window explicit(Window window, Backward b) {
        int n = window.rank();
        boolean shaped = b.node().intsAttribute("output_shape").isPresent();
        if (!shaped && !window.autoPad().startsWith("SAME")) {
            var pads = window.autoPad().equals("VALID") ? Window.filled(2 * n, 0) : window.pads();
            return new Window(window.kernel(), window.strides(), window.dilations(), "NOTSET", pads);
        }
        var pads = new long[2 * n];
        var extra = b.node().intsAttribute("output_padding").orElseGet(() -> Window.filled(n, 0));
        for (int i = 0; i < n; i++) {
            long in = Window.spatial(b.x(), i, b.graph());
            long out = Window.spatial(b.y(), i, b.graph());
            if (in < 0 || out < 0) {
                throw b.unsupported("autodiff.sizes-unknown");
            }
            long total = Math.max(window.strides()[i] * (in - 1) + extra[i] + window.extent(i) - out, 0);
            boolean upper = window.autoPad().equals("SAME_UPPER");
            pads[i] = upper ? total / 2 : total - total / 2;
            pads[i + n] = total - pads[i];
        }
        return new Window(window.kernel(), window.strides(), window.dilations(), "NOTSET", pads);
    }
}
