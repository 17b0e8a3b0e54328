package dev.vitrine.autodiff;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A model with a copy of itself beside it that reads another value of one input: what a rule needs that compares what is with what
 * would be. Weights, and what does not depend on the input, are there once.
 *
 * <pre>
 *   x           ──► Conv ──► Relu ──► y
 *   reference/x ──► Conv ──► Relu ──► reference/y
 * </pre>
 */
public final class Twin {
    private static final String REFERENCE = "reference/";

    private Twin() {}

    /** What a tensor is called in the copy. */
    public static String name(String tensor) {
        return REFERENCE + tensor;
    }

    /** What must be computed to know a tensor, and its copy where there is one. */
    static List<String> ends(String tensor, Graph graph) {
        return graph.producer(name(tensor)).isPresent() ? List.of(tensor, name(tensor)) : List.of(tensor);
    }

    /**
     * @param model with its composite operators written out, as {@link Differentiator#prepared()} gives it
     * @throws InputException if a loop or branch depends on the input by more than what it is given
     */
    public static Model of(Model model, String input) {
        var graph = model.graph();
        var copied = new HashSet<String>(Set.of(input));
        var nodes = new ArrayList<Node>();
        for (var node : graph.nodes()) {
            nodes.add(node);
            if (Graph.captured(node).stream().anyMatch(copied::contains)) {
                nodes.add(copy(node, copied, graph));
                copied.addAll(node.outputs());
            }
        }
        var inputs = new ArrayList<>(graph.inputs());
        graph.inputs().stream()
                .filter(i -> i.name().equals(input))
                .forEach(i -> inputs.add(new Graph.Value(name(input), i.type())));
        return model.withGraph(
                new Graph(graph.name(), nodes, graph.initializers(), inputs, graph.outputs(), graph.declared()));
    }

    private static Node copy(Node node, Set<String> copied, Graph graph) {
        if (node.subgraphs().stream().flatMap(body -> body.free().stream()).anyMatch(copied::contains)) {
            throw InputException.of("autodiff.no-rule-here", "node", graph.label(node), "op", node.op());
        }
        return new Node(
                node.name().isEmpty() ? "" : name(node.name()),
                node.op(),
                node.domain(),
                named(node.inputs(), copied),
                node.outputs().stream().map(o -> o.isEmpty() ? "" : name(o)).toList(),
                node.attributes());
    }

    private static List<String> named(List<String> tensors, Set<String> copied) {
        return tensors.stream().map(t -> copied.contains(t) ? name(t) : t).toList();
    }
}
