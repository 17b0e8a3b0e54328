package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.engine.Engine;
import dev.vitrine.methods.Connections.Connection;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private final Connections method = new Connections();

    /** A 1 x 2 kernel over two channels, then flattened maps of 1 x 2 into a dense layer. */
    @Test
    void ranksWhatAUnitReadsAndWhoReadsIt() {
        var nodes = List.of(
                Node.of("conv", "Conv", List.of("x", "w"), List.of("c")),
                Node.of("act", "Relu", List.of("c"), List.of("r")),
                Node.of("flat", "Flatten", List.of("r"), List.of("f")),
                Node.of("dense", "Gemm", List.of("f", "d"), List.of("y")).with("transB", 1));
        var weights = Map.of(
                "w", Tensor.of(new float[] {1, 1, 0, 0, 3, 4, -6, -8}, 2, 2, 1, 2),
                "d", Tensor.of(new float[] {0, 0, 5, 12, 9, 9, -1, 0, 0, 0, 0, 2}, 3, 4));
        try (var engine = engine(nodes, weights, 1, 2, 1, 3)) {
            var result = look(engine, "act", 1);
            var incoming = connections(result.facts().get("incoming"));
            assertThat(incoming).extracting(Connection::unit).containsExactly(1, 0);
            assertThat(incoming).extracting(Connection::norm).containsExactly(10.0, 5.0);
            assertThat(incoming).extracting(Connection::mean).containsExactly(-7.0, 3.5);
            var outgoing = connections(result.facts().get("outgoing"));
            assertThat(outgoing).extracting(Connection::unit).containsExactly(0, 2, 1);
            assertThat(outgoing).extracting(Connection::norm).containsExactly(13.0, 2.0, 1.0);
            assertThatThrownBy(() -> look(engine, "conv", 2))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("0 to 1");
        }
    }

    @Test
    void keepsGroupsApartAndFollowsConcatenations() {
        var nodes = List.of(
                Node.of("grouped", "Conv", List.of("x", "w"), List.of("a")).with("group", 2),
                Node.of("joined", "Concat", List.of("x", "a"), List.of("j")).with("axis", 1),
                Node.of("next", "Conv", List.of("j", "v"), List.of("y")));
        var weights = Map.of(
                "w", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2, 1, 1),
                "v", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 6, 1, 1));
        try (var engine = engine(nodes, weights, 1, 4, 2, 2)) {
            var facts = look(engine, "grouped", 1).facts();
            assertThat(connections(facts.get("incoming")))
                    .extracting(Connection::unit)
                    .containsExactly(3, 2);
            assertThat(connections(facts.get("incoming")))
                    .extracting(Connection::norm)
                    .containsExactly(4.0, 3.0);
            assertThat(connections(facts.get("outgoing")))
                    .extracting(Connection::norm)
                    .containsExactly(6.0);
        }
    }

    @Test
    void followsTheFireModulesOfSqueezenet() {
        var path = Path.of(System.getProperty("vitrine.assets", "assets"), "onnx", "squeezenet1.1_fp32.onnx");
        Assumptions.assumeTrue(Files.exists(path), () -> "no " + path + ": set -Dvitrine.assets to run this test");
        try (var engine = Engine.of(Model.open(path))) {
            var graph = engine.model().graph();
            var squeeze = graph.nodes().stream()
                    .filter(n -> n.is("Conv"))
                    .skip(1)
                    .findFirst()
                    .orElseThrow();
            var expand = graph.nodes().stream()
                    .filter(n -> n.is("Conv"))
                    .skip(2)
                    .findFirst()
                    .orElseThrow();
            var result = method.look(
                    Look.at(engine),
                    Options.of(method.card(), Map.of("layer", graph.label(squeeze), "unit", "5", "count", "1000")));
            assertThat(connections(result.facts().get("incoming"))).hasSize(64);
            var outgoing = connections(result.facts().get("outgoing"));
            assertThat(outgoing).hasSize(128);
            // 1 x 1 kernels over 16 channels: the connection is one number of the file.
            float stored = graph.initializers().get(expand.inputs().get(1)).floats()[9 * 16 + 5];
            assertThat(outgoing)
                    .filteredOn(c -> c.layer().equals(graph.label(expand)) && c.unit() == 9)
                    .singleElement()
                    .satisfies(c -> assertThat(c.mean()).isCloseTo(stored, within(1e-9)));
        }
    }

    private dev.vitrine.artifact.Result look(Engine engine, String layer, int unit) {
        return method.look(
                Look.at(engine), Options.of(method.card(), Map.of("layer", layer, "unit", Integer.toString(unit))));
    }

    private static List<Connection> connections(Object fact) {
        return ((List<?>) fact).stream().map(Connection.class::cast).toList();
    }

    private static Engine engine(List<Node> nodes, Map<String, Tensor> weights, long... input) {
        var x = Tensor.of(new float[(int) Tensor.count(input)], input);
        return Engine.of(ValueArithmeticTest.model(nodes, weights, Map.of("x", x), "y", 18));
    }
}
