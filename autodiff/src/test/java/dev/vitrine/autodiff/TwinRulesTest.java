package dev.vitrine.autodiff;

import static dev.vitrine.autodiff.GradientCheck.random;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators without a float64 kernel: central differences of a plain float64 twin written here. */
class TwinRulesTest {
    private static final double FLOAT32 = 1e-5;

    private static Node node(String op, String... inputs) {
        return Node.of("", op, List.of(inputs), List.of("y"));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** The error function by its Taylor series, exact to float64 for |x| below 3. */
    private static double erf(double x) {
        double sum = 0;
        double term = x;
        for (int n = 0; n < 120; n++) {
            sum += term / (2 * n + 1);
            term *= -x * x / (n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }

    @Test
    void functionsOfOneNumber() {
        Map<String, DoubleUnaryOperator> twins = Map.ofEntries(
                Map.entry("Elu", x -> x > 0 ? x : Math.expm1(x)),
                Map.entry("Celu", x -> x > 0 ? x : Math.expm1(x)),
                Map.entry(
                        "Selu",
                        x -> 1.05070102214813232421875 * (x > 0 ? x : 1.67326319217681884765625 * Math.expm1(x))),
                Map.entry("HardSigmoid", x -> Math.max(0, Math.min(1, 0.2f * x + 0.5))),
                Map.entry("HardSwish", x -> x * Math.max(0, Math.min(1, x / 6 + 0.5))),
                Map.entry("Softplus", x -> Math.log1p(Math.exp(x))),
                Map.entry("Softsign", x -> x / (1 + Math.abs(x))),
                Map.entry("ThresholdedRelu", x -> x > 1 ? x : 0),
                Map.entry("Shrink", x -> Math.abs(x) > 0.5 ? x : 0),
                Map.entry("Erf", TwinRulesTest::erf),
                Map.entry("Sin", Math::sin),
                Map.entry("Cos", Math::cos),
                Map.entry("Atan", Math::atan),
                Map.entry("Mish", x -> x * Math.tanh(Math.log1p(Math.exp(x)))));
        twins.forEach((op, f) -> GradientCheck.of(node(op, "x"))
                .by("x", random(new Random(3), DataType.FLOAT, -2.9, 2.9, 5, 7))
                .agreesWithTwin(v -> Arrays.stream(v.get("x")).map(f).toArray(), FLOAT32));
    }

    @Test
    void gelu() {
        GradientCheck.of(20, node("Gelu", "x"))
                .by("x", random(new Random(3), DataType.FLOAT, -2.9, 2.9, 5, 7))
                .agreesWithTwin(
                        v -> Arrays.stream(v.get("x"))
                                .map(x -> 0.5 * x * (1 + erf(x / Math.sqrt(2))))
                                .toArray(),
                        FLOAT32);
        GradientCheck.of(20, node("Gelu", "x").with("approximate", new Attribute.OfString("tanh")))
                .by("x", random(new Random(3), DataType.FLOAT, -2.9, 2.9, 5, 7))
                .agreesWithTwin(
                        v -> Arrays.stream(v.get("x"))
                                .map(x -> x * sigmoid(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))
                                .toArray(),
                        FLOAT32);
    }

    @Test
    void globalMaximum() {
        GradientCheck.of(node("GlobalMaxPool", "x"))
                .by("x", random(new Random(3), DataType.FLOAT, -1, 1, 2, 3, 4))
                .agreesWithTwin(
                        v -> {
                            var y = new double[6];
                            for (int c = 0; c < 6; c++) {
                                y[c] = Arrays.stream(v.get("x"), c * 4, c * 4 + 4)
                                        .max()
                                        .orElseThrow();
                            }
                            return y;
                        },
                        FLOAT32);
    }

    /** Other slopes, bounds and scales than those that the operators have by themselves. */
    @Test
    void attributesOfUnits() {
        Map<Node, DoubleUnaryOperator> twins = Map.of(
                node("LeakyRelu", "x").with("alpha", 0.2f), x -> x > 0 ? x : 0.2f * x,
                node("Elu", "x").with("alpha", 0.7f), x -> x > 0 ? x : 0.7f * Math.expm1(x),
                node("Celu", "x").with("alpha", 1.7f), x -> x > 0 ? x : 1.7f * Math.expm1(x / 1.7f),
                node("Selu", "x").with("alpha", 1.2f).with("gamma", 0.9f),
                        x -> 0.9f * (x > 0 ? x : 1.2f * Math.expm1(x)),
                node("HardSigmoid", "x").with("alpha", 0.3f).with("beta", 0.4f),
                        x -> Math.max(0, Math.min(1, 0.3f * x + 0.4f)),
                node("ThresholdedRelu", "x").with("alpha", 0.4f), x -> x > 0.4f ? x : 0,
                node("Shrink", "x").with("lambd", 0.8f).with("bias", 0.3f),
                        x -> Math.abs(x) > 0.8f ? x - Math.signum(x) * 0.3f : 0);
        twins.forEach((node, f) -> GradientCheck.of(node)
                .by("x", random(new Random(3), DataType.FLOAT, -3, 3, 5, 7))
                .agreesWithTwin(v -> Arrays.stream(v.get("x")).map(f).toArray(), FLOAT32));
    }

    /** Either bound, both or none; those of ReLU6, which stay in the blocked layout, and one too large for that. */
    @ParameterizedTest
    @CsvSource({",", "0,6", "-0.5,", ",0.75", "0.3,1.1", "-1.5,100", "-100,1.5", "0,"})
    void clips(Float low, Float high) {
        var inputs = List.of("x", low == null ? "" : "low", high == null ? "" : "high");
        var check = GradientCheck.of(Node.of("", "Clip", inputs, List.of("y")));
        if (low != null) {
            check.given("low", Tensor.scalar(low));
        }
        if (high != null) {
            check.given("high", Tensor.scalar(high));
        }
        check.by("x", random(new Random(3), DataType.FLOAT, -2, 8, 5, 7))
                .agreesWithTwin(
                        v -> Arrays.stream(v.get("x"))
                                .map(x -> low == null ? x : Math.max(x, low))
                                .map(x -> high == null ? x : Math.min(x, high))
                                .toArray(),
                        FLOAT32);
    }

    /** n = (x - mean) / sqrt(var + epsilon) over each run of {@code length}. */
    private static double[] standardized(double[] x, int length, double epsilon) {
        var y = new double[x.length];
        for (int start = 0; start < x.length; start += length) {
            double mean = Arrays.stream(x, start, start + length).average().orElseThrow();
            double variance = Arrays.stream(x, start, start + length)
                    .map(v -> (v - mean) * (v - mean))
                    .average()
                    .orElseThrow();
            for (int i = start; i < start + length; i++) {
                y[i] = (x[i] - mean) / Math.sqrt(variance + epsilon);
            }
        }
        return y;
    }

    private static double[] affine(double[] normal, Map<String, double[]> v, int channels, int positions) {
        for (int i = 0; i < normal.length; i++) {
            int c = i / positions % channels;
            normal[i] = normal[i] * v.get("w")[c] + v.get("b")[c];
        }
        return normal;
    }

    @Test
    void instanceNormalization() {
        var random = new Random(5);
        GradientCheck.of(node("InstanceNormalization", "x", "w", "b").with("epsilon", 1e-3f))
                .by("x", random(random, DataType.FLOAT, -1, 1, 2, 3, 2, 4))
                .by("w", random(random, DataType.FLOAT, 0.5, 1.5, 3))
                .by("b", random(random, DataType.FLOAT, -1, 1, 3))
                .agreesWithTwin(v -> affine(standardized(v.get("x"), 8, 1e-3f), v, 3, 8), FLOAT32);
    }

    @Test
    void groupNormalization() {
        var random = new Random(5);
        GradientCheck.of(21, node("GroupNormalization", "x", "w", "b").with("num_groups", 2))
                .by("x", random(random, DataType.FLOAT, -1, 1, 2, 6, 5))
                .by("w", random(random, DataType.FLOAT, 0.5, 1.5, 6))
                .by("b", random(random, DataType.FLOAT, -1, 1, 6))
                .agreesWithTwin(v -> affine(standardized(v.get("x"), 15, 1e-5f), v, 6, 5), FLOAT32);
    }

    @Test
    void localResponseNormalization() {
        for (int size = 1; size < 6; size += 2) {
            int n = size;
            GradientCheck.of(node("LRN", "x")
                            .with("size", n)
                            .with("alpha", 0.5f)
                            .with("beta", 0.75f)
                            .with("bias", 1.5f))
                    .by("x", random(new Random(5), DataType.FLOAT, -2, 2, 2, 6, 2, 2))
                    .agreesWithTwin(
                            v -> {
                                var x = v.get("x");
                                var y = new double[x.length];
                                for (int i = 0; i < x.length; i++) {
                                    int c = i / 4 % 6;
                                    double sum = 0;
                                    for (int k = Math.max(0, c - (n - 1) / 2);
                                            k <= Math.min(5, c + n - 1 - (n - 1) / 2);
                                            k++) {
                                        sum += Math.pow(x[i + (k - c) * 4], 2);
                                    }
                                    y[i] = x[i] * Math.pow(1.5 + 0.5 / n * sum, -0.75);
                                }
                                return y;
                            },
                            FLOAT32);
        }
    }

    /** Functions that are defined only in a part of the line. */
    @Test
    void functionsOfANarrowRange() {
        Map<String, DoubleUnaryOperator> twins = Map.of(
                "Asin", Math::asin,
                "Acos", Math::acos,
                "Atanh", x -> 0.5 * Math.log((1 + x) / (1 - x)),
                "Tan", Math::tan,
                "Sinh", Math::sinh,
                "Cosh", Math::cosh,
                "Asinh", x -> Math.log(x + Math.sqrt(x * x + 1)));
        twins.forEach((op, f) -> GradientCheck.of(node(op, "x"))
                .by("x", random(new Random(3), DataType.FLOAT, -0.9, 0.9, 5, 7))
                .agreesWithTwin(v -> Arrays.stream(v.get("x")).map(f).toArray(), FLOAT32));
        GradientCheck.of(node("Acosh", "x"))
                .by("x", random(new Random(3), DataType.FLOAT, 1.1, 3, 5, 7))
                .agreesWithTwin(
                        v -> Arrays.stream(v.get("x"))
                                .map(x -> Math.log(x + Math.sqrt(x * x - 1)))
                                .toArray(),
                        FLOAT32);
    }
}
