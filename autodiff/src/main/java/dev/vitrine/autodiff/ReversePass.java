package dev.vitrine.autodiff;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The walk backwards through the nodes of one graph or body: each rule reads the gradients of outputs and leaves those of inputs. */
final class ReversePass {
    private final RuleSet rules;
    private final GraphBuilder builder;
    private final Set<String> active;
    private final Map<String, List<String>> gradients = new HashMap<>();
    private final List<Step> steps;

    /** @param active the tensors on a path from what is asked for; others get no gradient */
    ReversePass(RuleSet rules, GraphBuilder builder, Set<String> active) {
        this(rules, builder, active, new ArrayList<>());
    }

    /** @param steps where the steps are recorded */
    ReversePass(RuleSet rules, GraphBuilder builder, Set<String> active, List<Step> steps) {
        this.rules = rules;
        this.builder = builder;
        this.active = active;
        this.steps = steps;
    }

    /** The tensors that depend on a wanted one through operators that have a gradient. */
    static Set<String> active(Collection<String> wanted, List<Node> nodes, GraphBuilder builder) {
        var active = new HashSet<>(wanted);
        for (var node : nodes) {
            if (stops(node) || Graph.captured(node).stream().noneMatch(active::contains)) {
                continue;
            }
            node.outputs().stream()
                    .filter(o -> !o.isEmpty())
                    .filter(o ->
                            builder.typeOf(o).type().map(DataType::isFloating).orElse(true))
                    .forEach(active::add);
        }
        return active;
    }

    /** Whether the gradient of a node is zero wherever it exists. */
    static boolean stops(Node node) {
        return node.domain().isEmpty() && Operators.STOP.contains(node.op());
    }

    static Optional<Rule> rule(Node node, RuleSet rules) {
        return node.domain().isEmpty() ? rules.rule(node.op()) : Optional.empty();
    }

    /** Adds to the gradient of a tensor. */
    void seed(String tensor, String gradient) {
        gradients.computeIfAbsent(tensor, k -> new ArrayList<>()).add(gradient);
    }

    void through(List<Node> nodes) {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            through(nodes.get(i));
        }
    }

    private void through(Node node) {
        if (Graph.captured(node).stream().noneMatch(active::contains)) {
            return;
        }
        if (stops(node)) {
            // A size is no way that a gradient might have taken.
            if (!node.is("Shape") && !node.is("Size")) {
                steps.add(new Step(builder.graph().label(node), node.op(), Step.STOP, List.of()));
            }
            return;
        }
        var outputs = node.outputs().stream().map(this::gradient).toList();
        if (outputs.stream().allMatch(Optional::isEmpty)) {
            return;
        }
        int before = builder.size();
        var backward = new Backward(node, builder, outputs, active, rules, steps);
        rule(node, rules)
                .orElseThrow(() -> backward.unsupported("autodiff.no-rule-here"))
                .backward(backward);
        backward.given().forEach(given -> seed(given.getKey(), given.getValue()));
        steps.add(new Step(
                builder.graph().label(node),
                node.op(),
                rules.name(),
                builder.nodes().subList(before, builder.size())));
    }

    /** The sum of what reached a tensor. */
    Optional<String> gradient(String tensor) {
        var parts = gradients.get(tensor);
        if (parts == null) {
            return Optional.empty();
        }
        if (parts.size() > 1) {
            int before = builder.size();
            var sum = parts.size() == 2
                    ? builder.add(parts.get(0), parts.get(1))
                    : builder.op("Sum", parts.toArray(String[]::new));
            steps.add(new Step(tensor, "", Step.SUM, builder.nodes().subList(before, builder.size())));
            parts.clear();
            parts.add(sum);
        }
        return Optional.of(parts.get(0));
    }

    List<Step> steps() {
        return steps;
    }
}
