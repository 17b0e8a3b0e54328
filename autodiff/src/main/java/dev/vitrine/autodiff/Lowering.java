package dev.vitrine.autodiff;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.TensorType;
import dev.vitrine.model.TensorTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Composite operators written out in simpler ones, output names kept, so that one table of rules serves all. */
public final class Lowering {

    /** Appends the nodes that stand for one node; returns its results in the order of its outputs. */
    @FunctionalInterface
    interface Writer {
        List<String> write(Node node, GraphBuilder g);
    }

    /** By operator; those of another domain than the standard one as {@code domain.operator}. */
    private static final Map<String, Writer> WRITERS = writers();

    private Lowering() {}

    private static Map<String, Writer> writers() {
        var all = new HashMap<>(CompositeOperators.WRITERS);
        all.putAll(RecurrentOperators.WRITERS);
        all.putAll(AttentionOperators.WRITERS);
        all.putAll(SamplingOperators.WRITERS);
        all.putAll(LossOperators.WRITERS);
        all.putAll(ContribOperators.WRITERS);
        return Map.copyOf(all);
    }

    private static Optional<Writer> writer(Node node) {
        return Optional.ofNullable(WRITERS.get(node.domain().isEmpty() ? node.op() : node.domain() + "." + node.op()));
    }

    /** The operators that are written out; those of another domain than the standard one as {@code domain.operator}. */
    public static Set<String> operators() {
        return WRITERS.keySet();
    }

    /** The model with every composite operator written out. */
    public static Model lower(Model model, TensorTypes types) {
        var graph = model.graph();
        if (!concerns(graph)) {
            return model;
        }
        var builder = new GraphBuilder(graph, types, "vitrine.lowered/");
        write(graph, builder);
        var weights = new LinkedHashMap<>(graph.initializers());
        weights.putAll(builder.constants());
        return model.withGraph(new Graph(
                graph.name(),
                new ArrayList<>(builder.nodes()),
                weights,
                graph.inputs(),
                graph.outputs(),
                declared(graph, builder)));
    }

    /** What the file says of its tensors, and what is known of those made here. */
    private static Map<String, TensorType> declared(Graph graph, GraphBuilder builder) {
        var declared = new LinkedHashMap<String, TensorType>();
        builder.inferred().forEach((name, type) -> {
            if (graph.producer(name).isEmpty()) {
                declared.put(name, type);
            }
        });
        declared.putAll(graph.declared());
        return declared;
    }

    private static boolean concerns(Graph graph) {
        return graph.nodes().stream()
                .anyMatch(n -> writer(n).isPresent() || n.subgraphs().stream().anyMatch(Lowering::concerns));
    }

    private static void write(Graph graph, GraphBuilder builder) {
        for (var node : graph.nodes()) {
            var writer = writer(node);
            if (writer.isPresent()) {
                keepNames(node, writer.get().write(node, builder), builder);
            } else {
                builder.append(withBodies(node, builder));
            }
        }
    }

    private static Node withBodies(Node node, GraphBuilder builder) {
        var changed = node;
        for (var attribute : node.attributes().entrySet()) {
            if (attribute.getValue() instanceof Attribute.OfGraph body && concerns(body.value())) {
                var inner = builder.body(body.value());
                write(body.value(), inner);
                var weights = new LinkedHashMap<>(body.value().initializers());
                weights.putAll(inner.constants());
                var lowered = new Graph(
                        body.value().name(),
                        inner.nodes(),
                        weights,
                        body.value().inputs(),
                        body.value().outputs(),
                        declared(body.value(), inner));
                changed = changed.with(attribute.getKey(), new Attribute.OfGraph(lowered));
            }
        }
        return changed;
    }

    private static void keepNames(Node node, List<String> results, GraphBuilder builder) {
        for (int i = 0; i < results.size(); i++) {
            var name = node.output(i);
            if (name.isPresent()) {
                var own = name.get().equals(node.outputs().get(0)) ? node.name() : "";
                builder.append(Node.of(own, "Identity", List.of(results.get(i)), List.of(name.get())));
            }
        }
    }
}
