package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InputTimesGradientTest {
    /** The numbers of captum's {@code tests/attr/test_lrp.py} for the same net, on which the two methods agree. */
    @Test
    void creditsEachValueWithItsSlope() {
        var result = SmallNets.look(
                new InputTimesGradient(), SmallNets.oneConvolution(), SmallNets.counted(0), "target", "0");
        assertThat(SmallNets.attribution(result)).containsExactly(0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11, 0, 0, 0, 0);
    }
}
