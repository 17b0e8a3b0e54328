package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeconvnetTest {
    /** The numbers of captum's test of the same net. */
    @Test
    void passesRectifiersItsOwnWay() {
        var result = SmallNets.look(new Deconvnet(), SmallNets.oneConvolution(), SmallNets.counted(0), "target", "0");
        assertThat(SmallNets.attribution(result)).containsExactly(2, 3, 3, 1, 3, 5, 5, 2, 3, 5, 5, 2, 1, 2, 2, 1);
    }
}
