package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.methods.ChannelMaps.Layout;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ChannelLayoutTest {
    private static final Graph GRAPH = new Graph(
            "g",
            List.of(
                    Node.of("", "Transpose", List.of("image"), List.of("planes"))
                            .with("perm", new long[] {0, 3, 1, 2}),
                    Node.of("", "Conv", List.of("planes", "w"), List.of("conv")),
                    Node.of("", "Relu", List.of("conv"), List.of("relu")),
                    Node.of("", "Add", List.of("one", "relu"), List.of("sum")),
                    Node.of("", "Transpose", List.of("sum"), List.of("last")).with("perm", new long[] {0, 2, 3, 1}),
                    Node.of("", "Mul", List.of("last", "one"), List.of("scaled")),
                    Node.of("", "MatMul", List.of("scaled", "m"), List.of("mixed")),
                    Node.of("", "LayerNormalization", List.of("tokens", "one"), List.of("normal")),
                    Node.of("", "Gelu", List.of("normal"), List.of("gelu")),
                    Node.of("", "Transpose", List.of("gelu"), List.of("turned")).with("perm", new long[] {0, 2, 1}),
                    Node.of("", "Reshape", List.of("turned", "shape"), List.of("grid")),
                    Node.of("", "Conv", List.of("grid", "w"), List.of("out"))),
            Map.of(
                    "w", Tensor.of(new float[3], 1, 3, 1, 1),
                    "one", Tensor.of(new float[] {1}, 1),
                    "m", Tensor.of(new float[1], 1, 1)),
            List.of(
                    new Graph.Value("image", TensorType.of(DataType.FLOAT, 1, 8, 8, 3)),
                    new Graph.Value("tokens", TensorType.of(DataType.FLOAT, 1, 5, 7)),
                    new Graph.Value("shape", TensorType.of(DataType.INT64, 4))),
            List.of(),
            Map.of());

    @Test
    void followsTranspositions() {
        assertThat(ChannelLayout.of(GRAPH, "image")).isEqualTo(Layout.CHANNELS_LAST);
        assertThat(ChannelLayout.of(GRAPH, "planes")).isEqualTo(Layout.CHANNELS_FIRST);
        assertThat(ChannelLayout.of(GRAPH, "last")).isEqualTo(Layout.CHANNELS_LAST);
        assertThat(ChannelLayout.of(GRAPH, "scaled")).isEqualTo(Layout.CHANNELS_LAST);
    }

    @Test
    void passesThroughElementwiseNodes() {
        assertThat(ChannelLayout.of(GRAPH, "relu")).isEqualTo(Layout.CHANNELS_FIRST);
        assertThat(ChannelLayout.of(GRAPH, "sum")).isEqualTo(Layout.CHANNELS_FIRST);
        assertThat(ChannelLayout.of(GRAPH, "gelu")).isEqualTo(Layout.CHANNELS_LAST);
    }

    @Test
    void matrixProductsHaveChannelsLastAndTurnedTokensFirst() {
        assertThat(ChannelLayout.of(GRAPH, "mixed")).isEqualTo(Layout.CHANNELS_LAST);
        assertThat(ChannelLayout.of(GRAPH, "turned")).isEqualTo(Layout.CHANNELS_FIRST);
        assertThat(ChannelLayout.of(GRAPH, "grid")).isEqualTo(Layout.CHANNELS_FIRST);
    }

    @Test
    void realModels() {
        var folder = Path.of(System.getProperty("vitrine.assets", "assets"), "onnx");
        Assumptions.assumeTrue(Files.isDirectory(folder), () -> "no " + folder);
        var mnist = Model.open(folder.resolve("mnist-8.onnx")).graph();
        assertThat(ChannelLayout.of(mnist, "Pooling66_Output_0")).isEqualTo(Layout.CHANNELS_FIRST);
        assertThat(ChannelLayout.of(mnist, "ReLU32_Output_0")).isEqualTo(Layout.CHANNELS_FIRST);
        var transformer = Model.open(folder.resolve("transformer_reverse.onnx")).graph();
        var normal = transformer.nodes().stream()
                .filter(n -> n.op().equals("MatMul"))
                .findFirst()
                .orElseThrow();
        assertThat(ChannelLayout.of(transformer, normal.outputs().get(0))).isEqualTo(Layout.CHANNELS_LAST);
    }
}
