package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.engine.Engine;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JourneyTest {

    private static List<Map<String, Object>> stages(Model model, Map<String, Tensor> inputs, Map<String, String> set) {
        try (var engine = Engine.of(model)) {
            var result = new Journey().look(Look.at(engine).with(Look.Given.of(inputs)), set);
            @SuppressWarnings("unchecked")
            var stages = (List<Map<String, Object>>) result.facts().get("stages");
            return stages;
        }
    }

    private static Graph.Value value(String name, long... sizes) {
        return new Graph.Value(name, TensorType.of(DataType.FLOAT, sizes));
    }

    private static Model chain(int length, Tensor input, String... ops) {
        var nodes = new ArrayList<Node>();
        for (int i = 0; i < length; i++) {
            nodes.add(Node.of("n" + i, ops[i % ops.length], List.of(i == 0 ? "x" : "t" + (i - 1)), List.of("t" + i)));
        }
        return Model.of(
                new Graph(
                        "g",
                        nodes,
                        Map.of(),
                        List.of(value("x", input.sizes())),
                        List.of(new Graph.Value("t" + (length - 1), TensorType.UNKNOWN)),
                        Map.of()),
                17);
    }

    @Test
    void aLongChainIsThinnedAndKeepsItsEnd() {
        var input = Tensor.of(new float[] {-1, 0, 2, 3}, 1, 4);

        var stages = stages(chain(100, input, "Relu", "Neg"), Map.of("x", input), Map.of("stages", "5"));

        assertThat(stages).hasSize(6);
        assertThat(stages.get(0)).containsEntry("name", "x").containsEntry("kind", "vector");
        assertThat(stages.get(5)).containsEntry("tensor", "t99").containsEntry("layer", java.util.Optional.of(99));
    }

    @Test
    void notANumberDeadAndSaturatedAreCounted() {
        // sqrt(-1) is NaN; relu of what is not positive is dead; sigmoid of +-20 is flat.
        var input = Tensor.of(new float[] {-1, -1, 4, 4}, 1, 2, 2);
        var nan = stages(chain(1, input, "Sqrt"), Map.of("x", input), Map.of());
        var dead = stages(chain(1, input, "Relu"), Map.of("x", input), Map.of());
        var far = Tensor.of(new float[] {-20, 20, 0, 20}, 1, 4);
        var flat = stages(chain(1, far, "Sigmoid"), Map.of("x", far), Map.of());

        assertThat(nan.get(1)).containsEntry("nan", 2L);
        assertThat(dead.get(1))
                .containsEntry("dead", 1L)
                .containsEntry("channels", 2)
                .containsEntry("kind", "sequence");
        assertThat(flat.get(1)).containsEntry("saturated", 0.75).containsEntry("kind", "vector");
    }

    @Test
    void theSampleIsToldByItsBlocks() {
        try (var sample = IconsSample.clean()) {
            var result = new Journey()
                    .look(sample.look().with(sample.examples().get(0).given()), Map.of());

            assertThat(result.facts().get("stages"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(Map.class))
                    .extracting(s -> s.get("tensor"))
                    .containsExactly(
                            "image", "pool1", "pool2", "relu3", "pool3", "relu4", "relu5", "average", "logits");
        }
    }
}
