package dev.vitrine.autodiff;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.TensorType;
import dev.vitrine.model.TensorTypes;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Appends the backward graph: reverse-mode differentiation as a graph rewrite, in standard ONNX operators.
 *
 * <p>A table of rules and a short walk, after tinygrad's {@code gradient.py}: mark the nodes between what is asked for and the
 * target; go through them backwards; where several gradients reach a tensor, add them. The model is first raised to operator
 * set 18, and composite operators are written out.
 *
 * <pre>
 *   x ──► Conv ──► Relu ──► Gemm ──► logits ──► · ──► value
 *   ▼                                           ▲
 *   d/dx ◄── Conv ◄── Mul ◄── Gemm ◄────────── seed
 * </pre>
 *
 * Immutable: every setting returns a new Differentiator.
 */
public final class Differentiator {
    private final Model model;
    private final TensorTypes types;
    private final RuleSet rules;
    private final Set<String> wanted;
    private final Optional<String> seeded;
    private final Optional<Target> target;

    private Differentiator(
            Model model,
            TensorTypes types,
            RuleSet rules,
            Set<String> wanted,
            Optional<String> seeded,
            Optional<Target> target) {
        this.model = model;
        this.types = types;
        this.rules = rules;
        this.wanted = wanted;
        this.seeded = seeded;
        this.target = target;
    }

    /** @param types what is known of the model's tensors; what is unknown is worked out by the graph when it runs */
    public static Differentiator of(Model model, TensorTypes types) {
        var named = BatchSymbols.name(model, types);
        var raised = Lowering.lower(OpsetRaise.raise(model, named), named);
        return new Differentiator(raised, named, RuleSet.GRADIENT, Set.of(), Optional.empty(), Optional.empty());
    }

    /** Another reverse pass than {@link RuleSet#GRADIENT}. */
    public Differentiator rules(RuleSet set) {
        return new Differentiator(model, types, set, wanted, seeded, target);
    }

    /** The tensors to differentiate by: inputs, weights, or anything in between. */
    public Differentiator wrt(String... tensors) {
        return wrt(List.of(tensors));
    }

    public Differentiator wrt(Collection<String> tensors) {
        return new Differentiator(model, types, rules, new LinkedHashSet<>(tensors), seeded, target);
    }

    /** Differentiates the sum of a tensor. */
    public Differentiator seed(String tensor) {
        return new Differentiator(model, types, rules, wanted, Optional.of(tensor), Optional.empty());
    }

    /** Differentiates a target; its choice of class or elements is an input of the result, so one graph serves all. */
    public Differentiator target(Target newTarget) {
        return new Differentiator(model, types, rules, wanted, Optional.empty(), Optional.of(newTarget));
    }

    /** The model as it is differentiated: raised to operator set 18, composite operators written out. */
    public Model prepared() {
        return model;
    }

    /**
     * The gradient graph.
     *
     * @throws InputException if a tensor is not in the model, the target does not depend on it, or an operator between them has
     *     no rule; names the node and what can still be reached
     */
    public Gradient build() {
        checkNames();
        var end = end();
        var graph = model.graph().cut(Twin.ends(end.tensor(), model.graph()), List.of());
        var builder = new GraphBuilder(graph, types, "vitrine.gradient/");
        checkReal(new GraphBuilder(model.graph(), types, ""), end.tensor());
        var objective = objective(end, builder);
        var forward = new ArrayList<>(graph.nodes());
        forward.addAll(builder.nodes());
        var active = ReversePass.active(wanted, forward, builder);
        checkReach(reach(graph, end.tensor(), active));
        var pass = new ReversePass(rules, builder, active);
        pass.seed(objective.from(), objective.gradient());
        pass.through(forward);
        return finish(graph, builder, pass, end, objective);
    }

    /**
     * Names the gradient graph among those of one model: equal names mean equal graphs. Targets that differ only in class or
     * elements share one, as their choice is an input of it.
     *
     * @throws InputException as {@link #build}, if a tensor or the target is not there
     */
    public String key() {
        checkNames();
        var end = end();
        var kind = target.map(t -> t instanceof Target.Loss loss
                        ? loss.kind().toString()
                        : t instanceof Target.Product ? "product" : "seeded")
                .orElse("sum");
        var of = end.tensor() + " axis " + end.classAxis();
        return String.join("\n", "gradient", rules.name(), kind, of, String.join("\n", wanted));
    }

    /**
     * Which of the wanted gradients exist. Cheap; nothing is built.
     *
     * @throws InputException if a tensor is not there or holds no real numbers
     */
    public Reach reach() {
        checkNames();
        var end = end();
        var graph = model.graph().cut(List.of(end.tensor()), List.of());
        checkReal(new GraphBuilder(model.graph(), types, ""), end.tensor());
        return reach(
                graph, end.tensor(), ReversePass.active(wanted, graph.nodes(), new GraphBuilder(graph, types, "")));
    }

    private void checkNames() {
        if (wanted.isEmpty() || (seeded.isEmpty() && target.isEmpty())) {
            throw InputException.of("autodiff.nothing-asked");
        }
        var names = new HashSet<>(model.graph().tensors());
        for (var name : wanted) {
            if (!names.contains(name)) {
                throw InputException.of("autodiff.no-tensor", "tensor", name);
            }
        }
        checkOrder();
        seeded.filter(s -> !names.contains(s)).ifPresent(s -> {
            throw InputException.of("autodiff.no-tensor", "tensor", s);
        });
    }

    /** What is read before it is made will never be made. */
    private void checkOrder() {
        var made = new HashSet<String>();
        for (var node : model.graph().nodes()) {
            for (var tensor : Graph.captured(node)) {
                if (!made.contains(tensor) && model.graph().producer(tensor).isPresent()) {
                    throw InputException.of(
                            "model.sanity-cycle", "node", model.graph().label(node), "tensor", tensor);
                }
            }
            made.addAll(node.outputs());
        }
    }

    /** Whole numbers and truth values have no slopes. */
    private void checkReal(GraphBuilder builder, String end) {
        for (var tensor : wanted) {
            builder.typeOf(tensor).type().filter(t -> !t.isFloating()).ifPresent(t -> {
                throw InputException.of("autodiff.integer-source", "tensor", tensor, "type", t.label());
            });
        }
        builder.typeOf(end).type().filter(t -> !t.isFloating()).ifPresent(t -> {
            throw InputException.of("autodiff.integer-target", "tensor", end, "type", t.label());
        });
    }

    /** The tensor that is differentiated; its sum, an element of it, or what else the target says. */
    public String differentiated() {
        return end().tensor();
    }

    private TargetPoint end() {
        return seeded.map(s -> new TargetPoint(s, 0))
                .orElseGet(() -> TargetPoint.find(
                        model.graph(), target.orElseThrow(), new GraphBuilder(model.graph(), types, "")));
    }

    // what is differentiated

    private record Objective(String from, String gradient, String value, Optional<Gradient.Feed> feed) {}

    private Objective objective(TargetPoint end, GraphBuilder g) {
        var tensor = end.tensor();
        if (target.isEmpty()) {
            var ones = g.filled(1, g.type(tensor), g.shape(tensor));
            return new Objective(tensor, ones, perSample(tensor, tensor, g), Optional.empty());
        }
        if (target.get() instanceof Target.Loss loss) {
            var label = g.named(Gradient.LABEL);
            var value = Losses.write(loss.kind(), tensor, label, end.classAxis(), g);
            var feed = new Gradient.Feed(
                    label, new TensorType(Optional.of(DataType.FLOAT), g.shapeOf(tensor)), Optional.empty());
            return new Objective(value, g.scalar(1, tensor), value, Optional.of(feed));
        }
        var name = g.named(Gradient.SEED);
        var sizes = seedSizes(tensor, g);
        var feed = new Gradient.Feed(
                name,
                new TensorType(Optional.of(DataType.FLOAT), seedShape(tensor, g)),
                sizes.map(s -> target.get().seed(s, end.classAxis())));
        var seed = g.type(tensor) == DataType.FLOAT ? name : g.cast(name, g.type(tensor));
        var chosen = g.mul(tensor, seed);
        if (target.get() instanceof Target.Product) {
            return product(tensor, seed, chosen, feed, g);
        }
        var gradient = g.op("Expand", seed, g.shape(tensor));
        return new Objective(tensor, gradient, perSample(chosen, tensor, g), Optional.of(feed));
    }

    /** Of the two chosen elements each has the other as its gradient: their sum without itself. */
    private static Objective product(String tensor, String seed, String chosen, Gradient.Feed feed, GraphBuilder g) {
        int rank = g.rank(tensor).orElseThrow(() -> InputException.of("autodiff.rank-unknown", "tensor", tensor));
        var axes = java.util.stream.LongStream.range(rank < 2 ? 0 : 1, rank).toArray();
        var gradient = g.mul(seed, g.sub(g.sumOver(chosen, axes), tensor));
        var twice = perSample(g.mul(tensor, gradient), tensor, g);
        return new Objective(tensor, gradient, g.mul(twice, g.scalar(0.5, tensor)), Optional.of(feed));
    }

    /** The sum over everything but the batch dimension: shape [batch], or a scalar. */
    private static String perSample(String tensor, String like, GraphBuilder g) {
        var rank = g.rank(like);
        if (rank.isPresent() && rank.get() < 2) {
            return rank.get() == 0
                    ? g.op("Identity", tensor)
                    : g.put(GraphBuilder.call("ReduceSum", tensor).with("keepdims", 0));
        }
        var rows = g.reshape(tensor, 0, -1);
        return g.put(GraphBuilder.call("ReduceSum", rows, g.ints(1)).with("keepdims", 0));
    }

    private static Optional<Shape> seedShape(String tensor, GraphBuilder g) {
        return g.shapeOf(tensor).map(s -> {
            var dims = new ArrayList<>(s.dims());
            if (dims.size() > 1) {
                dims.set(0, new Shape.Dim.Known(1));
            }
            return new Shape(dims);
        });
    }

    private static Optional<long[]> seedSizes(String tensor, GraphBuilder g) {
        return seedShape(tensor, g).flatMap(Shape::sizes);
    }

    // which nodes matter

    private Reach reach(Graph graph, String end, Set<String> active) {
        var way = new Way(rules, model.graph());
        way.back(graph.nodes(), List.of(end), active);
        var reachable = new LinkedHashSet<>(wanted);
        reachable.retainAll(way.reached());
        var unreachable = new LinkedHashSet<>(wanted);
        unreachable.removeAll(way.reached());
        return new Reach(reachable, unreachable, way.blockers(), way.nearest());
    }

    private void checkReach(Reach reach) {
        reach.blocked().ifPresent(why -> {
            throw new InputException(why);
        });
        if (!reach.unreachable().isEmpty()) {
            throw InputException.of(
                    "autodiff.no-path", "tensor", String.join(", ", reach.unreachable()), "target", end().tensor());
        }
    }

    // the result

    private Gradient finish(Graph graph, GraphBuilder builder, ReversePass pass, TargetPoint end, Objective objective) {
        var names = new LinkedHashMap<String, String>();
        for (var tensor : wanted) {
            var gradient = pass.gradient(tensor)
                    .orElseGet(() -> builder.filled(0, builder.type(tensor), builder.shape(tensor)));
            var name = builder.named("gradient/" + tensor);
            builder.append(Node.of(name, "Identity", List.of(gradient), List.of(name)));
            names.put(tensor, name);
        }
        var value = builder.named("value");
        builder.append(Node.of(value, "Identity", List.of(objective.value()), List.of(value)));
        var nodes = new ArrayList<>(graph.nodes());
        nodes.addAll(builder.nodes());
        var weights = new LinkedHashMap<>(graph.initializers());
        weights.putAll(builder.constants());
        var inputs = new ArrayList<>(graph.inputs());
        objective.feed().ifPresent(f -> inputs.add(new Graph.Value(f.name(), f.type())));
        var outputs = new ArrayList<Graph.Value>();
        boolean single = target.filter(Target.Loss.class::isInstance).isPresent()
                || builder.rank(end.tensor()).filter(r -> r < 2).isPresent();
        var valueShape = single ? Shape.of() : Shape.of(-1);
        outputs.add(new Graph.Value(value, TensorType.of(builder.type(end.tensor()), valueShape)));
        names.forEach((tensor, name) -> outputs.add(
                new Graph.Value(name, new TensorType(Optional.of(builder.type(tensor)), builder.shapeOf(tensor)))));
        var ends = outputs.stream().map(Graph.Value::name).toList();
        var whole = new Graph(graph.name(), nodes, weights, inputs, outputs, graph.declared()).cut(ends, List.of());
        var metadata = new LinkedHashMap<>(model.metadata());
        metadata.put("vitrine.gradient.of", end.tensor());
        metadata.put("vitrine.gradient.wrt", String.join("\n", wanted));
        metadata.put("vitrine.gradient.rules", rules.name());
        return new Gradient(
                model.withGraph(whole.withOutputs(outputs)).withMetadata(metadata),
                names,
                value,
                end.tensor(),
                end.classAxis(),
                objective.feed(),
                pass.steps());
    }
}
