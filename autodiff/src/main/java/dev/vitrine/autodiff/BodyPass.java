package dev.vitrine.autodiff;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The body of a loop or a branch once more, in a body of the backward graph, followed by its reverse pass: what the body worked
 * out cannot be read from outside, so it is worked out again.
 */
public final class BodyPass {
    private final GraphBuilder builder;
    private final RuleSet rules;
    private final List<Step> steps;
    private final Map<String, String> renamed = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private Optional<ReversePass> pass = Optional.empty();

    BodyPass(Backward b, Graph body, List<TensorType> inputTypes, RuleSet rules, List<Step> steps) {
        this.rules = rules;
        this.steps = steps;
        this.builder = b.graph().body();
        body.initializers().forEach((name, value) -> renamed.put(name, builder.constant(value)));
        for (int i = 0; i < body.inputs().size(); i++) {
            var input = body.inputs().get(i);
            var own = builder.fresh("in");
            renamed.put(input.name(), own);
            builder.declare(own, both(inputTypes.get(i), input.type()));
        }
        for (var node : body.nodes()) {
            append(node, body);
        }
    }

    private static TensorType both(TensorType known, TensorType declared) {
        return new TensorType(known.type().or(declared::type), known.shape().or(declared::shape));
    }

    private void append(Node node, Graph body) {
        var outputs = new ArrayList<String>();
        for (var output : node.outputs()) {
            var own = output.isEmpty() ? "" : builder.fresh(node.op());
            outputs.add(own);
            renamed.put(output, own);
            var declared = body.typeOf(output);
            if (!output.isEmpty() && !declared.equals(TensorType.UNKNOWN)) {
                builder.declare(own, declared);
            }
        }
        var inputs = node.inputs().stream().map(this::name).toList();
        var attributes = new LinkedHashMap<String, Attribute>();
        node.attributes()
                .forEach((key, value) -> attributes.put(
                        key,
                        value instanceof Attribute.OfGraph inner ? new Attribute.OfGraph(copy(inner.value())) : value));
        var copy = new Node(node.name(), node.op(), node.domain(), inputs, outputs, attributes);
        nodes.add(copy);
        builder.append(copy);
    }

    /** A body inside this one, its captured names and its own ones replaced. */
    private Graph copy(Graph inner) {
        var before = new HashMap<>(renamed);
        inner.inputs().forEach(v -> renamed.put(v.name(), builder.fresh("in")));
        inner.initializers().keySet().forEach(n -> renamed.put(n, builder.fresh("const")));
        inner.nodes()
                .forEach(n -> n.outputs().stream()
                        .filter(o -> !o.isEmpty())
                        .forEach(o -> renamed.put(o, builder.fresh(n.op()))));
        var own = inner.nodes().stream().map(this::copy).toList();
        var weights = new LinkedHashMap<String, dev.vitrine.model.Tensor>();
        inner.initializers().forEach((n, t) -> weights.put(name(n), t));
        var declared = new LinkedHashMap<String, TensorType>();
        inner.declared().forEach((n, t) -> declared.put(name(n), t));
        var graph = new Graph(inner.name(), own, weights, renamed(inner.inputs()), renamed(inner.outputs()), declared);
        renamed.clear();
        renamed.putAll(before);
        return graph;
    }

    private Node copy(Node node) {
        var attributes = new LinkedHashMap<String, Attribute>();
        node.attributes()
                .forEach((key, value) -> attributes.put(
                        key,
                        value instanceof Attribute.OfGraph inner ? new Attribute.OfGraph(copy(inner.value())) : value));
        return new Node(
                node.name(),
                node.op(),
                node.domain(),
                node.inputs().stream().map(this::name).toList(),
                node.outputs().stream().map(this::name).toList(),
                attributes);
    }

    private List<Graph.Value> renamed(List<Graph.Value> values) {
        return values.stream()
                .map(v -> new Graph.Value(name(v.name()), v.type()))
                .toList();
    }

    /** What a tensor of the original body, or around it, is called in this one. */
    public String name(String original) {
        return renamed.getOrDefault(original, original);
    }

    /** Where more nodes of this body go. */
    public GraphBuilder graph() {
        return builder;
    }

    /** Whether a tensor of this body is made of real numbers, as far as is known. */
    public boolean isFloating(String tensor) {
        return builder.typeOf(tensor).type().map(DataType::isFloating).orElse(true);
    }

    /**
     * The reverse pass.
     *
     * @param seeds tensors of this body and their gradients
     * @param sources the tensors whose gradients are wanted: of this body, or around it
     */
    public void backward(Map<String, String> seeds, Set<String> sources) {
        var active = ReversePass.active(new HashSet<>(sources), nodes, builder);
        var reverse = new ReversePass(rules, builder, active, steps);
        seeds.forEach(reverse::seed);
        reverse.through(nodes);
        pass = Optional.of(reverse);
    }

    /** What reached a source. */
    public Optional<String> gradient(String source) {
        return pass.flatMap(p -> p.gradient(source));
    }

    /** The finished body. */
    public Attribute body(List<Graph.Value> inputs, List<String> outputs) {
        return new Attribute.OfGraph(builder.asBody(inputs, outputs));
    }
}
