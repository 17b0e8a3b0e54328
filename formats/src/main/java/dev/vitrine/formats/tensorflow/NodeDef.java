package dev.vitrine.formats.tensorflow;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One operation of a TensorFlow graph.
 *
 * @param inputs {@code node}, {@code node:1}, {@code ^control}; in a function {@code argument} and {@code node:name:0}
 */
record NodeDef(String name, String op, List<String> inputs, Map<String, Attr> attributes) {

    /** A setting; of each kind what is given. Shapes that are not given are of unknown rank. */
    record Attr(
            String text,
            long integer,
            float number,
            Optional<DataType> type,
            Optional<Shape> shape,
            Optional<Tensor> tensor,
            String function,
            List<Long> integers,
            List<Optional<Shape>> shapes) {}

    NodeDef with(String newName, List<String> newInputs) {
        return new NodeDef(newName, op, newInputs, attributes);
    }

    Optional<Attr> attr(String key) {
        return Optional.ofNullable(attributes.get(key));
    }

    long integer(String key, long otherwise) {
        return attr(key).map(Attr::integer).orElse(otherwise);
    }

    boolean flag(String key) {
        return integer(key, 0) != 0;
    }

    float number(String key, float otherwise) {
        return attr(key).map(Attr::number).orElse(otherwise);
    }

    String text(String key, String otherwise) {
        return attr(key).map(Attr::text).orElse(otherwise);
    }

    long[] integers(String key) {
        return attr(key)
                .map(a -> a.integers().stream().mapToLong(i -> i).toArray())
                .orElse(new long[0]);
    }

    Optional<DataType> type(String key) {
        return attr(key).flatMap(Attr::type);
    }

    /** The name of the function that a call calls. */
    String function() {
        return attr("f").map(Attr::function).orElse("");
    }

    /** The shape of an output, where the file says it. */
    Optional<Shape> outputShape(int output) {
        return attr("_output_shapes")
                .filter(a -> output < a.shapes().size())
                .flatMap(a -> a.shapes().get(output));
    }
}
