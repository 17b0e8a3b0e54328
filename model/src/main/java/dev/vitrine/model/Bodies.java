package dev.vitrine.model;

import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The inner graphs of a model, such as the branches of an If and the bodies of Loop and Scan, each by its place: the label of
 * the node, a slash and the attribute, as in {@code If_0/then_branch}, and so on inwards.
 */
public final class Bodies {
    private Bodies() {}

    /** The inner graphs right in this graph, as graphs of their own: what they read from around them is a weight or an input. */
    public static Map<String, Graph> of(Graph graph) {
        var found = new LinkedHashMap<String, Graph>();
        for (var node : graph.nodes()) {
            node.attributes().forEach((key, value) -> {
                var place = place(graph, node, key);
                if (value instanceof Attribute.OfGraph inner) {
                    found.put(place, closed(inner.value(), graph));
                } else if (value instanceof Attribute.OfGraphs inner) {
                    for (int i = 0; i < inner.values().size(); i++) {
                        found.put(place + "/" + i, closed(inner.values().get(i), graph));
                    }
                }
            });
        }
        return found;
    }

    /** The place of the graph that an attribute of a node is. */
    public static String place(Graph graph, Node node, String attribute) {
        return graph.label(node) + "/" + attribute;
    }

    /**
     * An inner graph as a model.
     *
     * @param place as above; places of graphs within graphs follow each other with a slash between
     * @throws InputException if there is none; says which there are
     */
    public static Model open(Model model, String place) {
        return find(model.graph(), place)
                .map(model::withGraph)
                .orElseThrow(() -> new InputException(absent(model, place)));
    }

    private static Optional<Graph> find(Graph graph, String place) {
        var bodies = of(graph);
        return Optional.ofNullable(bodies.get(place))
                .or(() -> bodies.entrySet().stream()
                        .filter(e -> place.startsWith(e.getKey() + "/"))
                        .flatMap(e ->
                                find(e.getValue(), place.substring(e.getKey().length() + 1)).stream())
                        .findFirst());
    }

    private static Text absent(Model model, String place) {
        var names = List.copyOf(of(model.graph()).keySet());
        return names.isEmpty()
                ? Text.of("model.no-bodies", "place", place)
                : Text.of("model.no-body", "place", place, "places", String.join(", ", names));
    }

    private static Graph closed(Graph inner, Graph outer) {
        var weights = new LinkedHashMap<>(inner.initializers());
        var inputs = new ArrayList<>(inner.inputs());
        for (var name : inner.free()) {
            outer.constant(name)
                    .ifPresentOrElse(
                            value -> weights.put(name, value),
                            () -> inputs.add(new Graph.Value(name, outer.typeOf(name))));
        }
        return new Graph(inner.name(), inner.nodes(), weights, inputs, inner.outputs(), inner.declared());
    }
}
