package dev.vitrine.methods;

import dev.vitrine.model.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The window that a convolution or pooling node slides over its input, one entry per spatial dimension; the rules are those
 * of ONNX for {@code strides}, {@code dilations}, {@code pads} and {@code auto_pad}.
 *
 * @param begins padding before the first position
 * @param ends padding after the last position
 */
record Window(long[] kernel, long[] strides, long[] dilations, long[] begins, long[] ends) {

    /**
     * A place of the window.
     *
     * @param offset row-major position in the kernel
     * @param position in the input
     * @param inside whether the position lies in the input, and not in the padding
     * @param padded whether it lies in the input or in the padding that was asked for
     */
    record Tap(int offset, long[] position, boolean inside, boolean padded) {}

    /** @param input spatial sizes of the input */
    static Window of(Node node, long[] kernel, long[] input) {
        int rank = kernel.length;
        long[] strides = node.intsAttribute("strides").orElse(filled(rank, 1));
        long[] dilations = node.intsAttribute("dilations").orElse(filled(rank, 1));
        long[] begins = new long[rank];
        long[] ends = new long[rank];
        var auto = node.stringAttribute("auto_pad", "NOTSET");
        if (auto.startsWith("SAME")) {
            for (int d = 0; d < rank; d++) {
                long outputs = (input[d] + strides[d] - 1) / strides[d];
                long total = Math.max(0, (outputs - 1) * strides[d] + (kernel[d] - 1) * dilations[d] + 1 - input[d]);
                begins[d] = auto.equals("SAME_LOWER") ? (total + 1) / 2 : total / 2;
                ends[d] = total - begins[d];
            }
        } else if (!auto.equals("VALID") && node.intsAttribute("pads").isPresent()) {
            long[] pads = node.intsAttribute("pads").get();
            begins = Arrays.copyOf(pads, rank);
            ends = Arrays.copyOfRange(pads, rank, 2 * rank);
        }
        return new Window(kernel, strides, dilations, begins, ends);
    }

    private static long[] filled(int rank, long value) {
        long[] all = new long[rank];
        Arrays.fill(all, value);
        return all;
    }

    /** The number of places in the window. */
    int places() {
        return Math.toIntExact(Arrays.stream(kernel).reduce(1, Math::multiplyExact));
    }

    /** What the window covers when it makes the output at a spatial position. */
    List<Tap> taps(long[] output, long[] input) {
        var taps = new ArrayList<Tap>();
        for (int offset = 0; offset < places(); offset++) {
            long[] position = new long[kernel.length];
            boolean inside = true;
            boolean padded = true;
            int rest = offset;
            for (int d = kernel.length - 1; d >= 0; d--) {
                position[d] = output[d] * strides[d] - begins[d] + rest % kernel[d] * dilations[d];
                rest /= (int) kernel[d];
                inside &= position[d] >= 0 && position[d] < input[d];
                padded &= position[d] < input[d] + ends[d];
            }
            taps.add(new Tap(offset, position, inside, padded));
        }
        return taps;
    }

    /** The same for a transposed convolution: which input positions, by kernel offset, add to an output position. */
    List<Tap> transposedTaps(long[] output, long[] input) {
        var taps = new ArrayList<Tap>();
        for (int offset = 0; offset < places(); offset++) {
            long[] position = new long[kernel.length];
            boolean inside = true;
            int rest = offset;
            for (int d = kernel.length - 1; d >= 0; d--) {
                long scaled = output[d] + begins[d] - rest % kernel[d] * dilations[d];
                rest /= (int) kernel[d];
                position[d] = Math.floorDiv(scaled, strides[d]);
                inside &= scaled >= 0 && scaled % strides[d] == 0 && position[d] < input[d];
            }
            taps.add(new Tap(offset, position, inside, inside));
        }
        return taps;
    }
}
