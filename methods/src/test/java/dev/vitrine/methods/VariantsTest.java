package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.engine.Engine;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariantsTest {
    private static Model fixed(Model model, long... sizes) {
        return model.withGraph(model.graph()
                .withInputs(List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, sizes)))));
    }

    private static float[] explained(Method method, Model model) {
        return SmallNets.attribution(SmallNets.look(method, model, SmallNets.counted(0), "target", "0"));
    }

    @Test
    void aFixedBatchIsFreedWithoutChangingAnything() {
        var free = SmallNets.oneConvolution();
        var fixed = fixed(free, 1, 1, 4, 4);
        assertThat(explained(new Occlusion(), fixed)).containsExactly(explained(new Occlusion(), free));
        assertThat(explained(new IntegratedGradients(), fixed))
                .containsExactly(explained(new IntegratedGradients(), free));
        assertThat(explained(new SmoothGrad(), fixed)).containsExactly(explained(new SmoothGrad(), free));
    }

    /** Divides by the largest value of the whole batch: items are not apart, so they must not be run together. */
    @Test
    void itemsThatSeeEachOtherGoOneAtATime() {
        var graph = new Graph(
                "g",
                List.of(
                        Node.of("m", "ReduceMax", List.of("x"), List.of("m")).with("keepdims", 0),
                        Node.of("d", "Div", List.of("x", "m"), List.of("y"))),
                Map.of(),
                List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, -1, 3))),
                List.of(new Graph.Value("y", TensorType.UNKNOWN)),
                Map.of());
        var result = SmallNets.look(
                new Occlusion(),
                Model.of(graph, 17),
                Tensor.of(new float[] {1, 2, 4}, 1, 3),
                "target",
                "0",
                "baseline",
                "zero");
        assertThat(SmallNets.attribution(result)).containsExactly(0.25f, 0, -0.25f);
    }

    @Test
    void manyVariantsComeBackInOrder() {
        try (var engine = Engine.of(SmallNets.multiLayer(), 1)) {
            var look = Look.at(engine).with(Look.Given.of(Map.of("x", Tensor.of(new float[] {20, 50, 30}, 1, 3))));
            var score = TargetScore.of(look, dev.vitrine.autodiff.Target.logit(0));
            var variants = java.util.stream.IntStream.range(0, 21)
                    .mapToObj(i -> Tensor.of(new float[] {10 + i, 0, 0}, 1, 3))
                    .toList();
            var scores = score.along("x", variants);
            for (int i = 0; i < 21; i++) {
                assertThat(scores[i]).isEqualTo(i + 3 * (11 + i) - 1);
            }
        }
    }

    @Test
    void occlusionAnswersWhereNoGradientPasses() {
        var graph = new Graph(
                "g",
                List.of(
                        Node.of("u", "Unique", List.of("x"), List.of("u")),
                        Node.of("y", "Reshape", List.of("u", "s"), List.of("y"))),
                Map.of("s", Tensor.of(new long[] {1, -1}, 2)),
                List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 1, 3))),
                List.of(new Graph.Value("y", TensorType.UNKNOWN)),
                Map.of());
        var result = SmallNets.look(
                new Saliency(), Model.of(graph, 17), Tensor.of(new float[] {1, 2, 4}, 1, 3), "target", "y[0,-1]");
        assertThat(result.facts()).containsEntry("method", "saliency").containsEntry("fallback", "occlusion");
        assertThat(result.readings().get(result.readings().size() - 1).toString())
                .contains("Unique");
        assertThat(SmallNets.attribution(result)).containsExactly(0, 0, 2);
    }
}
