package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Mark;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.Table;
import dev.vitrine.methods.Card.Need;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** How large the gradient is at the output of every layer, from the input to the end: where it vanishes or explodes. */
public final class GradientFlow implements Method {
    private static final int MOST_BARS = 40;
    private static final double STEEP = 1e3;

    @Override
    public Card card() {
        return Card.of(
                        "gradient-flow",
                        Card.Question.HEALTH,
                        Set.of(Need.INPUT, Need.GRADIENT, Need.SCORE),
                        Objective.TARGET,
                        Objective.LOSS,
                        Objective.LABEL)
                .from(
                        "Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks, AISTATS");
    }

    @Override
    public Result look(Look look, Options options) {
        look.input();
        return show(look, Objective.of(look, options));
    }

    /**
     * One layer.
     *
     * @param name its output tensor
     * @param value the Euclidean norm of the gradient by it
     */
    public record LayerGradient(String name, double value) {}

    static Result show(Look look, Objective objective) {
        var names = objective.reached(look, layers(look.graph()));
        var at = objective.here(look, objective.by(look, names));
        var flow = names.stream()
                .map(n -> new LayerGradient(n, norm(at.gradient(n))))
                .toList();
        var table = new Table(
                Text.of("gradient-flow.table"),
                List.of(
                        new Table.Column(Text.of("gradient-flow.layer"), Table.Kind.TEXT),
                        new Table.Column(Text.of("gradient-flow.norm"), Table.Kind.NUMBER)),
                flow.stream().map(l -> List.<Object>of(l.name(), l.value())).toList());
        return new Result(
                        Board.of(
                                Text.of("gradient-flow.title"),
                                List.<Artifact>of(chart(objective.name(), flow), table)),
                        readings(flow),
                        Map.of(),
                        Map.of())
                .data(
                        "norms",
                        Tensor.of(
                                flow.stream().mapToDouble(LayerGradient::value).toArray(), flow.size()))
                .fact("value", at.score())
                .fact("ranking", flow);
    }

    /** The outputs of nodes with weights; of all nodes, where none has any. */
    static List<String> layers(Graph graph) {
        var weighted = graph.nodes().stream()
                .filter(n -> hasWeights(graph, n))
                .flatMap(n -> n.output(0).stream())
                .toList();
        return weighted.isEmpty()
                ? graph.nodes().stream().flatMap(n -> n.output(0).stream()).toList()
                : weighted;
    }

    private static boolean hasWeights(Graph graph, Node node) {
        return node.inputs().stream()
                .flatMap(i -> graph.constant(i).stream())
                .anyMatch(t -> t.type().isFloating() && t.rank() >= 2);
    }

    /** Euclidean. */
    static double norm(Tensor gradient) {
        double squares = 0;
        for (double v : gradient.doubles()) {
            squares += v * v;
        }
        return Math.sqrt(squares);
    }

    static Chart chart(Text of, List<LayerGradient> flow) {
        var title = Text.of("gradient-flow.chart", "of", of);
        var norms = flow.stream().mapToDouble(LayerGradient::value).toArray();
        if (norms.length <= MOST_BARS) {
            return Chart.of(
                    title,
                    Axis.linear(Text.of("gradient-flow.norm")),
                    Axis.categories(
                            Text.of("gradient-flow.layer"),
                            flow.stream().map(l -> Text.plain(l.name())).toList()),
                    Mark.Bars.lying(norms));
        }
        return Chart.of(
                title,
                Axis.linear(Text.of("gradient-flow.layer-number")),
                Axis.log(Text.of("gradient-flow.norm")),
                new Mark.Line(
                        Optional.empty(),
                        IntStream.range(0, norms.length).asDoubleStream().toArray(),
                        norms,
                        false));
    }

    static List<Text> readings(List<LayerGradient> flow) {
        var first = flow.get(0);
        var last = flow.get(flow.size() - 1);
        var named = new LinkedHashMap<String, Object>();
        named.put("first", first.name());
        named.put("last", last.name());
        named.put("from", last.value());
        named.put("to", first.value());
        var readings = new ArrayList<Text>();
        var how = first.value() == 0
                ? "gone"
                : last.value() / first.value() > STEEP
                        ? "vanishes"
                        : first.value() / last.value() > STEEP ? "explodes" : "even";
        readings.add(new Text("gradient-flow." + how, named));
        var silent = flow.stream()
                .filter(l -> l.value() == 0)
                .map(LayerGradient::name)
                .toList();
        if (!silent.isEmpty()) {
            readings.add(Text.of(
                    "gradient-flow.silent",
                    "count",
                    silent.size(),
                    "layers",
                    String.join(", ", silent.subList(0, Math.min(5, silent.size())))));
        }
        return readings;
    }
}
