package dev.vitrine.formats.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vitrine.engine.Engine;
import dev.vitrine.formats.Counter;
import dev.vitrine.formats.Formats;
import dev.vitrine.formats.Json;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every layer, and the networks of keras.applications, against what Keras computed (src/test/scripts/keras_fixtures.py). */
final class KerasNetworksTest {
    private static final double BOUND = 1e-4;
    private static final String OUTPUT = "output ";

    /** Above this many weights a network is only tested with {@code -Dvitrine.keras=all}. */
    private static final long LARGE = 9_000_000;

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> layers() {
        return fixture("cases.json.gz").list().stream()
                .map(f -> DynamicTest.dynamicTest(f.get("name").text("?"), () -> check(f)));
    }

    @TestFactory
    Stream<DynamicTest> applications() throws IOException {
        return names().map(name -> DynamicTest.dynamicTest(name, () -> {
            var fixture = application(name);
            assumeTrue("all".equals(System.getProperty("vitrine.keras")) || weights(fixture) < LARGE, "large");
            check(fixture);
        }));
    }

    /** The same networks as Keras saves them: what {@code keras_fixtures.py save} wrote into {@code -Dvitrine.keras.files}. */
    @TestFactory
    Stream<DynamicTest> savedApplications() throws IOException {
        var saved =
                Optional.ofNullable(System.getProperty("vitrine.keras.files")).map(Path::of);
        return names().flatMap(name -> Stream.of(name + ".keras", name + ".h5")
                .map(file -> DynamicTest.dynamicTest(file, () -> {
                    assumeTrue(saved.isPresent(), "-Dvitrine.keras.files=FOLDER names no folder of saved networks");
                    var path = saved.orElseThrow().resolve(file);
                    assumeTrue(Files.isReadable(path), path + " is not there; keras_fixtures.py save writes it");
                    long start = System.nanoTime();
                    double difference = check(application(name), Formats.open(path));
                    System.out.printf(
                            "%s: maps and outputs differ by %.1e of the largest value, %.1f s%n",
                            file, difference, (System.nanoTime() - start) / 1e9);
                })));
    }

    private static Stream<String> names() throws IOException {
        return new String(resource("applications.txt").readAllBytes(), StandardCharsets.UTF_8).lines();
    }

    private static Json application(String name) {
        return fixture("applications/" + name + ".json.gz");
    }

    private static long weights(Json fixture) {
        return fixture.get("weights").object().values().stream()
                .flatMap(layer -> layer.list().stream())
                .mapToLong(w -> Tensor.count(
                        w.get(0).list().stream().mapToLong(d -> d.whole(0)).toArray()))
                .sum();
    }

    private void check(Json fixture) throws IOException {
        var file = Files.createTempFile(folder, "weights", ".bin");
        var building = new Building(3);
        var graph = building.graph(
                Network.of(fixture.get("model")), new GeneratedWeights(fixture.get("weights"), file, ""));
        var origin = new Model.Origin("keras", building.channelsFirst(), building.notes());
        try {
            check(fixture, new Model(Optional.of(file), 8, Map.of("", 18L), List.of(), "", Map.of(), graph, origin));
        } finally {
            Files.delete(file);
        }
    }

    /** The largest difference of a map or output from Keras's, relative to the largest value of the same. */
    private static double check(Json fixture, Model model) {
        assertThat(model.origin().notes()).isEmpty();
        var graph = model.graph();
        double most = 0;
        try (var engine = Engine.of(model)) {
            for (int run = 0; run < 2; run++) {
                var trace = engine.trace(inputs(fixture, graph, run));
                for (var expected : fixture.get("runs").get(run).object().entrySet()) {
                    var name = expected.getKey();
                    var tensor = name.startsWith(OUTPUT)
                            ? graph.outputs()
                                    .get(Integer.parseInt(name.substring(OUTPUT.length())))
                                    .name()
                            : name;
                    var found = asInKeras(model.origin(), tensor, trace.get(tensor));
                    most = Math.max(most, compare(name, expected.getValue(), found));
                }
            }
        }
        return most;
    }

    private static Map<String, Tensor> inputs(Json fixture, Graph graph, int run) {
        var inputs = new LinkedHashMap<String, Tensor>();
        int i = 0;
        for (var input : graph.inputs()) {
            var asked = fixture.get("inputs").get(i);
            var sizes = asked.get("shape").list().stream()
                    .mapToLong(d -> d.whole(0))
                    .toArray();
            var values = Counter.uniform(
                    fixture.get("name").text("") + " input " + i++ + " run " + run,
                    (int) Tensor.count(sizes),
                    asked.get("range").get(0).number(0),
                    asked.get("range").get(1).number(0));
            var type = input.type().type().orElse(DataType.FLOAT);
            if (type != DataType.FLOAT) {
                for (int j = 0; j < values.length; j++) {
                    values[j] = (float) Math.floor(values[j]);
                }
            }
            inputs.put(input.name(), Tensor.cast(type, values, sizes));
        }
        return inputs;
    }

    private static Tensor asInKeras(Model.Origin origin, String name, Tensor value) {
        if (!origin.channelsFirst().contains(name) || value.rank() < 3) {
            return value;
        }
        var axes = new int[value.rank()];
        for (int i = 1; i < axes.length; i++) {
            axes[i] = i + 1 < axes.length ? i + 1 : 1;
        }
        return value.transpose(axes);
    }

    /** The largest difference, relative to the largest value. */
    private static double compare(String name, Json expected, Tensor found) {
        assertThat(found.sizes())
                .as(name)
                .containsExactly(expected.get("shape").list().stream()
                        .mapToLong(d -> d.whole(0))
                        .toArray());
        var values = found.floats();
        double difference = 0;
        double size = 0;
        double most = 0;
        double largest = 0;
        for (int i = 0; i < expected.get("at").list().size(); i++) {
            double want = expected.get("values").get(i).number(Double.NaN);
            double got = values[(int) expected.get("at").get(i).whole(0)];
            difference += (got - want) * (got - want);
            size += want * want;
            most = Math.max(most, Math.abs(got - want));
            largest = Math.max(largest, Math.abs(want));
        }
        assertThat(Math.sqrt(difference)).as(name).isLessThanOrEqualTo(BOUND * Math.sqrt(size) + 1e-9);
        double bound = name.startsWith(OUTPUT) ? BOUND : 10 * BOUND;
        assertThat(most).as(name).isLessThanOrEqualTo(bound * largest + 1e-9);
        return largest == 0 ? most : most / largest;
    }

    private static Json fixture(String name) {
        try (var in = new GZIPInputStream(resource(name))) {
            return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static java.io.InputStream resource(String name) {
        return Optional.ofNullable(KerasNetworksTest.class.getResourceAsStream(name))
                .orElseThrow();
    }
}
