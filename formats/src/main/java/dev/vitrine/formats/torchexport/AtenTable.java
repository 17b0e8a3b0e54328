package dev.vitrine.formats.torchexport;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which operators of ATen are expressed, and how: one line each. */
final class AtenTable {
    private static final Map<String, Operator> ALL = new HashMap<>();

    static {
        put(LayerOperators::conv, "conv1d", "conv2d", "conv3d");
        put(LayerOperators::convTranspose, "conv_transpose1d", "conv_transpose2d", "conv_transpose3d");
        put(LayerOperators::convolution, "convolution");
        put(LayerOperators::linear, "linear");
        put(LayerOperators::addmm, "addmm");
        put(LayerOperators::matmul, "matmul", "mm", "bmm");
        put(LayerOperators::batchNorm, "batch_norm", "_native_batch_norm_legit_no_training");
        put(LayerOperators::layerNorm, "layer_norm", "native_layer_norm");
        put(LayerOperators::groupNorm, "group_norm");
        put(LayerOperators::instanceNorm, "instance_norm");
        put(LayerOperators::rmsNorm, "rms_norm");
        put(LayerOperators::maxPool, "max_pool1d", "max_pool2d", "max_pool3d", "max_pool2d_with_indices");
        put(LayerOperators::averagePool, "avg_pool1d", "avg_pool2d", "avg_pool3d");
        put(
                LayerOperators::adaptiveAveragePool,
                "adaptive_avg_pool1d",
                "adaptive_avg_pool2d",
                "adaptive_avg_pool3d",
                "_adaptive_avg_pool2d");
        put(LayerOperators::adaptiveMaxPool, "adaptive_max_pool1d", "adaptive_max_pool2d");
        put(LayerOperators::embedding, "embedding");
        put(LayerOperators::attention, "scaled_dot_product_attention");
        put(LayerOperators::pixelShuffle, "pixel_shuffle");
        put(LayerOperators::upsample, "upsample_nearest2d", "upsample_bilinear2d");

        put(RecurrentOperators::lstm, "lstm");
        put(RecurrentOperators::gru, "gru");
        put(RecurrentOperators::rnn, "rnn_tanh", "rnn_relu");

        put(
                ShapeOperators::same,
                "dropout",
                "feature_dropout",
                "alpha_dropout",
                "contiguous",
                "clone",
                "detach",
                "alias");
        put(ShapeOperators::same, "lift_fresh_copy", "native_dropout");
        put(ShapeOperators::reshape, "view", "reshape", "_unsafe_view");
        put(ShapeOperators::toOutputShape, "flatten", "unflatten");
        put(ShapeOperators::unsqueeze, "unsqueeze");
        put(ShapeOperators::squeeze, "squeeze");
        put(ShapeOperators::transpose, "transpose", "swapaxes");
        put(ShapeOperators::reversed, "t", "numpy_T");
        put(ShapeOperators::lastTwo, "mT");
        put(ShapeOperators::permute, "permute");
        put(ShapeOperators::expand, "expand", "expand_as");
        put(ShapeOperators::repeat, "repeat");
        put(ShapeOperators::cat, "cat", "concat");
        put(ShapeOperators::stack, "stack");
        put(ShapeOperators::split, "split", "split_with_sizes", "chunk");
        put(ShapeOperators::unbind, "unbind");
        put(ShapeOperators::select, "select");
        put(ShapeOperators::slice, "slice");
        put(ShapeOperators::indexSelect, "index_select");
        put(ShapeOperators::gather, "gather");
        put(ShapeOperators::index, "index");
        put(ShapeOperators::roll, "roll");
        put(ShapeOperators::flip, "flip");
        put(ShapeOperators::pad, "pad", "constant_pad_nd", "reflection_pad1d", "reflection_pad2d", "replication_pad2d");
        put(ShapeOperators::triangle, "tril", "triu");
        put(ShapeOperators::cast, "to", "_to_copy", "type_as");
        put(ShapeOperators::filled, "zeros", "ones", "full", "zeros_like", "ones_like", "full_like");
        put(ShapeOperators::filled, "new_zeros", "new_ones", "new_full");
        put(ShapeOperators::arange, "arange");
        put(ShapeOperators::scalarTensor, "scalar_tensor");
        put(ShapeOperators::size, "sym_size");
        ALL.put("_operator.add", ShapeOperators::sizeArithmetic);
        ALL.put("_operator.sub", ShapeOperators::sizeArithmetic);
        ALL.put("_operator.mul", ShapeOperators::sizeArithmetic);
        ALL.put("_operator.floordiv", ShapeOperators::sizeArithmetic);

        for (var op : new String[][] {
            {"relu", "Relu"},
            {"sigmoid", "Sigmoid"},
            {"tanh", "Tanh"},
            {"exp", "Exp"},
            {"log", "Log"},
            {"sqrt", "Sqrt"},
            {"reciprocal", "Reciprocal"},
            {"neg", "Neg"},
            {"abs", "Abs"},
            {"erf", "Erf"},
            {"sin", "Sin"},
            {"cos", "Cos"},
            {"floor", "Floor"},
            {"ceil", "Ceil"},
            {"round", "Round"},
            {"sign", "Sign"},
            {"hardswish", "HardSwish"},
            {"softsign", "Softsign"},
            {"selu", "Selu"}
        }) {
            put(ArithmeticOperators.unary(op[1]), op[0]);
        }
        put(ArithmeticOperators.binary("Add"), "add");
        put(ArithmeticOperators.binary("Sub"), "sub");
        put(ArithmeticOperators.binary("Mul"), "mul");
        put(ArithmeticOperators.binary("Max"), "maximum");
        put(ArithmeticOperators.binary("Min"), "minimum");
        put(ArithmeticOperators::reverseSub, "rsub");
        put(ArithmeticOperators::div, "div", "floor_divide");
        put(ArithmeticOperators::pow, "pow");
        put(ArithmeticOperators.compare("Equal", false), "eq");
        put(ArithmeticOperators.compare("Equal", true), "ne");
        put(ArithmeticOperators.compare("Greater", false), "gt");
        put(ArithmeticOperators.compare("Less", false), "lt");
        put(ArithmeticOperators.compare("GreaterOrEqual", false), "ge");
        put(ArithmeticOperators.compare("LessOrEqual", false), "le");
        put(ArithmeticOperators.logical("And"), "logical_and", "bitwise_and", "__and__");
        put(ArithmeticOperators.logical("Or"), "logical_or", "bitwise_or", "__or__");
        put(ArithmeticOperators::not, "logical_not", "bitwise_not");
        put(ArithmeticOperators::where, "where");
        put(ArithmeticOperators::maskedFill, "masked_fill");
        put(ArithmeticOperators::rsqrt, "rsqrt");
        put(ArithmeticOperators::expm1, "expm1");
        put(ArithmeticOperators::log1p, "log1p");
        put(
                ArithmeticOperators.clip("min", "max", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
                "clamp",
                "clamp_min",
                "clamp_max");
        put(ArithmeticOperators.clip("min_val", "max_val", -1, 1), "hardtanh");
        put(ArithmeticOperators.clip("", "", 0, 6), "relu6");
        put(ArithmeticOperators::gelu, "gelu");
        put(ArithmeticOperators::silu, "silu");
        put(ArithmeticOperators::mish, "mish");
        put(ArithmeticOperators::hardSigmoid, "hardsigmoid");
        put(ArithmeticOperators::glu, "glu");
        put(ArithmeticOperators.activation("LeakyRelu", "alpha", "negative_slope", 0.01), "leaky_relu");
        put(ArithmeticOperators.activation("Elu", "alpha", "alpha", 1), "elu");
        put(ArithmeticOperators.activation("Celu", "alpha", "alpha", 1), "celu");
        put(ArithmeticOperators::softplus, "softplus");
        put(ArithmeticOperators::prelu, "prelu");
        put(ArithmeticOperators.softmax("Softmax"), "softmax", "_softmax");
        put(ArithmeticOperators.softmax("LogSoftmax"), "log_softmax", "_log_softmax");
        put(ArithmeticOperators.reduce("ReduceMean"), "mean");
        put(ArithmeticOperators.reduce("ReduceSum"), "sum");
        put(ArithmeticOperators.reduce("ReduceMax"), "amax");
        put(ArithmeticOperators.reduce("ReduceMin"), "amin");
        put(ArithmeticOperators::norm, "linalg_vector_norm", "norm");
        put(ArithmeticOperators.variance(false), "var");
        put(ArithmeticOperators.variance(true), "std");
        put(ArithmeticOperators.argument("ArgMax"), "argmax");
        put(ArithmeticOperators.argument("ArgMin"), "argmin");
        put(ArithmeticOperators.extreme("ReduceMax", "ArgMax"), "max");
        put(ArithmeticOperators.extreme("ReduceMin", "ArgMin"), "min");
        put(ArithmeticOperators::cumsum, "cumsum");
        put(ArithmeticOperators::einsum, "einsum");
    }

    private AtenTable() {}

    private static void put(Operator operator, String... names) {
        for (var name : names) {
            ALL.put(name, operator);
        }
    }

    /** {@code conv2d} of {@code torch.ops.aten.conv2d.default}. */
    static String name(String target) {
        var parts = target.split("\\.", -1);
        return parts.length >= 4 && parts[0].equals("torch") ? parts[3] : parts[parts.length - 1];
    }

    /** How an operator is said in ONNX; one that writes in place is the same as one that does not. */
    static Optional<Operator> of(String target) {
        var name = name(target);
        return Optional.ofNullable(ALL.get(target))
                .or(() -> Optional.ofNullable(ALL.get(name)))
                .or(() -> Optional.ofNullable(ALL.get(name.replaceFirst("(?<=.)_$", ""))));
    }
}
