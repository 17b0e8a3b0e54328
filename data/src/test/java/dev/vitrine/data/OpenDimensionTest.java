package dev.vitrine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Shape.Dim;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenDimensionTest {
    private static final Graph.Value SOUND = new Graph.Value("x", TensorType.of(DataType.FLOAT, 1, -1));

    private static Graph graph(Graph.Value input, Map<String, Tensor> weights, Node... nodes) {
        return new Graph("g", List.of(nodes), weights, List.of(input), List.of(), Map.of());
    }

    private static Node node(String op, String inputs, String output) {
        return Node.of("", op, List.of(inputs.split(" ")), List.of(output));
    }

    private static Tensor zeros(long... sizes) {
        return Tensor.of(new float[(int) Tensor.count(sizes)], sizes);
    }

    @Test
    void windowsNeedRoomOneInsideTheOther() {
        // Three frames of 256 values, each 128 after the other: 2 * 128 + 256.
        var graph = graph(
                SOUND,
                Map.of("one", Tensor.of(new long[] {1}, 1), "w", zeros(4, 1, 256), "v", zeros(4, 4, 3)),
                node("Unsqueeze", "x one", "a"),
                node("Conv", "a w", "b").with("strides", new long[] {128}),
                node("Relu", "b", "c"),
                node("Conv", "c v", "d"));

        assertThat(OpenDimension.of(graph, SOUND, 1)).isEqualTo(new OpenDimension(false, 512, Long.MAX_VALUE));
        assertThat(OpenDimension.of(graph, SOUND, 1).size(8)).isEqualTo(512);
    }

    @Test
    void paddingIsRoom() {
        var graph = graph(
                SOUND,
                Map.of("one", Tensor.of(new long[] {1}, 1), "w", zeros(4, 1, 9)),
                node("Unsqueeze", "x one", "a"),
                node("Conv", "a w", "b").with("pads", new long[] {2, 3}));

        assertThat(OpenDimension.of(graph, SOUND, 1).least()).isEqualTo(4);
    }

    @Test
    void aStateCountsTheBatchAlsoInABranch() {
        var state = new Graph.Value("x", TensorType.of(DataType.FLOAT, 2, -1, 16));
        var then = new Graph(
                "then",
                List.of(node("Unsqueeze", "h zero", "t")),
                Map.of(),
                List.of(),
                List.of(new Graph.Value("t", TensorType.UNKNOWN)),
                Map.of());
        var otherwise = new Graph(
                "else", List.of(), Map.of(), List.of(), List.of(new Graph.Value("h", TensorType.UNKNOWN)), Map.of());
        var graph = graph(
                state,
                Map.of("first", Tensor.scalar(0L), "zero", Tensor.of(new long[] {0}, 1)),
                node("Gather", "x first", "h"),
                node("If", "condition", "s")
                        .with("else_branch", new dev.vitrine.model.Attribute.OfGraph(otherwise))
                        .with("then_branch", new dev.vitrine.model.Attribute.OfGraph(then)),
                Node.of("", "LSTM", List.of("in", "w", "r", "", "", "s"), List.of("y")));

        assertThat(OpenDimension.of(graph, state, 1).batch()).isTrue();
        assertThat(OpenDimension.of(graph, state, 1).size(8)).isEqualTo(1);
    }

    @Test
    void positionsStayWithinTheirTable() {
        var graph = graph(
                SOUND,
                Map.of("table", zeros(10, 4), "one", Tensor.scalar(1L), "zero", Tensor.scalar(0L)),
                node("Shape", "x", "a"),
                node("Gather", "a one", "n"),
                node("Range", "zero n one", "positions"),
                node("Gather", "table positions", "e"));

        assertThat(OpenDimension.of(graph, SOUND, 1)).isEqualTo(new OpenDimension(false, 1, 5));
    }

    @Test
    void openSizesAreNotMistakenForNames() {
        var unnamed = TensorType.of(
                DataType.FLOAT, new Shape(List.of(new Dim.Symbol("None"), new Dim.Symbol("None"), new Dim.Known(2))));
        var inputs = Inputs.read(
                Model.of(graph(new Graph.Value("x", unnamed), Map.of()), 17),
                List.of("random"),
                Optional.empty(),
                Optional.empty());

        assertThat(inputs.tensors().get("x").sizes()).containsExactly(1, 8, 2);
    }

    @Test
    void aSingleNumberIsOneThatTheGraphKnows() {
        var rate = new Graph.Value("x", TensorType.of(DataType.INT64));
        var graph = graph(
                rate,
                Map.of("low", Tensor.scalar(8000L), "high", Tensor.scalar(16000L)),
                node("Equal", "x low", "a"),
                node("Cast", "x", "b"),
                node("Equal", "high b", "c"));
        var inputs = Inputs.read(Model.of(graph, 17), List.of("random"), Optional.empty(), Optional.empty());

        assertThat(inputs.tensors().get("x").longs()).containsExactly(16000);
    }
}
