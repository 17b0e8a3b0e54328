package dev.vitrine.formats.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.formats.Formats;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files written here, byte for byte as the format says. */
final class SafetensorsImporterTest {
    @TempDir
    Path folder;

    static byte[] file(String header, byte... values) {
        var text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + values.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(values)
                .array();
    }

    private Model open(String header, byte... values) throws IOException {
        return Formats.open(Files.write(folder.resolve("weights.bin"), file(header, values)));
    }

    @Test
    void weightsKeepTheirPlaceAndBecomeModules() throws IOException {
        var model = open("""
                {"__metadata__": {"format": "pt"},
                 "net.10.weight": {"dtype": "F32", "shape": [1, 2], "data_offsets": [2, 10]},
                 "net.2.weight": {"dtype": "F16", "shape": [1, 1, 1, 1], "data_offsets": [0, 2]}}""", new byte[] {0, 0x3c, 0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40});

        var graph = model.graph();
        assertThat(graph.nodes()).extracting(Node::name).containsExactly("net/2", "net/10");
        assertThat(graph.nodes()).extracting(Node::op).containsExactly("Conv2d", "Linear");
        assertThat(graph.constant("net.2.weight").orElseThrow().floats()).containsExactly(1);
        var linear = graph.constant("net.10.weight").orElseThrow();
        assertThat(linear.floats()).containsExactly(1, 2);
        assertThat(linear.bytes()).isInstanceOf(Bytes.InFile.class);
        assertThat(model.metadata()).containsEntry("format", "pt");
        assertThat(model.origin().format()).isEqualTo("safetensors");
        assertThat(model.origin().notes()).isNotEmpty();
    }

    @Test
    void elementsOfLessThanAByteAreRead() throws IOException {
        var model = open(
                "{\"w\": {\"dtype\": \"F4\", \"shape\": [4], \"data_offsets\": [0, 2]}}",
                new byte[] {0x12, (byte) 0xA7});

        var weight = model.graph().constant("w").orElseThrow();
        assertThat(weight.type()).isEqualTo(DataType.FLOAT4E2M1);
        // OCP Microscaling Formats 1.0, table 5: codes 2, 1, 7, 10.
        assertThat(weight.floats()).containsExactly(1f, 0.5f, 6f, -1f);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"w\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 8]}} | does not fit",
                "{\"w\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 12]}} | only 8 bytes",
                "{\"w\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 8]}} | leave a hole",
                "{\"w\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}} | but 8 are there",
                "{\"w\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [8, 0]}} | overlap",
                "{\"w\": {\"dtype\": \"X9\", \"shape\": [1], \"data_offsets\": [0, 8]}} | \"X9\"",
                "{\"w\": {\"dtype\": \"F32\", \"shape\": [-2], \"data_offsets\": [0, 8]}} | no shape",
                "{\"w\": {\"dtype\": \"F32\", \"shape\": [4611686018427387904, 4], \"data_offsets\": [0, 8]}} | does not fit",
                "{\"w\": 1} | no shape",
                "{\"w\": | broken in line 1",
            })
    void everyRuleOfTheHeaderIsChecked(String header, String said) {
        assertThatThrownBy(() -> open(header, new byte[8]))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("weights.bin")
                .hasMessageContaining(said);
    }

    @Test
    void aNameTwiceIsRefused() {
        var entry = "\"w\": {\"dtype\": \"U8\", \"shape\": [1], \"data_offsets\": [%d, %d]}";
        var header = "{" + entry.formatted(0, 1) + ", " + entry.formatted(1, 2) + "}";

        assertThatThrownBy(() -> open(header, new byte[2])).hasMessageContaining("\"w\" twice");
    }

    @Test
    void shardsAreReadFromTheFolderOfTheIndexOnly() throws IOException {
        var inside = Files.createDirectory(folder.resolve("model"));
        Files.write(folder.resolve("secret.safetensors"), file(one("c")));
        Files.write(inside.resolve("a.safetensors"), file(one("a"), (byte) 1));
        var index = Files.writeString(inside.resolve("model.safetensors.index.json"), """
                {"metadata": {}, "weight_map": {"a": "a.safetensors", "b": "absent.safetensors",
                 "c": "../secret.safetensors"}}""");

        for (var path : java.util.List.of(index, inside)) {
            var model = Formats.open(path);
            assertThat(model.graph().initializers().keySet()).containsExactly("a");
            assertThat(model.origin().notes().toString())
                    .contains("absent.safetensors", "outside")
                    .contains("../secret.safetensors");
        }
    }

    private static String one(String name) {
        return "{\"" + name + "\": {\"dtype\": \"U8\", \"shape\": [1], \"data_offsets\": [0, 1]}}";
    }

    @Test
    void kindsAreGuessedFromNamesAndShapes() throws IOException {
        var graph = open("""
                        {"bn1.running_mean": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]},
                         "bn1.running_var": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]},
                         "cls": {"dtype": "F32", "shape": [0, 1], "data_offsets": [0, 0]},
                         "rnn.weight_hh_l0": {"dtype": "U8", "shape": [6, 2], "data_offsets": [0, 12]},
                         "rnn.weight_ih_l0": {"dtype": "U8", "shape": [6, 0], "data_offsets": [0, 0]}}""", new byte[12]).graph();

        assertThat(graph.nodes())
                .extracting(n -> n.name() + " " + n.op())
                .containsExactly("bn1 BatchNorm", "cls Weights", "rnn GRU");
        assertThat(graph.isWeightsOnly()).isTrue();
        assertThat(graph.nodes()).allMatch(n -> n.attributes().containsKey("guessed"));
    }

    @Test
    void theFamilyOfTheFileNameDoesNotMatter() throws IOException {
        var file = Files.write(folder.resolve("model.onnx"), file(one("a"), (byte) 1));

        assertThat(Formats.open(file).graph().initializers()).hasSize(1);
    }
}
