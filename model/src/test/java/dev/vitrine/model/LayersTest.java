package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.words.InputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final Layers LAYERS = new Layers(Fixture.graph(
            List.of(
                    Node.of("/block1/conv", "Conv", List.of("x", "w"), List.of("t1")),
                    Node.of("/block2/conv", "Conv", List.of("t1", "w"), List.of("t2")),
                    Node.of("head", "Gemm", List.of("t2"), List.of("/out/logits"))),
            Map.of("w", Tensor.of(new float[1], 1)),
            List.of("x"),
            List.of("/out/logits")));

    @Test
    void aNameIsATensorANodeOrTheUniqueEndOfEither() {
        assertThat(LAYERS.tensor("t1")).isEqualTo("t1");
        assertThat(LAYERS.tensor("/block2/conv")).isEqualTo("t2");
        assertThat(LAYERS.tensor("block1/conv")).isEqualTo("t1");
        assertThat(LAYERS.tensor("logits")).isEqualTo("/out/logits");
        assertThat(LAYERS.node("head").op()).isEqualTo("Gemm");
    }

    @Test
    void whatFitsTwiceOrNotAtAllSaysWhatThereIs() {
        assertThatThrownBy(() -> LAYERS.tensor("conv"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("t1")
                .hasMessageContaining("t2");
        assertThatThrownBy(() -> LAYERS.tensor("hed"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("head");
        assertThatThrownBy(() -> LAYERS.node("w")).isInstanceOf(InputException.class);
    }
}
