package dev.vitrine.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tensor name to type and shape, for one graph. What is absent is unknown. */
public record TensorTypes(Map<String, TensorType> byName) {
    public TensorTypes {
        byName = Map.copyOf(byName);
    }

    public TensorType get(String tensor) {
        return byName.getOrDefault(tensor, TensorType.UNKNOWN);
    }

    public Optional<Shape> shape(String tensor) {
        return get(tensor).shape();
    }

    /** These types, with {@code other} where it knows a name. */
    public TensorTypes with(Map<String, TensorType> other) {
        var merged = new LinkedHashMap<>(byName);
        merged.putAll(other);
        return new TensorTypes(merged);
    }
}
