package dev.vitrine.methods;

import dev.vitrine.engine.Engine;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A graph in which the branches that one input takes stand in place of the {@code If} nodes around LSTM, GRU and RNN nodes, so
 * that these can be looked at like any other node.
 *
 * @param key tells graphs of one model with different branches apart
 * @param graph every recurrent node in it has a first output
 * @param recurrent the nodes that can be looked at
 * @param hidden how those are called that cannot: inside loops, or of kinds that are not known
 */
record Branches(String key, Graph graph, List<Node> recurrent, List<String> hidden) {
    private static final Set<String> FOREIGN = Set.of("DynamicQuantizeLSTM", "AttnLSTM");

    static Branches taken(Engine engine, Map<String, Tensor> inputs) {
        var model = engine.model();
        var graph = model.graph();
        var key = new StringBuilder("branches");
        var stuck = new HashSet<Node>();
        for (var next = nextIf(graph, stuck); next.isPresent(); next = nextIf(graph, stuck)) {
            var node = next.get();
            boolean condition = condition(engine, model, graph, key.toString(), node, inputs);
            key.append(condition ? '1' : '0');
            var branch = node.attributes().get(condition ? "then_branch" : "else_branch");
            var inlined = branch instanceof Attribute.OfGraph inner
                    ? inlined(graph, node, inner.value())
                    : Optional.<Graph>empty();
            if (inlined.isEmpty()) {
                stuck.add(node);
            }
            graph = inlined.orElse(graph);
        }
        graph = withFirstOutputs(graph);
        var hidden = new ArrayList<String>();
        for (var node : graph.nodes()) {
            inside(node, "", hidden);
        }
        return new Branches(
                key.toString(),
                graph,
                graph.nodes().stream().filter(RecurrentSteps::is).toList(),
                List.copyOf(hidden));
    }

    /** Tensors of this graph, by name. */
    Map<String, Tensor> run(Engine engine, Collection<String> wanted, Map<String, Tensor> inputs) {
        var found = new LinkedHashMap<String, Tensor>();
        var missing = new ArrayList<String>();
        for (var name : new java.util.LinkedHashSet<>(wanted)) {
            var known = graph.constant(name).or(() -> Optional.ofNullable(inputs.get(name)));
            known.ifPresentOrElse(t -> found.put(name, t), () -> missing.add(name));
        }
        if (!missing.isEmpty()) {
            found.putAll(engine.run(
                    key + "\n" + String.join("\n", missing),
                    () -> engine.model().withGraph(graph.cut(missing, List.of())),
                    inputs));
        }
        return found;
    }

    private static Optional<Node> nextIf(Graph graph, Set<Node> stuck) {
        return graph.nodes().stream()
                .filter(n -> n.is("If")
                        && !stuck.contains(n)
                        && n.subgraphs().stream().anyMatch(Branches::hasRecurrent))
                .findFirst();
    }

    private static boolean hasRecurrent(Graph graph) {
        return graph.nodes().stream()
                .anyMatch(n -> isRecurrent(n) || n.subgraphs().stream().anyMatch(Branches::hasRecurrent));
    }

    private static boolean isRecurrent(Node node) {
        return RecurrentSteps.is(node) || FOREIGN.contains(node.op());
    }

    private static boolean condition(
            Engine engine, Model model, Graph graph, String key, Node node, Map<String, Tensor> inputs) {
        var name = node.input(0).orElseThrow();
        var value = graph.constant(name)
                .or(() -> Optional.ofNullable(inputs.get(name)))
                .or(() -> Optional.ofNullable(engine.run(
                                key + " condition " + name,
                                () -> model.withGraph(graph.cut(List.of(name), List.of())),
                                inputs)
                        .get(name)))
                .orElseThrow();
        return value.item() != 0;
    }

    /** Empty where a name of the branch is used outside as well. */
    private static Optional<Graph> inlined(Graph graph, Node node, Graph branch) {
        var taken = new HashSet<>(graph.tensors());
        boolean clash = branch.initializers().keySet().stream().anyMatch(taken::contains)
                || branch.nodes().stream()
                        .flatMap(n -> n.outputs().stream())
                        .anyMatch(o -> !o.isEmpty() && taken.contains(o));
        if (clash) {
            return Optional.empty();
        }
        var nodes = new ArrayList<Node>();
        for (var other : graph.nodes()) {
            if (other != node) {
                nodes.add(other);
                continue;
            }
            nodes.addAll(branch.nodes());
            for (int i = 0; i < branch.outputs().size(); i++) {
                var from = branch.outputs().get(i).name();
                node.output(i).ifPresent(to -> nodes.add(Node.of("", "Identity", List.of(from), List.of(to))));
            }
        }
        var weights = new LinkedHashMap<>(graph.initializers());
        weights.putAll(branch.initializers());
        return Optional.of(graph.withNodes(nodes).withInitializers(weights).withoutDeclared());
    }

    private static Graph withFirstOutputs(Graph graph) {
        var nodes = new ArrayList<Node>();
        for (var node : graph.nodes()) {
            if (RecurrentSteps.is(node) && node.output(0).isEmpty()) {
                var outputs = new ArrayList<>(node.outputs());
                var name = graph.label(node) + "/Y";
                if (outputs.isEmpty()) {
                    outputs.add(name);
                } else {
                    outputs.set(0, name);
                }
                nodes.add(node.withOutputs(outputs));
            } else {
                nodes.add(node);
            }
        }
        return graph.withNodes(nodes);
    }

    private static void inside(Node node, String path, List<String> found) {
        if (FOREIGN.contains(node.op()) || (!path.isEmpty() && RecurrentSteps.is(node))) {
            found.add(path + (node.name().isEmpty() ? node.op() : node.name()));
        }
        var inner = path + (node.name().isEmpty() ? node.op() : node.name()) + " > ";
        node.subgraphs().forEach(g -> g.nodes().forEach(n -> inside(n, inner, found)));
    }
}
