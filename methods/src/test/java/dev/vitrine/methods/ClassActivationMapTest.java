package dev.vitrine.methods;

import static dev.vitrine.methods.SmallNets.attribution;
import static dev.vitrine.methods.SmallNets.look;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Against the published formulas, worked out by hand at the rectifier of one small net. */
class ClassActivationMapTest {
    private static float[] map(Method method) {
        return attribution(
                look(method, SmallNets.oneConvolution(), SmallNets.counted(0), "target", "0", "layer", "relu"));
    }

    @Test
    void hiResCam() {
        assertThat(map(new HiResCam())).containsExactly(0, 4, 25, 25);
    }

    @Test
    void xGradCam() {
        assertThat(map(new XGradCam())).containsExactly(new float[] {0, 4, 25, 25}, within(1e-4f));
    }

    @Test
    void layerCam() {
        assertThat(map(new LayerCam())).containsExactly(0, 4, 31, 40);
    }

    @Test
    void gradCamPlusPlus() {
        assertThat(map(new GradCamPlusPlus()))
                .containsExactly(new float[] {0, 0.20779f, 1.87126f, 2.7301f}, within(1e-4f));
    }

    /** The first singular vector of the centred matrix of places and channels (numpy.linalg.svd). */
    @Test
    void eigenCamHasTheSignOfTheGradientWeightedMap() {
        assertThat(map(new EigenCam()))
                .containsExactly(new float[] {-19.4419f, -15.6549f, 11.8392f, 23.2577f}, within(1e-3f));
    }
}
