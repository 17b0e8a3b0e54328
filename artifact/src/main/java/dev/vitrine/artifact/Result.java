package dev.vitrine.artifact;

import dev.vitrine.model.Tensor;
import dev.vitrine.words.Text;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a method answers.
 *
 * @param artifact what there is to see
 * @param readings what it means, in plain words with the numbers it rests on
 * @param data the exact values, by name, to be saved as NPY
 * @param facts the JSON fields, in order: records, maps, lists, arrays, numbers, booleans, strings and {@link Text}; an empty
 *     {@code Optional} is {@code null}
 */
public record Result(Artifact artifact, List<Text> readings, Map<String, Tensor> data, Map<String, Object> facts) {
    public Result {
        readings = List.copyOf(readings);
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    public static Result of(Artifact artifact, Text... readings) {
        return new Result(artifact, List.of(readings), Map.of(), Map.of());
    }

    /** The same with one more tensor. */
    public Result data(String name, Tensor tensor) {
        var all = new LinkedHashMap<>(data);
        all.put(name, tensor);
        return new Result(artifact, readings, all, facts);
    }

    /** The same with one more JSON field. */
    public Result fact(String name, Object value) {
        var all = new LinkedHashMap<>(facts);
        all.put(name, value);
        return new Result(artifact, readings, data, all);
    }
}
