package dev.vitrine.formats.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.engine.Engine;
import dev.vitrine.formats.Counter;
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
        var names = new String(resource("applications.txt").readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return names.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    var fixture = fixture("applications/" + name + ".json.gz");
                    org.junit.jupiter.api.Assumptions.assumeTrue(
                            "all".equals(System.getProperty("vitrine.keras")) || weights(fixture) < LARGE, "large");
                    check(fixture);
                }));
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
        assertThat(building.notes()).isEmpty();
        var origin = new Model.Origin("keras", building.channelsFirst(), List.of());
        var model = new Model(Optional.of(file), 8, Map.of("", 18L), List.of(), "", Map.of(), graph, origin);
        try (var engine = Engine.of(model)) {
            for (int run = 0; run < 2; run++) {
                var expected = fixture.get("runs").get(run).object();
                var trace = engine.trace(inputs(fixture, graph, run));
                expected.forEach((name, value) -> {
                    var tensor = name.startsWith("output ")
                            ? graph.outputs()
                                    .get(Integer.parseInt(name.substring(7)))
                                    .name()
                            : name;
                    compare(name, value, asInKeras(origin, tensor, trace.get(tensor)));
                });
            }
        } finally {
            Files.delete(file);
        }
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

    private static void compare(String name, Json expected, Tensor found) {
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
        assertThat(most).as(name).isLessThanOrEqualTo(10 * BOUND * largest + 1e-9);
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
