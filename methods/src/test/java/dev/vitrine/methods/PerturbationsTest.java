package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.data.Picture;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PerturbationsTest {
    private static Picture random(int width, int height) {
        var rgb = new byte[3 * width * height];
        new Random(4).nextBytes(rgb);
        return Picture.of(width, height, rgb);
    }

    @Test
    void theNeutralLevelChangesNothing() {
        var picture = random(9, 7);
        for (var entry : Perturbations.all()) {
            assertThat(entry.levels()).contains(entry.neutral()).isSorted();
            assertThat(entry.change().apply(picture, entry.neutral(), 1))
                    .as(entry.name())
                    .isEqualTo(picture);
        }
    }

    @Test
    void brightnessAndContrastMoveLevels() {
        assertThat(Perturbations.brighter(Picture.filled(2, 2, 100), 0.2, 0).at(1, 1, 2))
                .isEqualTo(151);
        assertThat(Perturbations.brighter(Picture.filled(2, 2, 100), 0.9, 0).at(1, 1, 2))
                .isEqualTo(255);
        var halves = Picture.of(2, 1, new byte[] {50, 50, 50, 100, 100, 100});
        var flat = Perturbations.contrast(halves, 0, 0);
        assertThat(flat.at(0, 0, 0)).isEqualTo(75).isEqualTo(flat.at(1, 0, 0));
        assertThat(Perturbations.contrast(halves, 2, 0).at(1, 0, 1)).isEqualTo(125);
    }

    @Test
    void quarterTurnMovesCorners() {
        var rgb = new byte[3 * 9];
        rgb[3 * 2] = (byte) 200;
        var turned = Perturbations.rotated(Picture.of(3, 3, rgb), 90, 0);
        assertThat(turned.at(0, 0, 0)).isEqualTo(200);
        assertThat(turned.at(2, 0, 0)).isZero();
        var picture = random(5, 5);
        assertThat(Perturbations.rotated(picture, 360, 0)).isEqualTo(picture);
    }

    @Test
    void shiftMovesToTheRightAndFillsWithTheMean() {
        var picture = Picture.of(2, 1, new byte[] {10, 20, 30, 50, 60, 70});
        var shifted = Perturbations.shifted(picture, 0.5, 0);
        assertThat(shifted.rgb()).containsExactly(30, 40, 50, 10, 20, 30);
    }

    @Test
    void occlusionCoversTheMiddle() {
        var rgb = new byte[3 * 16];
        rgb[0] = 96;
        var covered = Perturbations.occluded(Picture.of(4, 4, rgb), 0.5, 0);
        assertThat(covered.at(1, 1, 0)).isEqualTo(6);
        assertThat(covered.at(2, 2, 0)).isEqualTo(6);
        assertThat(covered.at(3, 3, 0)).isZero();
        assertThat(covered.at(0, 0, 0)).isEqualTo(96);
    }

    @Test
    void blurKeepsTheSumAndSpreadsLikeGauss() {
        var rgb = new byte[3 * 41 * 41];
        rgb[3 * (20 * 41 + 20)] = (byte) 255;
        var blurred = Perturbations.blurred(Picture.of(41, 41, rgb), 1 / 41.0, 0);
        assertThat((double) blurred.at(20, 20, 0)).isCloseTo(255 * 0.15915 * 1.0, within(1.0));
        assertThat((double) blurred.at(21, 20, 0)).isCloseTo(255 * 0.15915 * Math.exp(-0.5), within(1.0));
        assertThat(Perturbations.blurred(Picture.filled(5, 5, 77), 0.3, 0)).isEqualTo(Picture.filled(5, 5, 77));
    }

    @Test
    void noiseHasItsSpreadAndItsSeed() {
        var grey = Picture.filled(100, 100, 128);
        var noisy = Perturbations.noisy(grey, 0.1, 3);
        double sum = 0;
        for (byte v : noisy.rgb()) {
            sum += Math.pow((v & 0xFF) - 128, 2);
        }
        assertThat(Math.sqrt(sum / 30000)).isCloseTo(25.5, within(0.5));
        assertThat(Perturbations.noisy(grey, 0.1, 3)).isEqualTo(noisy);
        assertThat(Perturbations.noisy(grey, 0.1, 4)).isNotEqualTo(noisy);
    }
}
