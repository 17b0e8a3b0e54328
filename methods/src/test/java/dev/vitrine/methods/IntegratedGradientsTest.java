package dev.vitrine.methods;

import static dev.vitrine.methods.SmallNets.attribution;
import static dev.vitrine.methods.SmallNets.look;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.methods.Attribution.Completeness;
import dev.vitrine.model.Tensor;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Against exact integrals and the numbers of captum's {@code tests/attr/test_integrated_gradients_basic.py}. */
class IntegratedGradientsTest {
    private static final Tensor X = Tensor.of(new float[] {20, 50, 30}, 1, 3);

    @Test
    void isTheSameForTheSameFunction() {
        var x = Tensor.of(new float[] {3, 1}, 1, 2);
        for (var net : java.util.List.of(SmallNets.ramp(), SmallNets.sameRamp())) {
            var result = look(new IntegratedGradients(), net, x, "target", "y[0,0]", "baseline", "zero");
            assertThat(attribution(result)).containsExactly(new float[] {1.5f, -0.5f}, within(0.02f));
        }
    }

    @Test
    void meetsTheExactIntegral() {
        var coarse = look(new IntegratedGradients(), SmallNets.multiLayer(), X, "target", "0", "baseline", "zero");
        assertThat(completeness(coarse).difference()).isEqualTo(390);
        assertThat(completeness(coarse).gap()).isLessThan(0.01);
        // The unit with bias -10 is on for 0.9 of the way: with 400 midpoints the border falls between two of them.
        var fine = look(
                new IntegratedGradients(),
                SmallNets.multiLayer(),
                X,
                "target",
                "0",
                "baseline",
                "zero",
                "steps",
                "400");
        assertThat(attribution(fine)).containsExactly(new float[] {78, 195, 117}, within(1e-3f));
    }

    @Test
    void doublesTheStepsUntilThePartsAddUp() {
        var result = look(
                new IntegratedGradients(), SmallNets.multiLayer(), X, "target", "0", "baseline", "zero", "steps", "1");
        assertThat(completeness(result).gap()).isLessThan(0.01);
        assertThat(result.facts().get("parameters").toString()).contains("steps=8");
    }

    @Test
    void addsUpOnTrainedNetworks() {
        try (var icons = IconsSample.clean()) {
            for (var example : icons.examples().subList(0, 24)) {
                var result = new IntegratedGradients()
                        .look(icons.look(example), Options.standard(new IntegratedGradients().card()));
                assertThat(completeness(result).gap()).as(example.name()).isLessThan(0.01);
            }
        }
    }

    static Completeness completeness(dev.vitrine.artifact.Result result) {
        return (Completeness) ((Optional<?>) result.facts().get("completeness")).orElseThrow();
    }
}
