package dev.vitrine.formats.tensorflow;

import dev.vitrine.formats.nhwc.NhwcGraph;
import dev.vitrine.formats.nhwc.Operations;
import dev.vitrine.formats.nhwc.Unsupported;
import dev.vitrine.formats.nhwc.Value;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the part of a TensorFlow graph that makes its outputs. */
final class GraphTranslator {
    /** Operations that end nothing: a graph whose last one is such has no output there. */
    private static final Set<String> NO_OUTPUT =
            Set.of("Const", "NoOp", "Placeholder", "Assert", "Print", "VariableV2", "VarHandleOp");

    /** What makes features of sound; the graph is run from them on. */
    private static final Set<String> SOUND = Set.of("Mfcc");

    private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
    private final Map<String, Tensor> variables;
    private final Map<String, Integer> used = new HashMap<>();
    private final Map<String, Value> values = new HashMap<>();
    private final Map<Text, Map<String, Integer>> problems = new LinkedHashMap<>();
    private final List<Text> notes = new ArrayList<>();

    /**
     * A value at the rim of the graph.
     *
     * @param name how it is called outside
     * @param source the tensor, {@code node} or {@code node:1}
     * @param type what is said of it
     */
    record Door(String name, String source, TensorType type) {}

    /** @param variables the values of variables, by the name of the node that holds or refers to each */
    GraphTranslator(List<NodeDef> all, Map<String, Tensor> variables) {
        all.forEach(n -> nodes.putIfAbsent(n.name(), n));
        this.variables = variables;
        for (var node : all) {
            for (var input : data(node)) {
                used.merge(producer(input), output(input), Math::max);
            }
        }
    }

    /** The nodes that nothing reads. */
    List<Door> ends() {
        return nodes.values().stream()
                .filter(n -> !used.containsKey(n.name()) && !NO_OUTPUT.contains(n.op()))
                .map(n -> new Door(n.name(), n.name(), type(n, 0)))
                .toList();
    }

    /**
     * The model.
     *
     * @param inputs names for values that come from outside; other placeholders that are needed become inputs too
     */
    Model model(Path source, String producer, List<Door> inputs, List<Door> outputs) {
        if (outputs.isEmpty()) {
            throw InputException.of("tensorflow.no-output");
        }
        var delivered = new HashSet<String>();
        outputs.stream().filter(o -> o.name().equals(o.source())).forEach(o -> delivered.add(o.name()));
        var g = new NhwcGraph(nodes.keySet(), delivered);
        var ops = new Operations(g);
        for (var input : inputs) {
            values.put(key(input.source()), g.input(input.name(), input.type()));
        }
        for (var node : ordered(outputs)) {
            translate(node, g, ops);
        }
        var ends = new ArrayList<Graph.Value>();
        for (var output : outputs) {
            var value = Optional.ofNullable(values.get(key(output.source())))
                    .orElseThrow(() -> InputException.of("tensorflow.no-tensor", "tensor", output.source()));
            var name = delivered.contains(output.name()) && value.weight().isEmpty()
                    ? output.name()
                    : g.deliver(output.name(), value);
            ends.add(new Graph.Value(name, output.type()));
        }
        problems.forEach(
                (why, ops2) -> notes.add(Text.of("tensorflow.not-expressed", "operators", counted(ops2), "why", why)));
        return new Model(
                Optional.of(source),
                8,
                Map.of("", NhwcGraph.OPSET),
                List.of(),
                producer,
                Map.of(),
                g.build("", ends),
                new Model.Origin(
                        "tensorflow",
                        values.values().stream()
                                .filter(Value::isChannelsFirst)
                                .map(Value::tensor)
                                .collect(Collectors.toSet()),
                        notes));
    }

    private static String counted(Map<String, Integer> operators) {
        var parts = new ArrayList<String>();
        operators.forEach((op, times) -> parts.add(times > 1 ? op + " (" + times + ")" : op));
        return String.join(", ", parts);
    }

    /** What the outputs need, each after what it needs; the edge that closes a loop is left out. */
    private List<NodeDef> ordered(List<Door> outputs) {
        var order = new LinkedHashSet<NodeDef>();
        var begun = new HashSet<String>();
        var stack = new ArrayDeque<NodeDef>();
        for (var output : outputs) {
            Optional.ofNullable(nodes.get(producer(output.source()))).ifPresent(stack::push);
            while (!stack.isEmpty()) {
                var node = stack.peek();
                if (!begun.add(node.name())) {
                    order.add(stack.pop());
                    continue;
                }
                if (SOUND.contains(node.op())
                        || values.containsKey(node.name())
                        || variables.containsKey(node.name())) {
                    continue;
                }
                for (var input : data(node)) {
                    var before = nodes.get(producer(input));
                    if (before != null && !begun.contains(before.name())) {
                        stack.push(before);
                    }
                }
            }
        }
        return List.copyOf(order);
    }

    private void translate(NodeDef node, NhwcGraph g, Operations ops) {
        var name = node.name();
        if (values.containsKey(name)) {
            return;
        }
        var variable = variables.get(name);
        if (variable != null) {
            values.put(name, g.constant(name, variable));
            return;
        }
        if (SOUND.contains(node.op())) {
            values.put(name, g.input(name, features(node)));
            notes.add(Text.of("tensorflow.sound", "tensor", name));
            return;
        }
        switch (node.op()) {
            case "Placeholder" -> {
                values.put(name, g.input(name, type(node, 0)));
                return;
            }
            case "Const" -> {
                var value = node.attr("value").flatMap(NodeDef.Attr::tensor);
                if (value.isPresent()) {
                    values.put(name, g.constant(name, value.get()));
                    return;
                }
            }
            default -> {}
        }
        g.begin(name);
        int mark = g.mark();
        try {
            var translation = TensorFlowOperators.of(node.op()).orElseThrow(() -> new Unsupported("nhwc.unknown"));
            var made = translation.translate(call(node, g, ops));
            for (int i = 0; i < made.size(); i++) {
                var own = i == 0 ? name : name + ":" + i;
                values.put(own, g.name(own, made.get(i)));
            }
        } catch (Unsupported e) {
            foreign(node, mark, e.why(), g);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            // Settings that contradict each other or the shapes.
            foreign(node, mark, Text.of("nhwc.misfit"), g);
        }
    }

    private Call call(NodeDef node, NhwcGraph g, Operations ops) {
        var inputs = new ArrayList<Value>();
        var shapes = new ArrayList<Optional<Shape>>();
        for (var input : data(node)) {
            inputs.add(Optional.ofNullable(values.get(key(input))).orElseThrow(() -> new Unsupported("nhwc.loop")));
            shapes.add(Optional.ofNullable(nodes.get(producer(input))).flatMap(n -> n.outputShape(output(input))));
        }
        return new Call(g, ops, node, inputs, shapes);
    }

    /** Shows an operation as the file has it. */
    private void foreign(NodeDef node, int mark, Text why, NhwcGraph g) {
        g.back(mark);
        var outputs = new ArrayList<String>();
        var types = new ArrayList<TensorType>();
        int count = Math.min(used.getOrDefault(node.name(), 0), 255) + 1;
        for (int i = 0; i < count; i++) {
            var own = i == 0 ? node.name() : node.name() + ":" + i;
            outputs.add(own);
            types.add(type(node, i));
            values.put(
                    own, Value.plain(own, type(node, i).shape().map(Shape::rank).orElse(-1)));
        }
        var inputs = data(node).stream()
                .map(i -> Optional.ofNullable(values.get(key(i))).map(g::plain).orElse(""))
                .toList();
        g.foreign(new Node(node.name(), node.op(), "tensorflow", inputs, outputs, Map.of()), types);
        problems.computeIfAbsent(why, k -> new TreeMap<>()).merge(node.op(), 1, Integer::sum);
    }

    /** What the file says of an output. */
    private static TensorType type(NodeDef node, int output) {
        var type = node.type("dtype").or(() -> node.type("T"));
        var shape = node.outputShape(output).or(() -> node.attr("shape").flatMap(NodeDef.Attr::shape));
        return new TensorType(type, shape);
    }

    /** [channels of the sound, frames, coefficients]; how many frames, a reshape of them may tell. */
    private TensorType features(NodeDef node) {
        long coefficients = node.integer("dct_coefficient_count", 13);
        long frames = nodes.values().stream()
                .filter(n -> n.op().equals("Reshape")
                        && !n.inputs().isEmpty()
                        && producer(n.inputs().get(0)).equals(node.name()))
                .flatMap(n -> n.inputs().stream().skip(1).limit(1))
                .flatMap(i -> Optional.ofNullable(nodes.get(producer(i))).stream())
                .flatMap(n -> n.attr("value").flatMap(NodeDef.Attr::tensor).stream())
                .filter(t -> t.elements() == 2 && t.type().isInteger())
                .mapToLong(t -> t.longs()[1])
                .filter(size -> size > 0 && coefficients > 0 && size % coefficients == 0)
                .map(size -> size / coefficients)
                .findFirst()
                .orElse(-1);
        return TensorType.of(dev.vitrine.model.DataType.FLOAT, 1, frames, coefficients);
    }

    private static List<String> data(NodeDef node) {
        return node.inputs().stream().filter(i -> !i.startsWith("^")).toList();
    }

    /** The name of the node in a reference to one of its outputs. */
    static String producer(String reference) {
        int colon = reference.lastIndexOf(':');
        return colon < 0 || !isNumber(reference.substring(colon + 1)) ? reference : reference.substring(0, colon);
    }

    static int output(String reference) {
        var producer = producer(reference);
        return producer.length() == reference.length()
                ? 0
                : Integer.parseInt(reference.substring(producer.length() + 1));
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() < 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A reference as it is a key here: without the number of the first output. */
    private static String key(String reference) {
        return output(reference) == 0 ? producer(reference) : reference;
    }
}
