package dev.vitrine.formats.nhwc;

import dev.vitrine.model.Node;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a kernel slides over height and width, in TensorFlow's terms.
 *
 * @param strides steps per spatial axis
 * @param dilations distances between taps per spatial axis
 * @param pads begins, then ends; empty for {@code SAME}: as many zeros as give ceil(size / stride) positions, an odd one at the end
 */
public record Window(long[] strides, long[] dilations, Optional<long[]> pads) {

    public static Window of(boolean same, long[] strides, long[] dilations) {
        return new Window(strides, dilations, same ? Optional.empty() : Optional.of(new long[2 * strides.length]));
    }

    /** Sets the attributes of a node with a kernel of these sizes. */
    Node on(Node node, long[] kernel) {
        var sliding = node.with("strides", strides);
        sliding = ones(dilations) ? sliding : sliding.with("dilations", dilations);
        if (pads.isPresent()) {
            return Arrays.stream(pads.get()).allMatch(p -> p == 0) ? sliding : sliding.with("pads", pads.get());
        }
        if (!ones(strides)) {
            return sliding.with("auto_pad", "SAME_UPPER");
        }
        var sides = new long[2 * kernel.length];
        for (int i = 0; i < kernel.length; i++) {
            long all = (kernel[i] - 1) * dilations[i];
            sides[i] = all / 2;
            sides[kernel.length + i] = all - all / 2;
        }
        return sliding.with("pads", sides);
    }

    private static boolean ones(long[] values) {
        return Arrays.stream(values).allMatch(v -> v == 1);
    }
}
