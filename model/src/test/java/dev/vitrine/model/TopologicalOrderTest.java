package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopologicalOrderTest {
    @Test
    void orderedNodesStayAsTheyAre() {
        var nodes =
                List.of(Fixture.node("b", "Relu", "a"), Fixture.node("z", "Relu", "y"), Fixture.node("c", "Relu", "b"));
        assertThat(TopologicalOrder.of(nodes)).isSameAs(nodes);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyNodeComesAfterWhatItReads(long seed) {
        var random = new Random(seed);
        var nodes = new ArrayList<Node>();
        for (int i = 0; i < 200; i++) {
            var from = new String[] {"n" + random.nextInt(i + 1), "n" + random.nextInt(i + 1)};
            nodes.add(Fixture.node("n" + (i + 1), "Add", from));
        }
        Collections.shuffle(nodes, random);
        var defined = new HashSet<>(List.of("n0"));
        for (var node : TopologicalOrder.of(nodes)) {
            assertThat(defined).as("seed %d, node %s", seed, node.name()).containsAll(node.inputs());
            defined.add(node.name());
        }
        assertThat(defined).hasSize(201);
    }

    @Test
    void aBranchReadsWhatIsMadeOutsideIt() {
        var inner = Fixture.graph(List.of(Fixture.node("t", "Relu", "late")), Map.of(), List.of(), List.of("t"));
        var branch = Fixture.node("y", "If", "flag").with("then_branch", new Attribute.OfGraph(inner));
        assertThat(TopologicalOrder.of(List.of(branch, Fixture.node("late", "Relu", "x"))))
                .extracting(Node::name)
                .containsExactly("late", "y");
    }

    @Test
    void aCycleStaysAtTheEndAndIsFound() {
        var nodes = TopologicalOrder.of(List.of(
                Fixture.node("a", "Add", "x", "b"), Fixture.node("b", "Relu", "a"), Fixture.node("c", "Relu", "x")));
        assertThat(nodes).extracting(Node::name).containsExactly("c", "a", "b");
        assertThat(Sanity.check(Fixture.graph(nodes, Map.of(), List.of("x"), List.of("b"))))
                .extracting(t -> t.key())
                .containsExactly("model.sanity-cycle");
    }
}
