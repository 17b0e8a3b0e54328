package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.CommonScale;
import dev.vitrine.artifact.Mark;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.Table;
import dev.vitrine.engine.Engine;
import dev.vitrine.methods.Card.Need;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What became of a network during its training, from its checkpoints alone: how far each weight moved from one to the next, what
 * they answer to an input, and, over a folder of labelled inputs, how often they are right, their loss, and how strong its gradient
 * is at each layer.
 */
public final class Epochs implements Method {
    /** Curves of one chart: as many as there are colours. */
    private static final int CURVES = 8;

    /** Changes of the answer that are told one by one. */
    private static final int TURNS = 6;

    /** Checkpoints in one row of pictures. */
    private static final int ABREAST = 4;

    /** Checkpoints at which is looked for the range of colours. */
    private static final int COLOURED = 12;

    /** Inputs whose gradients are averaged; answers are taken of all. */
    private static final int GRADIENTS = 32;

    /**
     * How a weight changed.
     *
     * @param sizes of the tensor
     * @param moved ||w - before|| / ||before|| for each checkpoint but the first
     * @param norms ||w|| for each checkpoint
     */
    public record Moved(String name, List<Long> sizes, double[] moved, double[] norms) {
        /** The whole way, step by step. */
        double way() {
            return Arrays.stream(moved).filter(Double::isFinite).sum();
        }
    }

    /** The probability of a class at each checkpoint. */
    public record ClassCurve(int index, String label, double[] probability) {}

    /** The mean Euclidean norm of the loss's gradient by a layer's output, at each checkpoint. */
    public record GradientCurve(String layer, double[] norm) {}

    /** What is seen of one checkpoint when inputs are run. */
    private record Seen(
            Optional<Scores> scores,
            Optional<Double> accuracy,
            Optional<Double> loss,
            Map<String, Double> gradients,
            Optional<Text> why) {}

    @Override
    public Card card() {
        return Card.of("epochs", Card.Question.TRAINING, Set.of(Need.SERIES));
    }

    @Override
    public Result look(Look look, Options options) {
        var series = series(look);
        var notes = new ArrayList<Text>();
        boolean runs = look.given().isPresent() || look.folder().isPresent();
        var seen = runs ? each(look, series, Epochs::seen) : List.<Seen>of();
        seen.stream().flatMap(s -> s.why().stream()).findFirst().ifPresent(notes::add);
        var axis = Timeline.of(series);
        var weights = weights(series);
        var classes = classes(look, seen);
        var accuracy = curve(seen, Seen::accuracy);
        var loss = curve(seen, Seen::loss);
        var gradients = gradients(seen);

        var readings = new ArrayList<Text>();
        answers(look, axis, seen).ifPresent(readings::add);
        best(axis, accuracy).ifPresent(readings::add);
        var kernels = kernels(weights);
        movement(axis, kernels).ifPresent(readings::add);
        readings.addAll(notes);
        var parts = new ArrayList<Artifact>();
        if (!classes.isEmpty()) {
            parts.add(chart(
                    "epochs.answers",
                    "epochs.probability",
                    false,
                    axis,
                    classes.stream()
                            .map(c -> Mark.Line.of(Text.plain(c.label()), axis.at(), c.probability()))
                            .toList()));
        }
        accuracy.ifPresent(a -> parts.add(chart(
                "epochs.accuracy",
                "epochs.accuracy-axis",
                false,
                axis,
                List.of(Mark.Line.of(Text.of("epochs.accuracy-axis"), axis.at(), a)))));
        loss.ifPresent(l -> parts.add(chart(
                "epochs.loss",
                "epochs.loss-axis",
                false,
                axis,
                List.of(Mark.Line.of(Text.of("epochs.loss-axis"), axis.at(), l)))));
        if (!gradients.isEmpty()) {
            parts.add(chart(
                    "epochs.gradients",
                    "epochs.gradient-axis",
                    true,
                    axis,
                    spread(gradients).stream()
                            .map(g -> Mark.Line.of(Text.plain(g.layer()), axis.at(), g.norm()))
                            .toList()));
        }
        parts.add(chart(
                "epochs.weights",
                "epochs.moved",
                true,
                axis,
                kernels.stream()
                        .limit(CURVES)
                        .map(w -> Mark.Line.of(
                                Text.plain(w.name()), Arrays.copyOfRange(axis.at(), 1, axis.at().length), w.moved()))
                        .toList()));
        parts.add(table(series, weights));

        var facts = new LinkedHashMap<String, Object>();
        facts.put(
                "checkpoints",
                series.stream()
                        .map(c -> {
                            var one = new LinkedHashMap<String, Object>();
                            one.put("name", c.name());
                            one.put("step", c.step());
                            return one;
                        })
                        .toList());
        facts.put("weights", weights);
        facts.put("classes", classes);
        facts.put("accuracy", accuracy);
        facts.put("loss", loss);
        facts.put("gradients", gradients);
        return new Result(Board.of(Text.of("epochs.title"), parts), readings, Map.of(), facts);
    }

    /**
     * The same way of looking at every checkpoint: one part for each, in their order. A colour means the same value in all of them, and
     * what is explained is the same class: where no target is set, the one that this look's model answers.
     *
     * @throws InputException if the look has no series
     */
    public static Result each(Look look, Method method, Options options) {
        var series = series(look);
        var of = aboutOne(look, method.card(), options);
        var results = each(look, look.series(), at -> method.look(at, of));
        var colours = CommonScale.of(results.stream().map(Result::artifact).toList());
        var parts = new ArrayList<Artifact>();
        var readings = new ArrayList<Text>();
        var facts = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < series.size(); i++) {
            var name = series.get(i).name();
            parts.add(Board.of(
                    Text.of("epochs.at", "name", name),
                    List.of(colours.on(results.get(i).artifact()))));
            results.get(i).readings().stream()
                    .limit(1)
                    .forEach(r -> readings.add(Text.of("epochs.reading", "name", name, "reading", r)));
            var fact = new LinkedHashMap<String, Object>();
            fact.put("name", name);
            fact.put("step", series.get(i).step());
            fact.putAll(results.get(i).facts());
            facts.add(fact);
        }
        return new Result(
                new Board(
                        Text.of("epochs.each", "method", method.card().title()),
                        parts,
                        Math.min(ABREAST, parts.size())),
                readings,
                Map.of(),
                Map.of("checkpoints", facts));
    }

    /**
     * The colours that mean the same at every checkpoint for one way of looking. Those at which it cannot be looked do not count, and of
     * many checkpoints only {@value #COLOURED}, evenly from the first to the last.
     *
     * @throws InputException if the look has no series
     */
    public static CommonScale colours(Look look, Method method, Options options) {
        var all = series(look);
        int many = Math.min(COLOURED, all.size());
        var some = IntStream.range(0, many)
                .mapToObj(i -> all.get((int) ((long) i * (all.size() - 1) / (many - 1))))
                .toList();
        return CommonScale.of(each(look, some, at -> artifact(at, method, options)).stream()
                .flatMap(Optional::stream)
                .toList());
    }

    private static Optional<Artifact> artifact(Look at, Method method, Options options) {
        try {
            return Optional.of(method.look(at, options).artifact());
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    /** With the class that this look's model answers as the target, where a method takes one and none is set. */
    private static Options aboutOne(Look look, Card card, Options options) {
        boolean open = card.parameters().stream().anyMatch(p -> p.name().equals("target"))
                && options.given("target").isEmpty()
                && look.given().isPresent();
        return (open ? Scores.of(look) : Optional.<Scores>empty())
                .map(scores -> {
                    var set = new LinkedHashMap<>(options.all());
                    set.put("target", Integer.toString(scores.best()));
                    return Options.of(card, set);
                })
                .orElse(options);
    }

    private static List<Look.Checkpoint> series(Look look) {
        if (look.series().size() < 2) {
            throw InputException.of("methods.needs-series");
        }
        return look.series();
    }

    /** One after the other, so that only one network is in memory. */
    private static <T> List<T> each(Look look, List<Look.Checkpoint> series, Function<Look, T> question) {
        var answers = new ArrayList<T>();
        for (var checkpoint : series) {
            look.progress().at(answers.size(), series.size());
            try (var engine = Engine.of(checkpoint.model())) {
                answers.add(question.apply(look.at(checkpoint, engine)));
            }
        }
        return answers;
    }

    private static Seen seen(Look at) {
        try {
            return at.given().isPresent()
                    ? new Seen(Scores.of(at), Optional.empty(), Optional.empty(), Map.of(), Optional.empty())
                    : overFolder(at);
        } catch (InputException e) {
            return new Seen(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    Optional.of(Text.of("epochs.not-run", "why", e.text())));
        }
    }

    private static Seen overFolder(Look at) {
        var examples = at.examples();
        var tally = new double[3];
        at.engine()
                .each(
                        Scores.candidates(at),
                        examples.stream().map(e -> e.given().tensors()).toList(),
                        (values, i) -> {
                            var scores = Scores.of(at, values);
                            var label = examples.get(i).label();
                            if (scores.isPresent() && label.isPresent()) {
                                int truth = scores.get().classOf(label.get(), at);
                                tally[0]++;
                                tally[1] += scores.get().best() == truth ? 1 : 0;
                                // As Keras bounds it: no probability counts as less.
                                tally[2] -= Math.log(Math.max(scores.get().probabilities()[truth], 1e-7));
                            }
                        });
        boolean judged = tally[0] > 0;
        var gradients = new LinkedHashMap<String, Double>();
        Optional<Text> why = Optional.empty();
        try {
            gradients.putAll(gradients(at));
        } catch (InputException e) {
            why = Optional.of(Text.of("epochs.no-gradients", "why", e.text()));
        }
        return new Seen(
                Optional.empty(),
                judged ? Optional.of(tally[1] / tally[0]) : Optional.empty(),
                judged ? Optional.of(tally[2] / tally[0]) : Optional.empty(),
                gradients,
                why);
    }

    /** The mean over the first inputs. */
    private static Map<String, Double> gradients(Look at) {
        var examples = at.examples();
        var first = at.with(examples.get(0).given());
        var objective = Objective.loss(first, "auto", Optional.empty());
        var layers = objective.reached(first, GradientFlow.layers(at.graph()));
        var gradient = objective.by(first, layers);
        var sums = new LinkedHashMap<String, Double>();
        var used = examples.subList(0, Math.min(GRADIENTS, examples.size()));
        for (var example : used) {
            var truth = Objective.truth(at.with(example.given()), gradient, example.label());
            var here = gradient.label(truth).at(example.given().tensors());
            layers.forEach(
                    layer -> sums.merge(layer, GradientFlow.norm(here.gradient(layer)) / used.size(), Double::sum));
        }
        return sums;
    }

    /** Where checkpoints stand: at their steps, or, where one has none, at their numbers. */
    private record Timeline(double[] at, boolean known) {
        static Timeline of(List<Look.Checkpoint> series) {
            boolean known = series.stream().allMatch(c -> c.step().isPresent());
            return new Timeline(
                    IntStream.range(0, series.size())
                            .mapToDouble(i -> known ? series.get(i).step().orElse(0L) : i + 1)
                            .toArray(),
                    known);
        }

        Text label() {
            return Text.of(known ? "epochs.step" : "epochs.number");
        }

        Object name(int index) {
            return Long.toString((long) at[index]);
        }
    }

    /** Those of two and more dimensions first, then the farthest. */
    private static List<Moved> weights(List<Look.Checkpoint> series) {
        return series.get(0).model().graph().initializers().entrySet().stream()
                .filter(e -> e.getValue().type().isFloating() && e.getValue().elements() > 1)
                .map(e -> moved(series, e.getKey()))
                .sorted(Comparator.comparing((Moved w) -> w.sizes().size() < 2)
                        .thenComparing(Comparator.comparingDouble(Moved::way).reversed()))
                .toList();
    }

    /** Those of two and more dimensions, if there are any: what starts at zero, as biases do, changes by any factor. */
    private static List<Moved> kernels(List<Moved> weights) {
        var kernels = weights.stream().filter(w -> w.sizes().size() > 1).toList();
        return kernels.isEmpty() ? weights : kernels;
    }

    private static Moved moved(List<Look.Checkpoint> series, String name) {
        var values = series.stream()
                .map(c ->
                        Objects.requireNonNull(c.model().graph().initializers().get(name)))
                .toList();
        return new Moved(
                name,
                Arrays.stream(values.get(0).sizes()).boxed().toList(),
                IntStream.range(1, values.size())
                        .mapToDouble(i -> Difference.of(values.get(i), values.get(i - 1))
                                .map(Difference::relative)
                                .orElse(Double.NaN))
                        .toArray(),
                values.stream().mapToDouble(GradientFlow::norm).toArray());
    }

    /** Of the input's classes those that are likely at some time. */
    private static List<ClassCurve> classes(Look look, List<Seen> seen) {
        var all = all(seen, Seen::scores);
        if (all.isEmpty()) {
            return List.of();
        }
        return IntStream.range(0, all.get(0).probabilities().length)
                .mapToObj(c -> new ClassCurve(
                        c,
                        look.label(c),
                        all.stream().mapToDouble(s -> s.probabilities()[c]).toArray()))
                .sorted(Comparator.comparingDouble((ClassCurve c) ->
                                Arrays.stream(c.probability()).max().orElse(0))
                        .reversed())
                .limit(CURVES)
                .toList();
    }

    private static Optional<double[]> curve(List<Seen> seen, Function<Seen, Optional<Double>> value) {
        var all = all(seen, value);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.stream().mapToDouble(v -> v).toArray());
    }

    /** What each checkpoint gave; empty if one gave none. */
    private static <T> List<T> all(List<Seen> seen, Function<Seen, Optional<T>> value) {
        var all = seen.stream().flatMap(s -> value.apply(s).stream()).toList();
        return all.size() == seen.size() ? all : List.of();
    }

    private static List<GradientCurve> gradients(List<Seen> seen) {
        if (seen.isEmpty() || seen.stream().anyMatch(s -> s.gradients().isEmpty())) {
            return List.of();
        }
        return seen.get(0).gradients().keySet().stream()
                .map(layer -> new GradientCurve(
                        layer,
                        seen.stream()
                                .mapToDouble(s -> s.gradients().getOrDefault(layer, Double.NaN))
                                .toArray()))
                .toList();
    }

    /** As many as there are colours, evenly from the first layer to the last. */
    private static List<GradientCurve> spread(List<GradientCurve> all) {
        return all.size() <= CURVES
                ? all
                : IntStream.range(0, CURVES)
                        .mapToObj(i -> all.get(i * (all.size() - 1) / (CURVES - 1)))
                        .toList();
    }

    /** Since when the last answer is given; all that was answered before, each with the checkpoint from which on it was. */
    private static Optional<Text> answers(Look look, Timeline axis, List<Seen> seen) {
        var said = all(seen, Seen::scores);
        if (said.isEmpty()) {
            return Optional.empty();
        }
        var turns = IntStream.range(0, said.size())
                .filter(i -> i == 0 || said.get(i).best() != said.get(i - 1).best())
                .boxed()
                .toList();
        int end = said.size() - 1;
        if (turns.size() == 1) {
            return Optional.of(answer("epochs.always", look, axis, said, end));
        }
        var turned = turns.subList(Math.max(1, turns.size() - TURNS), turns.size()).stream()
                .map(i -> answer("epochs.turn", look, axis, said, i))
                .reduce((a, b) -> Text.of("epochs.then", "first", a, "second", b))
                .orElseThrow();
        return Optional.of(Text.of(
                "epochs.since",
                "first",
                answer("epochs.first", look, axis, said, 0),
                "turns",
                turns.get(turns.size() - 1) == end
                        ? turned
                        : Text.of(
                                "epochs.then",
                                "first",
                                turned,
                                "second",
                                answer("epochs.end", look, axis, said, end))));
    }

    /** What a checkpoint answers. */
    private static Text answer(String key, Look look, Timeline axis, List<Scores> said, int at) {
        var scores = said.get(at);
        return Text.of(
                key,
                "label",
                look.label(scores.best()),
                "step",
                axis.name(at),
                "probability",
                percent(scores.probabilities()[scores.best()]));
    }

    /** To a tenth. */
    private static double percent(double share) {
        return Math.rint(1000 * share) / 10;
    }

    private static Optional<Text> best(Timeline axis, Optional<double[]> accuracy) {
        return accuracy.map(a -> {
            int best = IntStream.range(0, a.length)
                    .boxed()
                    .max(Comparator.comparingDouble(i -> a[i]))
                    .orElse(0);
            return Text.of(
                    "epochs.best",
                    "step",
                    axis.name(best),
                    "best",
                    percent(a[best]),
                    "first",
                    percent(a[0]),
                    "last",
                    percent(a[a.length - 1]));
        });
    }

    private static Optional<Text> movement(Timeline axis, List<Moved> weights) {
        if (weights.isEmpty()) {
            return Optional.empty();
        }
        long still = weights.stream().filter(w -> w.way() == 0).count();
        var most = weights.get(0);
        return Optional.of(Text.of(
                still == weights.size() ? "epochs.unmoved" : still == 0 ? "epochs.most-all" : "epochs.most",
                "name",
                most.name(),
                "way",
                most.way(),
                "from",
                axis.name(0),
                "to",
                axis.name(axis.at().length - 1),
                "still",
                still,
                "all",
                weights.size()));
    }

    private static Chart chart(String title, String value, boolean log, Timeline axis, List<Mark.Line> lines) {
        var marks = new ArrayList<Mark>(lines);
        lines.forEach(line -> marks.add(Mark.Points.of(line.x(), line.y())));
        return new Chart(
                Text.of(title),
                Axis.linear(axis.label()),
                log ? Axis.log(Text.of(value)) : Axis.linear(Text.of(value)).range(0, 1),
                lines.size() == 1 ? marks : List.copyOf(lines));
    }

    private static Table table(List<Look.Checkpoint> series, List<Moved> weights) {
        var columns = new ArrayList<Table.Column>();
        columns.add(new Table.Column(Text.of("epochs.weight"), Table.Kind.TEXT));
        series.stream()
                .skip(1)
                .forEach(c ->
                        columns.add(new Table.Column(Text.of("epochs.until", "name", c.name()), Table.Kind.NUMBER)));
        return new Table(
                Text.of("epochs.table"),
                columns,
                weights.stream()
                        .map(w -> {
                            var row = new ArrayList<Object>(List.of(w.name()));
                            Arrays.stream(w.moved()).forEach(row::add);
                            return (List<Object>) row;
                        })
                        .toList());
    }
}
