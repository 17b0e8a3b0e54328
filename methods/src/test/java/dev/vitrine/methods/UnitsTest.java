package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnitsTest {
    private static Graph graph(Node... nodes) {
        return new Graph("g", List.of(nodes), Map.of(), List.of(), List.of(), Map.of());
    }

    @Test
    void mapsHaveChannelsAsUnits() {
        var graph = graph(Node.of("", "Conv", List.of("x", "w"), List.of("y")));
        var units = Units.of(graph, "y", Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 2, 2, 2));
        assertThat(units.units()).isEqualTo(2);
        assertThat(units.means()).containsExactly(2.5f, 6.5f);
        assertThat(units.chosen("1,1,0").position()).hasValue(2);
    }

    @Test
    void tokensHaveFeaturesAsUnits() {
        var graph = graph(Node.of("", "MatMul", List.of("x", "w"), List.of("y")));
        var units = Units.of(graph, "y", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 3, 2));
        assertThat(units.units()).isEqualTo(2);
        assertThat(units.unit(0)).containsExactly(1, 3, 5);
        assertThat(units.rows()).isEqualTo(1);
    }

    @Test
    void recurrentNodesHaveTimeFirst() {
        var graph = graph(
                Node.of("", "LSTM", List.of("x", "w", "r"), List.of("y")),
                Node.of("", "Squeeze", List.of("y", "axes"), List.of("z")));
        var values = Tensor.of(new float[] {1, 2, 0, 0, 3, 4, 0, 0, 5, 6, 0, 0}, 3, 1, 2, 2);
        var units = Units.of(graph, "y", values);
        assertThat(units.unit(1)).containsExactly(2, 4, 6);
        assertThat(Units.of(graph, "z", values.reshape(3, 2, 2)).unit(1)).containsExactly(2, 4, 6);
    }
}
