package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SanityTest {
    private static List<String> findings(Graph graph) {
        return Sanity.check(graph).stream().map(Text::key).toList();
    }

    @Test
    void aSoundGraphHasNone() {
        var inner = Fixture.graph(List.of(Fixture.node("t", "Relu", "x")), Map.of(), List.of(), List.of("t"));
        var graph = Fixture.graph(
                List.of(
                        Node.of("a", "Clip", List.of("x", "", "w"), List.of("a", "")),
                        Fixture.node("y", "If", "a").with("then_branch", new Attribute.OfGraph(inner))),
                Map.of("w", Tensor.scalar(1f)),
                List.of("x"),
                List.of("y"));
        assertThat(findings(graph)).isEmpty();
    }

    @Test
    void eachFaultIsNamed() {
        var nodes = List.of(
                Fixture.node("a", "Relu", "nowhere"), Fixture.node("a", "Relu", "x"), Fixture.node("x", "Relu", "a"));
        var graph = Fixture.graph(nodes, Map.of(), List.of("x"), List.of("a", "lost"));
        assertThat(findings(graph))
                .containsExactly(
                        "model.sanity-undefined", "model.sanity-twice", "model.sanity-twice", "model.sanity-output");
    }

    @Test
    void faultsInsideABranchCount() {
        var inner = Fixture.graph(List.of(Fixture.node("t", "Relu", "nowhere")), Map.of(), List.of(), List.of("t"));
        var graph = Fixture.graph(
                List.of(Fixture.node("y", "If", "x").with("then_branch", new Attribute.OfGraph(inner))),
                Map.of(),
                List.of("x"),
                List.of("y"));
        assertThat(findings(graph)).contains("model.sanity-undefined");
    }

    @Test
    void aMissingWeightSaysWhy() {
        var missing = Tensor.over(DataType.FLOAT, new Bytes.Missing(4, Text.of("model.external-missing")), 1);
        assertThat(findings(Fixture.graph(List.of(), Map.of("w", missing), List.of(), List.of())))
                .containsExactly("model.external-missing");
    }

    @Test
    void atMostTwenty() {
        var nodes = new ArrayList<Node>();
        for (int i = 0; i < 1000; i++) {
            nodes.add(Fixture.node("n" + i, "Relu", "gone" + i));
        }
        assertThat(findings(Fixture.graph(nodes, Map.of(), List.of(), List.of())))
                .hasSize(20);
    }
}
