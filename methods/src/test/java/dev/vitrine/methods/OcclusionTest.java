package dev.vitrine.methods;

import static dev.vitrine.methods.SmallNets.attribution;
import static dev.vitrine.methods.SmallNets.look;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Tensor;
import org.junit.jupiter.api.Test;

/** Against the numbers of captum's {@code tests/attr/test_occlusion.py}. */
class OcclusionTest {
    private static final Tensor X = Tensor.of(new float[] {20, 50, 30}, 1, 3);

    @Test
    void coversOneValueAtATime() {
        var result = look(new Occlusion(), SmallNets.multiLayer(), X, "target", "0", "window", "1", "baseline", "zero");
        assertThat(attribution(result)).containsExactly(80, 200, 120);
    }

    @Test
    void averagesOverlappingWindows() {
        var result = look(
                new Occlusion(),
                SmallNets.multiLayer(),
                X,
                "target",
                "0",
                "window",
                "2",
                "stride",
                "1",
                "baseline",
                "10");
        assertThat(attribution(result)).containsExactly(200, 220, 240);
    }

    @Test
    void cutsTheLastWindowOff() {
        var result = look(
                new Occlusion(),
                SmallNets.multiLayer(),
                X,
                "target",
                "0",
                "window",
                "2",
                "stride",
                "2",
                "baseline",
                "zero");
        assertThat(attribution(result)).containsExactly(280, 280, 120);
    }

    @Test
    void saysHowTheWindowWasChosen() {
        var result = look(new Occlusion(), SmallNets.oneConvolution(), SmallNets.counted(0), "target", "0");
        assertThat(result.facts().get("parameters").toString()).contains("window=1", "stride=1", "baseline=black");
    }
}
