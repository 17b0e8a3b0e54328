package dev.vitrine.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Weights find their places by name, by the end of a name, by shape; what finds none is named. */
final class WeightOverlayTest {

    private static Model model(Object... namesAndTensors) {
        var weights = new LinkedHashMap<String, Tensor>();
        for (int i = 0; i < namesAndTensors.length; i += 2) {
            weights.put((String) namesAndTensors[i], (Tensor) namesAndTensors[i + 1]);
        }
        return Model.of(new Graph("g", List.of(), weights, List.of(), List.of(), Map.of()), 18);
    }

    private static Tensor filled(float value, long... sizes) {
        var values = new float[(int) Tensor.count(sizes)];
        java.util.Arrays.fill(values, value);
        return Tensor.of(values, sizes);
    }

    private static float[] values(Model model, String name) {
        return model.graph().constant(name).orElseThrow().floats();
    }

    @Test
    void namesTellFirst() {
        var graph = model("fc.weight", filled(0, 2, 2), "fc.bias", filled(0, 2), "other.bias", filled(0, 2));
        var checkpoint = model(
                "module.other.bias", filled(3, 2), "module.fc.bias", filled(2, 2), "module.fc.weight", filled(1, 2, 2));

        var laid = WeightOverlay.of(graph, checkpoint);

        assertThat(values(laid, "fc.weight")).containsOnly(1);
        assertThat(values(laid, "fc.bias")).containsOnly(2);
        assertThat(values(laid, "other.bias")).containsOnly(3);
    }

    @Test
    void aMatrixMayLieTheOtherWayRound() {
        var laid = WeightOverlay.of(
                model("w", filled(0, 3, 2)), model("w", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)));

        assertThat(values(laid, "w")).containsExactly(1, 4, 2, 5, 3, 6);
    }

    @Test
    void shapesTellWhereNamesDoNot() {
        var laid = WeightOverlay.of(
                model("Parameter5", filled(0, 3), "Parameter87", filled(0, 3), "Parameter6", filled(0, 2, 3)),
                model("a.weight", filled(1, 2, 3), "a.bias", filled(2, 3), "b.bias", filled(3, 3)));

        assertThat(values(laid, "Parameter6")).containsOnly(1);
        assertThat(values(laid, "Parameter5")).containsOnly(2);
        assertThat(values(laid, "Parameter87")).containsOnly(3);
    }

    @Test
    void whatDoesNotFitIsNamed() {
        var laid = WeightOverlay.of(
                model("a", filled(0, 2), "b", filled(0, 5)), model("a", filled(1, 2), "c", filled(1, 7)));

        assertThat(laid.origin().notes().toString()).contains("b 5").contains("c 7");
        assertThat(values(laid, "b")).containsOnly(0);
        assertThatThrownBy(() -> WeightOverlay.of(model("a", filled(0, 2)), model("c", filled(0, 3))))
                .isInstanceOf(InputException.class);
    }
}
