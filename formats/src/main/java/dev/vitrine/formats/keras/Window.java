package dev.vitrine.formats.keras;

import java.util.ArrayList;
import java.util.List;

/**
 * How a kernel or pool moves over the axes in space.
 *
 * @param pads before each axis, then behind each; empty where the runtime has to find them, because a size is open
 * @param sizes of the result; -1 where open
 */
record Window(long[] kernel, long[] strides, long[] dilations, long[] pads, boolean open, long[] sizes) {

    /** Of a convolution, from its settings. */
    static Window of(LayerCall call, Picture in, long[] kernel) {
        int n = in.axes();
        return of(
                call,
                in,
                kernel,
                call.sizes(n, 1, "strides", "subsample", "subsample_length"),
                call.sizes(n, 1, "dilation_rate", "atrous_rate"));
    }

    static Window of(LayerCall call, Picture in, long[] kernel, long[] strides, long[] dilations) {
        int n = in.axes();
        var padding = call.setting("padding", "border_mode").text("valid");
        var pads = new long[2 * n];
        var sizes = new long[n];
        boolean open = false;
        for (int i = 0; i < n; i++) {
            long reach = (kernel[i] - 1) * dilations[i] + 1;
            long size = in.sizes()[i];
            switch (padding) {
                case "valid" -> {}
                case "causal" -> pads[i] = reach - 1;
                case "same" -> {
                    long all = strides[i] == 1
                            ? reach - 1
                            : size < 0
                                    ? -1
                                    : Math.max(
                                            0, ((size + strides[i] - 1) / strides[i] - 1) * strides[i] + reach - size);
                    open |= all < 0;
                    pads[i] = Math.max(0, all) / 2;
                    pads[n + i] = Math.max(0, all) - pads[i];
                }
                default -> throw Unexpressed.setting("padding", padding);
            }
            sizes[i] = size < 0
                    ? -1
                    : padding.equals("same")
                            ? (size + strides[i] - 1) / strides[i]
                            : (size + pads[i] + pads[n + i] - reach) / strides[i] + 1;
        }
        return new Window(kernel, strides, dilations, pads, open, sizes);
    }

    /** As attributes of a node, with more of them. */
    Object[] attributes(Object... more) {
        var all = new ArrayList<Object>(List.of("kernel_shape", kernel, "strides", strides));
        if (open) {
            all.addAll(List.of("auto_pad", "SAME_UPPER"));
        } else {
            all.addAll(List.of("pads", pads));
        }
        for (long dilation : dilations) {
            if (dilation != 1) {
                all.addAll(List.of("dilations", dilations));
                break;
            }
        }
        all.addAll(List.of(more));
        return all.toArray();
    }
}
