package dev.vitrine.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.OnnxWriter;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which reader a file gets, and what is said of files that are no model. */
final class FormatsTest {

    @TempDir
    private Path folder;

    @Test
    void onnxIsOnnxWhateverItsName() throws IOException {
        var type = TensorType.of(DataType.FLOAT, 2);
        var graph = new Graph(
                "g",
                List.of(Node.of("twice", "Add", List.of("x", "x"), List.of("y"))),
                Map.of(),
                List.of(new Graph.Value("x", type)),
                List.of(new Graph.Value("y", type)),
                Map.of());
        var file = Files.write(folder.resolve("model.h5"), OnnxWriter.write(Model.of(graph, 17)));

        var model = Formats.open(file);

        assertThat(model.graph().nodes()).extracting(Node::op).containsExactly("Add");
        assertThat(model.origin()).isEqualTo(Model.Origin.ONNX);
    }

    @ParameterizedTest
    @CsvSource({
        "version https://git-lfs.github.com/spec/v1, Git LFS pointer",
        "<!DOCTYPE html><title>Sign in</title>, web page",
        "'  <html>', web page",
        "'', empty",
        "'\u001f\u008b\u0008', gzip",
        "\u0080\u0002}q, pickle",
        "\u0089PNG, image",
    })
    void whatIsNoModelIsNamed(String content, String named) throws IOException {
        var file = Files.write(folder.resolve("model.onnx"), content.getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> Formats.open(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining(named);
    }

    @Test
    void aFolderAndAMissingFileAreNamed() {
        assertThatThrownBy(() -> Formats.open(folder)).hasMessageContaining("folder");
        assertThatThrownBy(() -> Formats.open(folder.resolve("absent"))).hasMessageContaining("absent");
    }
}
