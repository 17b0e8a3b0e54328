package dev.vitrine.methods;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * An activation function of one number, with its slope, in double precision; as the ONNX operator set (and, for the Gelu
 * family, the {@code com.microsoft} set) defines it.
 *
 * @param op the operator
 * @param value f
 * @param slope f'; where f has a kink, the slope of one side
 */
record PointwiseFunction(String op, DoubleUnaryOperator value, DoubleUnaryOperator slope) {
    private static final double GELU_TANH = Math.sqrt(2 / Math.PI);

    /** The function of a node; empty where the node is no function of single numbers, or its settings are not constant. */
    static Optional<PointwiseFunction> of(Graph graph, Node node) {
        if (node.is("PRelu")) {
            return node.input(1).flatMap(graph::constant).map(t -> leaky("PRelu", mean(t.floats())));
        }
        if (node.domain().equals("com.microsoft")) {
            return Optional.ofNullable(
                    switch (node.op()) {
                        case "Gelu" -> gelu(node.op());
                        case "FastGelu" -> node.input(1).isEmpty() ? geluTanh(node.op()) : null;
                        case "QuickGelu" -> swish(node.op(), node.floatAttribute("alpha", 1.702f));
                        default -> null;
                    });
        }
        return node.domain().isEmpty() ? Optional.ofNullable(standard(graph, node)) : Optional.empty();
    }

    /** PRelu with one slope for negative inputs. */
    static PointwiseFunction leaky(String op, double alpha) {
        return new PointwiseFunction(op, x -> x < 0 ? alpha * x : x, x -> x < 0 ? alpha : 1);
    }

    private static @org.jspecify.annotations.Nullable PointwiseFunction standard(Graph graph, Node node) {
        var op = node.op();
        return switch (op) {
            case "Relu" -> new PointwiseFunction(op, x -> Math.max(0, x), x -> x > 0 ? 1 : 0);
            case "LeakyRelu" -> leaky(op, node.floatAttribute("alpha", 0.01f));
            case "ThresholdedRelu" -> {
                double alpha = node.floatAttribute("alpha", 1);
                yield new PointwiseFunction(op, x -> x > alpha ? x : 0, x -> x > alpha ? 1 : 0);
            }
            case "Elu" -> {
                double alpha = node.floatAttribute("alpha", 1);
                yield new PointwiseFunction(
                        op, x -> x < 0 ? alpha * Math.expm1(x) : x, x -> x < 0 ? alpha * Math.exp(x) : 1);
            }
            case "Celu" -> {
                double alpha = node.floatAttribute("alpha", 1);
                yield new PointwiseFunction(
                        op, x -> x < 0 ? alpha * Math.expm1(x / alpha) : x, x -> x < 0 ? Math.exp(x / alpha) : 1);
            }
            case "Selu" -> {
                double alpha = node.floatAttribute("alpha", 1.6732632f);
                double gamma = node.floatAttribute("gamma", 1.050701f);
                yield new PointwiseFunction(
                        op,
                        x -> gamma * (x < 0 ? alpha * Math.expm1(x) : x),
                        x -> gamma * (x < 0 ? alpha * Math.exp(x) : 1));
            }
            case "Sigmoid" -> new PointwiseFunction(op, PointwiseFunction::sigmoid, x -> sigmoid(x) * sigmoid(-x));
            case "HardSigmoid" -> {
                double alpha = node.floatAttribute("alpha", 0.2f);
                double beta = node.floatAttribute("beta", 0.5f);
                yield new PointwiseFunction(
                        op,
                        x -> Math.max(0, Math.min(1, alpha * x + beta)),
                        x -> alpha * x + beta > 0 && alpha * x + beta < 1 ? alpha : 0);
            }
            case "HardSwish" ->
                new PointwiseFunction(
                        op,
                        x -> x * Math.max(0, Math.min(1, x / 6 + 0.5)),
                        x -> x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5);
            case "Tanh" -> new PointwiseFunction(op, Math::tanh, x -> 1 / (Math.cosh(x) * Math.cosh(x)));
            case "Softplus" -> new PointwiseFunction(op, PointwiseFunction::softplus, PointwiseFunction::sigmoid);
            case "Softsign" ->
                new PointwiseFunction(op, x -> x / (1 + Math.abs(x)), x -> 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x))));
            case "Gelu" -> node.stringAttribute("approximate", "none").equals("tanh") ? geluTanh(op) : gelu(op);
            case "Erf" ->
                new PointwiseFunction(op, PointwiseFunction::erf, x -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x));
            case "Mish" ->
                new PointwiseFunction(op, x -> x * Math.tanh(softplus(x)), x -> {
                    double t = Math.tanh(softplus(x));
                    return t + x * (1 - t * t) * sigmoid(x);
                });
            case "Swish" -> swish(op, node.floatAttribute("alpha", 1));
            case "Clip" -> clip(graph, node);
            default -> null;
        };
    }

    private static @org.jspecify.annotations.Nullable PointwiseFunction clip(Graph graph, Node node) {
        var low = limit(graph, node, 1, "min", Double.NEGATIVE_INFINITY);
        var high = limit(graph, node, 2, "max", Double.POSITIVE_INFINITY);
        if (low.isEmpty() || high.isEmpty()) {
            return null;
        }
        double min = low.get();
        double max = high.get();
        return new PointwiseFunction(node.op(), x -> Math.min(max, Math.max(min, x)), x -> x > min && x < max ? 1 : 0);
    }

    private static Optional<Double> limit(Graph graph, Node node, int input, String attribute, double otherwise) {
        return node.input(input).isPresent()
                ? node.input(input).flatMap(graph::constant).map(t -> (double) t.item())
                : Optional.of((double) node.floatAttribute(attribute, (float) otherwise));
    }

    private static PointwiseFunction swish(String op, double alpha) {
        return new PointwiseFunction(op, x -> x * sigmoid(alpha * x), x -> {
            double s = sigmoid(alpha * x);
            return s + alpha * x * s * (1 - s);
        });
    }

    private static PointwiseFunction gelu(String op) {
        return new PointwiseFunction(
                op, x -> x * normalBelow(x), x -> normalBelow(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI));
    }

    private static PointwiseFunction geluTanh(String op) {
        return new PointwiseFunction(op, x -> x / 2 * (1 + Math.tanh(GELU_TANH * (x + 0.044715 * x * x * x))), x -> {
            double t = Math.tanh(GELU_TANH * (x + 0.044715 * x * x * x));
            return (1 + t) / 2 + x / 2 * (1 - t * t) * GELU_TANH * (1 + 3 * 0.044715 * x * x);
        });
    }

    private static double normalBelow(double x) {
        return 0.5 * (1 + erf(x / Math.sqrt(2)));
    }

    private static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** To about 1e-15: the Maclaurin series near zero, the continued fraction of erfc (Abramowitz and Stegun 7.1.14) beyond. */
    static double erf(double x) {
        double size = Math.abs(x);
        if (size > 6) {
            return Math.signum(x);
        }
        if (size < 2.5) {
            double term = x;
            double sum = x;
            for (int n = 1; n < 60; n++) {
                term *= -x * x / n;
                sum += term / (2 * n + 1);
            }
            return 2 / Math.sqrt(Math.PI) * sum;
        }
        double fraction = size;
        for (int k = 60; k >= 1; k--) {
            fraction = size + k / 2.0 / fraction;
        }
        return Math.signum(x) * (1 - Math.exp(-size * size) / (fraction * Math.sqrt(Math.PI)));
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float v : values) {
            sum += v;
        }
        return sum / values.length;
    }
}
