package dev.vitrine.model;

import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a graph is well formed: every name defined once and before it is read, every output made, every weight there. The
 * findings are for people; a broken graph is still shown.
 */
public final class Sanity {
    private static final int MOST = 20;

    private Sanity() {}

    /** What is wrong, at most twenty findings; empty for a sound graph. */
    public static List<Text> check(Graph graph) {
        var findings = new ArrayList<Text>();
        check(graph, Set.of(), findings);
        return findings.size() > MOST ? List.copyOf(findings.subList(0, MOST)) : findings;
    }

    private static void check(Graph graph, Set<String> outside, List<Text> findings) {
        var made = new HashSet<String>();
        graph.nodes().forEach(n -> made.addAll(n.outputs()));
        var defined = new HashSet<>(outside);
        graph.inputs().forEach(v -> defined.add(v.name()));
        defined.addAll(graph.initializers().keySet());
        graph.initializers().forEach((name, tensor) -> {
            if (tensor.bytes() instanceof Bytes.Missing missing) {
                findings.add(missing.why());
            }
        });
        for (var node : graph.nodes()) {
            for (var input : Graph.captured(node)) {
                if (!defined.contains(input)) {
                    findings.add(Text.of(
                            made.contains(input) ? "model.sanity-cycle" : "model.sanity-undefined",
                            "node",
                            graph.label(node),
                            "tensor",
                            input));
                }
            }
            for (var output : node.outputs()) {
                if (!output.isEmpty() && !defined.add(output)) {
                    findings.add(Text.of("model.sanity-twice", "node", graph.label(node), "tensor", output));
                }
            }
            for (var inner : node.subgraphs()) {
                check(inner, defined, findings);
            }
            if (findings.size() > MOST) {
                return;
            }
        }
        for (var output : graph.outputs()) {
            if (!output.name().isEmpty() && !defined.contains(output.name())) {
                findings.add(Text.of("model.sanity-output", "tensor", output.name()));
            }
        }
    }
}
