package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.artifact.Plane;
import org.junit.jupiter.api.Test;

class ConcentrationTest {
    private static final Plane MAP = Plane.of(new float[] {1, 2, 3, 4}, 2, 2);

    @Test
    void knowsGiniAndEntropyOfFourNumbers() {
        assertThat(Concentration.gini(MAP)).isCloseTo(0.25, within(1e-12));
        assertThat(Concentration.entropy(MAP)).isCloseTo(1.27985, within(1e-5));
    }

    @Test
    void findsTheFewestPlacesThatHoldHalf() {
        var half = Concentration.half(MAP).orElseThrow();
        assertThat(half.count()).isEqualTo(2);
        assertThat(half.strongest()).isEqualTo(3);
        assertThat(half.place(MAP).key()).isEqualTo("attribution.place.bottom-centre");
        assertThat(Concentration.half(Plane.of(new float[] {-1, 0}, 1, 2))).isEmpty();
    }

    @Test
    void countsWhatSpeaksAgainst() {
        assertThat(Concentration.against(Plane.of(new float[] {3, -1}, 1, 2))).isEqualTo(0.25);
    }
}
