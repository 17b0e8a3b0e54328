package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.Table;
import dev.vitrine.autodiff.Differentiator;
import dev.vitrine.autodiff.Gradient;
import dev.vitrine.autodiff.Step;
import dev.vitrine.autodiff.Target;
import dev.vitrine.methods.Card.Need;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Graph;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The gradient of one tensor by another: its values, how large it is at every layer between the two, how its graph was made node by
 * node, and that graph as a model. Of a tensor with several elements the sum is meant, as in PyTorch's {@code y.sum().backward()}.
 */
public final class Derivative implements Method {

    @Override
    public Card card() {
        return Card.of(
                        "derivative",
                        Card.Question.HEALTH,
                        Set.of(Need.INPUT, Need.GRADIENT),
                        Parameter.tensor("of"),
                        Parameter.tensor("wrt"))
                .from(
                        "Baydin et al. 2018, Automatic Differentiation in Machine Learning: a Survey, JMLR 18, arXiv:1502.05767");
    }

    @Override
    public Result look(Look look, Options options) {
        look.input();
        var wrt = Gradients.tensor(look, options);
        try (var floats = FloatInput.of(look, wrt)) {
            return look(floats.look(), options, wrt);
        }
    }

    private static Result look(Look look, Options options, String wrt) {
        var end = End.of(options.text("of"), look);
        var gradient = built(look, end, wrt);
        var objective = new Objective(end.target(), Optional.empty(), end.name());
        var between = between(look, objective, wrt, gradient.tensor());
        var asked = Stream.concat(Stream.of(wrt), between.stream()).distinct().toList();
        var at = objective.here(look, objective.by(look, asked));
        var flow = between.stream()
                .map(layer -> new GradientFlow.LayerGradient(layer, GradientFlow.norm(at.gradient(layer))))
                .toList();
        var seen = Gradients.seen(look, end.name(), wrt, at);
        var parts = new ArrayList<Artifact>(((Board) seen.artifact()).parts());
        parts.add(statistics(at, wrt));
        if (!flow.isEmpty()) {
            parts.add(GradientFlow.chart(end.name(), flow));
        }
        var readings = new ArrayList<Text>();
        if (end.elements() > 1) {
            readings.add(Text.of("derivative.sum", "tensor", gradient.tensor(), "count", end.elements()));
        }
        readings.addAll(seen.readings());
        if (GradientFlow.norm(at.gradient(wrt)) == 0) {
            readings.addAll(why(flow, gradient.steps()));
        } else if (flow.size() > 1) {
            readings.addAll(GradientFlow.readings(flow));
        }
        readings.add(made(gradient));
        return new Result(Board.of(seen.artifact().title(), parts), readings, seen.data(), seen.facts())
                .fact("ranking", flow)
                .fact("steps", gradient.steps().stream().map(Derivative::facts).toList())
                .model(gradient.model());
    }

    /**
     * What is differentiated.
     *
     * @param tensor the tensor whose sum it is, where it is the sum of one
     * @param elements of that tensor
     */
    private record End(Target target, Optional<String> tensor, Text name, long elements) {

        /** A tensor by its name, or whatever a target may be. */
        static End of(String text, Look look) {
            if (look.graph().producer(text).isEmpty()) {
                var target = TargetText.of(text, look);
                var name = Text.of("gradients.of-target", "target", target.label());
                return new End(target.target(), Optional.empty(), name, 1);
            }
            var shape = look.trace().get(text).shape();
            var all = Collections.nCopies(shape.rank(), Target.ALL);
            return new End(
                    new Target.Element(text, all),
                    Optional.of(text),
                    Text.of("gradients.of-target", "target", text),
                    shape.elements().orElse(1L));
        }

        Differentiator asked(Differentiator differentiator) {
            return tensor.map(differentiator::seed).orElseGet(() -> differentiator.target(target));
        }
    }

    private static Gradient built(Look look, End end, String wrt) {
        try {
            return end.asked(look.engine().differentiator()).wrt(wrt).build().settled();
        } catch (InputException e) {
            return end.asked(look.seen(e)).wrt(wrt).build().settled();
        }
    }

    /** The layers that lie on the way from one tensor to the other, in the order of the graph; both ends included. */
    private static List<String> between(Look look, Objective objective, String wrt, String end) {
        var graph = look.graph();
        var after = new HashSet<String>(Set.of(wrt));
        for (var node : graph.nodes()) {
            if (Graph.captured(node).stream().anyMatch(after::contains)) {
                after.addAll(node.outputs());
            }
        }
        var layers = GradientFlow.layers(graph.cut(List.of(end), List.of())).stream()
                .filter(after::contains)
                .toList();
        return layers.isEmpty() ? List.of() : objective.among(look, layers);
    }

    private static Table statistics(ScoreGradient.At at, String wrt) {
        var statistics = Statistics.of(at.gradient(wrt), 1);
        var rows = new LinkedHashMap<String, Object>();
        rows.put("min", statistics.min());
        rows.put("max", statistics.max());
        rows.put("mean", statistics.mean());
        rows.put("std", statistics.std());
        rows.put("norm", GradientFlow.norm(at.gradient(wrt)));
        rows.put("zeros", (double) statistics.zeros());
        return new Table(
                Text.of("derivative.statistics"),
                List.of(
                        new Table.Column(Text.of("derivative.quantity"), Table.Kind.TEXT),
                        new Table.Column(Text.of("derivative.value"), Table.Kind.NUMBER)),
                rows.entrySet().stream()
                        .map(row -> List.of((Object) Text.of("derivative." + row.getKey()), row.getValue()))
                        .toList());
    }

    /** Where a gradient is lost: between two layers, and at nodes whose slope is zero everywhere. */
    private static List<Text> why(List<GradientFlow.LayerGradient> flow, List<Step> steps) {
        var why = new ArrayList<Text>();
        for (int i = flow.size() - 1; i > 0; i--) {
            if (flow.get(i).value() != 0 && flow.get(i - 1).value() == 0) {
                why.add(Text.of(
                        "derivative.lost",
                        "after",
                        flow.get(i).name(),
                        "norm",
                        flow.get(i).value(),
                        "before",
                        flow.get(i - 1).name()));
                break;
            }
        }
        var stops = steps.stream()
                .filter(s -> s.rule().equals(Step.STOP))
                .map(s -> s.node() + " (" + s.op() + ")")
                .toList();
        if (!stops.isEmpty()) {
            why.add(Text.of(
                    "derivative.stops",
                    "count",
                    stops.size(),
                    "nodes",
                    String.join(", ", stops.subList(0, Math.min(5, stops.size())))));
        }
        return why;
    }

    private static Text made(Gradient gradient) {
        long added = gradient.steps().stream().mapToLong(s -> s.added().size()).sum();
        return Text.of(
                "derivative.made",
                "steps",
                gradient.steps().size(),
                "added",
                added,
                "nodes",
                gradient.model().graph().nodes().size());
    }

    /** A step of the rewrite as JSON fields. */
    public static Map<String, Object> facts(Step step) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("node", step.node());
        facts.put("op", step.op());
        facts.put("rule", step.rule());
        var added = new ArrayList<Map<String, Object>>();
        for (var node : step.added()) {
            var one = new LinkedHashMap<String, Object>();
            one.put("op", node.op());
            one.put("inputs", node.inputs());
            one.put("outputs", node.outputs());
            added.add(one);
        }
        facts.put("added", added);
        return facts;
    }
}
