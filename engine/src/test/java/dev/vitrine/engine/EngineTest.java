package dev.vitrine.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorReader;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineTest {
    private static final TensorType PAIR = TensorType.of(DataType.FLOAT, 1, 2);

    /** y = relu(x W + b), z = y * y. */
    private static Model small() {
        return Model.of(
                new Graph(
                        "small",
                        List.of(
                                Node.of("dense", "Gemm", List.of("x", "W", "b"), List.of("h")),
                                Node.of("act", "Relu", List.of("h"), List.of("y")),
                                Node.of("square", "Mul", List.of("y", "y"), List.of("z"))),
                        Map.of(
                                "W", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2),
                                "b", Tensor.of(new float[] {-10, 1}, 2)),
                        List.of(new Graph.Value("x", PAIR)),
                        List.of(new Graph.Value("z", TensorType.UNKNOWN)),
                        Map.of()),
                17);
    }

    @Test
    void tracesAnyTensor() {
        try (var engine = Engine.of(small())) {
            var trace = engine.trace(Map.of("x", Tensor.of(new float[] {1, 1}, 1, 2)));
            assertThat(trace.get("h").floats()).containsExactly(-6, 7);
            assertThat(trace.get("y").floats()).containsExactly(0, 7);
            assertThat(trace.get("z").floats()).containsExactly(0, 49);
            assertThat(trace.get("W").floats()).containsExactly(1, 2, 3, 4);
            assertThat(engine.trace(Map.of("x", Tensor.of(new float[] {1, 1}, 1, 2))))
                    .isSameAs(trace);
        }
    }

    @Test
    void manyWhoAskAtOnceShareOneRun() {
        try (var engine = Engine.of(small())) {
            var trace = engine.trace(Map.of("x", Tensor.of(new float[] {1, 1}, 1, 2)));
            var seen = IntStream.range(0, 16)
                    .parallel()
                    .mapToObj(i -> trace.get("z"))
                    .toList();
            assertThat(seen).allSatisfy(z -> assertThat(z).isSameAs(trace.get("z")));
        }
    }

    /** A node of chance tells whether it was run again. */
    @Test
    void whatComesAfterAKnownActivationStartsThere() {
        var graph = new Graph(
                "chance",
                List.of(
                        Node.of("chance", "RandomNormalLike", List.of("x"), List.of("r")),
                        Node.of("sum", "Add", List.of("r", "x"), List.of("s")),
                        Node.of("shape", "Shape", List.of("s"), List.of("n")),
                        Node.of("double", "Add", List.of("s", "s"), List.of("d"))),
                Map.of(),
                List.of(new Graph.Value("x", PAIR)),
                List.of(new Graph.Value("d", TensorType.UNKNOWN)),
                Map.of());
        try (var engine = Engine.of(Model.of(graph, 17))) {
            var trace = engine.trace(Map.of("x", Tensor.of(new float[] {1, 1}, 1, 2)));
            var s = trace.get("s").floats();
            assertThat(trace.get("d").floats()).containsExactly(s[0] + s[0], s[1] + s[1]);
            assertThat(trace.get("n").longs()).containsExactly(1, 2);
            assertThat(trace.get("s").floats()).containsExactly(s);
        }
    }

    @Test
    void cutsAwayWhatIsNotNeeded() {
        var graph = small().graph().cut(List.of("y"), List.of());
        assertThat(graph.nodes()).extracting(Node::name).containsExactly("dense", "act");
    }

    @Test
    void keepsGradientGraphs() {
        try (var engine = Engine.of(small())) {
            var asked = engine.differentiator().seed("z").wrt("x");
            var gradient = engine.gradient(asked.key(), asked::build);
            var again = engine.differentiator().seed("z").wrt("x");
            assertThat(engine.gradient(again.key(), again::build)).isSameAs(gradient);
            var other = engine.differentiator().seed("y").wrt("x");
            assertThat(engine.gradient(other.key(), other::build).tensor()).isEqualTo("y");
        }
    }

    @Test
    void anEqualInputGivesTheSameTrace() {
        try (var engine = Engine.of(small())) {
            var x = Map.of("x", Tensor.of(new float[] {1, 2}, 1, 2));
            var trace = engine.trace(x);
            assertThat(engine.trace(x)).isSameAs(trace);
            assertThat(engine.trace(Map.of("x", Tensor.of(new float[] {2, 1}, 1, 2))))
                    .isNotSameAs(trace);
            assertThat(engine.trace(Map.of("x", Tensor.of(new float[] {1, 2}, 1, 2))))
                    .isSameAs(trace);
        }
    }

    @Test
    void infersTypes() {
        try (var engine = Engine.of(small())) {
            assertThat(engine.types().get("z")).isEqualTo(PAIR);
            assertThat(engine.types().get("W").shape()).contains(Shape.of(2, 2));
            assertThat(engine.typeNotes()).isEmpty();
        }
    }

    @Test
    void infersTypesOfVeryLargeGraphsInParts() {
        var nodes = new java.util.ArrayList<Node>();
        for (int i = 0; i < 6500; i++) {
            var op = i % 2 == 0 ? "Relu" : "Add";
            var from = i == 0 ? "x" : "t" + (i - 1);
            nodes.add(Node.of("", op, i % 2 == 0 ? List.of(from) : List.of(from, "b"), List.of("t" + i)));
        }
        var graph = new Graph(
                "large",
                nodes,
                Map.of("b", Tensor.of(new float[2], 2)),
                List.of(new Graph.Value("x", PAIR)),
                List.of(new Graph.Value("t6499", TensorType.UNKNOWN)),
                Map.of());
        try (var engine = Engine.of(Model.of(graph, 17))) {
            assertThat(engine.types().byName()).hasSize(6502);
            assertThat(engine.types().get("t6499")).isEqualTo(PAIR);
            assertThat(engine.typeNotes()).isEmpty();
        }
    }

    @Test
    void namesTheMissingInputAndTheFailingNode() {
        try (var engine = Engine.of(small())) {
            assertThatThrownBy(() -> engine.trace(Map.of()).get("z"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("\"x\"");
            assertThatThrownBy(() -> engine.trace(Map.of("x", Tensor.of(new float[3], 1, 3)))
                            .get("z"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("\"x\" has 3 values along axis 1; this model takes 2");
        }
    }

    /** Inputs and outputs published with the models. */
    @ParameterizedTest
    @CsvSource({
        "squeezenet1.1_fp32.onnx, squeezenet1.1_test_data_set_0, 2e-4",
        "mnist-8.onnx, mnist-8_test_data_set_0, 1e-4",
        "cntk_bilstm.onnx, cntk_bilstm_test_data_set_0, 1e-4",
        "cntk_birnn_relu.onnx, cntk_birnn_relu_test_data_set_0, 1e-4",
        "gpt2_nopast_tiny.onnx, gpt2_nopast_tiny_test_data_set_0, 1e-4",
    })
    void reproducesPublishedOutputs(String file, String folder, float tolerance) throws IOException {
        var model = Model.open(Assets.file("onnx/" + file));
        try (var engine = Engine.of(model)) {
            var input = tensor(Assets.file("onnx/" + folder + "/input_0.pb"));
            var expected = tensor(Assets.file("onnx/" + folder + "/output_0.pb"));
            var trace = engine.trace(Map.of(model.graph().inputs().get(0).name(), input));
            var actual = trace.get(model.graph().outputs().get(0).name());
            assertThat(actual.elements()).isEqualTo(expected.elements());
            float[] a = actual.floats();
            float[] b = expected.floats();
            float largest = 0;
            for (float v : b) {
                largest = Math.max(largest, Math.abs(v));
            }
            // mnist-8 adds up values of 6575: float32 cannot keep 1e-4 there, and the runtime's own kernels differ by
            // 3e-3.
            float bound = Math.max(tolerance, 1e-6f * largest);
            for (int i = 0; i < a.length; i++) {
                assertThat(Math.abs(a[i] - b[i])).as("element %d", i).isLessThanOrEqualTo(bound);
            }
        }
    }

    private static Tensor tensor(Path file) throws IOException {
        return TensorReader.read(ByteBuffer.wrap(Files.readAllBytes(file))).tensor();
    }

    /** A kernel stored as height, width, inputs, outputs, in a file beside: the same sums as with it copied into order. */
    @Test
    void runsWeightsInTheOrderOfTheirFile(@TempDir Path folder) throws IOException {
        int outputs = 8;
        int inputs = 4;
        var random = new Random(3);
        var stored = ByteBuffer.allocate(4 * (1 + 3 * 3 * inputs * outputs)).order(ByteOrder.LITTLE_ENDIAN);
        while (stored.hasRemaining()) {
            stored.putFloat((float) random.nextGaussian());
        }
        var file = Files.write(folder.resolve("weights.bin"), stored.array()).toRealPath();
        var bytes = new Bytes.InFile(MappedFile.open(file), 4, 4L * 3 * 3 * inputs * outputs);
        var seen = Tensor.over(DataType.FLOAT, bytes, 3, 3, inputs, outputs).transpose(3, 2, 0, 1);
        var depthwise = Tensor.over(DataType.FLOAT, bytes, 3, 3, inputs, outputs)
                .transpose(2, 3, 0, 1)
                .reshape((long) inputs * outputs, 1, 3, 3);
        var picture = new float[inputs * 25];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (float) random.nextGaussian();
        }
        var x = Map.of("x", Tensor.of(picture, 1, inputs, 5, 5));
        var shown = run(Optional.of(file), seen, depthwise, x);
        var copied = run(
                Optional.empty(),
                Tensor.of(seen.floats(), seen.sizes()),
                Tensor.of(depthwise.floats(), depthwise.sizes()),
                x);
        assertThat(shown.get("y").floats()).containsExactly(copied.get("y").floats());
        assertThat(shown.get("z").floats()).containsExactly(copied.get("z").floats());
    }

    private static Map<String, Tensor> run(
            Optional<Path> source, Tensor kernel, Tensor depthwise, Map<String, Tensor> inputs) {
        var graph = new Graph(
                "stored",
                List.of(
                        Node.of("conv", "Conv", List.of("x", "K"), List.of("y")),
                        Node.of("depth", "Conv", List.of("x", "D"), List.of("z"))
                                .with("group", 4)),
                Map.of("K", kernel, "D", depthwise),
                List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 1, 4, 5, 5))),
                List.of(new Graph.Value("y", TensorType.UNKNOWN), new Graph.Value("z", TensorType.UNKNOWN)),
                Map.of());
        var model = new Model(source, 8, Map.of("", 17L), List.of(), "", Map.of(), graph);
        try (var engine = Engine.of(model)) {
            var trace = engine.trace(inputs);
            return Map.of("y", trace.get("y"), "z", trace.get("z"));
        }
    }
}
