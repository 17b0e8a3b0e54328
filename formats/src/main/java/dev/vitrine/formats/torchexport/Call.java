package dev.vitrine.formats.torchexport;

import dev.vitrine.formats.Json;
import dev.vitrine.formats.torchexport.Operator.Unexpressed;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One call of an operator: its arguments by name, its outputs, and the nodes that are made of it. */
final class Call {
    private final Translation translation;
    private final String target;
    private final String name;
    private final Map<String, Json> arguments = new LinkedHashMap<>();
    private final List<String> outputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private int made;

    /** @param name of the node that stands for the call, its module path before it, parts divided by slashes */
    Call(Translation translation, Json json, String name) {
        this.translation = translation;
        this.target = json.get("target").text("");
        this.name = name;
        int position = 0;
        for (var input : json.get("inputs").list()) {
            var given = input.get("name").text("");
            arguments.put(given.isEmpty() ? Integer.toString(position) : given, input.get("arg"));
            position++;
        }
        for (var output : json.get("outputs").list()) {
            outputs.addAll(names(output));
        }
    }

    /** The names of tensors and sizes in an argument. */
    static List<String> names(Json argument) {
        var found = new ArrayList<String>();
        for (var kind : List.of("as_tensor", "as_sym_int", "as_sym_float", "as_sym_bool")) {
            argument.get(kind).get("name").text().ifPresent(found::add);
            argument.get(kind).get("as_name").text().ifPresent(found::add);
        }
        argument.get("as_tensors").list().forEach(t -> t.get("name").text().ifPresent(found::add));
        argument.get("as_optional_tensor").get("as_tensor").get("name").text().ifPresent(found::add);
        argument.get("as_optional_tensors")
                .list()
                .forEach(t -> t.get("as_tensor").get("name").text().ifPresent(found::add));
        return found;
    }

    String target() {
        return target;
    }

    String name() {
        return name;
    }

    List<String> outputs() {
        return outputs;
    }

    String output(int i) {
        if (i >= outputs.size()) {
            throw new Unexpressed("output " + i);
        }
        return outputs.get(i);
    }

    Map<String, Json> arguments() {
        return arguments;
    }

    List<Node> nodes() {
        return nodes;
    }

    private Json argument(String key) {
        return Optional.ofNullable(arguments.get(key)).orElse(new Json(Optional.empty()));
    }

    boolean has(String key) {
        var argument = argument(key);
        return !argument.isNull() && argument.get("as_none").isNull();
    }

    /** A tensor that must be given. */
    String tensor(String key) {
        return optionalTensor(key).orElseThrow(() -> new Unexpressed(key));
    }

    Optional<String> optionalTensor(String key) {
        return names(argument(key)).stream().findFirst().map(translation::current);
    }

    List<String> tensors(String key) {
        return names(argument(key)).stream().map(translation::current).toList();
    }

    /** A list in which tensors may be absent. */
    List<Optional<String>> optionalTensors(String key) {
        var argument = argument(key);
        var listed = argument.get("as_optional_tensors").list();
        return listed.isEmpty()
                ? tensors(key).stream().map(Optional::of).toList()
                : listed.stream()
                        .map(t -> t.get("as_tensor").get("name").text().map(translation::current))
                        .toList();
    }

    boolean isTensor(String key) {
        return !argument(key).get("as_tensor").isNull();
    }

    long integer(String key, long otherwise) {
        var argument = argument(key);
        if (argument.isNull() || !argument.get("as_none").isNull()) {
            return otherwise;
        }
        return argument.get("as_int")
                .whole()
                .or(() -> argument.get("as_sym_int").get("as_int").whole())
                .or(() -> argument.get("as_bool").isNull() ? Optional.empty() : Optional.of(flag(key, false) ? 1L : 0L))
                .orElseThrow(() -> new Unexpressed(key));
    }

    double number(String key, double otherwise) {
        var argument = argument(key);
        if (argument.isNull() || !argument.get("as_none").isNull()) {
            return otherwise;
        }
        var real = argument.get("as_float");
        if (real.text().isPresent()) {
            // Infinity and NaN are words in the file.
            return switch (real.text("")) {
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> Double.NaN;
            };
        }
        return real.number().orElseGet(() -> (double) integer(key, 0));
    }

    boolean flag(String key, boolean otherwise) {
        return argument(key).get("as_bool").bool(otherwise);
    }

    String text(String key, String otherwise) {
        return argument(key).get("as_string").text(otherwise);
    }

    Optional<DataType> type(String key) {
        return argument(key).get("as_scalar_type").whole().map(TensorMeta::type);
    }

    /** A list of numbers, or one number as a list of itself. */
    long[] ints(String key, long... otherwise) {
        var argument = argument(key);
        if (argument.isNull() || !argument.get("as_none").isNull()) {
            return otherwise;
        }
        var one = argument.get("as_int").whole();
        if (one.isPresent()) {
            return new long[] {one.get()};
        }
        var listed = argument.get("as_ints").isNull() ? argument.get("as_sym_ints") : argument.get("as_ints");
        return listed.list().stream()
                .mapToLong(n -> n.whole().or(() -> n.get("as_int").whole()).orElseThrow(() -> new Unexpressed(key)))
                .toArray();
    }

    /** Numbers for each of some axes; one given for all. */
    long[] ints(String key, int axes, long otherwise) {
        var given = ints(key);
        var all = new long[axes];
        for (int i = 0; i < axes; i++) {
            all[i] = given.length == 0 ? otherwise : given.length == 1 ? given[0] : given[i];
        }
        return all;
    }

    /** A shape as a tensor of int64; sizes that depend on the input are put together when it runs. */
    String sizes(String key) {
        var argument = argument(key);
        var listed = argument.get("as_sym_ints").list();
        boolean fixed = listed.stream()
                .allMatch(n -> n.whole().isPresent() || n.get("as_int").whole().isPresent());
        if (fixed) {
            return constant(ints(key));
        }
        var parts = listed.stream()
                .map(n -> n.get("as_int")
                        .whole()
                        .map(w -> constant(w))
                        .or(() -> n.get("as_name").text().map(translation::current))
                        .orElseThrow(() -> new Unexpressed(key)))
                .toList();
        return parts.size() == 1 ? parts.get(0) : make("Concat", parts, Map.of("axis", 0L));
    }

    /** The type of a tensor by the name that it has in ONNX. */
    DataType typeOf(String tensor) {
        return translation.type(tensor);
    }

    DataType outputType() {
        return translation.type(output(0));
    }

    /** The sizes of a tensor; -1 where one depends on the input. */
    long[] shape(String tensor) {
        return translation.shape(tensor);
    }

    int rank(String tensor) {
        return shape(tensor).length;
    }

    /** A size that must be a number. */
    long size(String tensor, int axis) {
        var shape = shape(tensor);
        long size = shape[axis < 0 ? axis + shape.length : axis];
        if (size < 0) {
            throw new Unexpressed("size " + axis);
        }
        return size;
    }

    /** An axis from 0 on. */
    long axis(long axis, String tensor) {
        return axis < 0 ? axis + rank(tensor) : axis;
    }

    Optional<Tensor> weight(String tensor) {
        return translation.weight(tensor);
    }

    /** Whether a tensor is known to hold only zeros. */
    boolean isZeros(String tensor) {
        return translation.isZeros(tensor);
    }

    void markZeros() {
        translation.markZeros(output(0));
    }

    String constant(long... values) {
        return translation.constant(Tensor.of(values, values.length));
    }

    String constant(Tensor tensor) {
        return translation.constant(tensor);
    }

    /** One number of a type. */
    String scalar(DataType type, double value) {
        return translation.constant(
                type == DataType.DOUBLE
                        ? Tensor.of(new double[] {value})
                        : type.isInteger() && type.bits() == 64
                                ? Tensor.scalar((long) value)
                                : Tensor.cast(type, new float[] {(float) value}));
    }

    /** A tensor or number of the call, in a type. */
    String operand(String key, DataType type) {
        if (!isTensor(key)) {
            return has(key)
                            && arguments.get(key) != null
                            && !names(argument(key)).isEmpty()
                    ? cast(tensor(key), DataType.INT64, type)
                    : scalar(type, number(key, 0));
        }
        var tensor = tensor(key);
        return cast(tensor, typeOf(tensor), type);
    }

    String cast(String tensor, DataType from, DataType to) {
        return from == to ? tensor : make("Cast", List.of(tensor), Map.of("to", (long) to.code()));
    }

    /** A node inside the call; returns its only output. */
    String make(String op, List<String> inputs, Map<String, Object> attributes) {
        var made = output(0) + "/" + op.toLowerCase(java.util.Locale.ROOT) + "_" + this.made++;
        add(op, inputs, List.of(made), attributes, name + "/" + op + "_" + (this.made - 1));
        return made;
    }

    String make(String op, String... inputs) {
        return make(op, List.of(inputs), Map.of());
    }

    /** The node that makes the first output. */
    void end(String op, List<String> inputs, Map<String, Object> attributes) {
        add(op, inputs, List.of(output(0)), attributes, name);
    }

    void end(String op, String... inputs) {
        end(op, List.of(inputs), Map.of());
    }

    /** A node that makes several outputs. */
    void end(String op, List<String> inputs, List<String> made, Map<String, Object> attributes) {
        add(op, inputs, made, attributes, name);
    }

    /** A node inside the call with several outputs of its own. */
    void step(String op, List<String> inputs, List<String> made, Map<String, Object> attributes) {
        add(op, inputs, made, attributes, name + "/" + op + "_" + this.made++);
    }

    /** A weight in another form than the file has it, under its name there with the operator's mark. */
    String named(String weight, Tensor tensor) {
        return translation.weight(weight + ".onnx", tensor);
    }

    /** The first output is another tensor, unchanged. */
    void same(String tensor) {
        translation.alias(output(0), tensor);
    }

    void same(int output, String tensor) {
        if (output < outputs.size()) {
            translation.alias(outputs.get(output), tensor);
        }
    }

    private void add(String op, List<String> inputs, List<String> made, Map<String, Object> attributes, String label) {
        boolean taken = nodes.stream().anyMatch(n -> n.name().equals(label));
        var node = Node.of(taken ? label + "/" + op + "_" + this.made++ : label, op, inputs, made);
        for (var attribute : new java.util.TreeMap<>(attributes).entrySet()) {
            node = with(node, attribute.getKey(), attribute.getValue());
        }
        nodes.add(node);
    }

    private static Node with(Node node, String key, Object value) {
        if (value instanceof Long n) {
            return node.with(key, (long) n);
        } else if (value instanceof Integer n) {
            return node.with(key, (long) n);
        } else if (value instanceof Double d) {
            return node.with(key, (float) (double) d);
        } else if (value instanceof Float f) {
            return node.with(key, (float) f);
        } else if (value instanceof long[] ns) {
            return node.with(key, ns);
        } else if (value instanceof List<?> words) {
            var all = words.stream().map(String::valueOf).toList();
            return node.with(key, new dev.vitrine.model.Attribute.OfStrings(all));
        } else if (value instanceof Tensor tensor) {
            return node.with(key, new dev.vitrine.model.Attribute.OfTensor(tensor));
        }
        return node.with(key, String.valueOf(value));
    }
}
