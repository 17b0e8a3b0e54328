package dev.vitrine.formats.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.engine.Engine;
import dev.vitrine.formats.Counter;
import dev.vitrine.formats.Formats;
import dev.vitrine.formats.Json;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of file that Keras writes: one small network in each gives what Keras gives (keras_fixtures.py files). */
final class KerasFilesTest {
    private static final Path ASSETS = Path.of(System.getProperty("vitrine.assets", "../../shared/assets"));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "small.keras",
                "packed.keras",
                "small.h5",
                "chunked.h5",
                "block.h5",
                "apart.weights.h5",
                "apart.json",
                "listed.h5",
                "listed.json"
            })
    void aFileGivesWhatKerasGives(String name) throws IOException {
        check(Formats.open(given(name)));
    }

    @Test
    void aFolderIsAsGoodAsAnArchive() throws IOException {
        var unpacked = Files.createDirectory(folder.resolve("unpacked"));
        try (var zip = new ZipInputStream(resource("files/small.keras"))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.copy(zip, unpacked.resolve(entry.getName()));
            }
        }
        check(Formats.open(unpacked));
    }

    @Test
    void weightsStayInTheFile() throws IOException {
        for (var name : new String[] {"small.keras", "small.h5"}) {
            var kernel = Optional.ofNullable(
                            Formats.open(given(name)).graph().initializers().get("answer/kernel"))
                    .orElseThrow();

            assertThat(kernel.bytes()).as(name).isInstanceOf(Bytes.InFile.class);
        }
    }

    @Test
    void numbersOf16BitsAreRead() throws IOException {
        var model = Formats.open(given("half.keras"));

        assertThat(model.origin().notes()).isEmpty();
        assertThat(model.graph().initializers()).hasSize(4);
    }

    @Test
    void namesAreThoseOfKeras() throws IOException {
        var model = Formats.open(given("small.keras"));

        assertThat(model.origin().format()).isEqualTo("keras");
        assertThat(model.producer()).startsWith("keras 3.");
        assertThat(model.graph().producer("tower/a_conv").orElseThrow().op()).isEqualTo("Relu");
        assertThat(model.graph().producer("tower/a_conv:pre").orElseThrow().op())
                .isEqualTo("Conv");
    }

    /** Real networks, against answers that Keras gave (keras_fixtures.py real). */
    @TestFactory
    Stream<DynamicTest> realNetworks() throws IOException {
        var fixtures = json("real.json.gz");
        return fixtures.list().stream().map(f -> {
            var name = f.get("file").text("?");
            return DynamicTest.dynamicTest(name, () -> {
                var path = ASSETS.resolve("keras").resolve(name);
                org.junit.jupiter.api.Assumptions.assumeTrue(Files.isReadable(path));
                var model = Formats.open(path);
                assertThat(model.origin().notes()).isEmpty();
                var sizes = f.get("shape").list().stream()
                        .mapToLong(d -> d.whole(0))
                        .toArray();
                var input = Tensor.of(Counter.uniform(name, (int) Tensor.count(sizes), -1, 1), sizes);
                var in = model.graph().inputs().get(0).name();
                var out = model.graph().outputs().get(0).name();
                try (var engine = Engine.of(model)) {
                    var answer = engine.trace(Map.of(in, input)).get(out).floats();
                    double most = 0;
                    double largest = 0;
                    for (int i = 0; i < answer.length; i++) {
                        double want = f.get("answer").get(i).number(Double.NaN);
                        most = Math.max(most, Math.abs(answer[i] - want));
                        largest = Math.max(largest, Math.abs(want));
                    }
                    assertThat(answer).hasSize(f.get("answer").list().size());
                    assertThat(most).isLessThanOrEqualTo(1e-4 * largest);
                }
            });
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keras/digits_cnn_v3.keras",
                "keras/digits_cnn_hdf5_with_keras_suffix.keras",
                "keras/lenet_mnist_combined.h5",
                "keras/lenet_tfkeras_hello.h5",
                "keras/lenet_mnist_separate/weights.h5",
                "keras/lenet_mnist_separate/model.json"
            })
    void networksThatKerasItselfNoLongerReads(String name) {
        var path = ASSETS.resolve(name);
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isReadable(path));

        var model = Formats.open(path);

        assertThat(model.origin().notes()).isEmpty();
        var in = model.graph().inputs().get(0);
        var sizes = in.type().shape().orElseThrow().dims().stream()
                .mapToLong(d -> d instanceof dev.vitrine.model.Shape.Dim.Known known ? known.size() : 1)
                .toArray();
        try (var engine = Engine.of(model)) {
            var input = Tensor.of(Counter.uniform(name, (int) Tensor.count(sizes), 0, 1), sizes);
            var answer = engine.trace(Map.of(in.name(), input))
                    .get(model.graph().outputs().get(0).name())
                    .floats();
            double sum = 0;
            for (float value : answer) {
                sum += value;
            }
            // All of them end in a softmax.
            assertThat(sum).isBetween(1 - 1e-5, 1 + 1e-5);
        }
    }

    @Test
    void whatCannotBeExpressedIsNamedAndTheRestRuns() {
        var path = ASSETS.resolve("hostile/keras/lambda_layer_bytecode.keras");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isReadable(path));

        var model = Formats.open(path);

        assertThat(model.origin().notes()).singleElement().asString().contains("lambda_evil", "Lambda");
        var lambda = model.graph().producer("lambda_evil").orElseThrow();
        assertThat(lambda.domain()).isEqualTo("keras");
        try (var engine = Engine.of(model)) {
            var input = Tensor.of(new float[28 * 28], 1, 28, 28, 1);
            assertThat(engine.trace(Map.of(model.graph().inputs().get(0).name(), input))
                            .get("conv2d")
                            .elements())
                    .isEqualTo(26 * 26 * 32);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hostile/keras/broken_config_json.keras",
                "hostile/hdf5/magic_only.h5",
                "hostile/hdf5/root_address_beyond_eof.h5"
            })
    void brokenFilesAreNamed(String name) {
        var path = ASSETS.resolve(name);
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isReadable(path));

        assertThatThrownBy(() -> Formats.open(path))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(String.valueOf(path.getFileName()));
    }

    private void check(Model model) throws IOException {
        var fixture = json("files/small.json.gz");
        assertThat(model.origin().notes()).isEmpty();
        try (var engine = Engine.of(model)) {
            for (int run = 0; run < 2; run++) {
                var inputs = new LinkedHashMap<String, Tensor>();
                inputs.put("picture", Tensor.of(drawn(0, run, 72, -1, 1), 1, 6, 6, 2));
                var words = drawn(1, run, 5, 0, 5);
                for (int i = 0; i < words.length; i++) {
                    words[i] = (float) Math.floor(words[i]);
                }
                inputs.put("words", Tensor.cast(DataType.INT32, words, 1, 5));
                var trace = engine.trace(inputs);
                var expected = fixture.get("runs").get(run);
                for (var name : new String[] {"flat", "both"}) {
                    assertClose(expected.get(name), trace.get(name).floats());
                }
                assertClose(expected.get("output 0"), trace.get("answer").floats());
            }
        }
    }

    private static float[] drawn(int input, int run, int count, double low, double high) {
        return Counter.uniform("small input " + input + " run " + run, count, low, high);
    }

    private static void assertClose(Json expected, float[] found) {
        for (int i = 0; i < expected.get("at").list().size(); i++) {
            assertThat((double) found[(int) expected.get("at").get(i).whole(0)])
                    .isCloseTo(
                            expected.get("values").get(i).number(Double.NaN),
                            org.assertj.core.data.Offset.offset(1e-5));
        }
    }

    /** A file and those that lie beside it. */
    private Path given(String name) throws IOException {
        var stem = name.substring(0, name.indexOf('.'));
        for (var other : new String[] {stem + ".json", stem + ".h5", stem + ".weights.h5", name}) {
            var in = KerasFilesTest.class.getResourceAsStream("files/" + other);
            if (in != null && !Files.exists(folder.resolve(other))) {
                try (in) {
                    Files.copy(in, folder.resolve(other));
                }
            }
        }
        return folder.resolve(name);
    }

    private static Json json(String name) throws IOException {
        try (var in = new GZIPInputStream(resource(name))) {
            return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static InputStream resource(String name) {
        return Optional.ofNullable(KerasFilesTest.class.getResourceAsStream(name))
                .orElseThrow();
    }
}
