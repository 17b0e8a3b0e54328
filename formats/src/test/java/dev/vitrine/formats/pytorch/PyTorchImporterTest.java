package dev.vitrine.formats.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.formats.Formats;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch 2.13 wrote ({@code src/test/scripts/pytorch_files.py}), in which a tensor counts 0, 1, 2, ... */
final class PyTorchImporterTest {
    @TempDir
    Path folder;

    static Path fixture(String name) throws IOException {
        try {
            return Path.of(Optional.ofNullable(PyTorchImporterTest.class.getResource(name))
                    .orElseThrow()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static Tensor weight(Model model, String name) {
        return model.graph().constant(name).orElseThrow();
    }

    private static float[] counted(int count, int from) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = from + i;
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"views.pt", "views_legacy.pt", "views_big_endian.pt"})
    void viewsOfStoragesAreSeenAsPyTorchSeesThem(String name) throws IOException {
        var model = Formats.open(fixture(name));

        assertThat(weight(model, "first").floats()).containsExactly(counted(6, 0));
        assertThat(weight(model, "second").floats()).containsExactly(counted(18, 6));
        assertThat(weight(model, "transposed").floats()).containsExactly(counted(6, 0));
        assertThat(weight(model, "permuted").floats()).containsExactly(counted(24, 0));
        assertThat(weight(model, "permuted").sizes()).containsExactly(2, 3, 4);
        assertThat(weight(model, "gaps").floats()).containsExactly(counted(12, 0));
        assertThat(weight(model, "repeated").floats()).containsExactly(7, 7, 7, 7, 7, 7);
        assertThat(weight(model, "scalar").item()).isEqualTo(5);
        assertThat(weight(model, "empty").sizes()).containsExactly(0, 3);
    }

    @Test
    void whatLiesWholeStaysInTheFile() throws IOException {
        for (var name : List.of("views.pt", "views_legacy.pt")) {
            var model = Formats.open(fixture(name));
            assertThat(weight(model, "second").bytes()).isInstanceOf(Bytes.InFile.class);
            assertThat(weight(model, "permuted").bytes())
                    .isInstanceOfSatisfying(
                            Bytes.Permuted.class, p -> assertThat(p.stored()).isInstanceOf(Bytes.InFile.class));
        }
    }

    @Test
    void everyTypeOfElementIsRead() throws IOException {
        var model = Formats.open(fixture("types.pt"));

        assertThat(model.graph().initializers()).hasSize(11);
        model.graph()
                .initializers()
                .forEach((name, tensor) -> assertThat(tensor.floats()).as(name).containsExactly(0, 1));
        assertThat(weight(model, "float8_e4m3fn").type()).isEqualTo(DataType.FLOAT8E4M3FN);
    }

    @Test
    void aTrainingCheckpointIsItsNetwork() throws IOException {
        var model = Formats.open(fixture("training.ckpt"));

        assertThat(weight(model, "blocks.0.conv.weight").floats()).containsExactly(counted(18, 0));
        assertThat(kinds(model))
                .isEqualTo(Map.of(
                        "token", "Weights", "blocks/0/conv", "Conv2d", "blocks/0/norm", "BatchNorm", "head", "Linear"));
        assertThat(model.origin().notes().toString()).contains("under \"model\"", "22 tensors belong to training");
    }

    @Test
    void aWholeModuleKeepsItsClasses() throws IOException {
        var model = Formats.open(fixture("whole_module.pt"));

        assertThat(kinds(model))
                .isEqualTo(Map.of(
                        "token",
                        "Network",
                        "blocks/0/conv",
                        "Conv2d",
                        "blocks/0/norm",
                        "BatchNorm2d",
                        "head",
                        "Linear"));
        assertThat(weight(model, "head.weight").floats()).containsExactly(counted(6, 0));
        assertThat(model.origin().notes().toString())
                .contains("__main__.Network")
                .doesNotContain("guess");
    }

    @Test
    void torchScriptKeepsModulesAndSource() throws IOException {
        var model = Formats.open(fixture("script.pt"));

        assertThat(kinds(model)).containsEntry("blocks/0/conv", "Conv2d").containsEntry("head", "Linear");
        assertThat(weight(model, "blocks.0.conv.weight").floats()).containsExactly(counted(18, 0));
        assertThat(model.origin().format()).isEqualTo("torchscript");
        assertThat(String.join("\n", model.metadata().values())).contains("def forward(self");
    }

    @Test
    void sourceIsTextWithinBounds() throws IOException {
        var file = folder.resolve("script.pt");
        try (var from = new ZipFile(fixture("script.pt").toFile());
                var to = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var entry : Collections.list(from.entries())) {
                to.putNextEntry(new ZipEntry(entry.getName()));
                to.write(from.getInputStream(entry).readAllBytes());
            }
            to.putNextEntry(new ZipEntry("script/code/large.py"));
            to.write(new byte[2 << 20]);
            to.putNextEntry(new ZipEntry("script/code/odd.py"));
            to.write("class Odd:\r\n\tx = '\u001b[31m\u202e'\n".getBytes(StandardCharsets.UTF_8));
        }

        var model = Formats.open(file);

        assertThat(model.metadata()).containsEntry("code/odd.py", "class Odd:\n\tx = '\ufffd[31m\ufffd'\n");
        assertThat(model.metadata()).doesNotContainKey("code/large.py");
        assertThat(model.origin().notes()).extracting(Text::key).contains("pytorch.script-left");
    }

    @Test
    void theOldestFormatIsRead() throws IOException {
        var model = Formats.open(fixture("oldest.pt"));

        assertThat(weight(model, "fc.weight").floats()).containsExactly(counted(6, 0));
        assertThat(weight(model, "fc.weight").sizes()).containsExactly(2, 3);
    }

    private static Map<String, String> kinds(Model model) {
        var kinds = new java.util.HashMap<String, String>();
        model.graph().nodes().forEach(n -> kinds.put(n.name(), n.op()));
        return kinds;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void everyProtocolOfPickleSaysTheSame(int protocol) throws IOException {
        var bytes = Files.readAllBytes(fixture("values.p" + protocol));

        var value = new Unpickler(ByteBuffer.wrap(bytes)).next().named();

        assertThat(value.get("n")).isEqualTo(new Pickled.None());
        assertThat(items(value, "t")).containsExactly(new Pickled.Flag(true), new Pickled.Flag(false));
        assertThat(items(value, "i").stream()
                        .map(w -> ((Pickled.Whole) w).value().toString()))
                .containsExactly("0", "255", "65535", "-1", "1099511627776", "-1180591620717411303424");
        assertThat(value.get("f")).isEqualTo(new Pickled.Real(0.5));
        assertThat(items(value, "u")).hasSize(3);
        assertThat(value.get("o"))
                .satisfies(o -> assertThat(o.named().get("k").whole()).contains(1L));
        if (protocol >= 3) {
            assertThat(value.get("b")).isEqualTo(new Pickled.Raw(2));
        }
        if (protocol >= 1) {
            assertThat(value.get("s")).isEqualTo(new Pickled.Written("aé"));
        }
    }

    private static List<Pickled> items(Map<String, Pickled> value, String key) {
        return Optional.ofNullable(value.get(key)).orElseThrow().items();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cos\nsystem\n(S'touch here'\ntR.",
                "cbuiltins\neval\n(S'1'\ntR.",
                "(S'x'\nios\nsystem\n.",
                "(cos\nsystem\nS'x'\no.",
            })
    void whatWouldRunCodeIsRefusedByName(String pickle) throws IOException {
        var file = Files.write(
                folder.resolve("model.bin"), ("\u0080\u0002" + pickle).getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> Formats.open(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("model.bin")
                .hasMessageContaining(pickle.contains("eval") ? "builtins.eval" : "os.system");
    }

    @Test
    void valuesThatContainThemselvesEnd() throws IOException {
        // A list that is its own item, a dictionary of it, and twenty levels of lists that each hold the one below ten
        // times.
        var bomb = new StringBuilder("\u0080\u0002]q\u0000h\u0000a");
        for (int level = 0; level < 20; level++) {
            bomb.append("]q\u0001(").append("h\u0000".repeat(10)).append("eq\u0000");
        }
        var file = Files.write(folder.resolve("bomb.pkl"), (bomb + ".").getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> Formats.open(file)).hasMessageContaining("no tensors");
    }

    /** A damaged member is none of the business of recognising a file; found by Jazzer. */
    @Test
    void aDamagedMemberIsNamedWhenTheFileIsRead() throws IOException {
        var file = folder.resolve("packed.pt");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var name : List.of("model/data.pkl", "model/byteorder")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write("little".getBytes(StandardCharsets.US_ASCII));
                zip.closeEntry();
            }
        }
        var bytes = Files.readAllBytes(file);
        int member = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("byteorder") + "byteorder".length();
        // A block of a kind that deflate does not have.
        bytes[member] = 7;
        Files.write(file, bytes);

        assertThatThrownBy(() -> Formats.open(file))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("\"%s\" cannot be opened as a PyTorch file".formatted(file))
                .hasMessageContaining("broken ZIP archive");
    }

    @Test
    void aCutFileSaysSo() throws IOException {
        for (var name : List.of("views.pt", "views_legacy.pt", "oldest.pt")) {
            var bytes = Files.readAllBytes(fixture(name));
            var file = Files.write(folder.resolve(name), Arrays.copyOf(bytes, bytes.length / 3));

            assertThatThrownBy(() -> Formats.open(file))
                    .as(name)
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(name);
        }
    }
}
