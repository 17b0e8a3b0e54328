package dev.vitrine.formats.nhwc;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** An ONNX graph being written, and the orders of axes in which its tensors are held. */
public final class NhwcGraph {
    /** The version of the standard operator set that is written. */
    public static final long OPSET = 18;

    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> initializers = new LinkedHashMap<>();
    private final List<Graph.Value> inputs = new ArrayList<>();
    private final Map<String, TensorType> declared = new LinkedHashMap<>();
    private final Set<String> reserved;
    private final Set<String> delivered;
    private final Set<String> names = new HashSet<>();
    private final Map<List<?>, String> made = new HashMap<>();
    private String scope = "";

    /**
     * @param reserved the names of the file, which nothing else gets
     * @param delivered the values that leave the graph: they have their own order of axes under their own names
     */
    public NhwcGraph(Set<String> reserved, Set<String> delivered) {
        this.reserved = Set.copyOf(reserved);
        this.delivered = Set.copyOf(delivered);
    }

    /** An input of the network. */
    public Value input(String name, TensorType type) {
        names.add(name);
        inputs.add(new Graph.Value(name, type));
        return Value.plain(name, type.shape().map(Shape::rank).orElse(-1));
    }

    /** A constant of the file; it enters the graph in the order of axes in which it is read. */
    public Value constant(String name, Tensor stored) {
        return new Value(name, stored.rank(), List.of(), Optional.of(new Value.Weight(stored, Optional.empty())));
    }

    /** A constant of the file whose elements are not its values. */
    public Value constant(String name, Tensor stored, Value.Decoding decoding) {
        return new Value(name, stored.rank(), List.of(), Optional.of(new Value.Weight(stored, Optional.of(decoding))));
    }

    /** What is written from now on makes the value of this name. */
    public void begin(String name) {
        scope = name;
    }

    /** Lets a value leave the graph under a name; gives the name that was free. */
    public String deliver(String name, Value value) {
        begin(name);
        return rename(plain(value), name);
    }

    /** Writes a node of the standard operator set; gives the name of its output. */
    public String put(String op, UnaryOperator<Node> settings, String... from) {
        return put(op, 1, settings, from).get(0);
    }

    public String put(String op, String... from) {
        return put(op, UnaryOperator.identity(), from);
    }

    /** Writes a node with several outputs; gives their names. */
    public List<String> put(String op, int count, UnaryOperator<Node> settings, String... from) {
        var to = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            to.add(unused(scope + "/" + op));
        }
        nodes.add(settings.apply(Node.of(to.get(0), op, List.of(from), to)));
        return to;
    }

    /** Writes a node that only the framework of the file knows, and what the file says of its outputs. */
    public void foreign(Node node, List<TensorType> types) {
        nodes.add(node);
        for (int i = 0; i < node.outputs().size(); i++) {
            names.add(node.outputs().get(i));
            declared.put(node.outputs().get(i), types.get(i));
        }
    }

    /** Gives a value its name in the file: the last node's output is renamed where it is the value, else a node is added. */
    public Value name(String name, Value value) {
        if (delivered.contains(name) && (!value.isPlain() || value.weight().isPresent())) {
            rename(plain(value), name);
            return value;
        }
        if (value.weight().isPresent()) {
            return value;
        }
        return new Value(rename(value.tensor(), name), value.rank(), value.order(), Optional.empty());
    }

    private String rename(String tensor, String name) {
        int last = nodes.size() - 1;
        if (last >= 0
                && nodes.get(last).outputs().contains(tensor)
                && tensor.startsWith(scope + "/")
                && names.add(name)) {
            var node = nodes.get(last);
            var to = node.outputs().stream()
                    .map(o -> o.equals(tensor) ? name : o)
                    .toList();
            nodes.set(last, new Node(to.get(0), node.op(), node.domain(), node.inputs(), to, node.attributes()));
            made.replaceAll((key, at) -> at.equals(tensor) ? name : at);
            return name;
        }
        var free = names.add(name) ? name : unused(name);
        nodes.add(Node.of(free, "Identity", List.of(tensor), List.of(free)));
        return free;
    }

    /** The ONNX tensor that has a value in its own order of axes. */
    public String plain(Value value) {
        return in(value, Value.natural(value.rank()));
    }

    /** The ONNX tensor that has a value's axes in this order. */
    public String in(Value value, List<Integer> order) {
        var weight = value.weight();
        if (weight.isPresent()) {
            var stored = weight.get().stored();
            var tensor = order.equals(Value.natural(stored.rank()))
                    ? stored
                    : stored.transpose(order.stream().mapToInt(i -> i).toArray());
            var name = weight(List.of("weight", value.tensor(), order), value.tensor(), tensor);
            return weight.get()
                    .decoding()
                    .map(d -> once(List.of("decoded", value.tensor(), order), () -> d.decode(name, order)))
                    .orElse(name);
        }
        if (order.equals(value.axes())) {
            return value.tensor();
        }
        var perm = order.stream().mapToLong(value::held).toArray();
        return once(
                List.of("turned", value.tensor(), order),
                () -> put("Transpose", n -> n.with("perm", perm), value.tensor()));
    }

    /** The ONNX tensor of a constant that is made from those of the file, such as one with an axis more. */
    String weight(List<?> key, String name, Tensor tensor) {
        return once(key, () -> {
            var free = names.add(name) ? name : unused(name);
            initializers.put(free, tensor);
            return free;
        });
    }

    private String once(List<?> key, java.util.function.Supplier<String> make) {
        var known = made.get(key);
        if (known != null) {
            return known;
        }
        var name = make.get();
        made.put(key, name);
        return name;
    }

    /** A list of integers as a tensor [n]. */
    public String ints(long... values) {
        var name = Arrays.toString(values);
        return weight(List.of("ints", name), name, Tensor.of(values, values.length));
    }

    /** An integer as a scalar. */
    public String integer(long value) {
        return weight(List.of("integer", value), Long.toString(value), Tensor.scalar(value));
    }

    /** A number as a scalar. */
    public String number(float value) {
        return weight(List.of("number", value), Float.toString(value), Tensor.scalar(value));
    }

    /** A small constant tensor that the translation needs. */
    public String small(String name, Tensor value) {
        return weight(List.of("small", scope, name), scope + "/" + name, value);
    }

    /** A constant that several readers share, known by its name. */
    public String shared(String name, Tensor value) {
        return weight(List.of("shared", name), name, value);
    }

    public String cast(String tensor, DataType type) {
        return put("Cast", n -> n.with("to", type.code()), tensor);
    }

    /** The sizes of a value in its own order of axes, int64 [rank]. */
    public String sizes(Value value) {
        if (value.weight().isPresent()) {
            return ints(value.weight().get().stored().sizes());
        }
        var held = put("Shape", value.tensor());
        if (value.isPlain()) {
            return held;
        }
        return put(
                "Gather",
                held,
                ints(Value.natural(value.rank()).stream().mapToLong(value::held).toArray()));
    }

    /** Where the writing stands, to come back to. */
    public int mark() {
        return nodes.size();
    }

    /** Takes back what was written since a mark. */
    public void back(int mark) {
        var gone = nodes.subList(mark, nodes.size());
        var tensors = new HashSet<String>();
        gone.forEach(n -> tensors.addAll(n.outputs()));
        gone.clear();
        names.removeAll(tensors);
        made.values().removeAll(tensors);
    }

    private String unused(String name) {
        var free = name;
        for (int i = 2; reserved.contains(free) || !names.add(free); i++) {
            free = name + "_" + i;
        }
        return free;
    }

    /**
     * The graph.
     *
     * @param outputs the values that leave it, named as they were given
     */
    public Graph build(String name, List<Graph.Value> outputs) {
        return new Graph(name, nodes, initializers, inputs, outputs, declared);
    }
}
