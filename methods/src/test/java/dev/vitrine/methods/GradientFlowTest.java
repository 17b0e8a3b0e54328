package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientFlowTest {
    /** The gradient is 1 for each of four units at h, and [1, 0] at y. */
    @Test
    void measuresTheNormAtEveryLayer() {
        var result = SmallNets.look(
                new GradientFlow(), SmallNets.multiLayer(), Tensor.of(new float[] {20, 50, 30}, 1, 3), "target", "0");
        assertThat(result.facts().get("ranking"))
                .isEqualTo(List.of(new GradientFlow.LayerGradient("h", 2), new GradientFlow.LayerGradient("y", 1)));
        assertThat(result.readings().get(0).key()).isEqualTo("gradient-flow.even");
    }

    /** With every unit off, nothing arrives. */
    @Test
    void saysWhereNothingArrives() {
        var result = SmallNets.look(
                new GradientFlow(),
                SmallNets.multiLayer(),
                Tensor.of(new float[] {-20, -50, -30}, 1, 3),
                "target",
                "0");
        assertThat(result.readings().get(0).key()).isEqualTo("gradient-flow.gone");
        assertThat(result.readings().get(1).toString()).contains("1 layers", "h");
    }
}
