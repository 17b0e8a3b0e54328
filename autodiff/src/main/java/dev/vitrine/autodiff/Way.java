package dev.vitrine.autodiff;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How far a gradient gets: the way back from a target, without writing anything. */
final class Way {
    private final RuleSet rules;
    private final Graph graph;
    private final Set<String> reached = new HashSet<>();
    private final Map<String, String> blockers = new LinkedHashMap<>();
    private final List<String> nearest = new ArrayList<>();

    Way(RuleSet rules, Graph graph) {
        this.rules = rules;
        this.graph = graph;
    }

    /** Goes back from {@code ends}; only {@code active} tensors can have a gradient. */
    void back(List<Node> nodes, Collection<String> ends, Set<String> active) {
        ends.stream().filter(active::contains).forEach(reached::add);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            var node = nodes.get(i);
            if (ReversePass.stops(node) || node.outputs().stream().noneMatch(reached::contains)) {
                continue;
            }
            if (ReversePass.rule(node, rules).isEmpty()) {
                blockers.put(graph.label(node), (node.domain().isEmpty() ? "" : node.domain() + ".") + node.op());
                node.outputs().stream().filter(reached::contains).forEach(nearest::add);
                continue;
            }
            node.subgraphs().forEach(body -> inside(body, node, active));
            Graph.captured(node).stream().filter(active::contains).forEach(reached::add);
        }
    }

    /** What blocks inside a body blocks its node. */
    private void inside(Graph body, Node node, Set<String> active) {
        var own = new Way(rules, graph);
        var sources = new HashSet<>(active);
        body.inputs().forEach(v -> sources.add(v.name()));
        var types = new GraphBuilder(body, new dev.vitrine.model.TensorTypes(new HashMap<>()), "");
        own.back(
                body.nodes(),
                body.outputs().stream().map(Graph.Value::name).toList(),
                ReversePass.active(sources, body.nodes(), types));
        if (!own.blockers.isEmpty()) {
            blockers.putAll(own.blockers);
            node.outputs().stream().filter(reached::contains).forEach(nearest::add);
        }
    }

    Set<String> reached() {
        return reached;
    }

    Map<String, String> blockers() {
        return blockers;
    }

    List<String> nearest() {
        return nearest;
    }
}
