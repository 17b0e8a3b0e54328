package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The sliding window of a convolution or pool, as its attributes say.
 *
 * @param kernel sizes per spatial axis
 * @param strides steps per spatial axis
 * @param dilations distances between taps
 * @param autoPad {@code NOTSET}, {@code VALID}, {@code SAME_UPPER} or {@code SAME_LOWER}
 * @param pads begins, then ends; zeros unless {@code NOTSET}
 */
record Window(long[] kernel, long[] strides, long[] dilations, String autoPad, long[] pads) {
    /** Channels that the blocked layout keeps together, or half of them. */
    private static final long BLOCK = 8;

    static Window of(Node node, long[] kernel) {
        int n = kernel.length;
        return new Window(
                kernel,
                node.intsAttribute("strides").orElseGet(() -> filled(n, 1)),
                node.intsAttribute("dilations").orElseGet(() -> filled(n, 1)),
                node.stringAttribute("auto_pad", "NOTSET"),
                node.intsAttribute("pads").orElseGet(() -> filled(2 * n, 0)));
    }

    /** The window of a node whose second input is its kernel. */
    static Window ofKernel(Backward b) {
        var weights = b.graph().shapeOf(b.x(1)).orElseThrow(() -> b.unsupported("autodiff.kernel-unknown"));
        var sizes = new long[weights.rank() - 2];
        Arrays.setAll(sizes, i -> weights.size(i + 2));
        var kernel = b.node().intsAttribute("kernel_shape").orElse(sizes);
        if (Arrays.stream(kernel).anyMatch(k -> k < 0)) {
            throw b.unsupported("autodiff.kernel-unknown");
        }
        return of(b.node(), kernel);
    }

    static long[] filled(int n, long value) {
        var all = new long[n];
        Arrays.fill(all, value);
        return all;
    }

    int rank() {
        return kernel.length;
    }

    /** The size of the dilated window along an axis. */
    long extent(int axis) {
        return (kernel[axis] - 1) * dilations[axis] + 1;
    }

    private boolean same() {
        return autoPad.startsWith("SAME");
    }

    boolean isPointwise() {
        return all(kernel, 1) && all(strides, 1) && (same() || all(pads, 0));
    }

    static boolean all(long[] values, long value) {
        return Arrays.stream(values).allMatch(v -> v == value);
    }

    /** Begins, then ends, where they are known before running. */
    Optional<long[]> pads(String input, String output, GraphBuilder g) {
        if (!same()) {
            return Optional.of(autoPad.equals("VALID") ? filled(2 * rank(), 0) : pads);
        }
        var found = new long[2 * rank()];
        for (int axis = 0; axis < rank(); axis++) {
            long in = spatial(input, axis, g);
            long out = spatial(output, axis, g);
            if (strides[axis] != 1 && (in < 0 || out < 0)) {
                return Optional.empty();
            }
            long total =
                    strides[axis] == 1 ? extent(axis) - 1 : Math.max((out - 1) * strides[axis] + extent(axis) - in, 0);
            long small = total / 2;
            found[axis] = autoPad.equals("SAME_UPPER") ? small : total - small;
            found[axis + rank()] = total - found[axis];
        }
        return Optional.of(found);
    }

    /** The size of a spatial axis of a tensor [N, C, spatial...]; -1 where unknown. */
    static long spatial(String tensor, int axis, GraphBuilder g) {
        return g.shapeOf(tensor).map(s -> s.size(axis + 2)).orElse(-1L);
    }

    /**
     * The transpose of sliding a kernel: every element of {@code dy} is spread over the window it came from.
     *
     * @param dy [N, M, out...]
     * @param weights [M, C/group, kernel...], as of the convolution from input to output
     * @param input a tensor with the spatial sizes wanted
     * @param output a tensor with dy's spatial sizes
     * @return [N, C, in...]
     */
    String spread(String dy, String weights, long group, String input, String output, GraphBuilder g) {
        var pads = pads(input, output, g);
        var extra = new long[rank()];
        for (int axis = 0; axis < rank() && pads.isPresent(); axis++) {
            long in = spatial(input, axis, g);
            long out = spatial(output, axis, g);
            if (strides[axis] == 1 && (in < 0 || out < 0) && !ceiled(input, output, axis, g)) {
                continue;
            }
            long full = (out - 1) * strides[axis] + extent(axis);
            extra[axis] = in - (full - pads.get()[axis] - pads.get()[axis + rank()]);
            if (in < 0 || out < 0 || extra[axis] < 0 || extra[axis] >= Math.max(strides[axis], dilations[axis])) {
                pads = Optional.empty();
            }
        }
        return pads.isPresent()
                ? g.put(transposed(dy, weights, group).with("pads", pads.get()).with("output_padding", extra))
                : cropped(g.put(transposed(dy, weights, group)), input, output, g);
    }

    private static boolean ceiled(String input, String output, int axis, GraphBuilder g) {
        return spatial(input, axis, g) < 0 != spatial(output, axis, g) < 0;
    }

    private Node transposed(String dy, String weights, long group) {
        return call("ConvTranspose", dy, weights)
                .with("kernel_shape", kernel)
                .with("strides", strides)
                .with("dilations", dilations)
                .with("group", group);
    }

    /** Cuts the padding off, or adds what no window touched, with sizes that are known only when it runs. */
    private String cropped(String full, String input, String output, GraphBuilder g) {
        var begins = new ArrayList<String>();
        var ends = new ArrayList<String>();
        var axes = new long[rank()];
        for (int axis = 0; axis < rank(); axis++) {
            axes[axis] = axis + 2;
            var in = g.size(input, axis + 2);
            var steps = g.integer("Sub", g.size(output, axis + 2), g.ints(1));
            var size = g.integer("Add", g.integer("Mul", steps, g.ints(strides[axis])), g.ints(extent(axis)));
            var begin = begin(axis, in, size, g);
            begins.add(g.integer("Sub", g.ints(0), begin));
            ends.add(g.integer("Add", g.integer("Sub", in, size), begin));
        }
        return g.pad(full, input, begins, ends, axes);
    }

    private String begin(int axis, String in, String size, GraphBuilder g) {
        if (!same()) {
            return g.ints(autoPad.equals("VALID") ? 0 : pads[axis]);
        }
        var total = g.integer("Max", g.integer("Sub", size, in), g.ints(0));
        var small = g.integer("Div", total, g.ints(2));
        return autoPad.equals("SAME_UPPER") ? small : g.integer("Sub", total, small);
    }

    /** The input with its automatic padding made explicit, for sizes that are known only when it runs. */
    String padded(String input, String output, GraphBuilder g) {
        var begins = new ArrayList<String>();
        var ends = new ArrayList<String>();
        var axes = new long[rank()];
        for (int axis = 0; axis < rank(); axis++) {
            axes[axis] = axis + 2;
            var in = g.size(input, axis + 2);
            var steps = g.integer("Sub", g.size(output, axis + 2), g.ints(1));
            var size = g.integer("Add", g.integer("Mul", steps, g.ints(strides[axis])), g.ints(extent(axis)));
            var begin = begin(axis, in, size, g);
            begins.add(begin);
            ends.add(g.integer("Sub", g.integer("Max", g.integer("Sub", size, in), g.ints(0)), begin));
        }
        return g.pad(input, input, begins, ends, axes);
    }

    /** Every element of a tensor [N, C, H, W] repeated, {@code times} in each spatial direction. */
    static String enlarged(String tensor, long[] times, GraphBuilder g) {
        var scales = Tensor.of(new float[] {1, 1, times[0], times[1]}, 4);
        return g.put(call("Resize", tensor, "", g.constant(scales))
                .with("mode", "nearest")
                .with("coordinate_transformation_mode", "asymmetric")
                .with("nearest_mode", "floor"));
    }

    /** A tensor [N, C, h, w] of which each element is followed by zeros: element i lies at {@code strides * i} of the sizes given. */
    static String spacedOut(String tensor, long[] strides, long[] sizes, String shape, GraphBuilder g) {
        long windows = 1;
        for (int axis = 0; axis < 2; axis++) {
            windows *= (sizes[axis] - 1) / strides[axis] + 1;
        }
        var placed = call("Col2Im", g.reshape(tensor, 1, -1, windows), g.ints(sizes), g.ints(1, 1));
        return g.reshape(g.put(placed.with("strides", strides)), shape);
    }

    /**
     * The same values, back in the runtime's blocked layout, which starts at a pool and which ConvTranspose has left: otherwise
     * every sum and mask up to the next strided convolution would be converted to and fro.
     */
    static String blocked(String tensor, Backward b) {
        var g = b.graph();
        long channels =
                g.shapeOf(b.x()).filter(s -> s.rank() == 4).map(s -> s.size(1)).orElse(-1L);
        return g.type(b.x()) == DataType.FLOAT && channels > 0 && channels % BLOCK == 0
                ? g.put(call("AveragePool", tensor).with("kernel_shape", new long[] {1, 1}))
                : tensor;
    }

    /** The sizes [N*C, 1, spatial...] of a tensor, so that one kernel serves every channel. */
    static String channelsApart(String tensor, int rank, GraphBuilder g) {
        var parts = new ArrayList<>(List.of(g.ints(-1, 1)));
        for (int axis = 0; axis < rank; axis++) {
            parts.add(g.size(tensor, axis + 2));
        }
        return g.join(parts);
    }
}
