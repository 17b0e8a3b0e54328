package dev.vitrine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.model.TensorTypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchSymbolsTest {
    private static final TensorType OPEN = new TensorType(Optional.of(DataType.FLOAT), Optional.of(Shape.of(-1, 3)));

    private static Model model(List<Graph.Value> inputs, Map<String, Tensor> weights) {
        var nodes = List.of(
                Node.of("", "Relu", List.of("x"), List.of("a")),
                Node.of("", "Add", List.of("a", "w"), List.of("b")),
                Node.of("", "Mul", List.of("b", "x"), List.of("y")));
        return Model.of(new Graph("g", nodes, weights, inputs, List.of(new Graph.Value("y", OPEN)), Map.of()), 18);
    }

    /** A residual block of an anonymous batch: nothing is left to be found out at run time. */
    @Test
    void branchesOfOneInputAgree() {
        var bias = Map.of("w", Tensor.of(new float[] {1, 2, 3}, 3));
        var model = model(List.of(new Graph.Value("x", OPEN)), bias);
        var types = new TensorTypes(
                Map.of("a", OPEN, "b", OPEN, "y", OPEN, "w", bias.get("w").tensorType()));
        var gradient = Differentiator.of(model, types).wrt("x").seed("y").build();
        assertThat(gradient.model().graph().nodes()).extracting(Node::op).doesNotContain("NonZero", "ReduceProd");
        var x = Tensor.of(new float[] {1, -1, 2, 3, -3, 4}, 2, 3);
        var outputs = OrtRunner.run(gradient.model(), Map.of("x", x));
        // y = (relu(x) + w) x: slope relu(x) + w + x where x is positive, else w.
        assertThat(outputs.get(gradient.gradients().get("x")).floats()).containsExactly(3, 2, 7, 7, 2, 11);
    }

    /** Two inputs may have different first sizes, one of them 1: what is broadcast is found out at run time. */
    @Test
    void twoInputsMayDiffer() {
        var model = model(List.of(new Graph.Value("x", OPEN), new Graph.Value("w", OPEN)), Map.of());
        var types = new TensorTypes(Map.of("x", OPEN, "w", OPEN, "a", OPEN, "b", OPEN, "y", OPEN));
        var gradient = Differentiator.of(model, types).wrt("w").seed("y").build();
        var outputs = OrtRunner.run(
                gradient.model(),
                Map.of(
                        "x",
                        Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
                        "w",
                        Tensor.of(new float[] {1, 1, 1}, 1, 3)));
        assertThat(outputs.get(gradient.gradients().get("w")).sizes()).containsExactly(1, 3);
        assertThat(outputs.get(gradient.gradients().get("w")).floats()).containsExactly(5, 7, 9);
    }
}
