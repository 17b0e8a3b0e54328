package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Result;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class HiddenStateTest {
    private final HiddenState method = new HiddenState();

    private static Path asset(String name) {
        var path = Path.of(System.getProperty("vitrine.assets", "assets"), name);
        Assumptions.assumeTrue(Files.exists(path), () -> "no " + path + ": set -Dvitrine.assets to run this test");
        return path;
    }

    private Result look(Engine engine, Map<String, Tensor> inputs, Map<String, String> options) {
        return method.look(Look.at(engine).with(Look.Given.of(inputs)), Options.of(method.card(), options));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> nodes(Result result) {
        return (List<Map<String, Object>>) result.facts().get("recurrent");
    }

    private static float[] wave(int count, double hertz) {
        var wave = new float[count];
        for (int i = 0; i < count; i++) {
            wave[i] = (float) (0.3 * Math.sin(2 * Math.PI * hertz * i / 16000) * Math.sin(i / 3000.0));
        }
        return wave;
    }

    @Test
    void bothDirectionsOfTheBidirectionalModel() {
        try (var engine = Engine.of(Model.open(asset("onnx/cntk_bilstm.onnx")))) {
            var x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 1, 2);
            var result = look(engine, Map.of("Input3", x), Map.of());
            assertThat(nodes(result)).hasSize(2).allSatisfy(n -> {
                assertThat(n)
                        .containsEntry("agrees", true)
                        .containsEntry("steps", 4)
                        .containsEntry("units", 3);
                assertThat((double) n.get("difference")).isLessThan(1e-5);
            });
            assertThat(nodes(result))
                    .extracting(n -> n.get("direction"))
                    .containsExactlyInAnyOrder("forward", "reverse");
            assertThat(((Board) result.artifact()).parts()).hasSize(2 * 6);
        }
    }

    @Test
    void stepsAStreamingModelThroughFrames() {
        try (var engine = Engine.of(Model.open(asset("onnx/dtln_model_1.onnx")))) {
            int frames = 5;
            var spectrum = new float[frames * 257 + 10];
            for (int i = 0; i < spectrum.length; i++) {
                spectrum[i] = (float) Math.abs(Math.sin(i * 0.37));
            }
            var inputs = new LinkedHashMap<String, Tensor>();
            inputs.put("input_2", Tensor.of(spectrum, 1, spectrum.length));
            inputs.put("input_3", Tensor.of(new float[512], 1, 2, 128, 2));
            var result = look(engine, inputs, Map.of());
            assertThat(nodes(result))
                    .hasSize(2)
                    .allSatisfy(n -> assertThat(n)
                            .containsEntry("agrees", true)
                            .containsEntry("steps", frames)
                            .containsEntry("units", 128));
            var state = result.data().get("tf_op_layer_stack_2");
            assertThat(state.sizes()).containsExactly(512, frames);

            Map<String, Tensor> carried = Map.of();
            for (int k = 0; k < frames; k++) {
                var frame = java.util.Arrays.copyOfRange(spectrum, k * 257, (k + 1) * 257);
                var before = k == 0 ? inputs.get("input_3") : carried.get("tf_op_layer_stack_2");
                carried = engine.run(
                        List.of("tf_op_layer_stack_2"),
                        Map.of("input_2", Tensor.of(frame, 1, 1, 257), "input_3", before));
            }
            var last = carried.get("tf_op_layer_stack_2").floats();
            for (int i = 0; i < 512; i++) {
                assertThat(state.floats()[i * frames + frames - 1]).isCloseTo(last[i], within(1e-6f));
            }
        }
    }

    @Test
    void reachesTheLstmInsideNestedBranches() {
        try (var engine = Engine.of(Model.open(asset("onnx/silero_vad.onnx")))) {
            var inputs = new LinkedHashMap<String, Tensor>();
            inputs.put("input", Tensor.of(wave(512 * 4 + 100, 220), 1, 512 * 4 + 100));
            inputs.put("sr", Tensor.scalar(16000L).reshape());
            inputs.put("state", Tensor.of(new float[256], 2, 1, 128));
            var result = look(engine, inputs, Map.of("frame", "512", "context", "64"));
            assertThat(nodes(result))
                    .hasSize(1)
                    .allSatisfy(n -> assertThat(n)
                            .containsEntry("agrees", true)
                            .containsEntry("steps", 4)
                            .containsEntry("units", 128));
            var state = result.data().get("stateN");
            assertThat(state.sizes()).containsExactly(256, 4);
            var name = (String) nodes(result).get(0).get("node");
            var hidden = result.data().get(name + "/hidden").floats();
            var cell = result.data().get(name + "/cell").floats();
            for (int u = 0; u < 128; u++) {
                assertThat(hidden[u * 4 + 3]).isCloseTo(state.floats()[u * 4 + 3], within(1e-5f));
                assertThat(cell[u * 4 + 3]).isCloseTo(state.floats()[(128 + u) * 4 + 3], within(1e-4f));
            }
        }
    }

    @Test
    void showsStatesWhereTheLstmIsTakenApart() {
        try (var engine = Engine.of(Model.open(asset("onnx/silero_vad_op18_ifless.onnx")))) {
            var inputs = new LinkedHashMap<String, Tensor>();
            inputs.put("input", Tensor.of(wave(576 * 3, 220), 1, 576 * 3));
            inputs.put("sr", Tensor.scalar(16000L).reshape());
            var result = look(engine, inputs, Map.of("frame", "576"));
            assertThat(nodes(result)).isEmpty();
            assertThat(result.data().get("stateN").sizes()).containsExactly(256, 3);
        }
    }

    @Test
    void refusesModelsWithoutMemory() {
        try (var engine = Engine.of(Model.open(asset("onnx/mnist-8.onnx")))) {
            var inputs = Map.of("Input3", Tensor.of(new float[784], 1, 1, 28, 28));
            assertThatThrownBy(() -> look(engine, inputs, Map.of())).isInstanceOf(InputException.class);
        }
    }

    /** Without an alpha the runtime's RNN takes 0 for Elu, where the specification says 1: no gates are made up. */
    @Test
    void showsTheRuntimesStatesWhereItDisagrees() {
        var node = Node.of("cell", "RNN", List.of("x", "w", "r"), List.of("y"))
                .with("hidden_size", 1)
                .with("activations", new Attribute.OfStrings(List.of("Elu")));
        var graph = new Graph(
                "g",
                List.of(node),
                Map.of("w", Tensor.of(new float[] {1}, 1, 1, 1), "r", Tensor.of(new float[] {0}, 1, 1, 1)),
                List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 3, 1, 1))),
                List.of(new Graph.Value("y", TensorType.UNKNOWN)),
                Map.of());
        try (var engine = Engine.of(Model.of(graph, 14))) {
            var x = Map.of("x", Tensor.of(new float[] {-1, 2, -3}, 3, 1, 1));
            var result = look(engine, x, Map.of());
            assertThat(nodes(result).get(0)).containsEntry("agrees", false);
            assertThat(result.readings().get(0).key()).isEqualTo("hidden-state.disagrees");
            assertThat(result.data().get("cell/hidden").floats())
                    .isEqualTo(engine.trace(x).get("y").floats());
        }
    }

    @Test
    void namesNodesInsideLoops() {
        var body = new Graph(
                "body",
                List.of(
                        Node.of("", "Identity", List.of("go"), List.of("on")),
                        Node.of("inner", "LSTM", List.of("x", "w", "r"), List.of("y"))
                                .with("hidden_size", 1)),
                Map.of(),
                List.of(
                        new Graph.Value("i", TensorType.of(DataType.INT64)),
                        new Graph.Value("go", TensorType.of(DataType.BOOL))),
                List.of(
                        new Graph.Value("on", TensorType.of(DataType.BOOL)),
                        new Graph.Value("y", TensorType.of(DataType.FLOAT, 2, 1, 1, 1))),
                Map.of());
        var graph = new Graph(
                "g",
                List.of(Node.of("loop", "Loop", List.of("count", ""), List.of("ys"))
                        .with("body", new Attribute.OfGraph(body))),
                Map.of(
                        "count", Tensor.scalar(2L).reshape(),
                        "w", Tensor.of(new float[4], 1, 4, 1),
                        "r", Tensor.of(new float[4], 1, 4, 1)),
                List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 2, 1, 1))),
                List.of(new Graph.Value("ys", TensorType.UNKNOWN)),
                Map.of());
        try (var engine = Engine.of(Model.of(graph, 14))) {
            var x = Map.of("x", Tensor.of(new float[2], 2, 1, 1));
            assertThatThrownBy(() -> look(engine, x, Map.of()))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("loop > inner");
        }
    }

    @Test
    void namesTheNodesThereAre() {
        try (var engine = Engine.of(Model.open(asset("onnx/cntk_bilstm.onnx")))) {
            var x = Map.of("Input3", Tensor.of(new float[4], 2, 1, 2));
            assertThatThrownBy(() -> look(engine, x, Map.of("layer", "nowhere")))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("Block1237");
        }
    }
}
