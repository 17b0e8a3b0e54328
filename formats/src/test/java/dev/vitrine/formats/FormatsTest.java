package dev.vitrine.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.model.Attribute;
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

    @Test
    void anInnerGraphOpensByItsPlaceAndAFileWithTheSignInItsNameIsAFile() throws IOException {
        var type = TensorType.of(DataType.FLOAT, 2);
        var body = new Graph(
                "body",
                List.of(Node.of("twice", "Add", List.of("x", "x"), List.of("y"))),
                Map.of(),
                List.of(),
                List.of(new Graph.Value("y", type)),
                Map.of());
        var choice = new Node(
                "choice", "If", "", List.of("c"), List.of("z"), Map.of("then_branch", new Attribute.OfGraph(body)));
        var whole = new Graph(
                "g",
                List.of(choice),
                Map.of(),
                List.of(new Graph.Value("x", type), new Graph.Value("c", TensorType.of(DataType.BOOL))),
                List.of(new Graph.Value("z", type)),
                Map.of());
        var file = Files.write(folder.resolve("run#2.onnx"), OnnxWriter.write(Model.of(whole, 17)));

        assertThat(Formats.open(file).graph().nodes()).extracting(Node::op).containsExactly("If");
        var inner = Path.of(file + "#choice/then_branch");
        assertThat(Formats.open(inner).graph().nodes()).extracting(Node::op).containsExactly("Add");
        assertThat(Formats.Place.of(inner).name()).isEqualTo("run#2.onnx#choice/then_branch");
        assertThatThrownBy(() -> Formats.open(Path.of(file + "#choice/else_branch")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("choice/then_branch");
        assertThatThrownBy(() -> Formats.open(folder.resolve("run#3.onnx"))).isInstanceOf(InputException.class);
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
