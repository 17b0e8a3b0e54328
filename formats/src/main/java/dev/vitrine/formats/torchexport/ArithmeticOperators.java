package dev.vitrine.formats.torchexport;

import dev.vitrine.formats.torchexport.Operator.Unexpressed;
import dev.vitrine.model.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Elementwise operators, activations and reductions. */
final class ArithmeticOperators {
    private ArithmeticOperators() {}

    /** An operator that ONNX has, of one tensor. */
    static Operator unary(String op) {
        return call -> call.end(op, floating(call, call.tensor("self")));
    }

    /** Some functions of whole numbers give real ones. */
    private static String floating(Call call, String x) {
        return call.outputType().isFloating() ? call.cast(x, call.typeOf(x), call.outputType()) : x;
    }

    /** add, sub, mul, div and others of two tensors, or a tensor and a number, in the type of the result; alpha scales the other. */
    static Operator binary(String op) {
        return call -> {
            var type = call.outputType();
            var left = call.operand("self", type);
            var right = call.operand("other", type);
            double alpha = call.number("alpha", 1);
            var scaled = alpha == 1 ? right : call.make("Mul", right, call.scalar(type, alpha));
            call.end(op, left, scaled);
        };
    }

    /** rsub (self, other): other - self. */
    static void reverseSub(Call call) {
        var type = call.outputType();
        call.end("Sub", call.operand("other", type), call.operand("self", type));
    }

    /** div (self, other, rounding_mode), floor_divide. */
    static void div(Call call) {
        var type = call.outputType();
        var mode = call.text("rounding_mode", call.target().contains("floor_divide") ? "floor" : "");
        var left = call.operand("self", type);
        var right = call.operand("other", type);
        if (mode.isEmpty()) {
            call.end("Div", left, right);
        } else if (type.isFloating() && mode.equals("floor")) {
            call.end("Floor", call.make("Div", left, right));
        } else if (!type.isFloating()) {
            var quotient =
                    call.make("Div", call.cast(left, type, DataType.DOUBLE), call.cast(right, type, DataType.DOUBLE));
            var whole = mode.equals("floor") ? call.make("Floor", quotient) : quotient;
            call.end("Cast", List.of(whole), Map.of("to", (long) type.code()));
        } else {
            throw new Unexpressed(mode);
        }
    }

    /** pow (self, exponent). */
    static void pow(Call call) {
        var type = call.outputType();
        call.end("Pow", call.operand("self", type), call.operand("exponent", type));
    }

    /** eq, lt and other comparisons, in the wider type of both sides. */
    static Operator compare(String op, boolean negated) {
        return call -> {
            var own = call.typeOf(call.tensor("self"));
            var other = call.isTensor("other") ? call.typeOf(call.tensor("other")) : own;
            var type = own == DataType.BOOL && !call.isTensor("other")
                    ? DataType.FLOAT
                    : other.isFloating() || !call.isTensor("other") && call.number("other", 0) % 1 != 0
                            ? other.isFloating() ? other : DataType.FLOAT
                            : own;
            var left = call.operand("self", type);
            var right = call.operand("other", type);
            if (negated) {
                call.end("Not", call.make(op, left, right));
            } else {
                call.end(op, left, right);
            }
        };
    }

    /** logical_and, logical_or, bitwise_and of truth values. */
    static Operator logical(String op) {
        return call -> call.end(op, call.operand("self", DataType.BOOL), call.operand("other", DataType.BOOL));
    }

    static void not(Call call) {
        var x = call.tensor("self");
        call.end("Not", call.cast(x, call.typeOf(x), DataType.BOOL));
    }

    /** where (condition, self, other). */
    static void where(Call call) {
        var type = call.outputType();
        call.end("Where", call.tensor("condition"), call.operand("self", type), call.operand("other", type));
    }

    /** masked_fill (self, mask, value). */
    static void maskedFill(Call call) {
        call.end("Where", call.tensor("mask"), call.operand("value", call.outputType()), call.tensor("self"));
    }

    /** rsqrt (self): 1 / sqrt(x). */
    static void rsqrt(Call call) {
        call.end("Reciprocal", call.make("Sqrt", call.tensor("self")));
    }

    /** expm1 and log1p: with one taken away or added. */
    static void expm1(Call call) {
        var x = call.tensor("self");
        call.end("Sub", call.make("Exp", x), call.scalar(call.typeOf(x), 1));
    }

    static void log1p(Call call) {
        var x = call.tensor("self");
        call.end("Log", call.make("Add", x, call.scalar(call.typeOf(x), 1)));
    }

    /** clamp (self, min, max), hardtanh (self, min_val, max_val), relu6. */
    static Operator clip(String low, String high, double otherwiseLow, double otherwiseHigh) {
        return call -> {
            var x = call.tensor("self");
            var type = call.typeOf(x);
            var min = call.number(low, otherwiseLow);
            var max = call.number(high, otherwiseHigh);
            call.end(
                    "Clip",
                    x,
                    Double.isInfinite(min) ? "" : call.scalar(type, min),
                    Double.isInfinite(max) ? "" : call.scalar(type, max));
        };
    }

    /** gelu (self, approximate): x Φ(x), or with tanh (Hendrycks and Gimpel 2016). */
    static void gelu(Call call) {
        var x = call.tensor("self");
        var type = call.typeOf(x);
        String inner;
        if (call.text("approximate", "none").equals("tanh")) {
            var cube = call.make("Mul", call.make("Mul", call.make("Mul", x, x), x), call.scalar(type, 0.044715));
            var sum = call.make("Mul", call.make("Add", x, cube), call.scalar(type, Math.sqrt(2 / Math.PI)));
            inner = call.make("Tanh", sum);
        } else {
            inner = call.make("Erf", call.make("Div", x, call.scalar(type, Math.sqrt(2))));
        }
        var doubled = call.make("Mul", x, call.make("Add", inner, call.scalar(type, 1)));
        call.end("Mul", doubled, call.scalar(type, 0.5));
    }

    /** silu (self): x sigmoid(x). */
    static void silu(Call call) {
        var x = call.tensor("self");
        call.end("Mul", x, call.make("Sigmoid", x));
    }

    /** mish (self): x tanh(softplus(x)). */
    static void mish(Call call) {
        var x = call.tensor("self");
        call.end("Mul", x, call.make("Tanh", call.make("Softplus", x)));
    }

    /** hardsigmoid (self): relu6(x + 3) / 6. */
    static void hardSigmoid(Call call) {
        call.end("HardSigmoid", List.of(call.tensor("self")), Map.of("alpha", 1 / 6.0, "beta", 0.5));
    }

    /** glu (self, dim): a sigmoid(b) of the two halves. */
    static void glu(Call call) {
        var x = call.tensor("self");
        long axis = call.axis(call.integer("dim", -1), x);
        long half = call.size(x, (int) axis) / 2;
        var along = call.constant(axis);
        var a = call.make("Slice", x, call.constant(0), call.constant(half), along);
        var b = call.make("Slice", x, call.constant(half), call.constant(2 * half), along);
        call.end("Mul", a, call.make("Sigmoid", b));
    }

    /** leaky_relu, elu, celu, selu, softplus and others with one attribute. */
    static Operator activation(String op, String attribute, String key, double otherwise) {
        return call -> call.end(op, List.of(call.tensor("self")), Map.of(attribute, call.number(key, otherwise)));
    }

    /** softplus (self, beta, threshold): log(1 + exp(beta x)) / beta. */
    static void softplus(Call call) {
        var x = call.tensor("self");
        double beta = call.number("beta", 1);
        if (beta == 1) {
            call.end("Softplus", x);
        } else {
            var factor = call.scalar(call.typeOf(x), beta);
            call.end("Div", call.make("Softplus", call.make("Mul", x, factor)), factor);
        }
    }

    /** prelu (self, weight): one slope, or one for each channel, which are axis 1. */
    static void prelu(Call call) {
        var x = call.tensor("self");
        var slope = call.tensor("weight");
        int rank = call.rank(x);
        if (rank > 2 && call.size(slope, 0) > 1) {
            var sizes = new long[rank - 1];
            Arrays.fill(sizes, 1);
            sizes[0] = -1;
            slope = call.make("Reshape", slope, call.constant(sizes));
        }
        call.end("PRelu", x, slope);
    }

    /** softmax, log_softmax (self, dim). */
    static Operator softmax(String op) {
        return call -> {
            var x = call.tensor("self");
            var typed = call.cast(x, call.typeOf(x), call.outputType());
            call.end(op, List.of(typed), Map.of("axis", call.axis(call.integer("dim", -1), x)));
        };
    }

    /** mean, sum, amax, amin, prod and others (self, dim, keepdim); without dim over all axes. */
    static Operator reduce(String op) {
        return call -> {
            var x = call.tensor("self");
            var typed = call.cast(x, call.typeOf(x), call.outputType());
            var axes = axes(call, x);
            var attributes = new HashMap<String, Object>();
            attributes.put("keepdims", call.flag("keepdim", false) ? 1L : 0L);
            var inputs = new ArrayList<>(List.of(typed));
            if (op.equals("ReduceMax")
                    || op.equals("ReduceMin")
                    || op.equals("ReduceMean")
                    || op.equals("ReduceSum")
                    || op.equals("ReduceL2")
                    || op.equals("ReduceL1")
                    || op.equals("ReduceProd")) {
                inputs.add(call.constant(axes));
            }
            call.end(op, inputs, attributes);
        };
    }

    private static long[] axes(Call call, String x) {
        var dims = call.ints("dim");
        return dims.length == 0
                ? LongStream.range(0, call.rank(x)).toArray()
                : Arrays.stream(dims).map(d -> call.axis(d, x)).toArray();
    }

    /** linalg_vector_norm, norm (self, ord, dim, keepdim) for orders 1 and 2. */
    static void norm(Call call) {
        double order = call.number(call.has("ord") ? "ord" : "p", 2);
        if (order != 1 && order != 2) {
            throw new Unexpressed("ord");
        }
        reduce(order == 2 ? "ReduceL2" : "ReduceL1").write(call);
    }

    /** var, std (self, dim, correction, keepdim). */
    static Operator variance(boolean root) {
        return call -> {
            var x = call.tensor("self");
            var type = call.typeOf(x);
            var axes = axes(call, x);
            long count = Arrays.stream(axes).map(a -> call.size(x, (int) a)).reduce(1, (a, b) -> a * b);
            double correction =
                    call.has("correction") ? call.number("correction", 1) : call.flag("unbiased", true) ? 1 : 0;
            var along = call.constant(axes);
            var apart = call.make("Sub", x, call.make("ReduceMean", x, along));
            var squares = call.make(
                    "ReduceSum",
                    List.of(call.make("Mul", apart, apart), along),
                    Map.of("keepdims", call.flag("keepdim", false) ? 1L : 0L));
            var divisor = call.scalar(type, count - correction);
            if (root) {
                call.end("Sqrt", call.make("Div", squares, divisor));
            } else {
                call.end("Div", squares, divisor);
            }
        };
    }

    /** argmax, argmin (self, dim, keepdim). */
    static Operator argument(String op) {
        return call -> {
            var x = call.tensor("self");
            boolean all = !call.has("dim");
            var whole = all ? call.make("Reshape", x, call.constant(-1)) : x;
            call.end(
                    op,
                    List.of(whole),
                    Map.of(
                            "axis",
                            all ? 0L : call.axis(call.integer("dim", 0), x),
                            "keepdims",
                            call.flag("keepdim", false) ? 1L : 0L));
        };
    }

    /** max.dim, min.dim (self, dim, keepdim): the values and where they are. */
    static Operator extreme(String op, String where) {
        return call -> {
            var x = call.tensor("self");
            long axis = call.axis(call.integer("dim", 0), x);
            long keep = call.flag("keepdim", false) ? 1L : 0L;
            call.end(op, List.of(x, call.constant(axis)), Map.of("keepdims", keep));
            call.end(where, List.of(x), List.of(call.output(1)), Map.of("axis", axis, "keepdims", keep));
        };
    }

    /** cumsum (self, dim). */
    static void cumsum(Call call) {
        var x = call.tensor("self");
        call.end(
                "CumSum",
                call.cast(x, call.typeOf(x), call.outputType()),
                call.scalar(DataType.INT64, call.axis(call.integer("dim", 0), x)));
    }

    /** einsum (equation, tensors). */
    static void einsum(Call call) {
        call.end(
                "Einsum",
                call.tensors("tensors"),
                Map.of("equation", call.text("equation", "").replace(" ", "")));
    }
}
