package dev.vitrine.methods;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorTypes;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How a model is run on a long input, one frame after the other, where its state leaves it and is given back to it.
 *
 * @param states from the name of an input to the name of the output that is its next value
 * @param frames the inputs of each step without the carried state; at least one
 * @param first the state before the first step
 * @param rest values at the end of the long input that fill no frame
 */
record Streaming(Map<String, String> states, List<Map<String, Tensor>> frames, Map<String, Tensor> first, long rest) {
    private static final Pattern STATE =
            Pattern.compile("(?i).*(state|hidden|cell|cache|memory|past).*|[hc][_.]?(n|0|in|prev)?");
    private static final Set<String> MOVES = Set.of(
            "Slice", "Split", "Squeeze", "Unsqueeze", "Reshape", "Gather", "Transpose", "Identity", "Cast", "Concat");
    private static final int MOST_FRAMES = 100_000;

    /**
     * @param graph the graph whose recurrent nodes tell which inputs are state
     * @param given one tensor per input; a missing state is zero
     * @param frame values of the last dimension that make one step; 0 for what the model declares
     * @param context values before each frame that are given once more in front of it
     */
    static Streaming of(Graph graph, TensorTypes types, Map<String, Tensor> given, int frame, int context) {
        var states = states(graph, types);
        var first = new LinkedHashMap<String, Tensor>();
        states.keySet()
                .forEach(s -> first.put(s, Optional.ofNullable(given.get(s)).orElseGet(() -> zeros(types, s))));
        var others = new LinkedHashMap<>(given);
        others.keySet().removeAll(states.keySet());
        var longest = longInput(others);
        if (states.isEmpty() || longest.isEmpty()) {
            return new Streaming(states, List.of(others), first, 0);
        }
        var name = longest.get();
        var whole = Optional.ofNullable(others.get(name)).orElseThrow();
        var declared = types.shape(name).flatMap(Shape::sizes);
        int step = frame > 0 ? frame : declared.map(d -> (int) Tensor.count(d)).orElse((int) whole.elements());
        if (step < 1 || whole.elements() < step) {
            throw InputException.of(
                    "hidden-state.short-input", "name", name, "values", whole.elements(), "frame", step);
        }
        if (whole.elements() / step > MOST_FRAMES) {
            throw InputException.of("hidden-state.many-frames", "frames", whole.elements() / step, "most", MOST_FRAMES);
        }
        var frames = new ArrayList<Map<String, Tensor>>();
        for (var part : parts(whole, step, context, frame > 0 ? Optional.empty() : declared)) {
            var inputs = new LinkedHashMap<>(others);
            inputs.put(name, part);
            frames.add(inputs);
        }
        return new Streaming(states, List.copyOf(frames), first, whole.elements() % step);
    }

    private static List<Tensor> parts(Tensor whole, int step, int context, Optional<long[]> declared) {
        int count = (int) (whole.elements() / step);
        if (count == 1 && context == 0 && whole.elements() == step) {
            return List.of(declared.map(whole::reshape).orElse(whole));
        }
        var values = whole.floats();
        long[] sizes = declared.filter(d -> context == 0).orElseGet(() -> {
            var own = new long[whole.rank()];
            Arrays.fill(own, 1);
            own[own.length - 1] = step + context;
            return own;
        });
        return IntStream.range(0, count)
                .mapToObj(k -> {
                    var part = new float[step + context];
                    for (int i = 0; i < part.length; i++) {
                        int at = k * step - context + i;
                        part[i] = at < 0 ? 0 : values[at];
                    }
                    return Tensor.cast(whole.type(), part, sizes);
                })
                .toList();
    }

    /** The floating input with most values. */
    private static Optional<String> longInput(Map<String, Tensor> inputs) {
        return inputs.entrySet().stream()
                .filter(e -> e.getValue().type().isFloating() && e.getValue().rank() > 0)
                .max(java.util.Comparator.comparingLong(e -> e.getValue().elements()))
                .map(Map.Entry::getKey);
    }

    private static Tensor zeros(TensorTypes types, String name) {
        long[] sizes = types.shape(name)
                .map(s -> IntStream.range(0, s.rank())
                        .mapToLong(i -> Math.max(1, s.size(i)))
                        .toArray())
                .orElse(new long[] {1});
        var type = types.get(name).type().orElse(DataType.FLOAT);
        return Tensor.cast(type, new float[Math.toIntExact(Tensor.count(sizes))], sizes);
    }

    /** Inputs that reach the initial state of a recurrent node, or are called like a state, with outputs of the same shape. */
    static Map<String, String> states(Graph graph, TensorTypes types) {
        var found = new LinkedHashSet<String>();
        for (var node : graph.nodes()) {
            if (RecurrentSteps.is(node)) {
                node.input(5).ifPresent(i -> origins(graph, i, new HashSet<>(), found));
                node.input(6).ifPresent(i -> origins(graph, i, new HashSet<>(), found));
            }
        }
        if (found.isEmpty()) {
            graph.inputs().stream()
                    .map(Graph.Value::name)
                    .filter(n -> STATE.matcher(n).matches())
                    .forEach(found::add);
        }
        var states = new LinkedHashMap<String, String>();
        var used = new HashSet<String>();
        for (var input : graph.inputs()) {
            if (found.contains(input.name())) {
                graph.outputs().stream()
                        .map(Graph.Value::name)
                        .filter(o -> !used.contains(o) && alike(types.shape(input.name()), types.shape(o)))
                        .findFirst()
                        .ifPresent(o -> {
                            used.add(o);
                            states.put(input.name(), o);
                        });
            }
        }
        return states;
    }

    private static void origins(Graph graph, String tensor, Set<String> seen, Set<String> found) {
        if (!seen.add(tensor)) {
            return;
        }
        if (graph.inputs().stream().anyMatch(v -> v.name().equals(tensor))) {
            found.add(tensor);
        }
        graph.producer(tensor)
                .filter(n -> MOVES.contains(n.op()))
                .map(Node::inputs)
                .ifPresent(inputs -> inputs.forEach(i -> origins(graph, i, seen, found)));
    }

    private static boolean alike(Optional<Shape> a, Optional<Shape> b) {
        return a.isPresent()
                && b.isPresent()
                && a.get().rank() == b.get().rank()
                && IntStream.range(0, a.get().rank())
                        .allMatch(i -> a.get().size(i) < 0
                                || b.get().size(i) < 0
                                || a.get().size(i) == b.get().size(i));
    }
}
