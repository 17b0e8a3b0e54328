package dev.vitrine.methods;

import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Mark;
import dev.vitrine.artifact.Result;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;

/** An activation function and its slope, over the values that it really gets for one input. */
public final class ActivationFunction implements Method {
    private static final int POINTS = 401;
    private static final int BINS = 80;

    /** A slope smaller than this lets hardly any gradient through. */
    private static final double FLAT = 0.01;

    /** Further away an activation belongs to other layers. */
    private static final int NEIGHBOURHOOD = 6;

    private static final Set<String> WHOLE = Set.of("Softmax", "LogSoftmax", "Hardmax");

    @Override
    public Card card() {
        return Card.of(
                "activation-function",
                Card.Question.FEATURES,
                Set.of(Card.Need.INPUT, Card.Need.LAYER),
                Parameter.text("layer", ""));
    }

    @Override
    public Result look(Look look, Options options) {
        var layer = options.given("layer").orElseThrow(() -> InputException.of("activation-function.needs-layer"));
        var node = activation(look, look.layers().node(layer));
        var label = look.graph().label(node);
        var function = PointwiseFunction.of(look.graph(), node).orElseThrow(() -> refusal(node, label));
        var source = node.input(0).orElseThrow();
        var inputs = look.trace().get(source);
        var statistics = Statistics.of(inputs, BINS);
        if (!Double.isFinite(statistics.min())) {
            throw InputException.of("activation-function.no-finite", "name", label);
        }
        var slopes = Slopes.of(inputs.floats(), function.slope());
        return new Result(
                        charts(label, function, statistics),
                        List.of(
                                Text.of(
                                        "activation-function.range",
                                        "name",
                                        label,
                                        "op",
                                        node.op(),
                                        "count",
                                        statistics.count(),
                                        "min",
                                        statistics.min(),
                                        "max",
                                        statistics.max(),
                                        "mean",
                                        statistics.mean()),
                                Text.of(
                                        "activation-function.flat",
                                        "zero",
                                        100 * slopes.zero,
                                        "flat",
                                        100 * slopes.flat,
                                        "limit",
                                        FLAT,
                                        "mean",
                                        slopes.mean),
                                Text.of("activation-function." + (slopes.flat > 0.9 ? "mostly-flat" : "lets-through"))),
                        java.util.Map.of(),
                        java.util.Map.of())
                .data("inputs", look.asInFramework(source, inputs))
                .fact("tensor", Structure.value(source, inputs.tensorType()))
                .fact("operator", node.op())
                .fact("statistics", statistics.facts())
                .fact("histogram", statistics.histogram())
                .fact("zeroSlope", slopes.zero)
                .fact("flatSlope", slopes.flat)
                .fact("meanSlope", slopes.mean);
    }

    /** The node itself, else the activation that follows it, else the last one before it, else the next. */
    private static Node activation(Look look, Node node) {
        var graph = look.graph();
        if (PointwiseFunction.of(graph, node).isPresent() || WHOLE.contains(node.op())) {
            return node;
        }
        Function<Node, Stream<Node>> after = n -> n.outputs().stream().flatMap(o -> graph.consumers(o).stream());
        Function<Node, Stream<Node>> before = n -> n.inputs().stream().flatMap(i -> graph.producer(i).stream());
        return nearest(graph, node, after, 1)
                .or(() -> nearest(graph, node, before, NEIGHBOURHOOD))
                .or(() -> nearest(graph, node, after, NEIGHBOURHOOD))
                .orElse(node);
    }

    /** The first activation that is met in so many steps from node to node. */
    private static Optional<Node> nearest(Graph graph, Node from, Function<Node, Stream<Node>> next, int steps) {
        var seen = new LinkedHashSet<>(List.of(from));
        var front = List.of(from);
        for (int step = 0; step < steps; step++) {
            front = front.stream().flatMap(next).filter(seen::add).limit(64).toList();
            var found = front.stream()
                    .filter(n -> PointwiseFunction.of(graph, n).isPresent())
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static InputException refusal(Node node, String label) {
        boolean whole = WHOLE.contains(node.op());
        return InputException.of(
                whole ? "activation-function.not-elementwise" : "activation-function.none",
                "name",
                label,
                "op",
                node.op());
    }

    /**
     * @param zero share of inputs where the slope is exactly 0
     * @param flat share of inputs where it is below {@link #FLAT} in size
     */
    private record Slopes(double zero, double flat, double mean) {
        static Slopes of(float[] inputs, DoubleUnaryOperator slope) {
            long zero = 0;
            long flat = 0;
            double sum = 0;
            long count = 0;
            for (float x : inputs) {
                double s = slope.applyAsDouble(x);
                if (Float.isFinite(x)) {
                    count++;
                    zero += s == 0 ? 1 : 0;
                    flat += Math.abs(s) < FLAT ? 1 : 0;
                    sum += s;
                }
            }
            return new Slopes((double) zero / count, (double) flat / count, sum / count);
        }
    }

    /** The function over the histogram of its inputs, which is scaled to its height, and the slope below. */
    private static Board charts(String label, PointwiseFunction function, Statistics statistics) {
        double low = Math.min(statistics.min(), -1);
        double high = Math.max(statistics.max(), 1);
        double[] x = new double[POINTS];
        Arrays.setAll(x, i -> low + (high - low) * i / (POINTS - 1));
        double[] f = Arrays.stream(x).map(function.value()).toArray();
        double[] slope = Arrays.stream(x).map(function.slope()).toArray();
        var name = Text.of("activation-function.curve", "op", function.op());
        return Board.of(
                Text.of("activation-function.chart", "name", label),
                List.of(
                        chart(name, x, f, statistics),
                        chart(Text.of("activation-function.slope", "op", function.op()), x, slope, statistics)));
    }

    private static Chart chart(Text name, double[] x, double[] y, Statistics statistics) {
        double height =
                Arrays.stream(y).filter(Double::isFinite).map(Math::abs).max().orElse(1);
        long highest = Arrays.stream(statistics.counts()).max().orElse(1);
        double[] bars = Arrays.stream(statistics.counts())
                .mapToDouble(c -> (height == 0 ? 1 : height) * c / Math.max(1, highest))
                .toArray();
        var inputs = Text.of("activation-function.inputs", "share", 100.0 * highest / Math.max(1, statistics.count()));
        return Chart.of(
                name,
                Axis.linear(Text.of("activation-function.x")),
                Axis.linear(name),
                Mark.Bars.histogram(statistics.edges(), bars).named(inputs),
                new Mark.Line(Optional.of(name), x, y, false));
    }
}
