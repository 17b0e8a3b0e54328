package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputAxesTest {
    private static InputAxes axes(String op, long... sizes) {
        var graph = new Graph(
                "g",
                List.of(Node.of("n", op, List.of("x"), List.of("y"))),
                Map.of(),
                List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, sizes))),
                List.of(),
                Map.of());
        return InputAxes.of(graph, "x", Tensor.of(new float[(int) Tensor.count(sizes)], sizes));
    }

    @Test
    void findsChannelsRowsAndColumns() {
        assertThat(axes("Conv", 1, 3, 4, 5)).isEqualTo(new InputAxes(3, 4, 5, 20, 5, 1));
        assertThat(axes("Relu", 1, 64, 32, 3)).isEqualTo(new InputAxes(3, 64, 32, 1, 96, 3));
        assertThat(axes("Conv", 1, 2, 7)).isEqualTo(new InputAxes(2, 1, 7, 7, 0, 1));
        assertThat(axes("MatMul", 1, 7, 2)).isEqualTo(new InputAxes(2, 1, 7, 1, 0, 2));
        assertThat(axes("LSTM", 7, 1, 2)).isEqualTo(new InputAxes(2, 1, 7, 1, 0, 2));
        assertThat(axes("Gemm", 1, 6)).isEqualTo(new InputAxes(1, 1, 6, 0, 0, 1));
    }

    @Test
    void reducesChannels() {
        var axes = new InputAxes(2, 1, 2, 2, 0, 1);
        assertThat(axes.summed(new float[] {1, -2, 3, -4})).containsExactly(4, -6);
        assertThat(axes.largest(new float[] {1, -2, 3, -4})).containsExactly(3, 4);
    }
}
