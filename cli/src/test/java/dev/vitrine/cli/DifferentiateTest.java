package dev.vitrine.cli;

import static dev.vitrine.cli.Ran.vitrine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.data.Npy;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.OnnxWriter;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferentiateTest {
    private static final Path SAMPLES = Path.of(System.getProperty("vitrine.samples", "samples"));
    private static final String ICONS = SAMPLES.resolve("icons/icons.onnx").toString();

    @TempDir
    private Path folder = Path.of("");

    /** The file is a model that opens; with a class named, it takes what the model took. */
    @Test
    void writesAModel() {
        var input = Model.open(Path.of(ICONS)).graph().inputs().get(0).name();
        var file = folder.resolve("gradient.onnx");
        var ran = vitrine("differentiate", ICONS, "--wrt", input, "--of", "3", "-o", file.toString(), "--lang", "en");
        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("gradient/" + input);
        var written = Model.open(file);
        assertThat(written.graph().inputs()).extracting(Graph.Value::name).containsExactly(input);
        assertThat(written.graph().outputs()).extracting(Graph.Value::name).contains("gradient/" + input, "value");
        assertThat(written.metadata()).containsEntry("vitrine.gradient.wrt", input);
        assertThat(vitrine("inspect", file.toString()).status()).isZero();
    }

    @Test
    void tellsWhetherThereIsAGradient() {
        var input = Model.open(Path.of(ICONS)).graph().inputs().get(0).name();
        var ran = vitrine("differentiate", ICONS, "--wrt", input, "--json");
        assertThat(ran.status()).isZero();
        assertThat(ran.out()).contains("\"complete\": true", "\"reachable\": [\"" + input + "\"]");
        var steps = vitrine("differentiate", ICONS, "--wrt", input, "--steps", "--json");
        assertThat(steps.out()).contains("\"rule\": \"gradient\"", "\"seed\": \"vitrine.seed\"");
    }

    @Test
    void listsOperators() {
        assertThat(vitrine("differentiate", "--operators", "--json").out())
                .contains("\"operators\"", "\"name\": \"LSTM\"", "\"how\": \"lowered\"", "\"how\": \"stop\"");
    }

    private String model(String op, String domain, DataType out) throws IOException {
        var nodes = List.of(
                Node.of("first", "Relu", List.of("x"), List.of("h")),
                new Node("second", op, domain, List.of("h"), List.of("y"), Map.of()));
        var graph = new Graph(
                "g",
                nodes,
                Map.of(),
                List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 2, 3))),
                List.of(new Graph.Value("y", TensorType.of(out, 2, 3))),
                Map.of());
        var file = folder.resolve(op + ".onnx");
        Files.write(file, OnnxWriter.write(Model.of(graph, 18)));
        return file.toString();
    }

    /** One clear line each, no trace, and nothing written. */
    @ParameterizedTest
    @CsvSource({
        "Relu,,nothing,'y[:,0]',There is no tensor",
        "Relu,,x,y,has 6 values",
        "Relu,,x,'nothing[:,0]',nothing",
        "IsNaN,,x,'y[:,0]',not real numbers",
        "Floor,,x,'y[:,0]',does not depend on x",
        "Hidden,org.example,x,'y[:,0]',has no rule"
    })
    void badRequests(String op, String domain, String wrt, String of, String says) throws IOException {
        var out = folder.resolve("gradient.onnx");
        var type = op.equals("IsNaN") ? DataType.BOOL : DataType.FLOAT;
        var file = model(op, domain == null ? "" : domain, type);
        var ran = vitrine("differentiate", file, "--wrt", wrt, "--of", of, "-o", out.toString(), "--lang", "en");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err()).contains(says).doesNotContain("\tat ");
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(out).doesNotExist();
    }

    @Test
    void aCycleIsNamed() throws IOException {
        var nodes = List.of(
                Node.of("one", "Add", List.of("x", "b"), List.of("a")),
                Node.of("two", "Relu", List.of("a"), List.of("b")));
        var graph = new Graph(
                "g",
                nodes,
                Map.of(),
                List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 2, 3))),
                List.of(new Graph.Value("b", TensorType.of(DataType.FLOAT, 2, 3))),
                Map.of());
        var file = folder.resolve("cycle.onnx");
        Files.write(file, OnnxWriter.write(Model.of(graph, 18)));
        var ran = vitrine("differentiate", file.toString(), "--wrt", "x", "--of", "b[:,0]", "--lang", "en");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err()).contains("cycle");
        assertThat(ran.err().lines()).hasSize(1);
    }

    /** How many dimensions h has is for the input to say. */
    @Test
    void shapesComeWithAnInput() throws IOException {
        var nodes = List.of(
                Node.of("shaped", "Reshape", List.of("x", "sizes"), List.of("h")),
                Node.of("pooled", "GlobalLpPool", List.of("h"), List.of("y")));
        var graph = new Graph(
                "g",
                nodes,
                Map.of(),
                List.of(
                        new Graph.Value("x", TensorType.of(DataType.FLOAT, 2, 12)),
                        new Graph.Value("sizes", TensorType.of(DataType.INT64, -1))),
                List.of(new Graph.Value("y", TensorType.of(DataType.FLOAT))),
                Map.of());
        var file = folder.resolve("shapes.onnx");
        var x = folder.resolve("x.npy");
        var sizes = folder.resolve("sizes.npy");
        Files.write(file, OnnxWriter.write(Model.of(graph, 18)));
        Files.write(x, Npy.bytes(Tensor.of(new float[24], 2, 12)));
        Files.write(sizes, Npy.bytes(Tensor.of(new long[] {2, 3, 2, 2}, 4)));
        var out = folder.resolve("gradient.onnx");
        var asked = List.of(
                "differentiate",
                file.toString(),
                "--wrt",
                "x",
                "--of",
                "y[:,0,0,0]",
                "-o",
                out.toString(),
                "--lang",
                "en");
        var without = vitrine(asked.toArray(String[]::new));
        assertThat(without.status()).isEqualTo(1);
        assertThat(without.err()).contains("Give an input");
        assertThat(without.err().lines()).hasSize(1);
        var given = new ArrayList<>(asked);
        given.addAll(List.of("--input", "x=" + x, "--input", "sizes=" + sizes));
        var ran = vitrine(given.toArray(String[]::new));
        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("for inputs of its size");
        assertThat(Model.open(out).graph().outputs())
                .extracting(Graph.Value::name)
                .contains("gradient/x");
    }

    /** A class by its name is known once the model has answered. */
    @Test
    void aTargetThatTheAnswerExplains() {
        var input = Model.open(Path.of(ICONS)).graph().inputs().get(0).name();
        var asked = List.of("differentiate", ICONS, "--wrt", input, "--of", "boat", "--lang", "en");
        var without = vitrine(asked.toArray(String[]::new));
        assertThat(without.status()).isEqualTo(1);
        assertThat(without.err()).contains("--input");
        var given = new ArrayList<>(asked);
        given.addAll(List.of(
                "--input", SAMPLES.resolve("icons/pictures/boat/000.png").toString()));
        var ran = vitrine(given.toArray(String[]::new));
        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("reaches " + input);
    }

    /** The node that blocks is named once, whether a file was asked for or not. */
    @Test
    void whatBlocksIsOneLine() throws IOException {
        var ran =
                vitrine("differentiate", model("Hidden", "org.example", DataType.FLOAT), "--wrt", "x", "--lang", "en");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out() + ran.err()).contains("\"second\" (org.example.Hidden)", "has no rule");
        assertThat((ran.out() + ran.err()).lines()).hasSize(1);
    }

    @Test
    void askedForNothing() {
        assertThat(vitrine("differentiate", ICONS).status()).isEqualTo(2);
    }
}
