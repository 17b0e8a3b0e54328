package dev.vitrine.formats.torchexport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.engine.Engine;
import dev.vitrine.formats.Answers;
import dev.vitrine.formats.Archive;
import dev.vitrine.formats.Formats;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Sanity;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The older archive, sizes that depend on the input, what has no counterpart, and damaged programs. */
final class ExportImporterTest {
    private static final int RUNS = Integer.getInteger("vitrine.fuzz", 150);

    @TempDir
    Path folder;

    @Test
    void anOlderArchiveRunsAndWhatHasNoCounterpartIsNamed() {
        var model = Formats.open(Answers.file(ExportImporterTest.class, "oldest.pt2"));
        var graph = model.graph();

        assertThat(graph.nodes().stream()
                        .filter(n -> n.domain().equals("pytorch"))
                        .map(n -> n.op()))
                .containsExactly("special_i0");
        assertThat(model.origin().notes().toString()).contains("special_i0");
        assertThat(graph.inputs().get(0).type().shape().orElseThrow().size(0)).isEqualTo(-1);
        try (var engine = Engine.of(model)) {
            var output = graph.outputs().get(1).name();
            var x = Tensor.of(new float[] {1, 1, 1, 1, 0, 0, 0, 0, 1}, 3, 3);
            var got = engine.run(List.of(output), Map.of(graph.inputs().get(0).name(), x))
                    .get(output);
            assertThat(got).isNotNull();
            // x wT + b + 3 rows, by hand.
            assertThat(got.floats()).containsExactly(16, 35, 13, 26, 15, 28);
        }
    }

    /** As torch.export.save keeps subclasses of tensors ({@code _should_use_pickle} in pt2_archive/_package.py). */
    @Test
    void aWeightThatIsAPythonObjectIsNamed() throws IOException {
        var file = changed("resnet18.pt2", json -> json.replace("\"use_pickle\":false", "\"use_pickle\":true"));

        assertThatThrownBy(() -> Formats.open(file))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("changed.pt2", "conv1.weight", "Python object");
    }

    /** Programs with numbers and names changed: each becomes a model or one clear line. */
    @Test
    void damagedProgramsAreReadOrRefused() throws IOException {
        for (var name : List.of("operators.pt2", "oldest.pt2")) {
            for (int seed = 0; seed < RUNS; seed++) {
                var random = new Random(seed);
                var file = changed(name, json -> damaged(json, random));
                try {
                    Sanity.check(Formats.open(file).graph());
                } catch (InputException e) {
                    assertThat(e.getMessage()).as("%s, seed %d", name, seed).isNotBlank();
                } catch (Throwable e) {
                    throw new AssertionError("%s, seed %d".formatted(name, seed), e);
                }
            }
        }
    }

    private Path changed(String name, UnaryOperator<String> change) throws IOException {
        var archive = Archive.of(MappedFile.open(Answers.file(ExportImporterTest.class, name)));
        var file = folder.resolve("changed.pt2");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setLevel(0);
            for (var entry : archive.entries()) {
                var bytes = new byte[(int) archive.bytes(entry).length()];
                archive.bytes(entry).slice(0, bytes.length).get(bytes);
                zip.putNextEntry(new ZipEntry(entry.name()));
                zip.write(
                        entry.name().endsWith(".json")
                                ? change.apply(new String(bytes, StandardCharsets.ISO_8859_1))
                                        .getBytes(StandardCharsets.ISO_8859_1)
                                : bytes);
                zip.closeEntry();
            }
        }
        return file;
    }

    private static String damaged(String json, Random random) {
        var numbers = List.of("0", "-1", "7", "2147483648", "9223372036854775807", "null", "[]", "{}", "true", "1e308");
        var text = new StringBuilder(json);
        for (int times = 1 + random.nextInt(12); times > 0 && text.length() > 20; times--) {
            int at = random.nextInt(text.length());
            while (at < text.length() && !Character.isDigit(text.charAt(at))) {
                at++;
            }
            int end = at;
            while (end < text.length() && Character.isDigit(text.charAt(end))) {
                end++;
            }
            boolean name = at > 0 && (Character.isLetter(text.charAt(at - 1)) || text.charAt(at - 1) == '_');
            text.replace(
                    at, end, name ? Integer.toString(random.nextInt(10)) : numbers.get(random.nextInt(numbers.size())));
        }
        return text.toString();
    }
}
