package dev.vitrine.formats.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.formats.Json;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Networks known by their weights, against the configurations that Keras wrote for the other tests. */
final class ApplicationTest {

    private static Stream<String> names() throws IOException {
        try (var in = ApplicationTest.class.getResourceAsStream("applications.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
        }
    }

    /** What is kept of each network makes the graph that Keras's own configuration makes, with the head for 1000 classes. */
    @TestFactory
    Stream<DynamicTest> everyNetworkIsTheOneOfKeras() throws IOException {
        return names().map(name -> DynamicTest.dynamicTest(name, () -> {
            var fixture = fixture(name);
            for (boolean head : new boolean[] {true, false}) {
                var kept = new Application(name, "", head).architecture();
                var shapes =
                        kept.shapes().values().stream().flatMap(List::stream).toList();
                var known = Application.of(shapes).orElseThrow();
                assertThat(known.name()).isEqualTo(name);
                assertThat(known.head()).isEqualTo(head);
                // What lies in networks inside this one is only listed there.
                var all = given(fixture);
                all.putAll(kept.shapes());
                var made = build(kept.config(), all);
                if (head) {
                    var keras = build(fixture.get("model"), given(fixture));
                    assertThat(operators(made)).isEqualTo(operators(keras));
                }
            }
        }));
    }

    private static Graph build(Json config, Map<String, List<long[]>> shapes) {
        var building = new Building(Application.KERAS);
        var graph = building.graph(Network.of(config), new Shapes(shapes, ""));
        assertThat(building.notes()).isEmpty();
        return graph;
    }

    /** Without the zeros at the edges, which depend on the size of the pictures. */
    private static List<String> operators(Graph graph) {
        return graph.nodes().stream()
                .map(n -> n.op() + " " + n.attribute("kernel_shape") + n.attribute("strides") + n.attribute("group"))
                .toList();
    }

    private static Map<String, List<long[]>> given(Json fixture) {
        var all = new LinkedHashMap<String, List<long[]>>();
        fixture.get("weights").object().forEach((layer, list) -> {
            var own = new ArrayList<long[]>();
            list.list()
                    .forEach(w -> own.add(
                            w.get(0).list().stream().mapToLong(d -> d.whole(0)).toArray()));
            all.put(layer, own);
        });
        return all;
    }

    private static Json fixture(String name) throws IOException {
        try (var in =
                new GZIPInputStream(ApplicationTest.class.getResourceAsStream("applications/" + name + ".json.gz"))) {
            return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Weights of the right shapes; large ones have no values. */
    private record Shapes(Map<String, List<long[]>> shapes, String prefix) implements Weights.Source {
        private static final long SMALL = 1000;

        @Override
        public Weights of(Network network, int position) {
            var path = prefix + network.layers().get(position).name();
            var own = shapes.getOrDefault(path, List.of()).stream()
                    .map(Shapes::weight)
                    .toList();
            return parts -> own;
        }

        private static Tensor weight(long[] sizes) {
            long count = Tensor.count(sizes);
            return count < SMALL
                    ? Tensor.cast(DataType.FLOAT, new float[(int) count], sizes)
                    : Tensor.over(DataType.FLOAT, new Bytes.Missing(4 * count, Text.plain("only its shape")), sizes);
        }

        @Override
        public Weights.Source inside(Network network, int position) {
            return new Shapes(shapes, prefix + network.layers().get(position).name() + "/");
        }
    }
}
