package dev.vitrine.model;

import java.util.Optional;

/**
 * What is known of a value before it exists.
 *
 * @param type the element type; empty where unknown, or where the value is a sequence or map
 * @param shape the shape; empty where even the rank is unknown
 */
public record TensorType(Optional<DataType> type, Optional<Shape> shape) {
    /** Nothing is known. */
    public static final TensorType UNKNOWN = new TensorType(Optional.empty(), Optional.empty());

    public static TensorType of(DataType type, Shape shape) {
        return new TensorType(Optional.of(type), Optional.of(shape));
    }

    public static TensorType of(DataType type, long... sizes) {
        return of(type, Shape.of(sizes));
    }

    @Override
    public String toString() {
        return type.map(DataType::label).orElse("?")
                + shape.map(s -> "[" + s + "]").orElse("[?]");
    }
}
