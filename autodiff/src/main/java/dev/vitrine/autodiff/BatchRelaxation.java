package dev.vitrine.autodiff;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Frees a batch dimension that was fixed at 1: the first dimension of the inputs becomes {@code batch}, a leading 1 in the shape
 * of a Reshape becomes "what is left" (or "as before", where another dimension is already what is left), and what the file says
 * of inner shapes is dropped.
 *
 * <p>A promise about shapes, not about meaning: run two different samples together and alone, compare, and go back to one at a
 * time where they differ.
 */
public final class BatchRelaxation {
    private BatchRelaxation() {}

    /** The relaxed model, or empty where no input of at least two dimensions has its first one fixed at 1. */
    public static Optional<Model> relax(Model model) {
        var graph = model.graph();
        if (graph.inputs().stream().noneMatch(BatchRelaxation::fixed)) {
            return Optional.empty();
        }
        var weights = new LinkedHashMap<>(graph.initializers());
        var nodes = new ArrayList<Node>();
        for (var node : graph.nodes()) {
            nodes.add(relaxed(node, graph, weights));
        }
        // A weight that nobody reads any more makes the runtime refuse files of the oldest format version.
        var before = used(graph.nodes());
        before.removeAll(used(nodes));
        weights.keySet().removeAll(before);
        var inputs = graph.inputs().stream().map(v -> fixed(v) ? free(v) : v).toList();
        var outputs = graph.outputs().stream()
                .map(v -> new Graph.Value(v.name(), new TensorType(v.type().type(), Optional.empty())))
                .toList();
        return Optional.of(model.withGraph(new Graph(graph.name(), nodes, weights, inputs, outputs, Map.of())));
    }

    private static Set<String> used(List<Node> nodes) {
        var used = new HashSet<String>();
        nodes.forEach(n -> used.addAll(Graph.captured(n)));
        return used;
    }

    private static boolean fixed(Graph.Value value) {
        return value.type().shape().filter(s -> s.rank() > 1 && s.size(0) == 1).isPresent();
    }

    private static Graph.Value free(Graph.Value value) {
        var dims = new ArrayList<>(value.type().shape().orElseThrow().dims());
        dims.set(0, new Shape.Dim.Symbol("batch"));
        return new Graph.Value(value.name(), new TensorType(value.type().type(), Optional.of(new Shape(dims))));
    }

    private static Node relaxed(Node node, Graph graph, Map<String, Tensor> weights) {
        if (!node.is("Reshape")
                || node.inputs().size() < 2
                || graph.constant(node.inputs().get(0)).isPresent()) {
            return node;
        }
        var shape = graph.constant(node.inputs().get(1)).map(Tensor::longs);
        if (shape.isEmpty() || shape.get().length < 2 || shape.get()[0] != 1) {
            return node;
        }
        var open = shape.get().clone();
        open[0] = java.util.Arrays.stream(open).anyMatch(d -> d == -1) ? 0 : -1;
        var name = node.inputs().get(1) + "/batch" + (open[0] == 0 ? "0" : "");
        weights.put(name, Tensor.of(open, open.length));
        return node.withInputs(List.of(node.inputs().get(0), name));
    }
}
