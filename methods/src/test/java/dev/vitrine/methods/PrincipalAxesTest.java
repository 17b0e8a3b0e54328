package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrincipalAxesTest {
    /** Points on the line (1, 2): one axis holds everything. */
    @Test
    void lineHasOneAxis() {
        var axes = PrincipalAxes.of(new float[] {1, 2, 2, 4, 3, 6, 4, 8}, 4, 2, 2);
        assertThat(axes.loadings()[0])
                .containsExactly(new double[] {1 / Math.sqrt(5), 2 / Math.sqrt(5)}, within(1e-12));
        assertThat(axes.variances()[0]).isCloseTo(1.25 * 5, within(1e-12));
        assertThat(axes.variances()[1]).isZero();
        assertThat(axes.share(0)).isCloseTo(1, within(1e-12));
        assertThat(axes.scores()[0][3]).isCloseTo(1.5 * Math.sqrt(5), within(1e-12));
    }

    /** Independent columns with known spreads: a design in which every column is orthogonal to every other. */
    @Test
    void orthogonalColumnsComeOutByVariance() {
        int columns = 64;
        var data = new float[columns * columns];
        for (int r = 0; r < columns; r++) {
            for (int c = 1; c < columns; c++) {
                double sign = Integer.bitCount(r & c) % 2 == 0 ? 1 : -1;
                data[r * columns + c] = (float) (sign * (c == 17 ? 5 : c == 40 ? 3 : 1));
            }
        }
        var axes = PrincipalAxes.of(data, columns, columns, 2);
        assertThat(axes.variances()).containsExactly(new double[] {25, 9}, within(1e-9));
        assertThat(axes.total()).isCloseTo(25 + 9 + 61, within(1e-9));
        assertThat(axes.loadings()[0][17]).isCloseTo(1, within(1e-8));
        assertThat(axes.loadings()[1][40]).isCloseTo(1, within(1e-8));
    }

    @Test
    void scoresHaveTheVarianceAndAreUncorrelated() {
        var random = new Random(3);
        var data = new float[200 * 30];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) (random.nextGaussian() + data[Math.max(0, i - 1)] * 0.8);
        }
        var axes = PrincipalAxes.of(data, 200, 30, 2);
        double first = 0;
        double both = 0;
        for (int r = 0; r < 200; r++) {
            first += axes.scores()[0][r] * axes.scores()[0][r] / 200;
            both += axes.scores()[0][r] * axes.scores()[1][r] / 200;
        }
        assertThat(first).isCloseTo(axes.variances()[0], within(1e-9));
        assertThat(both).isCloseTo(0, within(1e-7));
        assertThat(PrincipalAxes.of(data, 200, 30, 2).scores()).isDeepEqualTo(axes.scores());
    }

    @Test
    void constantDataHaveNoAxes() {
        var axes = PrincipalAxes.of(new float[] {3, 3, 3, 3}, 2, 2, 2);
        assertThat(Arrays.stream(axes.variances()).sum()).isZero();
        assertThat(axes.share(0)).isZero();
    }
}
