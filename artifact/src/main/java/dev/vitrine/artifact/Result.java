package dev.vitrine.artifact;

import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Text;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a method answers.
 *
 * @param artifact what there is to see
 * @param readings what it means, in plain words with the numbers it rests on
 * @param data the exact values, by name, to be saved as NPY
 * @param facts the JSON fields, in order: records, maps, lists, arrays, numbers, booleans, strings and {@link Text}; an empty
 *     {@code Optional} is {@code null}
 * @param model a model that computes it, to be saved as ONNX, where the method makes one
 */
public record Result(
        Artifact artifact,
        List<Text> readings,
        Map<String, Tensor> data,
        Map<String, Object> facts,
        Optional<Model> model) {

    /** Without a model. */
    public Result(Artifact artifact, List<Text> readings, Map<String, Tensor> data, Map<String, Object> facts) {
        this(artifact, readings, data, facts, Optional.empty());
    }

    public Result {
        readings = List.copyOf(readings);
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    public static Result of(Artifact artifact, Text... readings) {
        return new Result(artifact, List.of(readings), Map.of(), Map.of());
    }

    /** The same, seen otherwise. */
    public Result showing(Artifact other) {
        return new Result(other, readings, data, facts, model);
    }

    /** The same with one more tensor. */
    public Result data(String name, Tensor tensor) {
        var all = new LinkedHashMap<>(data);
        all.put(name, tensor);
        return new Result(artifact, readings, all, facts, model);
    }

    /** The same with one more JSON field. */
    public Result fact(String name, Object value) {
        var all = new LinkedHashMap<>(facts);
        all.put(name, value);
        return new Result(artifact, readings, data, all, model);
    }

    /** The same with a model that computes it. */
    public Result model(Model computing) {
        return new Result(artifact, readings, data, facts, Optional.of(computing));
    }
}
