package dev.vitrine.formats;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What all checkpoints of one network have in common, whatever their parts are called: the inputs, the operators in their order,
 * and the sizes of the weights in the order in which they are read.
 */
record Skeleton(List<TensorType> inputs, List<String> operators, List<TensorType> weights) {

    static Skeleton of(Model model) {
        var graph = model.graph();
        return new Skeleton(
                graph.inputs().stream().map(Graph.Value::type).toList(),
                graph.nodes().stream().map(Node::op).toList(),
                weights(graph).values().stream().map(Tensor::tensorType).toList());
    }

    /** The stored tensors in the order in which nodes read them, then those that only inner graphs or nobody reads; weights alone, by name. */
    private static Map<String, Tensor> weights(Graph graph) {
        var stored = graph.initializers();
        var names = new LinkedHashSet<String>();
        graph.nodes()
                .forEach(node ->
                        node.inputs().stream().filter(stored::containsKey).forEach(names::add));
        names.addAll(graph.nodes().isEmpty() ? new TreeSet<>(stored.keySet()) : stored.keySet());
        var weights = new LinkedHashMap<String, Tensor>();
        names.forEach(name -> weights.put(name, Objects.requireNonNull(stored.get(name))));
        return weights;
    }

    /** The weights of a network of the same skeleton, under the names that the first has for them. */
    static Map<String, Tensor> renamed(Graph first, Graph other) {
        var renamed = new LinkedHashMap<String, Tensor>();
        var values = weights(other).values().iterator();
        weights(first).keySet().forEach(name -> renamed.put(name, values.next()));
        return renamed;
    }

    /** How another one differs from this, in words; empty if it does not. */
    List<Text> differences(Skeleton other) {
        var found = new ArrayList<Text>();
        if (!inputs.equals(other.inputs)) {
            found.add(Text.of("formats.differs-input", "own", listed(inputs), "other", listed(other.inputs)));
        }
        firstDifference("formats.differs-layer", operators, other.operators).ifPresent(found::add);
        firstDifference("formats.differs-weight", weights, other.weights).ifPresent(found::add);
        return found;
    }

    private static String listed(List<TensorType> types) {
        return String.join(", ", types.stream().map(TensorType::toString).toList());
    }

    private static Optional<Text> firstDifference(String key, List<?> own, List<?> other) {
        if (own.equals(other)) {
            return Optional.empty();
        }
        int at = 0;
        while (at < Math.min(own.size(), other.size()) && own.get(at).equals(other.get(at))) {
            at++;
        }
        return Optional.of(Text.of(
                key,
                "number",
                at + 1,
                "own",
                at < own.size() ? own.get(at).toString() : "–",
                "other",
                at < other.size() ? other.get(at).toString() : "–",
                "count",
                own.size(),
                "others",
                other.size()));
    }
}
