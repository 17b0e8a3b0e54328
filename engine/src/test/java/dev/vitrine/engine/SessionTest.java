package dev.vitrine.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionTest {
    /** The runtime would take the process with it. */
    @Test
    void anRnnWithTooFewActivationValuesIsNotLoaded() {
        var rnn = new Node(
                "rnn",
                "RNN",
                "",
                List.of("x", "w", "r"),
                List.of("y"),
                Map.of(
                        "direction", new Attribute.OfString("bidirectional"),
                        "hidden_size", new Attribute.OfInt(2),
                        "activations", new Attribute.OfStrings(List.of("LeakyRelu", "LeakyRelu")),
                        "activation_alpha", new Attribute.OfFloats(List.of(0.1f))));
        var graph = new Graph(
                "g",
                List.of(rnn),
                Map.of(
                        "w", Tensor.of(new float[12], 2, 2, 3),
                        "r", Tensor.of(new float[8], 2, 2, 2)),
                List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 4, 1, 3))),
                List.of(new Graph.Value("y", TensorType.UNKNOWN)),
                Map.of());
        try (var engine = Engine.of(Model.of(graph, 17))) {
            assertThatThrownBy(() -> engine.run(List.of("y"), Map.of("x", Tensor.of(new float[12], 4, 1, 3))))
                    .isInstanceOf(InputException.class)
                    .hasMessageContainingAll("rnn", "activation_alpha", "2");
        }
    }
}
