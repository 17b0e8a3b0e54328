package dev.vitrine.autodiff;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.TensorTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Composite operators written out in simpler ones, output names kept, so that one table of rules serves all. */
public final class Lowering {

    /** Appends the nodes that stand for one node; returns its results in the order of its outputs. */
    @FunctionalInterface
    interface Writer {
        List<String> write(Node node, GraphBuilder g);
    }

    private static final Map<String, Writer> WRITERS = CompositeOperators.WRITERS;

    private Lowering() {}

    /** The operators that are written out. */
    public static Set<String> operators() {
        return WRITERS.keySet();
    }

    /** The model with every composite operator written out. */
    public static Model lower(Model model, TensorTypes types) {
        var graph = model.graph();
        if (graph.nodes().stream().noneMatch(n -> n.domain().isEmpty() && WRITERS.containsKey(n.op()))) {
            return model;
        }
        var builder = new GraphBuilder(graph, types, "vitrine.lowered/");
        for (var node : graph.nodes()) {
            var writer = node.domain().isEmpty() ? WRITERS.get(node.op()) : null;
            if (writer == null) {
                builder.append(node);
            } else {
                keepNames(node, writer.write(node, builder), builder);
            }
        }
        var weights = new LinkedHashMap<>(graph.initializers());
        weights.putAll(builder.constants());
        var declared = new LinkedHashMap<>(builder.inferred());
        declared.putAll(graph.declared());
        return model.withGraph(new Graph(
                graph.name(), new ArrayList<>(builder.nodes()), weights, graph.inputs(), graph.outputs(), declared));
    }

    private static void keepNames(Node node, List<String> results, GraphBuilder builder) {
        for (int i = 0; i < results.size(); i++) {
            var name = node.output(i);
            if (name.isPresent()) {
                builder.append(Node.of(node.name(), "Identity", List.of(results.get(i)), List.of(name.get())));
            }
        }
    }
}
