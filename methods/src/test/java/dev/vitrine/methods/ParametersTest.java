package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.ImageGrid;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.Table;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.Costs;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Language;
import dev.vitrine.words.Words;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ParametersTest {
    private final Parameters method = new Parameters();

    @Test
    void drawsKernelsOverThreeChannelsInColour() {
        var values = new float[2 * 3 * 2 * 2];
        values[0] = 2;
        values[4] = -2;
        var weights = Map.of("w", Tensor.of(values, 2, 3, 2, 2));
        try (var engine = engine(Node.of("conv", "Conv", List.of("x", "w"), List.of("y")), weights, 1, 3, 4, 4)) {
            var grid = (ImageGrid) look(engine, "conv", "auto").artifact();
            assertThat(grid.cells()).hasSize(2);
            var rgb = (ImageGrid.Rgb) grid.cells().get(0).content();
            assertThat(new int[] {rgb.rgb()[0] & 255, rgb.rgb()[1] & 255, rgb.rgb()[2] & 255})
                    .containsExactly(255, 0, 128);
        }
    }

    @Test
    void givesDequantisedNumbersOfAQuantisedLayer() {
        var weights = Map.of(
                "q", Tensor.cast(DataType.INT8, new float[] {-4, 0, 2, 10}, 2, 2),
                "scale", Tensor.of(new float[] {0.5f}),
                "zero", Tensor.cast(DataType.INT8, new float[] {2}));
        var nodes = List.of(
                Node.of("real", "DequantizeLinear", List.of("q", "scale", "zero"), List.of("w")),
                Node.of("dense", "MatMul", List.of("x", "w"), List.of("y")));
        try (var engine = engine(nodes, weights, 1, 2)) {
            var result = look(engine, "dense", "matrix");
            assertThat(result.data().get("weights").floats()).containsExactly(-3, -1, 0, 4);
            assertThat(((Heatmap) result.artifact()).plane().values()).containsExactly(-3, -1, 0, 4);
            var statistics = (Map<?, ?>) result.facts().get("statistics");
            assertThat(statistics.get("mean")).isEqualTo(0.0);
            assertThat((double) statistics.get("std")).isCloseTo(Math.sqrt(6.5), within(1e-12));
        }
    }

    /** Gate order i, o, f, c of the ONNX operator LSTM. */
    @Test
    void partsRecurrentWeightsByGate() {
        var w = new float[2 * 8 * 3];
        for (int i = 0; i < w.length; i++) {
            w[i] = i;
        }
        var weights = Map.of("w", Tensor.of(w, 2, 8, 3), "r", Tensor.of(new float[2 * 8 * 2], 2, 8, 2));
        var node = Node.of("lstm", "LSTM", List.of("x", "w", "r"), List.of("y"))
                .with("hidden_size", 2)
                .with("direction", "bidirectional");
        try (var engine = engine(node, weights, 5, 1, 3)) {
            var board = (Board) look(engine, "lstm", "auto").artifact();
            assertThat(board.parts()).hasSize(16);
            var third = (Heatmap) board.parts().get(2);
            assertThat(third.title().args()).containsEntry("gate", "f");
            assertThat(third.plane().values()).containsExactly(12, 13, 14, 15, 16, 17);
            var backward = (Heatmap) board.parts().get(4);
            assertThat(backward.title().toString()).isEqualTo("w, gate i, backward");
            assertThat(backward.plane().values()).startsWith(24, 25);
        }
    }

    @Test
    void partsAFusedAttentionProjection() {
        var w = new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        var nodes = List.of(
                Node.of("qkv", "MatMul", List.of("x", "w"), List.of("all")),
                Node.of("part", "Split", List.of("all"), List.of("q", "k", "y"))
                        .with("axis", -1)
                        .with("num_outputs", 3));
        try (var engine = engine(nodes, Map.of("w", Tensor.of(w, 2, 6)), 1, 2)) {
            var board = (Board) look(engine, "qkv", "matrix").artifact();
            assertThat(board.parts()).hasSize(3);
            assertThat(((Heatmap) board.parts().get(1)).plane().values()).containsExactly(3, 4, 9, 10);
            assertThat(board.parts().get(1).title().toString()).isEqualTo("w: key");
        }
    }

    @Test
    void showsLargeMatricesAsMeansOfBlocks() {
        var w = new float[3000 * 2];
        for (int i = 0; i < w.length; i++) {
            w[i] = i % 2 == 0 ? i / 2 : 5;
        }
        try (var engine = engine(
                Node.of("dense", "MatMul", List.of("x", "w"), List.of("y")),
                Map.of("w", Tensor.of(w, 3000, 2)),
                1,
                3000)) {
            var result = look(engine, "dense", "matrix");
            var plane = ((Heatmap) result.artifact()).plane();
            assertThat(plane.rows()).isEqualTo(1024);
            assertThat(plane.columns()).isEqualTo(2);
            // Block 0 holds rows 0 and 1.
            assertThat(plane.at(0, 0)).isEqualTo(0.5f);
            assertThat(plane.at(1023, 1)).isEqualTo(5);
            assertThat(result.readings()).anyMatch(r -> r.key().equals("parameters.blocks"));
        }
    }

    @Test
    void listsEveryWeight() {
        var weights = Map.of("w", Tensor.of(new float[] {0, 1, 0, 3}, 2, 2), "b", Tensor.of(new float[] {1, 1}, 2));
        try (var engine = engine(Node.of("dense", "Gemm", List.of("x", "w", "b"), List.of("y")), weights, 1, 2)) {
            var result = method.look(Look.at(engine), Options.standard(method.card()));
            var table = (Table) ((Board) result.artifact()).parts().get(1);
            assertThat(table.rows())
                    .anySatisfy(r -> assertThat(r).containsExactly("w", "2x2", 4L, 1.0, Math.sqrt(1.5), 0.0, 3.0, 0.5));
            assertThat(result.facts()).containsEntry("total", 6L);
            assertThat(look(engine, "b", "auto").artifact()).isInstanceOf(Chart.class);
            assertThatThrownBy(() -> look(engine, "w", "kernels"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("2x2");
        }
    }

    @Test
    void findsTheWeightsOfInnerGraphsByTheWayThere() {
        var branch = new Graph(
                "b",
                List.of(Node.of("fc", "MatMul", List.of("x", "inner"), List.of("z"))),
                Map.of("inner", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2)),
                List.of(),
                List.of(new Graph.Value("z", TensorType.UNKNOWN)),
                Map.of());
        var choice = Node.of("if", "If", List.of("yes"), List.of("y"))
                .with("then_branch", new Attribute.OfGraph(branch))
                .with("else_branch", new Attribute.OfGraph(branch));
        try (var engine = engine(choice, Map.of("yes", Tensor.cast(DataType.BOOL, new float[] {1})), 1, 2)) {
            var result = method.look(Look.at(engine), Options.standard(method.card()));
            var facts = (List<?>) result.facts().get("weights");
            assertThat(facts)
                    .map(f -> (Object) ((Map<?, ?>) ((Map<?, ?>) f).get("tensor")).get("name"))
                    .containsExactly("if/then_branch/inner", "if/else_branch/inner");
            assertThat(facts)
                    .map(f -> (Object) ((Map<?, ?>) f).get("layer"))
                    .containsOnly(Map.of("name", "fc", "op", "MatMul"));
            assertThat(((Heatmap) look(engine, "if/else_branch/inner", "auto").artifact())
                            .plane()
                            .values())
                    .containsExactly(1, 2, 3, 4);
            assertThat(Advice.on(method.card(), Look.at(engine)).applicable()).isTrue();
        }
    }

    /** The rows of a linear classifier's coefficients are its classes (ai.onnx.ml). */
    @Test
    void whatClassicalOperatorsKeepAsAttributesIsLearnedToo() {
        var node = new Node(
                "linear",
                "LinearClassifier",
                "ai.onnx.ml",
                List.of("x"),
                List.of("y", "p"),
                Map.of(
                        "coefficients", new Attribute.OfFloats(List.of(1f, 2f, 3f, 4f, 5f, 6f)),
                        "intercepts", new Attribute.OfFloats(List.of(0.5f, -0.5f)),
                        "classlabels_ints", new Attribute.OfInts(List.of(0L, 1L))));
        try (var engine = engine(node, Map.of(), 1, 3)) {
            var plane = ((Heatmap) look(engine, "linear.coefficients", "auto").artifact()).plane();
            assertThat(plane.rows()).isEqualTo(2);
            assertThat(plane.values()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(method.look(Look.at(engine), Options.standard(method.card()))
                            .facts())
                    .containsEntry("total", 8L);
            assertThat(Costs.parameters(engine.model().graph())).isEqualTo(8);
        }
    }

    @Test
    void oneNumberIsSaidAndOnesInFrontAreNoRows() {
        var weights = Map.of("one", Tensor.of(new float[] {0.25f}), "mask", Tensor.of(new float[6], 1, 1, 2, 3));
        var nodes = List.of(
                Node.of("scale", "Mul", List.of("x", "one"), List.of("s")),
                Node.of("add", "Add", List.of("s", "mask"), List.of("y")));
        try (var engine = engine(nodes, weights, 2, 3)) {
            var one = look(engine, "one", "auto");
            assertThat(one.readings())
                    .singleElement()
                    .satisfies(
                            r -> assertThat(Words.in(Language.EN).say(r)).isEqualTo("one is a single number: 0.25."));
            assertThat(((Table) one.artifact()).rows()).hasSize(1);
            assertThat(((Heatmap) look(engine, "mask", "auto").artifact())
                            .plane()
                            .rows())
                    .isEqualTo(2);
        }
    }

    @Test
    void looksAtEveryWeightOfARealNetwork() {
        var path = Path.of(System.getProperty("vitrine.assets", "assets"), "onnx", "squeezenet1.1_fp32.onnx");
        Assumptions.assumeTrue(Files.exists(path), () -> "no " + path + ": set -Dvitrine.assets to run this test");
        try (var engine = Engine.of(Model.open(path))) {
            assertThat(method.look(Look.at(engine), Options.standard(method.card()))
                            .facts())
                    .containsEntry("total", 1235496L);
            for (var node : engine.model().graph().nodes()) {
                if (node.is("Conv")) {
                    var result = look(engine, node.output(0).orElseThrow(), "auto");
                    assertThat(result.readings())
                            .allSatisfy(r ->
                                    assertThat(Words.in(Language.ZH).say(r)).doesNotContain("{"));
                }
            }
        }
    }

    private Result look(Engine engine, String tensor, String chart) {
        return method.look(Look.at(engine), Options.of(method.card(), Map.of("tensor", tensor, "chart", chart)));
    }

    private static Engine engine(Node node, Map<String, Tensor> weights, long... input) {
        return engine(List.of(node), weights, input);
    }

    private static Engine engine(List<Node> nodes, Map<String, Tensor> weights, long... input) {
        var x = Tensor.of(new float[(int) Tensor.count(input)], input);
        return Engine.of(ValueArithmeticTest.model(nodes, weights, Map.of("x", x), "y", 18));
    }
}
