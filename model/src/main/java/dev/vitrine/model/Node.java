package dev.vitrine.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One operator application.
 *
 * @param name the name in the file; may be empty or repeated, use {@link Graph#label} to show it
 * @param op the operator, such as {@code Conv}
 * @param domain the operator set; empty for the standard one ({@code ai.onnx} is stored as empty)
 * @param inputs tensor names; an empty name is an omitted optional input
 * @param outputs tensor names; an empty name is an unused optional output
 * @param attributes in the order of the file
 */
public record Node(
        String name,
        String op,
        String domain,
        List<String> inputs,
        List<String> outputs,
        Map<String, Attribute> attributes) {
    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** A node of the standard operator set. */
    public static Node of(String name, String op, List<String> inputs, List<String> outputs) {
        return new Node(name, op, "", inputs, outputs, Map.of());
    }

    public Node with(String attribute, Attribute value) {
        var more = new LinkedHashMap<>(attributes);
        more.put(attribute, value);
        return new Node(name, op, domain, inputs, outputs, more);
    }

    public Node with(String attribute, long value) {
        return with(attribute, new Attribute.OfInt(value));
    }

    public Node with(String attribute, float value) {
        return with(attribute, new Attribute.OfFloat(value));
    }

    public Node with(String attribute, String value) {
        return with(attribute, new Attribute.OfString(value));
    }

    public Node with(String attribute, long[] values) {
        return with(
                attribute, new Attribute.OfInts(Arrays.stream(values).boxed().toList()));
    }

    public Node withInputs(List<String> newInputs) {
        return new Node(name, op, domain, newInputs, outputs, attributes);
    }

    public Node withOutputs(List<String> newOutputs) {
        return new Node(name, op, domain, inputs, newOutputs, attributes);
    }

    /** Whether this is {@code op} of the standard operator set. */
    public boolean is(String standardOp) {
        return domain.isEmpty() && op.equals(standardOp);
    }

    /** The i-th input, where it is given. */
    public Optional<String> input(int i) {
        return i < inputs.size() && !inputs.get(i).isEmpty() ? Optional.of(inputs.get(i)) : Optional.empty();
    }

    /** The i-th output, where it is used. */
    public Optional<String> output(int i) {
        return i < outputs.size() && !outputs.get(i).isEmpty() ? Optional.of(outputs.get(i)) : Optional.empty();
    }

    public Optional<Attribute> attribute(String key) {
        return Optional.ofNullable(attributes.get(key));
    }

    public long intAttribute(String key, long otherwise) {
        return attributes.get(key) instanceof Attribute.OfInt a ? a.value() : otherwise;
    }

    public float floatAttribute(String key, float otherwise) {
        return attributes.get(key) instanceof Attribute.OfFloat a ? a.value() : otherwise;
    }

    public String stringAttribute(String key, String otherwise) {
        return attributes.get(key) instanceof Attribute.OfString a ? a.value() : otherwise;
    }

    public Optional<long[]> intsAttribute(String key) {
        return attributes.get(key) instanceof Attribute.OfInts a
                ? Optional.of(a.values().stream().mapToLong(Long::longValue).toArray())
                : Optional.empty();
    }

    /** The numbers that an operator of classical machine learning, domain {@code ai.onnx.ml}, keeps as attributes. */
    public Map<String, List<Float>> learned() {
        var lists = new LinkedHashMap<String, List<Float>>();
        if (domain.equals("ai.onnx.ml")) {
            attributes.forEach((key, value) -> {
                if (value instanceof Attribute.OfFloats floats
                        && !floats.values().isEmpty()) {
                    lists.put(key, floats.values());
                }
            });
        }
        return lists;
    }

    /** The graphs inside: branches and loop bodies. */
    public List<Graph> subgraphs() {
        return attributes.values().stream()
                .flatMap(a -> a instanceof Attribute.OfGraph g
                        ? java.util.stream.Stream.of(g.value())
                        : a instanceof Attribute.OfGraphs gs ? gs.values().stream() : java.util.stream.Stream.empty())
                .toList();
    }
}
