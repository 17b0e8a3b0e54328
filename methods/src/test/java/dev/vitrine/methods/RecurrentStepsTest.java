package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.engine.Engine;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecurrentStepsTest {
    private static final int STEPS = 6;
    private static final int BATCH = 2;
    private static final int WIDTH = 3;
    private static final int UNITS = 4;

    private static Tensor random(Random random, double size, long... sizes) {
        var values = new float[(int) Tensor.count(sizes)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (size * random.nextGaussian());
        }
        return Tensor.of(values, sizes);
    }

    @ParameterizedTest
    @CsvSource({
        "LSTM, forward, 0, '', 0, false",
        "LSTM, reverse, 0, '', 0, true",
        "LSTM, bidirectional, 0, '', 0, true",
        "LSTM, bidirectional, 0.4, '', 0, true",
        "LSTM, forward, 0, '', 1, true",
        "LSTM, forward, 0, 'HardSigmoid Relu ScaledTanh', 0, true",
        "GRU, forward, 0, '', 0, false",
        "GRU, forward, 0, '', 1, true",
        "GRU, bidirectional, 0, '', 1, true",
        "GRU, reverse, 0.5, '', 0, true",
        "GRU, forward, 0, 'HardSigmoid LeakyRelu', 0, true",
        "RNN, bidirectional, 0, '', 0, true",
        "RNN, forward, 0.6, 'Relu', 0, true",
        "RNN, bidirectional, 0, 'Elu Elu', 0, true",
        "RNN, forward, 0, 'Affine', 0, true",
        "LSTM, bidirectional, 0, 'Sigmoid Softsign Elu HardSigmoid LeakyRelu Tanh', 0, true",
    })
    void equalsTheRuntime(String op, String direction, float clip, String functions, long flag, boolean full) {
        int gates = Map.of("LSTM", 4, "GRU", 3, "RNN", 1).get(op);
        int directions = direction.equals("bidirectional") ? 2 : 1;
        var seed = new Random(5);
        var values = new LinkedHashMap<String, Tensor>();
        values.put("x", random(seed, 1, STEPS, BATCH, WIDTH));
        values.put("w", random(seed, 0.7, directions, gates * UNITS, WIDTH));
        values.put("r", random(seed, 0.7, directions, gates * UNITS, UNITS));
        var names = new ArrayList<>(List.of("x", "w", "r"));
        if (full) {
            values.put("b", random(seed, 0.5, directions, 2L * gates * UNITS));
            values.put("lens", Tensor.cast(DataType.INT32, new float[] {4, 6}, BATCH));
            values.put("h", random(seed, 0.5, directions, BATCH, UNITS));
            names.addAll(List.of("b", "lens", "h"));
            if (op.equals("LSTM")) {
                values.put("c", random(seed, 0.5, directions, BATCH, UNITS));
                values.put("p", random(seed, 0.5, directions, 3L * UNITS));
                names.addAll(List.of("c", "p"));
            }
        }
        var node = Node.of("cell", op, names, List.of("y"))
                .with("hidden_size", UNITS)
                .with("direction", direction);
        if (clip > 0) {
            node = node.with("clip", clip);
        }
        if (!functions.isEmpty()) {
            node = node.with("activations", new Attribute.OfStrings(List.of(functions.split(" "))));
        }
        if (functions.startsWith("Hard")) {
            node = node.with("activation_alpha", new Attribute.OfFloats(List.of(0.3f, 0.1f)))
                    .with("activation_beta", new Attribute.OfFloats(List.of(0.4f, 0.7f)));
        }
        if (functions.contains("Elu")) {
            node = node.with("activation_alpha", new Attribute.OfFloats(List.of(0.8f, 0.6f, 0.1f)));
        }
        if (functions.equals("Affine")) {
            node = node.with("activation_alpha", new Attribute.OfFloats(List.of(0.5f)))
                    .with("activation_beta", new Attribute.OfFloats(List.of(0.25f)));
        }
        if (op.equals("GRU") && flag == 1) {
            node = node.with("linear_before_reset", 1);
        }
        if (op.equals("LSTM") && flag == 1) {
            node = node.with("input_forget", 1);
        }
        var weights = new LinkedHashMap<>(values);
        weights.remove("x");
        var model = Model.of(
                new Graph(
                        "g",
                        List.of(node),
                        weights,
                        List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, STEPS, BATCH, WIDTH))),
                        List.of(new Graph.Value("y", TensorType.UNKNOWN)),
                        Map.of()),
                14);
        try (var engine = Engine.of(model)) {
            var y = engine.trace(Map.of("x", values.get("x"))).get("y");
            var steps = RecurrentSteps.of(node, values);
            assertThat(steps.directions()).hasSize(directions);
            assertThat(steps.difference(y, false)).isLessThan(1e-5);
        }
    }

    /** One unit, weights 1, no biases: the equations of the operator specification by hand. */
    @Test
    void gatesOfOneUnitByHand() {
        var node = Node.of("l", "LSTM", List.of("x", "w", "r"), List.of("y")).with("hidden_size", 1);
        var steps = RecurrentSteps.of(
                node,
                Map.of(
                        "x", Tensor.of(new float[] {0.5f, -1}, 2, 1, 1),
                        "w", Tensor.of(new float[] {1, 2, 3, 4}, 1, 4, 1),
                        "r", Tensor.of(new float[] {0, 0, 0, 0}, 1, 4, 1)));
        var parts = steps.directions().get(0).parts();
        double cell0 = sigmoid(0.5) * Math.tanh(2);
        double cell1 = sigmoid(-3) * cell0 + sigmoid(-1) * Math.tanh(-4);
        assertThat(parts.get("input-gate").at(0, 0)).isCloseTo((float) sigmoid(0.5), within(1e-6f));
        assertThat(parts.get("output-gate").at(0, 1)).isCloseTo((float) sigmoid(-2), within(1e-6f));
        assertThat(parts.get("forget-gate").at(0, 1)).isCloseTo((float) sigmoid(-3), within(1e-6f));
        assertThat(parts.get("candidate").at(0, 0)).isCloseTo((float) Math.tanh(2), within(1e-6f));
        assertThat(parts.get("cell").at(0, 1)).isCloseTo((float) cell1, within(1e-6f));
        assertThat(parts.get("hidden").at(0, 1)).isCloseTo((float) (sigmoid(-2) * Math.tanh(cell1)), within(1e-6f));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
