package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.autodiff.Rule;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Convolution in one to three dimensions, with strides, dilations, groups and any padding.
 *
 * <pre>
 *   dX  stride 1: Conv of dY with the kernel transposed and flipped (the runtime folds that into a constant);
 *       strided: ConvTranspose, or zeros between the elements and Conv where it is depthwise
 *   dW  1x1: MatMul; else a Conv of X with dY as its kernel, strides and dilations swapped
 *   dB  the sum over everything but channels
 * </pre>
 */
final class ConvRule implements Rule {
    /** So many channels waste most of a block of the runtime's layout: the pixels of a picture come faster from ConvTranspose. */
    private static final long FEW = 4;

    @Override
    public void backward(Backward b) {
        var g = b.graph();
        var window = Window.ofKernel(b);
        long group = b.node().intAttribute("group", 1);
        if (b.wants(0)) {
            b.give(0, inputGradient(b, window, group, g));
        }
        if (b.wants(1)) {
            b.give(1, kernelGradient(window, b.x(0), b.y(), b.dy(), b.x(0), b.x(1), group, g));
        }
        if (b.wants(2)) {
            b.give(2, biasGradient(b.dy(), window.rank(), g));
        }
    }

    static String biasGradient(String dy, int rank, GraphBuilder g) {
        var axes = new long[rank + 1];
        java.util.Arrays.setAll(axes, i -> i == 0 ? 0 : i + 1);
        return g.put(call("ReduceSum", dy, g.ints(axes)).with("keepdims", 0));
    }

    private static String inputGradient(Backward b, Window window, long group, GraphBuilder g) {
        var pads = window.pads(b.x(), b.y(), g);
        var shape = g.shapeOf(b.x(1)).flatMap(Shape::sizes);
        if (!Window.all(window.strides(), 1) || pads.isEmpty() || shape.isEmpty() || exceeds(window, pads.get())) {
            return pointwise(b, window, group, g)
                    .or(() -> spacedOut(b, window, group, g))
                    .orElseGet(() -> Window.blocked(window.spread(b.dy(), b.x(1), group, b.x(), b.y(), g), b));
        }
        boolean known = Window.spatial(b.x(), 0, g) > 0 && Window.spatial(b.x(), window.rank() - 1, g) > 0;
        if (known && window.rank() == 2 && shape.get()[1] <= FEW && group == 1 && !Window.all(window.kernel(), 1)) {
            return window.spread(b.dy(), b.x(1), group, b.x(), b.y(), g);
        }
        int n = window.rank();
        var mirrored = new long[2 * n];
        for (int i = 0; i < n; i++) {
            mirrored[i] = window.extent(i) - 1 - pads.get()[i];
            mirrored[i + n] = window.extent(i) - 1 - pads.get()[i + n];
        }
        return g.put(call("Conv", b.dy(), mirroredKernel(b.x(1), shape.get(), window, group, g))
                .with("kernel_shape", window.kernel())
                .with("dilations", window.dilations())
                .with("pads", mirrored)
                .with("group", group));
    }

    /** A strided 1x1 convolution in two dimensions: a Conv of dY as it is, and the zeros in between after that. */
    private static Optional<String> pointwise(Backward b, Window window, long group, GraphBuilder g) {
        if (window.rank() != 2
                || group != 1
                || !Window.all(window.kernel(), 1)
                || !Window.all(window.pads(), 0)
                || g.type(b.x()) != DataType.FLOAT) {
            return Optional.empty();
        }
        var sizes = new long[] {Window.spatial(b.x(), 0, g), Window.spatial(b.x(), 1, g)};
        if (sizes[0] < 0 || sizes[1] < 0) {
            return Optional.empty();
        }
        var dense = g.op("Conv", b.dy(), g.transpose(b.x(1), 1, 0, 2, 3));
        return Optional.of(Window.blocked(Window.spacedOut(dense, window.strides(), sizes, g.shape(b.x()), g), b));
    }

    /**
     * A strided depthwise convolution in two dimensions: zeros between the elements of dY, then a Conv of stride 1. The runtime's
     * depthwise Conv is so much faster than its depthwise ConvTranspose that the zeros pay.
     */
    private static Optional<String> spacedOut(Backward b, Window window, long group, GraphBuilder g) {
        var kernel = g.shapeOf(b.x(1)).flatMap(Shape::sizes);
        var pads = window.pads(b.x(), b.y(), g);
        if (window.rank() != 2
                || kernel.isEmpty()
                || kernel.get()[0] != group
                || kernel.get()[1] != 1
                || group == 1
                || pads.isEmpty()
                || g.type(b.x()) != DataType.FLOAT) {
            return Optional.empty();
        }
        var around = new long[4];
        var sizes = new long[2];
        for (int i = 0; i < 2; i++) {
            long in = Window.spatial(b.x(), i, g);
            long out = Window.spatial(b.y(), i, g);
            around[i] = window.extent(i) - 1 - pads.get()[i];
            around[i + 2] = in - window.strides()[i] * out + window.extent(i) - 1 - around[i];
            sizes[i] = window.strides()[i] * out;
            if (in < 0 || out < 0 || around[i] < 0 || around[i + 2] < 0) {
                return Optional.empty();
            }
        }
        var shape = g.join(g.size(b.dy(), 0), g.size(b.dy(), 1), g.ints(sizes));
        var spaced = Window.spacedOut(b.dy(), window.strides(), sizes, shape, g);
        return Optional.of(g.put(call("Conv", spaced, mirroredKernel(b.x(1), kernel.get(), window, group, g))
                .with("kernel_shape", window.kernel())
                .with("dilations", window.dilations())
                .with("pads", around)
                .with("group", group)));
    }

    private static boolean exceeds(Window window, long[] pads) {
        for (int i = 0; i < pads.length; i++) {
            if (pads[i] > window.extent(i % window.rank()) - 1) {
                return true;
            }
        }
        return false;
    }

    /** [M, C/group, k...] to [C, M/group, k...], every spatial axis reversed. */
    private static String mirroredKernel(String weights, long[] shape, Window window, long group, GraphBuilder g) {
        long outputs = shape[0];
        long perGroup = shape[1];
        var kernel = weights;
        if (group == 1) {
            kernel = g.transpose(kernel, swapped(0, shape.length));
        } else if (perGroup != 1 || outputs != group) {
            kernel = g.reshape(kernel, sizes(group, outputs / group, perGroup, window.kernel()));
            kernel = g.transpose(kernel, swapped(1, shape.length + 1));
            kernel = g.reshape(kernel, sizes(group * perGroup, outputs / group, window.kernel()));
        }
        if (Window.all(window.kernel(), 1)) {
            return kernel;
        }
        int n = window.rank();
        var axes = new long[n];
        java.util.Arrays.setAll(axes, i -> i + 2);
        return g.op(
                "Slice",
                kernel,
                g.ints(Window.filled(n, -1)),
                g.ints(Window.filled(n, Long.MIN_VALUE)),
                g.ints(axes),
                g.ints(Window.filled(n, -1)));
    }

    private static long[] swapped(int at, int rank) {
        var perm = new long[rank];
        java.util.Arrays.setAll(perm, i -> i == at ? at + 1 : i == at + 1 ? at : i);
        return perm;
    }

    private static long[] sizes(long a, long b, long[] rest) {
        return java.util.stream.LongStream.concat(java.util.stream.LongStream.of(a, b), java.util.Arrays.stream(rest))
                .toArray();
    }

    private static long[] sizes(long a, long b, long c, long[] rest) {
        return java.util.stream.LongStream.concat(
                        java.util.stream.LongStream.of(a, b, c), java.util.Arrays.stream(rest))
                .toArray();
    }

    /**
     * What a kernel gets when it slides over {@code x} and the gradient at its places is {@code dy}.
     *
     * @param like and output: tensors whose sizes are those of x and dy
     * @return the shape of {@code kernel}, [M, C/group, k...] for dy of M channels and x of C channels
     */
    static String kernelGradient(
            Window window, String x, String output, String dy, String like, String kernel, long group, GraphBuilder g) {
        int n = window.rank();
        if (window.isPointwise() && group == 1) {
            var columns = g.transpose(g.reshape(x, 0, 0, -1), 0, 2, 1);
            var product = g.op("MatMul", g.reshape(dy, 0, 0, -1), columns);
            var sum = g.put(call("ReduceSum", product, g.ints(0)).with("keepdims", 0));
            return g.reshape(sum, g.shape(kernel));
        }
        var pads = window.pads(like, output, g);
        var source = pads.isPresent() ? x : window.padded(x, output, g);
        var swap = swapped(0, n + 2);
        String turned;
        if (group == 1) {
            turned = g.transpose(source, swap);
        } else {
            var spatial = new ArrayList<String>();
            for (int axis = 0; axis < n; axis++) {
                spatial.add(
                        pads.isPresent()
                                ? g.size(like, axis + 2)
                                : g.put(call("Shape", source)
                                        .with("start", axis + 2)
                                        .with("end", axis + 3)));
            }
            var perGroup = g.size(kernel, 1);
            var split = g.reshape(source, g.join(concat(List.of(g.ints(0, group), perGroup), spatial)));
            var perm = new long[n + 3];
            java.util.Arrays.setAll(perm, i -> i < 3 ? 2 - i : i);
            turned = g.reshape(g.transpose(split, perm), g.join(concat(List.of(perGroup, g.ints(-1)), spatial)));
        }
        var slid = call("Conv", turned, g.transpose(dy, swap))
                .with("strides", window.dilations())
                .with("dilations", window.strides())
                .with("pads", pads.orElseGet(() -> Window.filled(2 * n, 0)))
                .with("group", group);
        var axes = new long[n];
        java.util.Arrays.setAll(axes, i -> i + 2);
        var gradient = g.transpose(g.put(slid), swap);
        return g.op("Slice", gradient, g.ints(Window.filled(n, 0)), g.ints(window.kernel()), g.ints(axes));
    }

    private static List<String> concat(List<String> head, List<String> tail) {
        var all = new ArrayList<>(head);
        all.addAll(tail);
        return all;
    }
}
