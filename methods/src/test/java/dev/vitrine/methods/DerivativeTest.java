package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.artifact.Result;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against hand-made derivatives of y = W2 relu(W1 x + b1) + b2 with r = [90, 101, 101, 101]: all weights are 1. */
class DerivativeTest {
    private static final Tensor X = Tensor.of(new float[] {20, 50, 30}, 1, 3);

    @Test
    void differentiatesAnyTensorByAnyOther() {
        assertThat(gradient("of", "y", "wrt", "x")).containsExactly(8, 8, 8);
        assertThat(gradient("of", "r", "wrt", "x")).containsExactly(4, 4, 4);
        assertThat(gradient("of", "y[:,1]", "wrt", "w2")).containsExactly(0, 90, 0, 101, 0, 101, 0, 101);
        assertThat(gradient("of", "y", "wrt", "r")).containsExactly(2, 2, 2, 2);
        assertThat(gradient()).as("the top prediction by the input").containsExactly(4, 4, 4);
    }

    @Test
    void showsTheFlowBetweenTheTwo() {
        assertThat(flow("of", "y", "wrt", "x"))
                .containsExactly(
                        new GradientFlow.LayerGradient("h", 4), new GradientFlow.LayerGradient("y", Math.sqrt(2)));
        assertThat(flow("of", "r", "wrt", "x")).containsExactly(new GradientFlow.LayerGradient("h", 2));
        assertThat(flow("of", "y", "wrt", "w2")).containsExactly(new GradientFlow.LayerGradient("y", Math.sqrt(2)));
    }

    /** The model that is saved gives the same numbers and asks for nothing but the input. */
    @Test
    void givesTheGradientAsAModel() {
        var result = look(SmallNets.multiLayer(), X, "of", "y", "wrt", "x");
        try (var engine = Engine.of(result.model().orElseThrow())) {
            var run = engine.run(List.of("gradient/x", "value"), Map.of("x", X));
            assertThat(run.get("gradient/x").floats())
                    .containsExactly(result.data().get("gradient").floats());
            assertThat(run.get("value").floats()).containsExactly(new float[] {786}, within(1e-3f));
        }
        assertThat(result.facts().get("steps").toString()).contains("Gemm", "Relu", "added=");
    }

    /** Behind a Round nothing is left: which node took it is said. */
    @Test
    void saysWhyAGradientIsZero() {
        var net = SmallNets.multiLayer();
        var graph = net.graph();
        var nodes = new ArrayList<>(graph.nodes());
        nodes.add(1, Node.of("steps", "Round", List.of("h"), List.of("rounded")));
        nodes.set(2, Node.of("r", "Add", List.of("rounded", "h0"), List.of("r")));
        nodes.add(1, Node.of("h0", "Mul", List.of("h", "zero"), List.of("h0")));
        var weights = new java.util.LinkedHashMap<>(graph.initializers());
        weights.put("zero", Tensor.scalar(0f));
        var rounding = net.withGraph(new Graph("net", nodes, weights, graph.inputs(), graph.outputs(), Map.of()));
        var readings = look(rounding, X, "of", "y", "wrt", "x").readings();
        assertThat(readings.stream().map(Text::key)).contains("gradients.zero", "derivative.lost", "derivative.stops");
        assertThat(readings.toString()).contains("ends at 1 nodes", "steps (Round)");
    }

    @Test
    void saysWhereThereIsNoWay() {
        assertThatThrownBy(() -> gradient("of", "h", "wrt", "w2"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("w2");
        assertThatThrownBy(() -> gradient("of", "y", "wrt", "nowhere"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("nowhere");
    }

    private static float[] gradient(String... options) {
        return look(SmallNets.multiLayer(), X, options).data().get("gradient").floats();
    }

    @SuppressWarnings("unchecked")
    private static List<GradientFlow.LayerGradient> flow(String... options) {
        return (List<GradientFlow.LayerGradient>)
                look(SmallNets.multiLayer(), X, options).facts().get("ranking");
    }

    private static Result look(Model model, Tensor x, String... options) {
        return SmallNets.look(new Derivative(), model, x, options);
    }
}
