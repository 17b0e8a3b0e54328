package dev.vitrine.methods;

import static dev.vitrine.methods.SmallNets.attribution;
import static dev.vitrine.methods.SmallNets.look;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.artifact.Plane;
import org.junit.jupiter.api.Test;

/** Against the numbers of captum's {@code tests/attr/layer/test_grad_cam.py}. */
class GradCamTest {
    @Test
    void weighsMapsByTheirMeanGradient() {
        var net = SmallNets.oneConvolution();
        assertThat(attribution(look(new GradCam(), net, SmallNets.counted(0), "target", "0", "layer", "conv")))
                .containsExactly(11.25f, 13.5f, 20.25f, 22.5f);
        var relu = look(new GradCam(), net, SmallNets.counted(0), "target", "0", "layer", "relu");
        assertThat(attribution(relu)).containsExactly(0, 4, 28, 32.5f);
        assertThat(relu.facts()).containsEntry("layer", java.util.Optional.of("relu"));
        assertThat(attribution(look(new GradCam(), net, SmallNets.counted(1), "target", "0", "layer", "conv")))
                .containsExactly(14.5f, 19, 32.5f, 37);
    }

    @Test
    void keepsChannelsApartUntilTheyAreAddedUp() {
        float[][] maps = {{-5, 4, 31, 40}, {-30, -21, 6, 15}};
        float[][] gradients = {{0, 1, 1, 1}, {0, 0, -1, -1}};
        assertThat(GradCam.weights(gradients)).containsExactly(0.75, -0.5);
        assertThat(ClassActivationMap.weighted(new float[][] {maps[0]}, new double[] {0.75}))
                .containsExactly(-3.75f, 3, 23.25f, 30);
        assertThat(ClassActivationMap.weighted(new float[][] {maps[1]}, new double[] {-0.5}))
                .containsExactly(15, 10.5f, -3, -7.5f);
    }

    @Test
    void takesTheLastLayerWithMaps() {
        var result = look(new GradCam(), SmallNets.oneConvolution(), SmallNets.counted(0), "target", "0");
        assertThat(result.facts()).containsEntry("layer", java.util.Optional.of("relu"));
    }

    /** torch.nn.functional.interpolate(mode="bilinear", align_corners=False) of [[0, 4], [8, 12]] to 4 x 4. */
    @Test
    void stretchesWithHalfPixelCentres() {
        assertThat(ClassActivationMap.stretched(Plane.of(new float[] {0, 4, 8, 12}, 2, 2), 4, 4)
                        .values())
                .containsExactly(0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12);
    }
}
