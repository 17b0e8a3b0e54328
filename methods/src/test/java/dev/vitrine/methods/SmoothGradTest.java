package dev.vitrine.methods;

import static dev.vitrine.methods.SmallNets.attribution;
import static dev.vitrine.methods.SmallNets.look;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.model.Tensor;
import org.junit.jupiter.api.Test;

class SmoothGradTest {
    /** At the rectifier's kink half of the noise falls on either side; the last sample, without noise, has slope 0 there. */
    @Test
    void averagesOverTheKink() {
        var x = Tensor.of(new float[] {1, 1, 1, 3, -3, 1}, 1, 6);
        var result =
                look(new SmoothGrad(), SmallNets.kink(), x, "target", "y[:,:]", "samples", "2000", "noise", "0.01");
        var map = attribution(result);
        assertThat(map[0]).isCloseTo(0.5f, within(0.05f));
        assertThat(map[3]).isEqualTo(0);
        assertThat(map[4]).isEqualTo(1);
    }

    @Test
    void isTheGradientWithoutNoise() {
        var x = Tensor.of(new float[] {20, 50, 30}, 1, 3);
        assertThat(attribution(look(new SmoothGrad(), SmallNets.multiLayer(), x, "target", "0", "noise", "0")))
                .containsExactly(4, 4, 4);
        assertThat(attribution(look(
                        new SmoothGrad(), SmallNets.multiLayer(), x, "target", "0", "noise", "0", "form", "square")))
                .containsExactly(16, 16, 16);
        assertThat(attribution(look(
                        new SmoothGrad(), SmallNets.multiLayer(), x, "target", "0", "noise", "0", "form", "variance")))
                .containsExactly(0, 0, 0);
    }

    @Test
    void theSeedDecidesEverything() {
        assertThat(noisy("1")).containsExactly(noisy("1")).isNotEqualTo(noisy("2"));
    }

    private static float[] noisy(String seed) {
        return attribution(
                look(new SmoothGrad(), SmallNets.oneConvolution(), SmallNets.counted(0), "target", "0", "seed", seed));
    }
}
