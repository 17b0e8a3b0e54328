package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.words.InputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BodiesTest {
    private static final TensorType FLOATS = TensorType.of(DataType.FLOAT, 2);

    private static Node node(
            String name, String op, List<String> inputs, String output, Map<String, Attribute> attributes) {
        return new Node(name, op, "", inputs, List.of(output), attributes);
    }

    private static Graph graph(List<Node> nodes, Map<String, Tensor> weights, List<Graph.Value> inputs, String output) {
        return new Graph("", nodes, weights, inputs, List.of(new Graph.Value(output, FLOATS)), Map.of());
    }

    private static Model nested() {
        var innermost = graph(List.of(node("sum", "Add", List.of("y", "w"), "z", Map.of())), Map.of(), List.of(), "z");
        var inner = graph(
                List.of(
                        node("twice", "Add", List.of("x", "x"), "y", Map.of()),
                        node("deep", "If", List.of("c"), "u", Map.of("then_branch", new Attribute.OfGraph(innermost)))),
                Map.of(),
                List.of(),
                "u");
        var outer = graph(
                List.of(node("choice/1", "If", List.of("c"), "v", Map.of("else_branch", new Attribute.OfGraph(inner)))),
                Map.of("w", Tensor.of(new float[] {1, 2}, 2)),
                List.of(new Graph.Value("x", FLOATS), new Graph.Value("c", TensorType.of(DataType.BOOL))),
                "v");
        return Model.of(outer, 17);
    }

    @Test
    void whatABodyReadsFromAroundItIsAnInputOrAWeight() {
        var body = Bodies.open(nested(), "choice/1/else_branch").graph();

        assertThat(body.inputs()).extracting(Graph.Value::name).containsExactlyInAnyOrder("x", "c");
        assertThat(body.typeOf("x")).isEqualTo(FLOATS);
        assertThat(body.initializers()).containsOnlyKeys("w");
        assertThat(body.free()).isEmpty();
        assertThat(Sanity.check(body)).isEmpty();
    }

    @Test
    void aBodyWithinABodyIsReachedByBothPlaces() {
        var body =
                Bodies.open(nested(), "choice/1/else_branch/deep/then_branch").graph();

        assertThat(body.inputs()).extracting(Graph.Value::name).containsExactly("y");
        assertThat(body.initializers()).containsOnlyKeys("w");
    }

    @Test
    void aPlaceThatIsNoneSaysWhichThereAre() {
        assertThatThrownBy(() -> Bodies.open(nested(), "choice/1/then_branch"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("choice/1/else_branch");
        var plain = Model.of(graph(List.of(), Map.of(), List.of(new Graph.Value("x", FLOATS)), "x"), 17);
        assertThatThrownBy(() -> Bodies.open(plain, "a/b"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("a/b");
    }
}
