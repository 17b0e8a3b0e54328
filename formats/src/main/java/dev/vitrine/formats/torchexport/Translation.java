package dev.vitrine.formats.torchexport;

import dev.vitrine.formats.Json;
import dev.vitrine.formats.torchexport.Operator.Unexpressed;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The graph of an exported program as an ONNX graph. Weights are called as in the module ({@code layer1.0.conv1.weight}); nodes
 * have the path of their module, parts divided by slashes, and the output of a module that is called once has its dotted path.
 */
final class Translation {
    private static final String DOMAIN = "pytorch";

    /** Calls that only check or name things. */
    private static final Set<String> SILENT =
            Set.of("_assert_tensor_metadata", "_assert_scalar", "_assert_async", "sym_constrain_range_for_size");

    private final Json graph;
    private final Json signature;
    private final Map<String, Tensor> weights;
    private final Map<String, TensorMeta> metas = new HashMap<>();
    private final Map<String, String> renamed = new HashMap<>();
    private final Map<String, Tensor> initializers = new LinkedHashMap<>();
    private final Map<String, TensorType> types = new LinkedHashMap<>();
    private final Set<String> zeros = new HashSet<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Text> notes = new ArrayList<>();
    private final Map<Object, String> constants = new HashMap<>();

    /** @param weights parameters, buffers and constants by their names in the module */
    Translation(Json graphModule, Map<String, Tensor> weights) {
        this.graph = graphModule.get("graph");
        this.signature = graphModule.get("signature");
        this.weights = weights;
    }

    List<Text> notes() {
        return notes;
    }

    Graph graph() {
        graph.get("tensor_values").object().forEach((name, meta) -> metas.put(name, TensorMeta.of(meta)));
        var inputs = inputs();
        var calls = graph.get("nodes").list();
        var titles = titles(calls);
        for (int i = 0; i < calls.size(); i++) {
            write(calls.get(i), titles.get(i));
        }
        var outputs = new ArrayList<Graph.Value>();
        for (var spec : signature.get("output_specs").list()) {
            Call.names(spec.get("user_output").get("arg")).forEach(name -> outputs.add(output(name, outputs)));
        }
        if (outputs.isEmpty()) {
            throw InputException.of("torchexport.no-output");
        }
        var wanted = outputs.stream().map(Graph.Value::name).distinct().toList();
        var whole = moduleOutputs(calls, new Graph("main", nodes, initializers, inputs, outputs, types));
        var cut = whole.cut(whole.outputs().stream().map(Graph.Value::name).toList(), List.of());
        var open = new ArrayList<>(inputs);
        return new Graph(
                "main",
                cut.nodes(),
                cut.initializers(),
                open,
                wanted.isEmpty() ? outputs : whole.outputs(),
                cut.declared());
    }

    private List<Graph.Value> inputs() {
        var inputs = new ArrayList<Graph.Value>();
        for (var spec : signature.get("input_specs").list()) {
            for (var kind : List.of("parameter", "buffer", "tensor_constant")) {
                var given = spec.get(kind);
                var name = given.get("arg").get("name").text();
                if (name.isPresent()) {
                    var own = List.of("parameter_name", "buffer_name", "tensor_constant_name").stream()
                            .flatMap(k -> given.get(k).text().stream())
                            .findFirst()
                            .orElse(name.get());
                    weigh(name.get(), own);
                }
            }
            Call.names(spec.get("user_input").get("arg")).forEach(name -> {
                var type = Optional.ofNullable(metas.get(name)).map(TensorMeta::tensorType);
                type.ifPresent(t -> {
                    types.put(name, t);
                    inputs.add(new Graph.Value(name, t));
                });
            });
        }
        return inputs;
    }

    private void weigh(String name, String own) {
        var tensor = Optional.ofNullable(weights.get(own))
                .orElseThrow(() -> InputException.of("torchexport.no-weight", "name", own));
        initializers.put(own, tensor);
        renamed.put(name, own);
    }

    /** The module path of a call, then its own name. */
    private static List<String> titles(List<Json> calls) {
        var titles = new ArrayList<String>();
        for (var call : calls) {
            var path = modulePath(call);
            var own = call.get("name").text().orElseGet(() -> firstOutput(call));
            titles.add(path.isEmpty() ? own : path.replace('.', '/') + "/" + own);
        }
        return titles;
    }

    private static String firstOutput(Json call) {
        return call.get("outputs").list().stream()
                .flatMap(o -> Call.names(o).stream())
                .findFirst()
                .orElse("");
    }

    /** {@code key,path,class;key,path,class}: the innermost module last. */
    private static String modulePath(Json call) {
        var stack = innermost(call).split(",", -1);
        return stack.length < 3 ? "" : stack[1].replaceFirst("^L\\['self'\\]\\.?", "");
    }

    private static String innermost(Json call) {
        var stack = call.get("metadata").get("nn_module_stack").text("");
        return stack.substring(stack.lastIndexOf(';') + 1);
    }

    private void write(Json json, String title) {
        var target = json.get("target").text("");
        var op = AtenTable.name(target);
        if (SILENT.contains(op)) {
            return;
        }
        var call = new Call(this, json, title);
        try {
            AtenTable.of(target).orElseThrow(() -> new Unexpressed("")).write(call);
            nodes.addAll(call.nodes());
        } catch (Unexpressed e) {
            leaveOut(call, op, String.valueOf(e.getMessage()));
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            // Arguments that contradict each other: no program of PyTorch has them.
            leaveOut(call, op, "?");
        }
        call.outputs()
                .forEach(name -> Optional.ofNullable(metas.get(name))
                        .ifPresent(meta -> types.putIfAbsent(current(name), meta.tensorType())));
        if (op.endsWith("_") && !call.outputs().isEmpty()) {
            // Written in place: who reads the old name from here on means the new value.
            Optional.ofNullable(call.arguments().get("self"))
                    .flatMap(a -> Call.names(a).stream().findFirst())
                    .ifPresent(self -> renamed.put(self, current(call.output(0))));
        }
    }

    private void leaveOut(Call call, String op, String what) {
        nodes.add(foreign(call, op));
        notes.add(
                what.isEmpty()
                        ? Text.of("torchexport.no-operator", "op", op, "node", call.name())
                        : Text.of("torchexport.no-use", "op", op, "node", call.name(), "what", what));
    }

    /** A call that cannot be said in ONNX, shown with its settings. */
    private Node foreign(Call call, String op) {
        var inputs = new ArrayList<String>();
        var node = Node.of(call.name(), op, List.of(), call.outputs());
        for (var argument : call.arguments().entrySet()) {
            var names = Call.names(argument.getValue());
            names.forEach(name -> inputs.add(current(name)));
            if (names.isEmpty()) {
                node = node.with(
                        argument.getKey(),
                        new Attribute.OfString(argument.getValue().toString()));
            }
        }
        return new Node(node.name(), op, DOMAIN, inputs, node.outputs(), node.attributes());
    }

    private Graph.Value output(String name, List<Graph.Value> before) {
        var tensor = current(name);
        boolean own = before.stream().noneMatch(v -> v.name().equals(tensor))
                && !initializers.containsKey(tensor)
                && nodes.stream().anyMatch(n -> n.outputs().contains(tensor));
        var shown = own ? tensor : name + "/output_" + before.size();
        if (!own) {
            nodes.add(Node.of(shown, "Identity", List.of(tensor), List.of(shown)));
        }
        var type =
                Optional.ofNullable(metas.get(name)).map(TensorMeta::tensorType).orElse(TensorType.UNKNOWN);
        return new Graph.Value(shown, type);
    }

    /** What a module gives that is called once is called as the module. */
    private Graph moduleOutputs(List<Json> calls, Graph graph) {
        var ends = new LinkedHashMap<String, String>();
        var keys = new HashMap<String, String>();
        var twice = new HashSet<String>();
        for (var call : calls) {
            var path = modulePath(call);
            var key = innermost(call).split(",", 2)[0];
            var output = current(firstOutput(call));
            if (!path.isEmpty() && !output.isEmpty()) {
                var before = keys.put(path, key);
                if (before != null && !before.equals(key)) {
                    twice.add(path);
                }
                ends.put(path, output);
            }
        }
        var taken = new HashSet<>(graph.tensors());
        var names = new HashMap<String, String>();
        ends.forEach((path, output) -> {
            boolean made = graph.producer(output).isPresent();
            if (made && !twice.contains(path) && !names.containsKey(output) && taken.add(path)) {
                names.put(output, path);
            }
        });
        return Renaming.of(graph, names);
    }

    /** The name that a tensor of the file has in the graph. */
    String current(String name) {
        var at = name;
        for (int steps = 0; steps < 1000; steps++) {
            var next = renamed.get(at);
            if (next == null || next.equals(at)) {
                return at;
            }
            at = next;
        }
        return at;
    }

    void alias(String name, String tensor) {
        renamed.put(name, tensor);
        Optional.ofNullable(metas.get(name)).ifPresent(meta -> metas.putIfAbsent(tensor, meta));
        if (zeros.contains(tensor)) {
            zeros.add(name);
        }
    }

    private TensorType typed(String tensor) {
        var initializer = initializers.get(tensor);
        if (initializer != null) {
            return initializer.tensorType();
        }
        var known = types.get(tensor);
        if (known != null) {
            return known;
        }
        var meta = metas.get(tensor);
        if (meta == null) {
            throw new Unexpressed(tensor);
        }
        return meta.tensorType();
    }

    DataType type(String tensor) {
        return typed(tensor).type().orElseThrow(() -> new Unexpressed(tensor));
    }

    long[] shape(String tensor) {
        var shape = typed(tensor).shape().orElseThrow(() -> new Unexpressed(tensor));
        var sizes = new long[shape.rank()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = shape.size(i);
        }
        return sizes;
    }

    Optional<Tensor> weight(String tensor) {
        return Optional.ofNullable(initializers.get(tensor));
    }

    boolean isZeros(String tensor) {
        return zeros.contains(tensor);
    }

    void markZeros(String tensor) {
        zeros.add(tensor);
    }

    /** A weight that is made of those of the file. */
    String weight(String name, Tensor tensor) {
        initializers.put(name, tensor);
        return name;
    }

    /** A small tensor of numbers that are no weights; the same ones are one. */
    String constant(Tensor tensor) {
        var key = List.of(
                tensor.tensorType(),
                tensor.elements() <= 64
                        ? tensor.bytes().slice(0, (int) tensor.bytes().length())
                        : tensor);
        return constants.computeIfAbsent(key, k -> {
            var name = "constant_" + constants.size();
            initializers.put(name, tensor);
            return name;
        });
    }
}
