package dev.vitrine.methods;

import static dev.vitrine.methods.SmallNets.attribution;
import static dev.vitrine.methods.SmallNets.look;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Tensor;
import org.junit.jupiter.api.Test;

/** Against the numbers of captum's tests. */
class SaliencyTest {
    @Test
    void isZeroAtTheKink() {
        var x = Tensor.of(new float[] {1, 2, 3, 0, -1, 7}, 1, 6);
        var result = look(new Saliency(), SmallNets.kink(), x, "target", "y[:,:]");
        assertThat(attribution(result)).containsExactly(0, 0, 0, 1, 1, 0);
    }

    @Test
    void followsEveryPath() {
        var result =
                look(new Saliency(), SmallNets.multiLayer(), Tensor.of(new float[] {20, 50, 30}, 1, 3), "target", "0");
        assertThat(attribution(result)).containsExactly(4, 4, 4);
        assertThat(result.facts())
                .containsEntry("method", "saliency")
                .containsKeys("trust", "parameters", "completeness", "reading");
        assertThat(result.facts().get("target").toString()).contains("score=392.0");
    }

    @Test
    void explainsTheTopPredictionWhenNothingIsSaid() {
        var result = look(new Saliency(), SmallNets.multiLayer(), Tensor.of(new float[] {20, 50, 30}, 1, 3));
        assertThat(result.facts().get("target").toString()).contains("index=Optional[1]", "score=394.0");
    }

    @Test
    void showsTheSizeOfNegativeGradientsToo() {
        var result = look(new Saliency(), SmallNets.ramp(), Tensor.of(new float[] {3, 1}, 1, 2), "target", "y[0,0]");
        assertThat(attribution(result)).containsExactly(1, -1);
    }
}
