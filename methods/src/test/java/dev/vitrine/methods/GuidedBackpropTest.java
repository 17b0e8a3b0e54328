package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuidedBackpropTest {
    /** The numbers of captum's test of the same net. */
    @Test
    void passesRectifiersItsOwnWay() {
        var result =
                SmallNets.look(new GuidedBackprop(), SmallNets.oneConvolution(), SmallNets.counted(0), "target", "0");
        assertThat(SmallNets.attribution(result)).containsExactly(0, 1, 1, 1, 1, 3, 3, 2, 1, 3, 3, 2, 1, 2, 2, 1);
    }
}
