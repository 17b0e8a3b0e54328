package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.autodiff.Target;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TargetTextTest {
    private final Engine engine = Engine.of(SmallNets.multiLayer(), 1);
    private final Look look = Look.at(engine)
            .with(Look.Given.of(Map.of("x", Tensor.of(new float[] {20, 50, 30}, 1, 3))))
            .with(List.of("sea-lion", "cat"));

    @AfterEach
    void close() {
        engine.close();
    }

    private Target target(String text) {
        return TargetText.of(text, look).target();
    }

    @Test
    void understandsEveryForm() {
        assertThat(target("")).isEqualTo(new Target.Logit(Optional.of("y"), 1));
        assertThat(target("0")).isEqualTo(new Target.Logit(Optional.of("y"), 0));
        assertThat(target("cat")).isEqualTo(new Target.Logit(Optional.of("y"), 1));
        assertThat(target("prob:cat")).isEqualTo(new Target.Probability(Optional.of("y"), 1));
        assertThat(target("1-0")).isEqualTo(new Target.Difference(Optional.of("y"), 1, 0));
        assertThat(target("r[:,2]")).isEqualTo(Target.element("r", Target.ALL, 2L));
        assertThat(target("r[0,-1]")).isEqualTo(Target.element("r", Target.ALL, -1L));
    }

    @Test
    void aDashMayBePartOfALabel() {
        assertThat(target("sea-lion")).isEqualTo(new Target.Logit(Optional.of("y"), 0));
        assertThat(target("cat-sea-lion")).isEqualTo(new Target.Difference(Optional.of("y"), 1, 0));
        assertThat(target("sea-lion - cat")).isEqualTo(new Target.Difference(Optional.of("y"), 0, 1));
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> target("dog"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("dog");
        assertThatThrownBy(() -> target("r[0,1.5]")).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> target("r[0,1:2]"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("1:2");
    }

    /** A class means nothing to a model of one value; what would be explained without a target is offered. */
    @Test
    void offersWhatFits() {
        try (var ramp = Engine.of(SmallNets.ramp(), 1)) {
            var value = Look.at(ramp).with(Look.Given.of(Map.of("x", Tensor.of(new float[] {3, 1}, 1, 2))));
            assertThatThrownBy(() -> TargetText.of("3", value))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(TargetText.of("", value).text());
        }
    }
}
