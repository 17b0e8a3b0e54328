package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.data.Picture;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BaselineTest {
    private final Engine engine = Engine.of(SmallNets.oneConvolution(), 1);
    private final Look look = Look.at(engine).with(Look.Given.of(Map.of("x", SmallNets.counted(0))));

    @AfterEach
    void close() {
        engine.close();
    }

    private float[] baseline(String kind) {
        return Baseline.of(kind, look, "x", 0).floats();
    }

    @Test
    void hasManyKinds() {
        assertThat(baseline("zero")).containsOnly(0);
        assertThat(baseline("black")).containsOnly(0);
        assertThat(baseline("mean")).containsOnly(7.5f);
        assertThat(baseline("-2.5")).containsOnly(-2.5f);
        for (float v : baseline("noise")) {
            assertThat(v).isBetween(0f, 15f);
        }
        assertThat(baseline("noise")).containsExactly(baseline("noise"));
    }

    @Test
    void blurKeepsTheMeanAndNarrowsTheRange() {
        double sum = 0;
        for (float v : baseline("blur")) {
            assertThat(v).isBetween(0.5f, 14.5f);
            sum += v;
        }
        assertThat(sum / 16).isCloseTo(7.5, org.assertj.core.api.Assertions.within(1e-5));
    }

    /** After normalisation black is not zero. */
    @Test
    void blackIsBlackInThePicture() {
        var picture = Picture.filled(4, 4, 200);
        var given = new Look.Given(
                        Map.of("x", SmallNets.counted(0)),
                        Optional.of(picture),
                        Optional.of(picture),
                        Optional.empty(),
                        Text.plain(""),
                        false)
                .remake(p -> {
                    var values = new float[16];
                    java.util.Arrays.fill(values, p.at(0, 0, 0) - 100f);
                    return Map.of("x", Tensor.of(values, 1, 1, 4, 4));
                });
        assertThat(Baseline.of("black", look.with(given), "x", 0).floats()).containsOnly(-100);
    }

    @Test
    void namesTheKindsThereAre() {
        assertThatThrownBy(() -> baseline("grey"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("mean");
    }
}
