package dev.vitrine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Shape.Dim;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sound.sampled.AudioFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {
    @TempDir
    Path folder;

    private static Graph.Value input(String name, DataType type, long... sizes) {
        return new Graph.Value(name, TensorType.of(type, sizes));
    }

    private static Model model(Graph.Value... inputs) {
        return Model.of(new Graph("g", List.of(), Map.of(), List.of(inputs), List.of(), Map.of()), 17);
    }

    private static Inputs read(Model model, Object... arguments) {
        return Inputs.read(
                model, List.of(arguments).stream().map(Object::toString).toList(), Optional.empty(), Optional.empty());
    }

    private Path write(String name, byte[] content) throws Exception {
        return Files.write(folder.resolve(name), content);
    }

    private Path write(String name, String words) throws Exception {
        return write(name, words.getBytes(StandardCharsets.UTF_8));
    }

    private static void answers(String key, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.text().key()).isEqualTo(key));
    }

    @Test
    void preparesAPictureAndLabelsTheGuess() throws Exception {
        var file = write("p.bin", Fixture.bytes("orientation6.png"));
        var inputs = read(model(input("image", DataType.FLOAT, 1, 3, 224, 224)), file);
        var picture = inputs.picture().orElseThrow();
        assertThat(inputs.tensors().get("image").sizes()).containsExactly(1, 3, 224, 224);
        assertThat(picture.guessed()).isTrue();
        assertThat(picture.original().width()).isEqualTo(16);
        assertThat(picture.preprocess()).isEqualTo(Preprocess.parse("torch"));
        assertThat(inputs.byName().get("image").description().toString()).contains("p.bin", "ImageNet", "(guessed)");
        var chosen = Inputs.read(
                model(input("image", DataType.FLOAT, 1, 3, 8, 8)),
                List.of("image=" + file),
                Optional.of(Preprocess.parse("unit")),
                Optional.empty());
        assertThat(chosen.guessed()).isFalse();
    }

    @Test
    void fitsArraysToTheInput() throws Exception {
        var array = write("a.npy", Npy.bytes(Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3)));
        var fitted = read(model(input("x", DataType.FLOAT, -1, 2, 3)), array)
                .tensors()
                .get("x");
        assertThat(fitted.type()).isEqualTo(DataType.FLOAT);
        assertThat(fitted.sizes()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> read(model(input("x", DataType.FLOAT, 1, 3, 2)), array))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("1x3x2")
                .hasMessageContaining("2x3");
        var halves = write("h.npy", Npy.bytes(Tensor.of(new float[] {0.5f}, 1)));
        answers("data.input-type", () -> read(model(input("x", DataType.INT64, 1)), halves));
    }

    @Test
    void givesManyStepsToANetworkWithAMemory() throws Exception {
        var steps = write("s.npy", Npy.bytes(Tensor.of(new float[12], 1, 4, 3)));
        var graph = model(input("x", DataType.FLOAT, 1, 1, 3)).graph();
        var lstm = graph.withNodes(List.of(Node.of("", "LSTM", List.of("x", "w", "r"), List.of("y"))));
        assertThat(read(Model.of(lstm, 17), steps).tensors().get("x").sizes()).containsExactly(1, 4, 3);
        answers("data.input-shape", () -> read(Model.of(graph, 17), steps));
        var uneven = write("u.npy", Npy.bytes(Tensor.of(new float[8], 1, 4, 2)));
        answers("data.input-shape", () -> read(Model.of(lstm, 17), uneven));
    }

    @Test
    void readsTablesTextAndSound() throws Exception {
        var table = write("t.csv", "5.1,3.5,1.4,0.2\n");
        assertThat(read(model(input("x", DataType.FLOAT, -1, 4)), table)
                        .tensors()
                        .get("x")
                        .sizes())
                .containsExactly(1, 4);
        assertThat(read(model(input("x", DataType.FLOAT, 1, 1, 2, 2)), table)
                        .tensors()
                        .get("x")
                        .sizes())
                .containsExactly(1, 1, 2, 2);
        var ids = write("ids.txt", "[101, 7592\n 102]");
        assertThat(read(model(input("ids", DataType.INT64, -1, -1)), ids)
                        .tensors()
                        .get("ids")
                        .longs())
                .containsExactly(101, 7592, 102);
        var words = write("w.txt", "hello");
        assertThat(read(model(input("s", DataType.STRING, 1)), words)
                        .tensors()
                        .get("s")
                        .strings())
                .containsExactly("hello");
        answers("data.text-not-integer", () -> read(model(input("ids", DataType.INT64, 1, -1)), words));
        var sound =
                write("s.wav", WavTest.file(AudioFormat.Encoding.PCM_SIGNED, 16, 1, new byte[] {0, 64, 0, 32, 0, 0}));
        var given = read(model(input("a", DataType.FLOAT, -1, 5, 1)), sound)
                .byName()
                .get("a");
        assertThat(given.tensor().floats()).containsExactly(0.5f, 0.25f, 0, 0, 0);
        assertThat(given.description().toString()).contains("to 5");
        assertThat(read(model(input("a", DataType.FLOAT, 1, -1)), sound)
                        .tensors()
                        .get("a")
                        .sizes())
                .containsExactly(1, 3);
    }

    @Test
    void givesTheFileItselfToAModelThatDecodes() throws Exception {
        var file = write("p.png", Fixture.bytes("grey.png"));
        var tensor =
                read(model(input("bytes", DataType.UINT8, -1)), file).tensors().get("bytes");
        assertThat(Fixture.elements(tensor)).isEqualTo(Fixture.bytes("grey.png"));
    }

    @Test
    void fillsTheRestAtRandomTheSameWayEveryTime() throws Exception {
        var seq = new Graph.Value(
                "past",
                TensorType.of(DataType.FLOAT, new Shape(List.of(new Dim.Symbol("batch"), new Dim.Symbol("seq")))));
        var ids = new Graph.Value(
                "ids",
                TensorType.of(DataType.INT64, new Shape(List.of(new Dim.Symbol("batch"), new Dim.Symbol("seq")))));
        var graph = new Graph(
                "g",
                List.of(Node.of("e", "Gather", List.of("table", "ids"), List.of("out"))),
                Map.of("table", Tensor.of(new float[6], 3, 2)),
                List.of(ids, seq),
                List.of(),
                Map.of());
        var model = Model.of(graph, 17);
        var once = read(model, "random:5").tensors();
        var again = read(model, "random:5").tensors();
        assertThat(once.get("past").floats()).isEqualTo(again.get("past").floats());
        assertThat(java.util.Arrays.stream(once.get("ids").longs()).boxed()).allMatch(i -> i >= 0 && i < 3);
        var file = write("ids.txt", "1 2 0");
        var mixed = read(model, "ids=" + file, "random");
        assertThat(mixed.tensors().get("past").sizes()).containsExactly(1, 3);
        assertThat(mixed.random()).isTrue();
        answers("data.input-missing", () -> read(model, "ids=" + file));
        answers("data.input-none", () -> read(model));
    }

    @Test
    void assignsFilesAndAnswersMistakes() throws Exception {
        var image = input("image", DataType.FLOAT, 1, 3, 8, 8);
        var state = input("state", DataType.FLOAT, 2, 4);
        var picture = write("p.png", Fixture.bytes("grey.png"));
        var array = write("s.npy", Npy.bytes(Tensor.of(new float[8], 2, 4)));
        assertThat(read(model(state, image), picture, "state=" + array).tensors())
                .containsOnlyKeys("state", "image");
        answers("data.input-picture-unfit", () -> read(model(state), picture));
        answers("data.input-too-many", () -> read(model(state), array, array));
        answers("data.input-twice", () -> read(model(state), "state=" + array, "state=" + array));
        answers("data.file-missing", () -> read(model(state), "stat=" + array));
        answers(
                "data.text-binary",
                () -> read(model(state), write("b.txt", new byte[] {(byte) 0xFF, (byte) 0xFE, 'x'})));
        answers("data.pb-wrong", () -> read(model(state), write("b.pb", new byte[] {(byte) 0xFF, 1, 2})));
    }

    @Test
    void readsOnnxTestData() {
        var onnx = Fixture.assets().resolve("onnx");
        var model = Model.open(onnx.resolve("mnist-8.onnx"));
        var digit = read(model, onnx.resolve("mnist-8_test_data_set_0/input_0.pb"))
                .tensors()
                .get("Input3");
        assertThat(digit.sizes()).containsExactly(1, 1, 28, 28);
        assertThat(digit.floats()).contains(255f);
    }

    @Test
    void takesEveryModelOfTheAssets() throws Exception {
        var onnx = Fixture.assets().resolve("onnx");
        try (var files = Files.list(onnx)) {
            for (var file :
                    files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList()) {
                var model = Model.open(file);
                assertThat(read(model, "random:1").byName())
                        .as(file.toString())
                        .hasSameSizeAs(model.graph().inputs());
            }
        }
    }
}
