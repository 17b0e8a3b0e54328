package dev.vitrine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pads that the runtime's optimiser would move or merge wrongly. */
class PadTest {

    private static float[] run(List<Node> nodes, Map<String, Tensor> constants, Tensor x) {
        var graph = new Graph(
                "g",
                nodes,
                constants,
                List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, x.sizes()))),
                List.of(new Graph.Value("y", TensorType.UNKNOWN)),
                Map.of());
        try (var engine = Engine.of(Model.of(graph, 18))) {
            return engine.run(List.of("y"), Map.of("x", x)).get("y").floats();
        }
    }

    /** The zero at the edge is larger than all values, and stays. */
    @Test
    void zerosBeforeAMaxPoolAreValues() {
        var nodes = List.of(
                Node.of("", "Pad", List.of("x", "pads"), List.of("p")),
                Node.of("", "MaxPool", List.of("p"), List.of("y"))
                        .with("kernel_shape", new long[] {2, 2})
                        .with("strides", new long[] {2, 2}));
        var pads = Tensor.of(new long[] {0, 0, 1, 1, 0, 0, 1, 1}, 8);
        var x = Tensor.of(new float[] {-1, -2, -3, -4}, 1, 1, 2, 2);

        assertThat(run(nodes, Map.of("pads", pads), x)).containsExactly(0, 0, 0, 0);
    }

    /** Rows and columns of a picture with its channels last, padded between two transpositions. */
    @Test
    void aPadOfSomeAxesStaysBetweenItsTranspositions() {
        var nodes = List.of(
                Node.of("", "Transpose", List.of("x"), List.of("t")).with("perm", new long[] {0, 3, 1, 2}),
                Node.of("", "Pad", List.of("t", "pads", "", "axes"), List.of("p")),
                Node.of("", "Relu", List.of("p"), List.of("r")),
                Node.of("", "Transpose", List.of("r"), List.of("y")).with("perm", new long[] {0, 2, 3, 1}));
        var constants = Map.of("pads", Tensor.of(new long[] {0, 1, 0, 0}, 4), "axes", Tensor.of(new long[] {2, 3}, 2));
        var x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 2, 1, 2);

        // A column of zeros before the only one, for both channels.
        assertThat(run(nodes, constants, x)).containsExactly(0, 0, 1, 2, 0, 0, 3, 4);
    }
}
