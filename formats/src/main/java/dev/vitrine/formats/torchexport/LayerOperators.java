package dev.vitrine.formats.torchexport;

import dev.vitrine.formats.torchexport.Operator.Unexpressed;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Convolutions, matrix products, normalisations, pools and attention. */
final class LayerOperators {
    /** The most numbers that are made of none; a file may claim any. */
    private static final long MOST = 1 << 24;

    private LayerOperators() {}

    private static int few(long count) {
        if (count < 0 || count > MOST) {
            throw new Unexpressed(Long.toString(count));
        }
        return (int) count;
    }

    /** conv1d, conv2d, conv3d (input, weight, bias, stride, padding, dilation, groups). */
    static void conv(Call call) {
        convolution(call, false, "padding");
    }

    /** conv_transpose1d and further (…, padding, output_padding, groups, dilation). */
    static void convTranspose(Call call) {
        convolution(call, true, "padding");
    }

    /** convolution (…, transposed, output_padding, groups), which the layers are lowered to. */
    static void convolution(Call call) {
        convolution(call, call.flag("transposed", false), "padding");
    }

    private static void convolution(Call call, boolean transposed, String padding) {
        var weight = call.tensor("weight");
        int axes = call.rank(weight) - 2;
        if (call.rank(call.tensor("input")) != axes + 2) {
            throw new Unexpressed("no batch");
        }
        var attributes = new HashMap<String, Object>();
        attributes.put("strides", call.ints("stride", axes, 1));
        attributes.put("dilations", call.ints("dilation", axes, 1));
        attributes.put("group", call.integer("groups", 1));
        var kernel = Arrays.copyOfRange(call.shape(weight), 2, axes + 2);
        attributes.put("kernel_shape", kernel);
        var words = call.text(padding, "");
        if (words.isEmpty() || words.equals("valid")) {
            attributes.put("pads", twice(words.isEmpty() ? call.ints(padding, axes, 0) : new long[axes]));
        } else {
            attributes.put("auto_pad", "SAME_UPPER");
        }
        if (transposed) {
            attributes.put("output_padding", call.ints("output_padding", axes, 0));
        }
        var inputs = new ArrayList<>(List.of(call.tensor("input"), weight));
        call.optionalTensor("bias").ifPresent(inputs::add);
        call.end(transposed ? "ConvTranspose" : "Conv", inputs, attributes);
    }

    private static long[] twice(long... pads) {
        return LongStream.concat(Arrays.stream(pads), Arrays.stream(pads)).toArray();
    }

    /** linear (input, weight, bias): y = x wT + b. */
    static void linear(Call call) {
        var x = call.tensor("input");
        var weight = call.tensor("weight");
        var bias = call.optionalTensor("bias");
        if (call.rank(x) == 2) {
            var inputs = new ArrayList<>(List.of(x, weight));
            bias.ifPresent(inputs::add);
            call.end("Gemm", inputs, Map.of("transB", 1L));
            return;
        }
        var turned = call.make("Transpose", List.of(weight), Map.of("perm", new long[] {1, 0}));
        if (bias.isEmpty()) {
            call.end("MatMul", x, turned);
        } else {
            call.end("Add", call.make("MatMul", x, turned), bias.get());
        }
    }

    /** addmm (self, mat1, mat2, beta, alpha): beta self + alpha mat1 mat2. */
    static void addmm(Call call) {
        call.end(
                "Gemm",
                List.of(call.tensor("mat1"), call.tensor("mat2"), call.tensor("self")),
                Map.of("alpha", call.number("alpha", 1), "beta", call.number("beta", 1)));
    }

    /** matmul, mm, bmm. */
    static void matmul(Call call) {
        call.end("MatMul", call.tensor("self"), call.tensor(call.has("other") ? "other" : "mat2"));
    }

    /** batch_norm (input, weight, bias, running_mean, running_var, training, momentum, eps). */
    static void batchNorm(Call call) {
        if (call.flag("training", false) || !call.has("running_mean")) {
            throw new Unexpressed("training");
        }
        var x = call.tensor("input");
        var mean = call.tensor("running_mean");
        var inputs = List.of(
                x,
                call.optionalTensor("weight").orElseGet(() -> filled(call, mean, 1)),
                call.optionalTensor("bias").orElseGet(() -> filled(call, mean, 0)),
                mean,
                call.tensor("running_var"));
        call.end("BatchNormalization", inputs, Map.of("epsilon", call.number("eps", 1e-5)));
    }

    private static String filled(Call call, String like, float value) {
        var values = new float[few(call.size(like, 0))];
        Arrays.fill(values, value);
        return call.constant(Tensor.of(values, values.length));
    }

    /** layer_norm (input, normalized_shape, weight, bias, eps), over the last axes. */
    static void layerNorm(Call call) {
        var x = call.tensor("input");
        var sizes = call.ints("normalized_shape");
        long first = call.rank(x) - sizes.length;
        var inputs = new ArrayList<>(List.of(
                x,
                call.optionalTensor("weight")
                        .orElseGet(() ->
                                call.constant(ones(few(Tensor.count(sizes))).reshape(sizes)))));
        call.optionalTensor("bias").ifPresent(inputs::add);
        call.end("LayerNormalization", inputs, Map.of("axis", first, "epsilon", call.number("eps", 1e-5)));
    }

    private static Tensor ones(int count) {
        var values = new float[count];
        Arrays.fill(values, 1);
        return Tensor.of(values, count);
    }

    /** group_norm (input, num_groups, weight, bias, eps): each group of channels normalised as one instance. */
    static void groupNorm(Call call) {
        var x = call.tensor("input");
        long groups = call.integer("num_groups", 1);
        var apart = call.make("Reshape", x, call.constant(0, groups, -1));
        var normal = call.make(
                "InstanceNormalization",
                List.of(
                        apart,
                        call.constant(ones(few(groups))),
                        call.constant(Tensor.of(new float[few(groups)], groups))),
                Map.of("epsilon", call.number("eps", 1e-5)));
        scaled(call, call.make("Reshape", normal, call.make("Shape", x)), call.rank(x));
    }

    /** instance_norm (input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps). */
    static void instanceNorm(Call call) {
        var x = call.tensor("input");
        if (!call.flag("use_input_stats", true)) {
            throw new Unexpressed("use_input_stats");
        }
        int channels = few(call.size(x, 1));
        var weight = call.optionalTensor("weight").orElseGet(() -> call.constant(ones(channels)));
        var bias = call.optionalTensor("bias").orElseGet(() -> call.constant(Tensor.of(new float[channels], channels)));
        call.end("InstanceNormalization", List.of(x, weight, bias), Map.of("epsilon", call.number("eps", 1e-5)));
    }

    /** Weight and bias of channels, which are axis 1. */
    private static void scaled(Call call, String x, int rank) {
        var sizes = new long[rank - 1];
        Arrays.fill(sizes, 1);
        sizes[0] = -1;
        var weight = call.optionalTensor("weight").map(w -> call.make("Reshape", w, call.constant(sizes)));
        var bias = call.optionalTensor("bias").map(b -> call.make("Reshape", b, call.constant(sizes)));
        var product =
                weight.map(w -> bias.isEmpty() ? "" : call.make("Mul", x, w)).orElse(x);
        if (bias.isPresent()) {
            call.end("Add", product, bias.get());
        } else if (weight.isPresent()) {
            call.end("Mul", x, weight.get());
        } else {
            call.end("Identity", x);
        }
    }

    /** rms_norm (input, normalized_shape, weight, eps): x / sqrt(mean(x²) + eps) w. */
    static void rmsNorm(Call call) {
        var x = call.tensor("input");
        var type = call.typeOf(x);
        int count = call.ints("normalized_shape").length;
        var axes = LongStream.rangeClosed(1, count).map(i -> -i).toArray();
        var mean = call.make("ReduceMean", call.make("Mul", x, x), call.constant(axes));
        var root = call.make("Sqrt", call.make("Add", mean, call.scalar(type, call.number("eps", 1.1920929e-7))));
        if (call.has("weight")) {
            call.end("Mul", call.make("Div", x, root), call.tensor("weight"));
        } else {
            call.end("Div", x, root);
        }
    }

    /** max_pool1d and further (self, kernel_size, stride, padding, dilation, ceil_mode). */
    static void maxPool(Call call) {
        int axes = axes(call);
        pool(call, "MaxPool", axes, "dilations", call.ints("dilation", axes, 1));
    }

    /** avg_pool1d and further (self, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override). */
    static void averagePool(Call call) {
        int axes = axes(call);
        if (call.has("divisor_override")) {
            throw new Unexpressed("divisor_override");
        }
        pool(call, "AveragePool", axes, "count_include_pad", call.flag("count_include_pad", true) ? 1L : 0L);
    }

    /** A pool with the attributes that all have, and one of its own; without a stride, windows do not overlap. */
    private static void pool(Call call, String op, int axes, String own, Object value) {
        var kernel = call.ints("kernel_size", axes, 1);
        call.end(
                op,
                List.of(call.tensor("self")),
                Map.of(
                        "kernel_shape",
                        kernel,
                        "strides",
                        call.ints("stride").length == 0 ? kernel : call.ints("stride", axes, 1),
                        "pads",
                        twice(call.ints("padding", axes, 0)),
                        "ceil_mode",
                        call.flag("ceil_mode", false) ? 1L : 0L,
                        own,
                        value));
    }

    private static int axes(Call call) {
        int axes = call.target().contains("1d") ? 1 : call.target().contains("3d") ? 3 : 2;
        if (call.rank(call.tensor("self")) != axes + 2) {
            throw new Unexpressed("no batch");
        }
        return axes;
    }

    /**
     * adaptive_avg_pool1d and further (self, output_size): output i is the mean of inputs floor(i n / m) to ceil((i + 1) n / m).
     * Where that is no pool of one window, it is a product with a matrix of shares for each axis.
     */
    static void adaptiveAveragePool(Call call) {
        var x = call.tensor("self");
        int axes = axes(call);
        var wanted = call.ints("output_size", axes, 1);
        if (Arrays.stream(wanted).allMatch(n -> n == 1)) {
            call.end("GlobalAveragePool", x);
            return;
        }
        var sizes = new long[axes];
        boolean even = true;
        for (int i = 0; i < axes; i++) {
            sizes[i] = call.size(x, 2 + i);
            even &= sizes[i] % wanted[i] == 0;
        }
        if (even) {
            var kernel = LongStream.range(0, axes)
                    .map(i -> sizes[(int) i] / wanted[(int) i])
                    .toArray();
            call.end("AveragePool", List.of(x), Map.of("kernel_shape", kernel, "strides", kernel));
            return;
        }
        if (axes > 2) {
            throw new Unexpressed("output_size");
        }
        var across = call.constant(shares(sizes[axes - 1], wanted[axes - 1], true));
        if (axes == 1) {
            call.end("MatMul", x, across);
        } else {
            call.end("MatMul", call.constant(shares(sizes[0], wanted[0], false)), call.make("MatMul", x, across));
        }
    }

    /** The share of each input in each output: inputs by outputs, or outputs by inputs. */
    private static Tensor shares(long inputs, long outputs, boolean inputsFirst) {
        var values = new float[few(inputs * outputs)];
        for (long o = 0; o < outputs; o++) {
            long from = o * inputs / outputs;
            long to = ((o + 1) * inputs + outputs - 1) / outputs;
            for (long i = from; i < to; i++) {
                values[(int) (inputsFirst ? i * outputs + o : o * inputs + i)] = 1f / (to - from);
            }
        }
        return Tensor.of(values, inputsFirst ? inputs : outputs, inputsFirst ? outputs : inputs);
    }

    /** adaptive_max_pool2d (self, output_size), where the windows are equal. */
    static void adaptiveMaxPool(Call call) {
        var x = call.tensor("self");
        int axes = axes(call);
        var wanted = call.ints("output_size", axes, 1);
        if (Arrays.stream(wanted).allMatch(n -> n == 1)) {
            call.end("GlobalMaxPool", x);
            return;
        }
        var kernel = new long[axes];
        for (int i = 0; i < axes; i++) {
            if (call.size(x, 2 + i) % wanted[i] != 0) {
                throw new Unexpressed("output_size");
            }
            kernel[i] = call.size(x, 2 + i) / wanted[i];
        }
        call.end("MaxPool", List.of(x), Map.of("kernel_shape", kernel, "strides", kernel));
    }

    /** embedding (weight, indices). */
    static void embedding(Call call) {
        call.end("Gather", call.tensor("weight"), call.tensor("indices"));
    }

    /** scaled_dot_product_attention (query, key, value, attn_mask, dropout_p, is_causal, scale): softmax(q kT scale + mask) v. */
    static void attention(Call call) {
        var query = call.tensor("query");
        var key = call.tensor("key");
        var type = call.typeOf(query);
        int rank = call.rank(key);
        if (call.flag("enable_gqa", false)) {
            throw new Unexpressed("enable_gqa");
        }
        var order = LongStream.range(0, rank).toArray();
        order[rank - 1] = rank - 2;
        order[rank - 2] = rank - 1;
        double scale = call.has("scale") ? call.number("scale", 1) : 1 / Math.sqrt(call.size(query, -1));
        var turned = call.make("Transpose", List.of(key), Map.of("perm", order));
        var scores = call.make("Mul", call.make("MatMul", query, turned), call.scalar(type, scale));
        var mask = call.flag("is_causal", false)
                ? Optional.of(causal(call, query, key))
                : call.optionalTensor("attn_mask");
        if (mask.isPresent()) {
            scores = call.typeOf(mask.get()) == DataType.BOOL
                    ? call.make("Where", mask.get(), scores, call.scalar(type, Double.NEGATIVE_INFINITY))
                    : call.make("Add", scores, mask.get());
        }
        call.end("MatMul", call.make("Softmax", List.of(scores), Map.of("axis", -1L)), call.tensor("value"));
    }

    /** Who may be looked at: position j by position i where j is not after it. */
    private static String causal(Call call, String query, String key) {
        int rows = few(call.size(query, -2));
        int columns = few(call.size(key, -2));
        var values = new float[few((long) rows * columns)];
        for (int i = 0; i < rows; i++) {
            Arrays.fill(values, i * columns, i * columns + Math.min(i + 1, columns), 1);
        }
        return call.constant(Tensor.cast(DataType.BOOL, values, rows, columns));
    }

    /** pixel_shuffle (self, upscale_factor). */
    static void pixelShuffle(Call call) {
        call.end(
                "DepthToSpace",
                List.of(call.tensor("self")),
                Map.of("blocksize", call.integer("upscale_factor", 1), "mode", "CRD"));
    }

    /** upsample_nearest2d and upsample_bilinear2d (input, output_size, align_corners, scale_factors), to sizes that are known. */
    static void upsample(Call call) {
        var x = call.tensor(call.has("input") ? "input" : "self");
        var sizes = call.shape(call.output(0));
        if (Arrays.stream(sizes).skip(1).anyMatch(n -> n < 0)) {
            throw new Unexpressed("output_size");
        }
        boolean linear = call.target().contains("linear");
        var scales = new float[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            scales[i] = i < 2 ? 1 : (float) ((double) sizes[i] / call.size(x, i));
        }
        var attributes = new HashMap<String, Object>();
        attributes.put("mode", linear ? "linear" : "nearest");
        attributes.put(
                "coordinate_transformation_mode",
                !linear ? "asymmetric" : call.flag("align_corners", false) ? "align_corners" : "half_pixel");
        if (!linear) {
            attributes.put("nearest_mode", "floor");
        }
        call.end("Resize", List.of(x, "", call.constant(Tensor.of(scales, scales.length))), attributes);
    }
}
