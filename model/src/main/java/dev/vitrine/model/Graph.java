package dev.vitrine.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A dataflow graph: nodes in topological order, weights by tensor name, typed inputs and outputs. Immutable.
 *
 * <p>An input that also has an initializer (the habit of IR version 3) is not listed as an input: it is a weight.
 */
public final class Graph {

    /** A named value with what the file says about its type. */
    public record Value(String name, TensorType type) {}

    private final String name;
    private final List<Node> nodes;
    private final Map<String, Tensor> initializers;
    private final List<Value> inputs;
    private final List<Value> outputs;
    private final Map<String, TensorType> declared;
    private final Map<String, Node> producers;
    private final Map<String, List<Node>> consumers;

    /** @param declared what the file says of inner tensors; may be empty, and may be wrong */
    public Graph(
            String name,
            List<Node> nodes,
            Map<String, Tensor> initializers,
            List<Value> inputs,
            List<Value> outputs,
            Map<String, TensorType> declared) {
        this.name = name;
        this.nodes = List.copyOf(nodes);
        this.initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.declared = Collections.unmodifiableMap(new LinkedHashMap<>(declared));
        this.producers = new HashMap<>();
        this.consumers = new HashMap<>();
        for (var node : this.nodes) {
            node.outputs().stream().filter(o -> !o.isEmpty()).forEach(o -> producers.putIfAbsent(o, node));
            for (var input : new HashSet<>(captured(node))) {
                consumers.computeIfAbsent(input, k -> new ArrayList<>(1)).add(node);
            }
        }
    }

    public String name() {
        return name;
    }

    public List<Node> nodes() {
        return nodes;
    }

    public Map<String, Tensor> initializers() {
        return initializers;
    }

    public List<Value> inputs() {
        return inputs;
    }

    public List<Value> outputs() {
        return outputs;
    }

    public Map<String, TensorType> declared() {
        return declared;
    }

    /** The node that makes a tensor; empty for inputs, weights and unknown names. */
    public Optional<Node> producer(String tensor) {
        return Optional.ofNullable(producers.get(tensor));
    }

    /** The nodes that read a tensor, those that read it from inside a branch or loop body included. */
    public List<Node> consumers(String tensor) {
        return consumers.getOrDefault(tensor, List.of());
    }

    /** Whether nothing flows: what a file of weights becomes, whose nodes are modules that only hold their weights. */
    public boolean isWeightsOnly() {
        return inputs.isEmpty() && outputs.isEmpty();
    }

    /** A tensor known before running: an initializer, or the value of a Constant node. */
    public Optional<Tensor> constant(String tensor) {
        var initializer = initializers.get(tensor);
        if (initializer != null) {
            return Optional.of(initializer);
        }
        return producer(tensor).filter(n -> n.is("Constant")).flatMap(Graph::constantValue);
    }

    private static Optional<Tensor> constantValue(Node node) {
        return node.attributes().entrySet().stream()
                .map(e -> e.getValue() instanceof Attribute.OfTensor t
                        ? t.value()
                        : e.getValue() instanceof Attribute.OfFloat f
                                ? Tensor.scalar(f.value())
                                : e.getValue() instanceof Attribute.OfInt i
                                        ? Tensor.scalar(i.value())
                                        : e.getValue() instanceof Attribute.OfInts is
                                                ? Tensor.of(
                                                        is.values().stream()
                                                                .mapToLong(Long::longValue)
                                                                .toArray(),
                                                        is.values().size())
                                                : null)
                .filter(java.util.Objects::nonNull)
                .findFirst();
    }

    /** How to call a node: its name, else its first output, else its operator. Unique names stay as they are. */
    public String label(Node node) {
        return !node.name().isEmpty()
                ? node.name()
                : node.outputs().stream().filter(o -> !o.isEmpty()).findFirst().orElse(node.op());
    }

    /** Every tensor name: inputs, weights and node outputs, in this order. */
    public List<String> tensors() {
        var all = new ArrayList<String>();
        inputs.forEach(i -> all.add(i.name()));
        all.addAll(initializers.keySet());
        nodes.forEach(n -> n.outputs().stream().filter(o -> !o.isEmpty()).forEach(all::add));
        return all;
    }

    /** What a node reads: its inputs and what its inner graphs take from outside. */
    public static List<String> captured(Node node) {
        var names = new ArrayList<String>();
        node.inputs().stream().filter(i -> !i.isEmpty()).forEach(names::add);
        for (var inner : node.subgraphs()) {
            names.addAll(inner.free());
        }
        return names;
    }

    /** Names that this graph reads but does not define: what a branch or loop body takes from around it. */
    public Set<String> free() {
        var defined = new HashSet<String>(initializers.keySet());
        inputs.forEach(i -> defined.add(i.name()));
        nodes.forEach(n -> defined.addAll(n.outputs()));
        var free = new java.util.LinkedHashSet<String>();
        for (var node : nodes) {
            captured(node).stream().filter(i -> !defined.contains(i)).forEach(free::add);
        }
        outputs.stream()
                .map(Value::name)
                .filter(o -> !o.isEmpty() && !defined.contains(o))
                .forEach(free::add);
        return free;
    }

    /**
     * The part of this graph that makes {@code wanted}: their ancestors only, with {@code wanted} as outputs and only the
     * inputs and weights that are still read. Stops at {@code given}, which become inputs.
     */
    public Graph cut(Collection<String> wanted, Collection<Value> given) {
        var supplied = new HashSet<String>();
        given.forEach(v -> supplied.add(v.name()));
        var needed = new HashSet<String>(wanted);
        needed.removeAll(supplied);
        var kept = new ArrayList<Node>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            var node = nodes.get(i);
            if (node.outputs().stream().anyMatch(o -> needed.contains(o) && !supplied.contains(o))) {
                kept.add(node);
                needed.addAll(captured(node));
                needed.removeAll(supplied);
            }
        }
        Collections.reverse(kept);
        var read = new HashSet<String>(wanted);
        kept.forEach(n -> read.addAll(captured(n)));
        var weights = new LinkedHashMap<String, Tensor>();
        initializers.forEach((n, t) -> {
            if (read.contains(n) && !supplied.contains(n)) {
                weights.put(n, t);
            }
        });
        var open = new ArrayList<Value>();
        inputs.stream()
                .filter(v -> read.contains(v.name()) && !supplied.contains(v.name()))
                .forEach(open::add);
        given.stream().filter(v -> read.contains(v.name())).forEach(open::add);
        var ends = wanted.stream().distinct().map(w -> new Value(w, typeOf(w))).toList();
        return new Graph(name, kept, weights, open, ends, declared);
    }

    /** What the file says of a tensor's type. */
    public TensorType typeOf(String tensor) {
        var initializer = initializers.get(tensor);
        if (initializer != null) {
            return initializer.tensorType();
        }
        for (var value : inputs) {
            if (value.name().equals(tensor)) {
                return value.type();
            }
        }
        for (var value : outputs) {
            if (value.name().equals(tensor)) {
                return value.type();
            }
        }
        return declared.getOrDefault(tensor, TensorType.UNKNOWN);
    }

    public Graph withNodes(List<Node> newNodes) {
        return new Graph(name, newNodes, initializers, inputs, outputs, declared);
    }

    public Graph withInitializers(Map<String, Tensor> newInitializers) {
        return new Graph(name, nodes, newInitializers, inputs, outputs, declared);
    }

    public Graph withInputs(List<Value> newInputs) {
        return new Graph(name, nodes, initializers, newInputs, outputs, declared);
    }

    public Graph withOutputs(List<Value> newOutputs) {
        return new Graph(name, nodes, initializers, inputs, newOutputs, declared);
    }

    /** The same graph with nothing said of inner tensors. */
    public Graph withoutDeclared() {
        return new Graph(name, nodes, initializers, inputs, outputs, Map.of());
    }
}
