package dev.vitrine.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScaleTest {
    @Test
    void bothSignsGiveASymmetricRange() {
        assertThat(Scale.of(-1f, 3f)).isEqualTo(new Scale(-3, 3, true, Optional.empty(), true));
        assertThat(Scale.of(1f, 3f)).isEqualTo(new Scale(1, 3, false, Optional.empty(), true));
        assertThat(Scale.of(-3f, -1f).diverging()).isFalse();
    }

    @Test
    void whatIsNotFiniteSetsNoRange() {
        assertThat(Scale.of(Float.NaN, Float.POSITIVE_INFINITY, 1f, 2f)).isEqualTo(Scale.sequential(1, 2));
        assertThat(Scale.of(Float.NaN).signal()).isFalse();
        assertThat(Scale.of(List.of()).signal()).isFalse();
    }

    @Test
    void noiseIsNoSignal() {
        assertThat(Scale.of(1f, 1.000001f).signal()).isFalse();
        assertThat(Scale.of(1f, 1.001f).signal()).isTrue();
        assertThat(Scale.of(0f, 1e-9f).signal()).isTrue();
        assertThat(Scale.of(0f, 1e-9f).against(1).signal()).isFalse();
    }

    @Test
    void aFewExtremesAreCutOff() {
        var values = new float[1000];
        for (int i = 0; i < 1000; i++) {
            values[i] = i % 2 == 0 ? i : -i;
        }
        values[999] = -1e6f;
        var scale = Scale.clipped(Plane.of(values, 10, 100));
        assertThat(scale.high()).isEqualTo(994);
        assertThat(scale.low()).isEqualTo(-994);
        assertThat(scale.clipped()).contains(-1e6f);
    }

    @Test
    void placesStayBetweenZeroAndOne() {
        var scale = Scale.diverging(2);
        assertThat(scale.place(-2)).isZero();
        assertThat(scale.place(0)).isEqualTo(0.5f);
        assertThat(scale.place(5)).isEqualTo(1);
        assertThat(Scale.diverging(Float.MAX_VALUE).place(0)).isEqualTo(0.5f);
    }
}
