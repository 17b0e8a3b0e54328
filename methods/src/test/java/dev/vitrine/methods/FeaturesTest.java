package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.artifact.ImageGrid;
import dev.vitrine.artifact.Scale;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeaturesTest {

    /** Two maps of 20 x 20, from 0 to 799, with one value far outside. */
    private static Scale scaleOfAll(Map<String, String> settings) {
        var values = new float[800];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        values[123] = 1e6f;
        var graph = new Graph(
                "g",
                List.of(Node.of("act", "Relu", List.of("x"), List.of("y"))),
                Map.of(),
                List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 1, 2, 20, 20))),
                List.of(new Graph.Value("y", TensorType.UNKNOWN)),
                Map.of());
        try (var engine = Engine.of(Model.of(graph, 17))) {
            var look = Look.at(engine).with(Look.Given.of(Map.of("x", Tensor.of(values, 1, 2, 20, 20))));
            var features = new Features();
            var result = features.look(look, Options.of(features.card(), settings));
            var cells = ((ImageGrid) result.artifact()).cells();
            assertThat(cells).hasSize(2);
            var first = ((ImageGrid.Values) cells.get(0).content()).scale();
            assertThat(((ImageGrid.Values) cells.get(1).content()).scale()).isEqualTo(first);
            return first;
        }
    }

    @Test
    void oneOutlierDoesNotDarkenTheSharedScale() {
        var scale = scaleOfAll(Map.of("layer", "y", "scale", "layer"));

        // 99.5 % of 800 sizes are 796: all but the outlier and 797 to 799.
        assertThat(scale.high()).isEqualTo(796);
        assertThat(scale.clipped()).isEqualTo(Optional.of(1e6f));
    }

    @Test
    void theWholeRangeIsThereWhereItIsAsked() {
        var scale = scaleOfAll(Map.of("layer", "y", "scale", "layer", "whole", "true"));

        assertThat(scale.high()).isEqualTo(1e6f);
        assertThat(scale.clipped()).isEmpty();
    }
}
