package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
    private static final int SIDE = 200;

    @TempDir
    private Path folder = Path.of("");

    /** A large weight as it lies, one in another order, and a small one. */
    private static Model model() {
        var values = new float[SIDE * SIDE];
        IntStream.range(0, values.length).forEach(i -> values[i] = i * 0.5f);
        var weights = new LinkedHashMap<String, Tensor>();
        weights.put("w", Tensor.of(values, SIDE, SIDE));
        weights.put("turned", Tensor.of(values, SIDE, SIDE).transpose(1, 0));
        weights.put("b", Tensor.of(new float[] {1, 2, 3}, 3));
        var nodes = List.of(
                Node.of("a", "MatMul", List.of("x", "w"), List.of("h")),
                Node.of("c", "MatMul", List.of("h", "turned"), List.of("y")));
        var graph = new Graph(
                "g",
                nodes,
                weights,
                List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 1, SIDE))),
                List.of(new Graph.Value("y", TensorType.of(DataType.FLOAT, 1, SIDE))),
                Map.of());
        return Model.of(graph, 18);
    }

    private static void isTheSame(Model written, Model model) {
        assertThat(written.graph().nodes()).isEqualTo(model.graph().nodes());
        assertThat(written.opsets()).isEqualTo(model.opsets());
        assertThat(written.graph().initializers().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        model.graph().initializers().keySet());
        model.graph().initializers().forEach((name, tensor) -> {
            var read = written.graph().initializers().get(name);
            assertThat(read.sizes()).as(name).isEqualTo(tensor.sizes());
            assertThat(read.floats()).as(name).isEqualTo(tensor.floats());
        });
    }

    @Test
    void holdsEverythingWhereThereIsRoom() throws IOException {
        var file = folder.resolve("one.onnx");
        OnnxFile.write(model(), file);
        isTheSame(Model.open(file), model());
        // Other fields first, the same content.
        assertThat(Files.size(file)).isEqualTo(OnnxWriter.write(model()).length);
    }

    @Test
    void putsLargeWeightsBesideItWhereThereIsNot() throws IOException {
        var file = folder.resolve("two.onnx");
        OnnxFile.write(model(), file, 200_000);
        assertThat(Files.size(file)).isLessThan(2000);
        assertThat(Files.size(folder.resolve("two.onnx.data"))).isEqualTo(163_840 + 160_000);
        isTheSame(Model.open(file), model());
    }
}
