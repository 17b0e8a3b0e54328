package dev.vitrine.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Files made by src/test/scripts/onnx_fixtures.py, and small graphs. */
final class Fixture {
    private Fixture() {}

    static byte[] bytes(String name) {
        try (var in = Objects.requireNonNull(Fixture.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A model of these bytes, read from a file of its own: a model stays mapped to its file. */
    static Model model(byte[] bytes, Path folder) {
        try {
            return Model.open(Files.write(Files.createTempFile(folder, "model", ".onnx"), bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Graph graph(List<Node> nodes, Map<String, Tensor> weights, List<String> inputs, List<String> outputs) {
        return new Graph(
                "graph",
                nodes,
                weights,
                inputs.stream().map(i -> new Graph.Value(i, TensorType.UNKNOWN)).toList(),
                outputs.stream()
                        .map(o -> new Graph.Value(o, TensorType.UNKNOWN))
                        .toList(),
                Map.of());
    }

    /** Nodes called after their output, each {@code output = op(inputs)}. */
    static Node node(String output, String op, String... inputs) {
        return Node.of(output, op, List.of(inputs), List.of(output));
    }

    static TensorTypes types(Map<String, Shape> shapes) {
        var types = new LinkedHashMap<String, TensorType>();
        shapes.forEach((name, shape) -> types.put(name, TensorType.of(DataType.FLOAT, shape)));
        return new TensorTypes(types);
    }
}
