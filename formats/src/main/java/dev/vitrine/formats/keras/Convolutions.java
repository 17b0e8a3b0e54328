package dev.vitrine.formats.keras;

import dev.vitrine.model.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Convolutions of one to three axes. Keras stores a kernel as axes in space, inputs, outputs; ONNX wants outputs, inputs, axes in
 * space. With {@code padding="same"} the odd row or column is added at the end.
 */
final class Convolutions {
    private Convolutions() {}

    static List<Value> convolution(LayerCall call) {
        var in = Picture.of(call);
        var kernel = kernel(call, 0, in.axes());
        long groups = call.setting("groups").whole(1);
        if (groups < 1 || kernel.size(1) * groups != in.channels() && in.channels() >= 0) {
            throw Unexpressed.setting("groups", groups);
        }
        return convolved(call, in, kernel, groups, in.tensor());
    }

    /** Each channel by itself, by {@code depth_multiplier} kernels. */
    static List<Value> depthwise(LayerCall call) {
        var in = Picture.of(call);
        return convolved(call, in, depthwiseKernel(call, in.axes()), in.channels(), in.tensor());
    }

    /** A depthwise convolution, then one of size 1. */
    static List<Value> separable(LayerCall call) {
        var in = Picture.of(call);
        var window = Window.of(call, in, spatial(call.weights().of().get(0), in.axes()));
        var depthwise = call.step(
                "depthwise",
                "Conv",
                List.of(in.tensor(), call.weight("depthwise_kernel", depthwiseKernel(call, in.axes()))),
                window.attributes("group", in.channels()));
        var pointwise = kernel(call, 1, in.axes());
        var before = Activations.before(call);
        call.graph().node(before, "Conv", withBias(call, depthwise, "pointwise_kernel", pointwise, 2));
        Activations.after(call, 1);
        return LayerCall.one(in.value(call.name(), pointwise.size(0), window.sizes()));
    }

    /** The gradient of a convolution with respect to its input, as a layer. */
    static List<Value> transposed(LayerCall call) {
        var in = Picture.of(call);
        int n = in.axes();
        // Stored as axes in space, outputs, inputs.
        var kernel = kernel(call, 0, n);
        var size = spatial(call.weights().of().get(0), n);
        var strides = call.sizes(n, 1, "strides", "subsample");
        for (long dilation : call.sizes(n, 1, "dilation_rate")) {
            if (dilation != 1) {
                throw Unexpressed.setting("dilation_rate", dilation);
            }
        }
        if (!call.setting("output_padding").isNull()) {
            throw Unexpressed.setting("output_padding", call.setting("output_padding"));
        }
        boolean same = call.setting("padding", "border_mode").text("valid").equals("same");
        var pads = new long[2 * n];
        var more = new long[n];
        var sizes = new long[n];
        for (int i = 0; i < n; i++) {
            long over = Math.max(0, size[i] - strides[i]);
            pads[i] = same ? over / 2 : 0;
            pads[n + i] = same ? over - over / 2 : 0;
            more[i] = Math.max(0, strides[i] - size[i]);
            sizes[i] = in.sizes()[i] < 0 ? -1 : in.sizes()[i] * strides[i] + (same ? 0 : over);
        }
        call.graph()
                .node(
                        Activations.before(call),
                        "ConvTranspose",
                        withBias(call, in.tensor(), "kernel", kernel, 1),
                        "strides",
                        strides,
                        "pads",
                        pads,
                        "output_padding",
                        more);
        Activations.after(call, 1);
        return LayerCall.one(in.value(call.name(), kernel.size(1), sizes));
    }

    private static List<Value> convolved(LayerCall call, Picture in, Tensor kernel, long groups, String x) {
        var window = Window.of(call, in, java.util.Arrays.copyOfRange(kernel.sizes(), 2, kernel.rank()));
        call.graph()
                .node(
                        Activations.before(call),
                        "Conv",
                        withBias(call, x, "kernel", kernel, 1),
                        window.attributes("group", groups));
        Activations.after(call, 1);
        return LayerCall.one(in.value(call.name(), kernel.size(0), window.sizes()));
    }

    private static List<String> withBias(LayerCall call, String x, String name, Tensor kernel, int before) {
        var weights = call.weights().of();
        var weight = call.weight(name, kernel);
        return call.flag(true, "use_bias", "bias") && weights.size() > before
                ? List.of(x, weight, call.weight("bias", weights.get(before)))
                : List.of(x, weight);
    }

    /** Outputs, inputs, axes in space. */
    private static Tensor kernel(LayerCall call, int index, int axes) {
        var stored = stored(call, index, axes);
        return call.setting("dim_ordering").text("").equals("th")
                ? stored
                : stored.transpose(IntStream.concat(IntStream.of(axes + 1, axes), IntStream.range(0, axes))
                        .toArray());
    }

    /** Inputs times multiplier, 1, axes in space. */
    private static Tensor depthwiseKernel(LayerCall call, int axes) {
        var kernel = stored(call, 0, axes);
        var turned = kernel.transpose(IntStream.concat(IntStream.of(axes, axes + 1), IntStream.range(0, axes))
                .toArray());
        var sizes = turned.sizes();
        sizes[0] *= sizes[1];
        sizes[1] = 1;
        return turned.reshape(sizes);
    }

    private static Tensor stored(LayerCall call, int index, int axes) {
        var weights = call.weights().of();
        if (weights.size() <= index || weights.get(index).rank() != axes + 2) {
            throw new Unexpressed(
                    dev.vitrine.words.Text.of("formats.keras-weights", "count", index + 1, "found", weights.size()));
        }
        return weights.get(index);
    }

    private static long[] spatial(Tensor kernel, int axes) {
        return java.util.Arrays.copyOf(kernel.sizes(), axes);
    }
}
