package dev.vitrine.formats.torchexport;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The same graph with other names for some tensors that its nodes make. */
final class Renaming {
    private Renaming() {}

    static Graph of(Graph graph, Map<String, String> names) {
        var nodes = new ArrayList<Node>();
        for (var node : graph.nodes()) {
            nodes.add(node.withInputs(renamed(node.inputs(), names)).withOutputs(renamed(node.outputs(), names)));
        }
        var declared = new LinkedHashMap<String, TensorType>();
        graph.declared().forEach((name, type) -> declared.put(renamed(name, names), type));
        var outputs = graph.outputs().stream()
                .map(v -> new Graph.Value(renamed(v.name(), names), v.type()))
                .toList();
        return new Graph(graph.name(), nodes, graph.initializers(), graph.inputs(), outputs, declared);
    }

    private static List<String> renamed(List<String> tensors, Map<String, String> names) {
        return tensors.stream().map(t -> renamed(t, names)).toList();
    }

    private static String renamed(String tensor, Map<String, String> names) {
        return Optional.ofNullable(names.get(tensor)).orElse(tensor);
    }
}
