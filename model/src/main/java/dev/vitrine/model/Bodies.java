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

    /** The inner graphs of a node by their places in its graph, as they are stored. */
    public static Map<String, Graph> of(Graph graph, Node node) {
        var found = new LinkedHashMap<String, Graph>();
        node.attributes().forEach((key, value) -> {
            var place = place(graph, node, key);
            if (value instanceof Attribute.OfGraph inner) {
                found.put(place, inner.value());
            } else if (value instanceof Attribute.OfGraphs inner) {
                for (int i = 0; i < inner.values().size(); i++) {
                    found.put(place + "/" + i, inner.values().get(i));
                }
            }
        });
        return found;
    }

    private static Map<String, Graph> of(Graph graph) {
        var found = new LinkedHashMap<String, Graph>();
        graph.nodes().forEach(node -> found.putAll(of(graph, node)));
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
                .map(body -> closed(body, graph))
                .or(() -> bodies.entrySet().stream()
                        .filter(e -> place.startsWith(e.getKey() + "/"))
                        .flatMap(e -> {
                            var within = place.substring(e.getKey().length() + 1);
                            return find(closed(e.getValue(), graph), within).stream();
                        })
                        .findFirst());
    }

    private static Text absent(Model model, String place) {
        var names = List.copyOf(of(model.graph()).keySet());
        return names.isEmpty()
                ? Text.of("model.no-bodies", "place", place)
                : Text.of("model.no-body", "place", place, "places", String.join(", ", names));
    }

    /** A body as a graph of its own: what it reads from around it is a weight or an input. */
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
