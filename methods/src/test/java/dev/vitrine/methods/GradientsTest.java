package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against hand-made derivatives of y = W2 relu(W1 x + b1) + b2 with r = [90, 101, 101, 101], y = [392, 394]. */
class GradientsTest {
    private static final Tensor X = Tensor.of(new float[] {20, 50, 30}, 1, 3);

    @Test
    void differentiatesByInputsWeightsAndLayers() {
        assertThat(gradient("target", "0")).containsExactly(4, 4, 4);
        assertThat(gradient("target", "1", "wrt", "w2")).containsExactly(0, 90, 0, 101, 0, 101, 0, 101);
        assertThat(gradient("target", "0-1", "wrt", "r")).containsExactly(0, 0, 0, 0);
    }

    @Test
    void differentiatesLosses() {
        // softmax([392, 394]) = [0.1192, 0.8808]
        assertThat(gradient("loss", "cross-entropy", "label", "0", "wrt", "y"))
                .containsExactly(new float[] {-0.880797f, 0.880797f}, within(1e-5f));
        assertThat(gradient("loss", "mse", "label", "1", "wrt", "y")).containsExactly(392, 393);
        assertThat(gradient("label", "0", "wrt", "y"))
                .containsExactly(new float[] {-0.880797f, 0.880797f}, within(1e-5f));
    }

    @Test
    void givesTheFactsOfTheContract() {
        var result = SmallNets.look(new Gradients(), SmallNets.multiLayer(), X, "target", "0");
        assertThat(result.facts())
                .containsKeys("tensor", "statistics", "histogram")
                .containsEntry("value", 392.0);
        assertThat((double) result.facts().get("norm")).isCloseTo(Math.sqrt(48), within(1e-6));
    }

    @Test
    void ranksLayersByTheirGradient() {
        var result = SmallNets.look(new Gradients(), SmallNets.multiLayer(), X, "target", "0", "rank", "layers");
        assertThat(result.facts().get("ranking"))
                .isEqualTo(List.of(new GradientFlow.LayerGradient("h", 2), new GradientFlow.LayerGradient("y", 1)));
    }

    @Test
    void ranksWeightsOverAFolder() {
        try (var sample = IconsSample.clean()) {
            var look = sample.look().over(sample.examples().subList(0, 6));
            var card = new Gradients().card();
            for (var rank : List.of("parameters", "channels")) {
                var result = new Gradients().look(look, Options.of(card, Map.of("rank", rank)));
                assertThat(result.facts()).containsEntry("inputs", 6).containsKeys("ranking", "loss");
                assertThat(result.data()).containsKey("importance");
            }
        }
    }

    @Test
    void saysWhenThereIsNoSuchClass() {
        assertThatThrownBy(() -> gradient("target", "7"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no class 7");
    }

    private static float[] gradient(String... options) {
        return SmallNets.look(new Gradients(), SmallNets.multiLayer(), X, options)
                .data()
                .get("gradient")
                .floats();
    }
}
