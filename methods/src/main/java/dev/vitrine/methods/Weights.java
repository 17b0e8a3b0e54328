package dev.vitrine.methods;

import dev.vitrine.engine.Engine;
import dev.vitrine.model.Bodies;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the weights of a network are, and which node uses them for what. */
final class Weights {
    private static final Set<String> RESHAPING =
            Set.of("DequantizeLinear", "Cast", "Transpose", "Identity", "Reshape", "Squeeze", "Unsqueeze", "Flatten");

    private static final Set<String> CODING = Set.of("DequantizeLinear", "QuantizeLinear");

    private Weights() {}

    /**
     * A weight in its place.
     *
     * @param name of the tensor that the node reads
     * @param stored its values, or the codes that stand for them
     * @param codes how they do, of a quantised weight
     * @param node the first node that uses it
     * @param input which of the node's inputs it is
     */
    record Weight(String name, Tensor stored, Optional<Codes> codes, Optional<Node> node, int input) {
        Weight(String name, Tensor tensor, Optional<Node> node, int input) {
            this(name, tensor, Optional.empty(), node, input);
        }

        /** Its values; those of a quantised weight are made of the codes at every call. */
        Tensor tensor() {
            return codes.map(c -> c.real(stored)).orElse(stored);
        }

        Weight asNumbers() {
            return new Weight(name, tensor(), node, input);
        }

        Weight asStored() {
            return new Weight(name, stored, node, input);
        }

        /** Whether this is input {@code i} of a node with one of these operators. */
        boolean is(int i, String... operators) {
            return input == i
                    && node.filter(n -> List.of(operators).contains(n.op())).isPresent();
        }
    }

    /** The value of a tensor that no input has a say in: a constant, or one that is only turned or converted. */
    static Optional<Tensor> value(Engine engine, String tensor) {
        var graph = engine.model().graph();
        var constant = graph.constant(tensor);
        if (constant.isPresent()) {
            return constant;
        }
        return isFixed(engine, tensor)
                ? Optional.ofNullable(engine.run(List.of(tensor), Map.of()).get(tensor))
                : Optional.empty();
    }

    private static boolean isFixed(Engine engine, String tensor) {
        var graph = engine.model().graph();
        return graph.constant(tensor).isPresent()
                || graph.producer(tensor)
                        .filter(n -> RESHAPING.contains(n.op())
                                && n.inputs().stream().allMatch(i -> i.isEmpty() || isFixed(engine, i)))
                        .isPresent();
    }

    /** The weights that a node reads, in the order of its inputs; whole numbers of 32 and 64 bits are no weights. */
    static List<Weight> of(Engine engine, Node node) {
        var found = new ArrayList<Weight>();
        for (int i = 0; i < node.inputs().size(); i++) {
            int input = i;
            node.input(i)
                    .filter(n -> isFixed(engine, n))
                    .flatMap(n -> quantised(engine.model().graph(), n, node, input)
                            .or(() -> value(engine, n).map(t -> new Weight(n, t, Optional.of(node), input))))
                    .filter(w -> w.codes.isPresent() || counts(w.stored))
                    .ifPresent(found::add);
        }
        return found;
    }

    /** A weight whose codes a node itself or the one before it turns into numbers. */
    private static Optional<Weight> quantised(Graph graph, String name, Node node, int input) {
        var before = graph.producer(name).filter(n -> n.is("DequantizeLinear")).flatMap(n -> n.input(0));
        var codes = before.orElse(name);
        return Codes.of(graph, codes)
                .flatMap(c -> graph.constant(codes)
                        .map(stored -> new Weight(codes, stored, Optional.of(c), Optional.of(node), input)));
    }

    /** Whether a tensor holds learned numbers, and not sizes, indices or text. */
    static boolean counts(Tensor tensor) {
        return tensor.elements() > 0
                && (tensor.type().isFloating() || tensor.type() == DataType.INT8 || tensor.type() == DataType.UINT8);
    }

    /**
     * Every stored weight: initializers, constants of more than one number, what operators of classical machine learning keep
     * as attributes; and those of inner graphs, whose names begin with the way there, as {@code If_0/then_branch/}.
     */
    static List<Weight> all(Graph graph) {
        var found = new ArrayList<Weight>();
        collect(graph, "", found);
        return found;
    }

    private static void collect(Graph graph, String path, List<Weight> found) {
        graph.initializers().forEach((name, tensor) -> {
            var weight = placed(graph, path, name, tensor);
            if ((counts(tensor) || weight.codes.isPresent()) && !isOfCodes(graph, name)) {
                found.add(weight);
            }
        });
        for (var node : graph.nodes()) {
            if (node.is("Constant")) {
                node.output(0)
                        .flatMap(o -> graph.constant(o).map(t -> placed(graph, path, o, t)))
                        .filter(w -> w.stored.elements() > 1 && counts(w.stored))
                        .ifPresent(found::add);
            }
            var here = path + graph.label(node);
            node.learned()
                    .forEach((key, numbers) ->
                            found.add(new Weight(here + "." + key, listed(node, key, numbers), Optional.of(node), -1)));
            Bodies.of(graph, node).forEach((place, body) -> collect(body, path + place + "/", found));
        }
    }

    /** Whether a tensor only says what codes stand for: a scale or a zero point. */
    private static boolean isOfCodes(Graph graph, String name) {
        var readers = graph.consumers(name);
        return !readers.isEmpty()
                && readers.stream()
                        .allMatch(n -> CODING.contains(n.op()) && n.inputs().indexOf(name) > 0
                                || n.op().startsWith("QLinear")
                                        && !List.of(0, 3, 8).contains(n.inputs().indexOf(name)));
    }

    /** A list of numbers in a row; the coefficients of linear models have one row for each class, as the operators say. */
    private static Tensor listed(Node node, String key, List<Float> numbers) {
        var values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i);
        }
        int rows = key.equals("coefficients")
                        && Set.of("LinearClassifier", "LinearRegressor").contains(node.op())
                ? node.learned().getOrDefault("intercepts", List.of()).size()
                : 0;
        return rows > 1 && values.length % rows == 0
                ? Tensor.of(values, rows, values.length / rows)
                : Tensor.of(values, values.length);
    }

    /**
     * The weights that a name means: the one tensor, as {@link #all} names it; those of the node of that name; those of the layer whose activation it is.
     *
     * @throws InputException if nothing has that name, or it has no weights
     */
    static List<Weight> named(Look look, String name) {
        var engine = look.engine();
        var graph = look.graph();
        var exact = all(graph).stream().filter(w -> w.name().equals(name)).findFirst();
        if (exact.isPresent()) {
            return List.of(exact.get());
        }
        var tensor = look.layers().tensor(name);
        var stored = graph.constant(tensor);
        if (stored.isPresent()) {
            return List.of(placed(graph, "", tensor, stored.get()));
        }
        var node = look.layers().node(tensor);
        var found = of(engine, node);
        if (found.isEmpty()) {
            found = value(engine, tensor).filter(Weights::counts).stream()
                    .map(t -> placed(graph, "", tensor, t))
                    .toList();
        }
        var before = node;
        while (found.isEmpty() && PointwiseFunction.of(graph, before).isPresent()) {
            var producer = before.input(0).flatMap(graph::producer);
            if (producer.isEmpty()) {
                break;
            }
            before = producer.get();
            found = of(engine, before);
        }
        if (found.isEmpty()) {
            throw InputException.of("parameters.no-weights", "name", graph.label(node), "op", node.op());
        }
        return found;
    }

    /** Follows a stored tensor through conversions to the node that works with it. */
    private static Weight placed(Graph graph, String path, String name, Tensor tensor) {
        var codes = Codes.of(graph, name);
        if (codes.isPresent()) {
            var real = graph.consumers(name).stream()
                    .filter(n -> n.is("DequantizeLinear"))
                    .flatMap(n -> n.output(0).stream())
                    .findFirst()
                    .orElse(name);
            var node = graph.consumers(real).stream().findFirst();
            return new Weight(
                    path + name,
                    tensor,
                    codes,
                    node,
                    node.map(n -> n.inputs().indexOf(real)).orElse(-1));
        }
        for (var node : graph.consumers(name)) {
            boolean whole = !RESHAPING.contains(node.op());
            if (whole || node.op().equals("Identity")) {
                return new Weight(
                        path + name, tensor, Optional.of(node), node.inputs().indexOf(name));
            }
        }
        return new Weight(path + name, tensor, Optional.empty(), -1);
    }
}
