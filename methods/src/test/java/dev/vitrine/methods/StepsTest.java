package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepsTest {
    private static final Tensor X = Tensor.of(new float[] {1, 7, 2, 8, 3, 4}, 1, 3, 2);

    @Test
    void aStepIsExplainedByItsHighestLogit() {
        var look = new RawOutputs().then("Softmax").output("y", 1, 3, 2).on(X, Optional.empty(), "no", "yes");
        try (var engine = look.engine()) {
            assertThat(TargetText.of("", look).text()).isEqualTo("step:2");
            assertThat(TargetText.of("token:0", look).label()).isEqualTo("yes @ 0");
            for (var target : new String[] {"step:1", "token:1"}) {
                assertThat(TargetScore.of(look, TargetText.of(target, look).target())
                                .here())
                        .isCloseTo(8, within(1e-6));
                assertThat(RawOutputs.gradient(look, target)).containsExactly(0, 0, 0, 1, 0, 0);
            }
            assertThatThrownBy(() -> TargetText.of("step:3", look))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("0 to 2");
        }
    }
}
