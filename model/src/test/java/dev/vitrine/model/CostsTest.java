package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Counts by hand: outputs times products per output. */
class CostsTest {
    private static OptionalLong macs(Node node, Map<String, Shape> shapes) {
        return new Costs(Fixture.graph(List.of(node), Map.of(), List.of(), List.of()), Fixture.types(shapes))
                .macs(node);
    }

    @Test
    void convolution() {
        // 224x224 with 3x3 pad 1: 64 x 224 x 224 outputs, 3 x 3 x 3 products each. VGG16's first layer.
        assertThat(macs(
                        Fixture.node("y", "Conv", "x", "w", "b"),
                        Map.of(
                                "x",
                                Shape.of(1, 3, 224, 224),
                                "w",
                                Shape.of(64, 3, 3, 3),
                                "y",
                                Shape.of(1, 64, 224, 224))))
                .hasValue(86_704_128L);
    }

    @Test
    void groupedAndDepthwiseConvolution() {
        // The kernel's second dimension is the channels of one group.
        assertThat(macs(
                        Fixture.node("y", "Conv", "x", "w").with("group", 4),
                        Map.of("x", Shape.of(2, 8, 5, 5), "w", Shape.of(12, 2, 3, 3), "y", Shape.of(2, 12, 3, 3))))
                .hasValue(2 * 12 * 3 * 3 * (2 * 3 * 3));
        assertThat(macs(
                        Fixture.node("y", "Conv", "x", "w").with("group", 8),
                        Map.of("x", Shape.of(1, 8, 6, 6), "w", Shape.of(8, 1, 3, 3), "y", Shape.of(1, 8, 4, 4))))
                .hasValue(8 * 4 * 4 * 9);
    }

    @Test
    void transposedConvolution() {
        // Every input value meets the whole kernel of its channel: [in, out / group, 4, 4].
        assertThat(macs(
                        Fixture.node("y", "ConvTranspose", "x", "w").with("group", 2),
                        Map.of("x", Shape.of(1, 6, 5, 5), "w", Shape.of(6, 2, 4, 4), "y", Shape.of(1, 4, 10, 10))))
                .hasValue(6 * 5 * 5 * (2 * 4 * 4));
    }

    @Test
    void products() {
        assertThat(macs(
                        Fixture.node("y", "Gemm", "x", "w", "b"),
                        Map.of("x", Shape.of(3, 5), "w", Shape.of(5, 7), "y", Shape.of(3, 7))))
                .hasValue(3 * 7 * 5);
        assertThat(macs(
                        Fixture.node("y", "Gemm", "x", "w").with("transA", 1),
                        Map.of("x", Shape.of(5, 3), "w", Shape.of(5, 7), "y", Shape.of(3, 7))))
                .hasValue(3 * 7 * 5);
        assertThat(macs(
                        Fixture.node("y", "MatMul", "q", "k"),
                        Map.of(
                                "q",
                                Shape.of(2, 12, 10, 64),
                                "k",
                                Shape.of(2, 12, 64, 10),
                                "y",
                                Shape.of(2, 12, 10, 10))))
                .hasValue(2 * 12 * 10 * 10 * 64);
        // A vector on either side has no row or column of its own.
        assertThat(macs(
                        Fixture.node("y", "MatMul", "x", "w"),
                        Map.of("x", Shape.of(5), "w", Shape.of(5, 7), "y", Shape.of(7))))
                .hasValue(7 * 5);
    }

    @Test
    void recurrentCells() {
        // 9 steps of a batch of 3; four gates, 5 inputs, 6 units, both directions.
        assertThat(macs(
                        Fixture.node("y", "LSTM", "x", "w", "r"),
                        Map.of("x", Shape.of(9, 3, 5), "w", Shape.of(2, 24, 5), "r", Shape.of(2, 24, 6))))
                .hasValue(9 * 3 * 2 * 24 * (5 + 6));
    }

    @Test
    void whatIsOpenIsSaid() {
        var node = Fixture.node("y", "Conv", "x", "w");
        assertThat(macs(node, Map.of("w", Shape.of(4, 3, 3, 3), "y", Shape.of(1, 4, -1, 8))))
                .isEmpty();
        assertThat(macs(node, Map.of("y", Shape.of(1, 4, 8, 8)))).isEmpty();
        // An open batch counts as one.
        assertThat(macs(node, Map.of("w", Shape.of(4, 3, 3, 3), "y", Shape.of(-1, 4, 8, 8))))
                .hasValue(4 * 8 * 8 * 27);
        assertThat(macs(Fixture.node("y", "Relu", "x"), Map.of())).hasValue(0);
        // More than a long can hold.
        assertThat(macs(node, Map.of("w", Shape.of(1, 1L << 40, 3, 3), "y", Shape.of(1, 1L << 40, 8, 8))))
                .isEmpty();
    }

    @Test
    void parametersAndBytes() {
        var inner = Fixture.graph(List.of(), Map.of("i", Tensor.of(new float[4], 4)), List.of(), List.of());
        var conv = Fixture.node("y", "Conv", "x", "w", "w");
        var graph = Fixture.graph(
                List.of(
                        conv,
                        Fixture.node("c", "Constant").with("value", new Attribute.OfTensor(Tensor.of(new float[6], 6))),
                        Fixture.node("r", "Reshape", "y", "shape"),
                        Fixture.node("z", "If", "f").with("then_branch", new Attribute.OfGraph(inner))),
                Map.of(
                        "w", Tensor.of(new float[24], 2, 3, 2, 2),
                        "q", Tensor.over(DataType.INT4, Bytes.of(Tensor.direct(3)), 5),
                        "shape", Tensor.of(new long[] {1, -1}, 2)),
                List.of("x"),
                List.of("z"));
        var costs = new Costs(graph, new TensorTypes(Map.of("y", TensorType.of(DataType.FLOAT16, 1, 3, 5))));
        assertThat(costs.parameters(conv)).isEqualTo(24);
        assertThat(Costs.parameters(graph)).isEqualTo(24 + 5 + 6 + 4);
        assertThat(Costs.bytes(graph)).isEqualTo(24 * 4 + 3 + 16 + 6 * 4 + 16);
        assertThat(costs.activationBytes(conv)).hasValue(30);
        assertThat(costs.activationBytes(graph.nodes().get(2))).isEmpty();
    }
}
