package dev.vitrine.formats.keras;

import dev.vitrine.formats.Json;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The ONNX graph of a network, while its layers are put into it one after the other. Maps have their channels right behind the
 * batch inside the graph, inputs and outputs have them where Keras does.
 */
final class Building {
    /** The domain of layers that are shown but not run. */
    static final String DOMAIN = "keras";

    private static final int MOST_NODES = 1_000_000;

    private final int version;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final List<Graph.Value> inputs = new ArrayList<>();
    private final Map<String, String> turned = new HashMap<>();
    private final Set<String> channelsFirst = new LinkedHashSet<>();
    private final Set<String> names = new LinkedHashSet<>();
    private final List<Text> notes = new ArrayList<>();

    /** @param version of Keras that wrote the file, the number before the first point */
    Building(int version) {
        this.version = version;
    }

    int version() {
        return version;
    }

    /** What could not be expressed. */
    List<Text> notes() {
        return notes;
    }

    /** The tensors that have their channels behind the batch where Keras has them last. */
    Set<String> channelsFirst() {
        return channelsFirst;
    }

    /** The whole graph of a network. */
    Graph graph(Network network, Weights.Source source) {
        var results = run(network, "", List.of(), source);
        var outputs = new ArrayList<Graph.Value>();
        var given = new LinkedHashSet<String>();
        for (var result : results) {
            var tensor = result.rank() >= 3 && result.channelsFirst() ? output(result) : result.tensor();
            if (!given.add(tensor) || inputs.stream().anyMatch(i -> i.name().equals(tensor))) {
                var copy = tensor + "/output" + given.size();
                node(copy, "Identity", List.of(tensor));
                given.add(copy);
                outputs.add(new Graph.Value(copy, type(DataType.FLOAT, result.shape())));
            } else {
                outputs.add(new Graph.Value(
                        tensor, result.rank() == 0 ? TensorType.UNKNOWN : type(DataType.FLOAT, result.shape())));
            }
        }
        return new Graph(network.name(), nodes, weights, inputs, outputs, Map.of());
    }

    private String output(Value value) {
        return node(
                value.tensor() + "/output",
                "Transpose",
                List.of(value.tensor()),
                "perm",
                lastPermutation(value.rank()));
    }

    private static TensorType type(DataType element, List<Long> shape) {
        var dims = new ArrayList<Shape.Dim>();
        for (int i = 0; i < shape.size(); i++) {
            dims.add(
                    shape.get(i) >= 0
                            ? new Shape.Dim.Known(shape.get(i))
                            : i == 0 ? new Shape.Dim.Symbol("batch") : new Shape.Dim.Unknown());
        }
        return new TensorType(Optional.of(element), Optional.of(new Shape(dims)));
    }

    /**
     * Puts the layers of a network into the graph.
     *
     * @param prefix of the names of its layers
     * @param given the values of its inputs; none for the outermost network, whose inputs become those of the graph
     */
    List<Value> run(Network network, String prefix, List<Value> given, Weights.Source source) {
        var values = new HashMap<Network.Ref, Value>();
        for (int i = 0; i < given.size() && i < network.inputs().size(); i++) {
            values.put(network.inputs().get(i), given.get(i));
        }
        // The order of the inputs is that of the network, not that of its layers.
        for (var ref : network.inputs()) {
            for (var layer : network.layers()) {
                if (layer.name().equals(ref.layer()) && layer.type().equals("InputLayer") && !values.containsKey(ref)) {
                    values.put(ref, input(prefix + layer.name(), layer.config()));
                }
            }
        }
        var pending = new ArrayList<Use>();
        for (int position = 0; position < network.layers().size(); position++) {
            var layer = network.layers().get(position);
            if (layer.type().equals("InputLayer")) {
                var ref = new Network.Ref(layer.name(), 0, 0);
                if (!values.containsKey(ref)) {
                    values.put(ref, input(prefix + layer.name(), layer.config()));
                }
            }
            for (int call = 0; call < layer.calls().size(); call++) {
                pending.add(new Use(position, call));
            }
        }
        while (!pending.isEmpty()) {
            int before = pending.size();
            pending.removeIf(use -> ready(network, use, values) && done(network, prefix, use, values, source));
            if (pending.size() == before) {
                throw InputException.of(
                        "formats.keras-cycle",
                        "layer",
                        network.layers().get(pending.get(0).position).name());
            }
        }
        return network.outputs().stream()
                .map(ref -> value(network, ref, values))
                .toList();
    }

    /** One call of one layer. */
    private record Use(int position, int call) {}

    private static boolean ready(Network network, Use use, Map<Network.Ref, Value> values) {
        return network.layers()
                .get(use.position)
                .calls()
                .get(use.call)
                .tensors()
                .allMatch(ref -> values.containsKey(existing(network, ref)));
    }

    private static Value value(Network network, Network.Ref ref, Map<Network.Ref, Value> values) {
        return Optional.ofNullable(values.get(existing(network, ref)))
                .orElseThrow(() -> InputException.of("formats.keras-cycle", "layer", ref.layer()));
    }

    /** Some versions of Keras count the calls of a network inside a network from 1. */
    private static Network.Ref existing(Network network, Network.Ref ref) {
        for (var layer : network.layers()) {
            if (layer.name().equals(ref.layer())
                    && ref.call() > 0
                    && ref.call() >= layer.calls().size()) {
                return new Network.Ref(ref.layer(), Math.max(0, layer.calls().size() - 1), ref.output());
            }
        }
        return ref;
    }

    private Value input(String name, Json config) {
        var shape = config.get("batch_shape").isList() ? config.get("batch_shape") : config.get("batch_input_shape");
        if (!shape.isList()) {
            throw InputException.of("formats.keras-no-input-shape", "layer", name);
        }
        var sizes = shape.list().stream()
                .map(d -> d.whole(-1))
                .map(d -> d <= 0 ? -1 : d)
                .toList();
        var unique = unique(name);
        inputs.add(new Graph.Value(unique, type(inputType(config.get("dtype")), sizes)));
        return Value.of(unique, sizes);
    }

    private static DataType inputType(Json dtype) {
        return switch (dtype.text(dtype.get("config").get("name").text("float32"))) {
            case "int32" -> DataType.INT32;
            case "int64" -> DataType.INT64;
            case "uint8" -> DataType.UINT8;
            case "bool" -> DataType.BOOL;
            default -> DataType.FLOAT;
        };
    }

    private boolean done(
            Network network, String prefix, Use use, Map<Network.Ref, Value> values, Weights.Source source) {
        var layer = network.layers().get(use.position);
        var call = layer.calls().get(use.call);
        var name = unique(prefix + layer.name() + (use.call == 0 ? "" : ":" + use.call));
        if (nodes.size() > MOST_NODES) {
            throw InputException.of("formats.keras-config", "what", "nodes");
        }
        var given = new ArrayList<Value>();
        call.arguments().forEach(a -> a.tensor().ifPresent(ref -> given.add(value(network, ref, values))));
        var named = new LinkedHashMap<String, Value>();
        call.named().forEach((key, ref) -> named.put(key, value(network, ref, values)));
        // Keras 3 hands masks on as tensors of their own.
        if (!given.isEmpty() && named.containsKey("mask")) {
            given.set(0, given.get(0).withMask(Optional.of(named.get("mask").tensor())));
        }
        var settings = call.settings();
        var results = layer.inner().isPresent()
                ? run(layer.inner().get(), name + "/", given, source.inside(network, use.position))
                : layer(new LayerCall(
                        this,
                        name,
                        prefix + layer.name(),
                        layer,
                        call.arguments(),
                        given,
                        named,
                        settings,
                        source.of(network, use.position)));
        for (int i = 0; i < results.size(); i++) {
            values.put(new Network.Ref(layer.name(), use.call, i), results.get(i));
            remember(results.get(i));
        }
        return true;
    }

    private void remember(Value value) {
        if (value.channelsFirst()) {
            channelsFirst.add(value.tensor());
            channelsFirst.add(value.tensor() + ":pre");
        }
    }

    /** A layer by its rule; where there is none, or it cannot be followed, as a node that is shown and not run. */
    private List<Value> layer(LayerCall call) {
        int before = nodes.size();
        try {
            if (Stream.concat(call.inputs().stream(), call.named().values().stream())
                    .anyMatch(v -> v.rank() == 0)) {
                return List.of(foreign(call));
            }
            var rule = LayerTable.get(call.layer());
            if (rule.isEmpty()) {
                throw new Unexpressed(
                        Text.of("formats.keras-class", "class", call.layer().type()));
            }
            return rule.get().apply(call);
        } catch (Unexpressed e) {
            nodes.subList(before, nodes.size()).clear();
            turned.clear();
            notes.add(Text.of(
                    "formats.keras-layer",
                    "layer",
                    call.name(),
                    "class",
                    call.layer().type(),
                    "why",
                    e.why()));
            return List.of(foreign(call));
        }
    }

    private Value foreign(LayerCall call) {
        var read = new ArrayList<String>();
        call.inputs().forEach(v -> read.add(v.tensor()));
        int i = 0;
        for (var tensor : call.weights().of(LayerTable.parts(call.layer()))) {
            read.add(weight(call.owner() + "/" + i++, tensor));
        }
        var attributes = new LinkedHashMap<String, Attribute>();
        call.config().object().forEach((key, value) -> {
            if (!value.isNull() && !key.equals("name")) {
                var text = value.toString();
                attributes.put(key, new Attribute.OfString(text.length() > 200 ? text.substring(0, 200) + " …" : text));
            }
        });
        nodes.add(new Node(call.name(), call.layer().type(), DOMAIN, read, List.of(call.name()), attributes));
        return Value.of(call.name(), List.of());
    }

    /** Whether a tensor is no input of whole numbers. */
    boolean isFloat(String tensor) {
        return inputs.stream()
                .filter(i -> i.name().equals(tensor))
                .allMatch(i -> i.type().type().equals(Optional.of(DataType.FLOAT)));
    }

    /**
     * What was built here as the inner graph of a node; it reads tensors around it by their names.
     *
     * @param given names and types of what the node hands in
     * @param made names of what it takes out
     */
    Graph body(String name, List<String> given, List<String> made) {
        return new Graph(
                name,
                nodes,
                weights,
                given.stream().map(n -> new Graph.Value(n, TensorType.UNKNOWN)).toList(),
                made.stream().map(n -> new Graph.Value(n, TensorType.UNKNOWN)).toList(),
                Map.of());
    }

    /** Puts a layer that is inside another one into the graph. */
    List<Value> inner(LayerCall call) {
        var rule = LayerTable.get(call.layer())
                .orElseThrow(() -> new Unexpressed(
                        Text.of("formats.keras-class", "class", call.layer().type())));
        return rule.apply(call);
    }

    private String unique(String name) {
        var plain = name.isEmpty() ? "layer" : name;
        var unique = plain;
        for (int i = 2; !names.add(unique); i++) {
            unique = plain + " (" + i + ")";
        }
        return unique;
    }

    /** Adds a node of the standard operators, named like its only output. */
    String node(String output, String op, List<String> inputs, Object... attributes) {
        return node(List.of(output), op, inputs, attributes);
    }

    /** Adds a node of several outputs; gives the first. */
    String node(List<String> outputs, String op, List<String> inputs, Object... attributes) {
        var first = outputs.stream().filter(o -> !o.isEmpty()).findFirst().orElse("");
        var node = new Node(first, op, "", inputs, outputs, Map.of());
        for (int i = 0; i < attributes.length; i += 2) {
            var key = (String) attributes[i];
            var value = attributes[i + 1];
            node = value instanceof long[] longs
                    ? node.with(key, longs)
                    : value instanceof String text
                            ? node.with(key, text)
                            : value instanceof Attribute attribute
                                    ? node.with(key, attribute)
                                    : value instanceof Float || value instanceof Double
                                            ? node.with(key, ((Number) value).floatValue())
                                            : node.with(key, ((Number) value).longValue());
        }
        nodes.add(node);
        return first;
    }

    /** Puts a weight into the graph, once for all calls of its layer, as 32-bit floats. */
    String weight(String name, Tensor tensor) {
        weights.computeIfAbsent(name, n -> switch (tensor.type()) {
            case FLOAT16, BFLOAT16, DOUBLE -> Tensor.of(tensor.floats(), tensor.sizes());
            default -> tensor;
        });
        return name;
    }

    String constant(String name, long... values) {
        weights.putIfAbsent(name, Tensor.of(values, values.length));
        return name;
    }

    String scalar(String name, double value) {
        weights.putIfAbsent(name, Tensor.scalar((float) value));
        return name;
    }

    /** The tensor with its channels right behind the batch. */
    String first(Value value) {
        return value.channelsFirst() || value.rank() < 3
                ? value.tensor()
                : turn(value.tensor(), "/channels_first", firstPermutation(value.rank()));
    }

    /** The tensor as Keras has it. */
    String last(Value value) {
        return value.channelsFirst() && value.rank() >= 3
                ? turn(value.tensor(), "/channels_last", lastPermutation(value.rank()))
                : value.tensor();
    }

    private String turn(String tensor, String suffix, long[] permutation) {
        var key = tensor + suffix;
        var known = turned.get(key);
        if (known == null) {
            known = node(tensor + suffix, "Transpose", List.of(tensor), "perm", permutation);
            turned.put(key, known);
            // The way back is known as well.
            turned.put(known + (suffix.equals("/channels_first") ? "/channels_last" : "/channels_first"), tensor);
        }
        return known;
    }

    private static long[] firstPermutation(int rank) {
        return LongStream.concat(LongStream.of(0, rank - 1), LongStream.range(1, rank - 1))
                .toArray();
    }

    private static long[] lastPermutation(int rank) {
        return LongStream.concat(LongStream.concat(LongStream.of(0), LongStream.range(2, rank)), LongStream.of(1))
                .toArray();
    }

    /** A small tensor with its last axis moved in front, as a copy. */
    static Tensor channelsFirst(Tensor tensor) {
        int rank = tensor.rank();
        if (rank < 2) {
            return tensor;
        }
        return tensor.transpose(IntStream.concat(IntStream.of(rank - 1), IntStream.range(0, rank - 1))
                .toArray());
    }

    static long[] filled(int count, long value) {
        var all = new long[count];
        Arrays.fill(all, value);
        return all;
    }
}
