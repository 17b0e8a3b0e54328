package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.engine.Engine;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationFunctionTest {
    private static final Tensor X = Tensor.of(
            new float[] {-7.3f, -3.1f, -2.4f, -1.2f, -0.6f, -0.05f, 0.04f, 0.3f, 0.9f, 1.7f, 2.9f, 4.4f}, 1, 12);

    static Stream<Node> functions() {
        return Stream.of(
                node("Relu"),
                node("LeakyRelu").with("alpha", 0.2f),
                node("Elu").with("alpha", 1.5f),
                node("Selu"),
                node("Celu").with("alpha", 2f),
                node("Sigmoid"),
                node("HardSigmoid"),
                node("HardSwish"),
                node("Tanh"),
                node("Softplus"),
                node("Softsign"),
                node("Gelu"),
                node("Gelu").with("approximate", "tanh"),
                node("Erf"),
                node("Mish"),
                node("ThresholdedRelu"),
                Node.of("act", "PRelu", List.of("x", "slope"), List.of("y")),
                Node.of("act", "Clip", List.of("x", "low", "high"), List.of("y")));
    }

    /** The function against the runtime, its slope against finite differences. */
    @ParameterizedTest
    @MethodSource("functions")
    void equalsTheRuntime(Node node) {
        try (var engine = engine(node)) {
            var function = PointwiseFunction.of(engine.model().graph(), node).orElseThrow();
            float[] y = engine.trace(Map.of("x", X)).get("y").floats();
            float[] x = X.floats();
            for (int i = 0; i < x.length; i++) {
                assertThat(function.value().applyAsDouble(x[i]))
                        .as("%s(%s)", node.op(), x[i])
                        .isCloseTo(y[i], within(1e-5));
                double h = 1e-5;
                double difference = (function.value().applyAsDouble(x[i] + h)
                                - function.value().applyAsDouble(x[i] - h))
                        / (2 * h);
                assertThat(function.slope().applyAsDouble(x[i]))
                        .as("%s'(%s)", node.op(), x[i])
                        .isCloseTo(difference, within(1e-7));
            }
        }
    }

    /** Values of the error function from Abramowitz and Stegun, table 7.1. */
    @Test
    void knowsTheErrorFunction() {
        assertThat(PointwiseFunction.erf(0.5)).isCloseTo(0.5204998778, within(1e-10));
        assertThat(PointwiseFunction.erf(-1)).isCloseTo(-0.8427007929, within(1e-10));
        assertThat(PointwiseFunction.erf(2)).isCloseTo(0.9953222650, within(1e-10));
        assertThat(PointwiseFunction.erf(2.5)).isCloseTo(0.9995930480, within(1e-10));
        assertThat(PointwiseFunction.erf(3)).isCloseTo(0.9999779095, within(1e-10));
    }

    @Test
    void countsWhereNoGradientPasses() {
        try (var engine = engine(node("Relu"))) {
            var method = new ActivationFunction();
            var look = Look.at(engine).with(Look.Given.of(Map.of("x", X)));
            var facts = method.look(look, Options.of(method.card(), Map.of("layer", "act")))
                    .facts();
            assertThat((double) facts.get("zeroSlope")).isEqualTo(0.5);
            assertThat((double) facts.get("meanSlope")).isEqualTo(0.5);
        }
    }

    @Test
    void aLayerWithoutACurveShowsTheActivationNearest() {
        var nodes = List.of(
                Node.of("before", "Tanh", List.of("x"), List.of("t")),
                Node.of("join", "Concat", List.of("t", "t"), List.of("j")).with("axis", 0),
                Node.of("turn", "Neg", List.of("j"), List.of("n")),
                Node.of("after", "Relu", List.of("n"), List.of("y")));
        var method = new ActivationFunction();
        try (var engine = Engine.of(ValueArithmeticTest.model(nodes, Map.of(), Map.of("x", X), "y", 18))) {
            var look = Look.at(engine).with(Look.Given.of(Map.of("x", X)));
            var found = new LinkedHashMap<String, Object>();
            for (var layer : List.of("before", "join", "turn", "after")) {
                found.put(
                        layer,
                        method.look(look, Options.of(method.card(), Map.of("layer", layer)))
                                .facts()
                                .get("operator"));
            }
            assertThat(found)
                    .containsEntry("before", "Tanh")
                    .containsEntry("join", "Tanh")
                    .containsEntry("turn", "Relu")
                    .containsEntry("after", "Relu");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Softmax", "Transpose"})
    void refusesWhatHasNoCurve(String op) {
        try (var engine = engine(node(op))) {
            var method = new ActivationFunction();
            var look = Look.at(engine).with(Look.Given.of(Map.of("x", X)));
            assertThatThrownBy(() -> method.look(look, Options.of(method.card(), Map.of("layer", "act"))))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(op);
        }
    }

    private static Node node(String op) {
        return Node.of("act", op, List.of("x"), List.of("y"));
    }

    private static Engine engine(Node node) {
        var weights = Map.of(
                "slope",
                Tensor.of(new float[] {0.3f}, 1),
                "low",
                Tensor.of(new float[] {-1}),
                "high",
                Tensor.of(new float[] {2}));
        return Engine.of(ValueArithmeticTest.model(List.of(node), weights, Map.of("x", X), "y", 20));
    }
}
