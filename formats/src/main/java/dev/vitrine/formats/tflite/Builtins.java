package dev.vitrine.formats.tflite;

import dev.vitrine.formats.nhwc.Operations.Masks;
import dev.vitrine.formats.nhwc.Unsupported;
import dev.vitrine.formats.nhwc.Value;
import dev.vitrine.formats.nhwc.Window;
import dev.vitrine.model.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The builtin operators that are expressed in ONNX, one entry each, by their names in schema.fbs. */
final class Builtins {

    /** Writes the nodes of an operator; gives its outputs. */
    interface Translation {
        List<Value> translate(Call call);
    }

    /** An operator with one output. */
    interface Single {
        Value translate(Call call);
    }

    /** All names, by code. */
    private static final List<String> NAMES = names();

    /** Operators whose results are elements of their inputs: what is quantised stays so. */
    private static final Set<String> MOVES = Set.of(
            "BATCH_TO_SPACE_ND",
            "BROADCAST_TO",
            "CONCATENATION",
            "DEPTH_TO_SPACE",
            "EXPAND_DIMS",
            "GATHER",
            "MAX_POOL_2D",
            "MAXIMUM",
            "MINIMUM",
            "PACK",
            "PAD",
            "RESHAPE",
            "RESIZE_NEAREST_NEIGHBOR",
            "REVERSE_V2",
            "SLICE",
            "SPACE_TO_BATCH_ND",
            "SPACE_TO_DEPTH",
            "SPLIT",
            "SPLIT_V",
            "SQUEEZE",
            "STRIDED_SLICE",
            "TILE",
            "TRANSPOSE",
            "UNPACK");

    private static final Map<String, Translation> TABLE = new HashMap<>();

    static {
        // arithmetic
        one("ADD", c -> c.activated(0, c.ops().together("Add", c.in(0), c.in(1))));
        one("SUB", c -> c.activated(0, c.ops().together("Sub", c.in(0), c.in(1))));
        one("MUL", c -> c.activated(0, c.ops().together("Mul", c.in(0), c.in(1))));
        one("DIV", c -> c.activated(0, c.ops().together("Div", c.in(0), c.in(1))));
        one("ADD_N", c -> c.ops().together("Sum", c.all().toArray(Value[]::new)));
        both("POW", "Pow");
        both("MAXIMUM", "Max");
        both("MINIMUM", "Min");
        both("LESS", "Less");
        both("LESS_EQUAL", "LessOrEqual");
        both("GREATER", "Greater");
        both("GREATER_EQUAL", "GreaterOrEqual");
        both("EQUAL", "Equal");
        both("LOGICAL_AND", "And");
        both("LOGICAL_OR", "Or");
        one("NOT_EQUAL", c -> c.ops().each("Not", c.ops().together("Equal", c.in(0), c.in(1))));
        one("SQUARED_DIFFERENCE", c -> {
            var difference = c.ops().together("Sub", c.in(0), c.in(1));
            return c.ops().together("Mul", difference, difference);
        });
        one("FLOOR_DIV", c -> floating(c, c.ops().each("Floor", c.ops().together("Div", c.in(0), c.in(1)))));
        one("SELECT", c -> c.ops().together("Where", c.in(0), c.in(1), c.in(2)));
        one("SELECT_V2", c -> c.ops().together("Where", c.in(0), c.in(1), c.in(2)));

        // functions of one element
        each("ABS", "Abs");
        each("CEIL", "Ceil");
        each("COS", "Cos");
        each("EXP", "Exp");
        each("FLOOR", "Floor");
        each("LOG", "Log");
        each("LOGICAL_NOT", "Not");
        each("LOGISTIC", "Sigmoid");
        each("NEG", "Neg");
        each("RELU", "Relu");
        each("ROUND", "Round");
        each("SIGN", "Sign");
        each("SIN", "Sin");
        each("SQRT", "Sqrt");
        each("TANH", "Tanh");
        each("ELU", "Elu");
        one("SQUARE", c -> c.ops().together("Mul", c.in(0), c.in(0)));
        one("RSQRT", c -> c.ops().each("Reciprocal", c.ops().each("Sqrt", c.in(0))));
        one("RELU6", c -> c.ops().clip(c.in(0), 0, 6));
        one("RELU_0_TO_1", c -> c.ops().clip(c.in(0), 0, 1));
        one("RELU_N1_TO_1", c -> c.ops().clip(c.in(0), -1, 1));
        one("LEAKY_RELU", c -> c.ops().each("LeakyRelu", n -> n.with("alpha", c.float32(0)), c.in(0)));
        one("PRELU", c -> c.ops().together("PRelu", c.in(0), c.in(1)));
        one("HARD_SWISH", c -> c.ops().hardSwish(c.in(0)));
        one("GELU", c -> {
            if (c.flag(0)) {
                throw new Unsupported("nhwc.variant");
            }
            return c.ops().gelu(c.in(0));
        });
        one("CAST", c -> c.ops().cast(c.in(0), c.outputs().get(0).type().orElse(DataType.FLOAT)));
        one("QUANTIZE", c -> c.in(0));
        one("DEQUANTIZE", Builtins::dequantise);
        one("SOFTMAX", c -> {
            float beta = c.options().map(o -> o.float32(0, 1)).orElse(1f);
            var x = beta == 1
                    ? c.in(0)
                    : c.ops().together("Mul", c.in(0), c.ops().number(beta));
            return c.ops().softmax("Softmax", x, -1);
        });
        one("LOG_SOFTMAX", c -> c.ops().softmax("LogSoftmax", c.in(0), -1));

        // convolutions, products, pools
        one("CONV_2D", c -> {
            // An input with more channels than the kernel reads is convolved in groups.
            long own = c.in(1).weight().map(w -> w.stored().size(3)).orElse(0L);
            long channels = c.size(0, 3);
            long groups = own > 0 && channels > own && channels % own == 0 ? channels / own : 1;
            var y = c.ops().conv(c.in(0), c.in(1), List.of(0, 3, 1, 2), c.maybe(2), c.window(4, 5), groups);
            return c.activated(3, y);
        });
        one("DEPTHWISE_CONV_2D", c -> {
            long outputs = c.in(1).weight().map(w -> w.stored().size(3)).orElse(1L);
            long groups = outputs / Math.max(1, c.int32(3, 1));
            var y = c.ops().conv(c.in(0), c.in(1), List.of(3, 0, 1, 2), c.maybe(2), c.window(5, 6), groups);
            return c.activated(4, y);
        });
        one("TRANSPOSE_CONV", c -> {
            var window = new Window(new long[] {c.int32(2), c.int32(1)}, new long[] {1, 1}, Optional.empty());
            var size = c.ints(0);
            long[] from = {c.size(2, 1), c.size(2, 2)};
            long[] to = {size[1], size[2]};
            var y = c.ops().convTranspose(c.in(2), c.in(1), List.of(3, 0, 1, 2), c.maybe(3), window, from, to);
            return c.activated(3, y);
        });
        one("AVERAGE_POOL_2D", c -> c.activated(5, c.ops().pool("AveragePool", c.in(0), kernel(c), c.window(-1, -1))));
        one("MAX_POOL_2D", c -> c.activated(5, c.ops().pool("MaxPool", c.in(0), kernel(c), c.window(-1, -1))));
        one("FULLY_CONNECTED", Builtins::fullyConnected);
        one("BATCH_MATMUL", c -> c.ops().matmul(c.in(0), c.flag(0), c.in(1), c.flag(1)));
        one("L2_NORMALIZATION", c -> {
            var norm = c.ops()
                    .clip(c.ops().reduce("ReduceL2", c.in(0), new long[] {-1}, true), 1e-6f, Float.POSITIVE_INFINITY);
            return c.activated(0, c.ops().together("Div", c.in(0), norm));
        });
        TABLE.put("UNIDIRECTIONAL_SEQUENCE_LSTM", SequenceLstm::translate);

        // reductions
        reduce("MEAN", "ReduceMean");
        reduce("SUM", "ReduceSum");
        reduce("REDUCE_MAX", "ReduceMax");
        reduce("REDUCE_MIN", "ReduceMin");
        reduce("REDUCE_PROD", "ReduceProd");
        one("ARG_MAX", c -> typed(c, c.ops().arg("ArgMax", c.in(0), c.ints(1)[0])));
        one("ARG_MIN", c -> typed(c, c.ops().arg("ArgMin", c.in(0), c.ints(1)[0])));

        // axes and parts
        one("RESHAPE", Builtins::reshape);
        one("SQUEEZE", c -> {
            var axes = c.options().map(o -> longs(o.int32s(0))).orElse(new long[0]);
            return axes.length > 0
                    ? c.ops().squeeze(c.in(0), axes)
                    : shaped(c, c.ops().squeeze(c.in(0)));
        });
        one("EXPAND_DIMS", c -> c.ops().expandDims(c.in(0), c.ints(1)[0]));
        one("TRANSPOSE", c -> c.ops().transpose(c.in(0), c.ints(1)));
        one("CONCATENATION", c -> c.activated(1, c.ops().concat(c.int32(0), c.all())));
        one("PACK", c -> c.ops().pack(c.int32(1), c.all()));
        TABLE.put("UNPACK", c -> c.ops().unpack(c.in(0), c.int32(1), c.outputs().size()));
        TABLE.put("SPLIT", c -> c.ops().split(c.in(1), c.ints(0)[0], c.outputs().size(), Optional.empty()));
        TABLE.put(
                "SPLIT_V", c -> c.ops().split(c.in(0), c.ints(2)[0], c.outputs().size(), Optional.of(c.ints(1))));
        one("PAD", c -> c.ops().pad(c.in(0), c.ints(1), "constant", 0));
        one("PADV2", c -> c.ops().pad(c.in(0), c.ints(1), c.in(2)));
        one("MIRROR_PAD", c -> {
            if (c.int8(0) != 0) {
                throw new Unsupported("nhwc.variant");
            }
            return c.ops().pad(c.in(0), c.ints(1), "reflect", 0);
        });
        one("SLICE", c -> c.ops().part(c.in(0), c.ints(1), c.ints(2)));
        one(
                "STRIDED_SLICE",
                c -> c.ops()
                        .stridedSlice(
                                c.in(0),
                                c.ints(1),
                                c.ints(2),
                                c.ints(3),
                                new Masks(c.int32(0), c.int32(1), c.int32(2), c.int32(3), c.int32(4))));
        one("GATHER", c -> {
            if (c.int32(1) != 0) {
                throw new Unsupported("nhwc.variant");
            }
            return c.ops().gather(c.in(0), c.in(1), c.int32(0));
        });
        one("TILE", c -> c.ops().tile(c.in(0), c.in(1)));
        one(
                "SHAPE",
                c -> c.ops()
                        .shape(
                                c.in(0),
                                TfliteFile.type(
                                        c.options().map(o -> o.int8(0, 2)).orElse(2))));

        // pictures
        one("RESIZE_BILINEAR", c -> c.ops().resize(c.in(0), c.ints(1), true, c.flag(2), c.flag(3)));
        one("RESIZE_NEAREST_NEIGHBOR", c -> c.ops().resize(c.in(0), c.ints(1), false, c.flag(0), c.flag(1)));
        one("DEPTH_TO_SPACE", c -> c.ops().blocks("DepthToSpace", c.in(0), c.int32(0)));
        one("SPACE_TO_DEPTH", c -> c.ops().blocks("SpaceToDepth", c.in(0), c.int32(0)));
        one("SPACE_TO_BATCH_ND", c -> c.ops().spaceToBatch(c.in(0), block(c), c.ints(2)));
        one("BATCH_TO_SPACE_ND", c -> c.ops().batchToSpace(c.in(0), block(c), c.ints(2)));
    }

    private Builtins() {}

    /** The name of an operator, such as {@code CONV_2D}. */
    static String name(TfliteFile.Operator operator) {
        return operator.custom().isEmpty()
                ? operator.code() < NAMES.size() ? NAMES.get(operator.code()) : "BUILTIN_" + operator.code()
                : operator.custom();
    }

    /** How a builtin operator is written; empty for what cannot be expressed, and for custom operators. */
    static Optional<Translation> of(TfliteFile.Operator operator) {
        return operator.custom().isEmpty() ? Optional.ofNullable(TABLE.get(name(operator))) : Optional.empty();
    }

    static boolean moves(TfliteFile.Operator operator) {
        return MOVES.contains(name(operator));
    }

    /** The names that have an entry. */
    static Set<String> expressed() {
        return Set.copyOf(TABLE.keySet());
    }

    private static void one(String name, Single translation) {
        TABLE.put(name, c -> List.of(translation.translate(c)));
    }

    private static void each(String name, String op) {
        one(name, c -> c.ops().each(op, c.in(0)));
    }

    private static void both(String name, String op) {
        one(name, c -> c.ops().together(op, c.in(0), c.in(1)));
    }

    private static void reduce(String name, String op) {
        one(name, c -> c.ops().reduce(op, c.in(0), c.ints(1), c.flag(0)));
    }

    private static Value floating(Call c, Value y) {
        if (c.outputs().get(0).type().map(DataType::isInteger).orElse(false)) {
            throw new Unsupported("nhwc.variant");
        }
        return y;
    }

    /** Positions are int64 in ONNX; the file may have them narrower. */
    private static Value typed(Call c, Value positions) {
        var type = c.outputs().get(0).type().orElse(DataType.INT64);
        return type == DataType.INT64 ? positions : c.ops().cast(positions, type);
    }

    /** A value of unknown rank in the shape that the file declares. */
    private static Value shaped(Call c, Value y) {
        return Value.plain(y.tensor(), c.rank(0));
    }

    /** Codes are numbers already; 16-bit floats become 32-bit ones, constants among them in the order in which they are read. */
    private static Value dequantise(Call c) {
        var x = c.in(0);
        var half = x.constant().filter(t -> t.type() == DataType.FLOAT16);
        return half.isPresent()
                ? c.g().constant(x.tensor(), half.get(), (stored, order) -> c.g().cast(stored, DataType.FLOAT))
                : x;
    }

    private static Value fullyConnected(Call c) {
        if (c.int8(1) != 0) {
            throw new Unsupported("nhwc.variant");
        }
        var x = c.in(0);
        boolean keeps = c.flag(2);
        if (x.rank() != 2 && !keeps) {
            long inputs = c.in(1).weight().map(w -> w.stored().size(1)).orElse(-1L);
            x = c.ops().reshape(x, -1, inputs);
        }
        return c.activated(0, c.ops().dense(x, c.in(1), true, c.maybe(2)));
    }

    private static Value reshape(Call c) {
        var sizes = c.maybe(1);
        if (sizes.isPresent()) {
            return c.ops().reshape(c.in(0), sizes.get(), c.rank(0));
        }
        return c.ops().reshape(c.in(0), c.options().map(o -> longs(o.int32s(0))).orElse(new long[0]));
    }

    private static long[] kernel(Call c) {
        return new long[] {c.int32(4), c.int32(3)};
    }

    private static long block(Call c) {
        var sizes = c.ints(1);
        if (sizes.length != 2 || sizes[0] != sizes[1] || c.in(0).rank() != 4) {
            throw new Unsupported("nhwc.variant");
        }
        return sizes[0];
    }

    private static long[] longs(int[] values) {
        return Arrays.stream(values).asLongStream().toArray();
    }

    private static List<String> names() {
        try (var in = Builtins.class.getResourceAsStream("builtins.txt")) {
            if (in == null) {
                throw new IllegalStateException("builtins.txt is not beside " + Builtins.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
