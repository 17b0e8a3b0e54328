package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Mark;
import dev.vitrine.artifact.Result;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a unit, or a whole layer, and the probability of the predicted class answer to graded changes of one picture: brightness,
 * contrast, blur, noise, rotation, shift and a growing patch.
 */
public final class Response implements Method {

    @Override
    public Card card() {
        return Card.of(
                        "response",
                        Card.Question.HEALTH,
                        Set.of(Card.Need.INPUT, Card.Need.IMAGE),
                        Parameter.text("layer", ""),
                        Parameter.text("unit", ""),
                        Parameter.text("changes", "all"),
                        Parameter.number("seed", 0, 0, 1_000_000_000))
                .from("Hendrycks and Dietterich 2019, Benchmarking Neural Network Robustness, ICLR, arXiv:1903.12261");
    }

    /**
     * One run.
     *
     * @param value the unit's value, or the mean of the layer; empty where no layer was asked for
     * @param prediction the probability of the class that the unchanged picture is given; empty where there are no classes
     * @param top the class with the highest score at this level
     */
    private record Point(
            String change, double level, Optional<Double> value, Optional<Double> prediction, Optional<String> top) {}

    @Override
    public Result look(Look look, Options options) {
        var picture = look.input().picture().orElseThrow(() -> InputException.of("response.needs-image"));
        var remake = look.input().remake().orElseThrow(() -> InputException.of("response.needs-image"));
        var layer = options.given("layer").map(look.layers()::tensor);
        var before = Scores.of(look);
        if (layer.isEmpty() && before.isEmpty()) {
            throw InputException.of("response.nothing");
        }
        var changes = changes(options.text("changes"));
        long seed = options.integer("seed");
        var target = before.map(Scores::best);
        var points = new ArrayList<Point>();
        int levels = changes.stream().mapToInt(c -> c.levels().size()).sum();
        for (var entry : changes) {
            for (double level : entry.levels()) {
                look.progress().at(points.size(), levels);
                var tensors = remake.apply(entry.change().apply(picture, level, seed));
                points.add(point(look, entry.name(), level, tensors, layer, options, target));
            }
        }
        return result(look, options, changes, points, layer, target);
    }

    private static List<Perturbations.Entry> changes(String asked) {
        if (asked.equals("all")) {
            return Perturbations.all();
        }
        var chosen = new ArrayList<Perturbations.Entry>();
        for (var name : asked.split("\\s*,\\s*")) {
            chosen.add(Perturbations.all().stream()
                    .filter(e -> e.name().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> InputException.of(
                            "response.no-change",
                            "name",
                            name,
                            "known",
                            Perturbations.all().stream()
                                    .map(Perturbations.Entry::name)
                                    .collect(Collectors.joining(", ")))));
        }
        return chosen;
    }

    private static Point point(
            Look look,
            String change,
            double level,
            Map<String, Tensor> tensors,
            Optional<String> layer,
            Options options,
            Optional<Integer> target) {
        var inputs = new LinkedHashMap<>(look.input().tensors());
        inputs.putAll(tensors);
        var one = look.with(Look.Given.of(inputs));
        var wanted = new LinkedHashSet<String>();
        layer.ifPresent(wanted::add);
        look.graph().outputs().stream().map(Graph.Value::name).forEach(wanted::add);
        var values = one.trace().get(wanted);
        var scores = target.flatMap(t -> Scores.of(one));
        return new Point(
                change,
                level,
                layer.map(l -> value(
                        look,
                        l,
                        Optional.ofNullable(values.get(l))
                                .orElseThrow(() -> InputException.of("engine.not-a-tensor", "name", l)),
                        options)),
                scores.map(s -> s.probabilities()[target.orElse(0)]),
                scores.map(s -> look.label(s.best())));
    }

    private static double value(Look look, String layer, Tensor activation, Options options) {
        var units = Units.of(look.graph(), layer, activation);
        if (options.given("unit").isEmpty()) {
            double sum = 0;
            for (float mean : units.means()) {
                sum += mean;
            }
            return sum / units.units();
        }
        var chosen = units.chosen(options.text("unit"));
        return chosen.position()
                .map(p -> units.at(chosen.unit(), p))
                .orElseGet(() -> units.means()[chosen.unit()])
                .doubleValue();
    }

    private static Result result(
            Look look,
            Options options,
            List<Perturbations.Entry> changes,
            List<Point> points,
            Optional<String> layer,
            Optional<Integer> target) {
        var parts = new ArrayList<Artifact>();
        var readings = new ArrayList<Text>();
        var label = target.map(look::label);
        label.ifPresent(l -> readings.addAll(predictionReadings(changes, points, l)));
        var what = layer.map(l -> options.given("unit")
                .map(u -> Text.of("response.unit", "unit", u, "layer", l))
                .orElse(Text.of("response.layer", "layer", l)));
        what.ifPresent(w -> readings.add(valueReading(changes, points, w)));
        for (var entry : changes) {
            var own = points.stream().filter(p -> p.change.equals(entry.name())).toList();
            label.ifPresent(l -> parts.add(chart(
                    entry,
                    own,
                    Text.of("response.probability", "label", l),
                    own.stream().map(Point::prediction).toList(),
                    true)));
            what.ifPresent(w -> parts.add(
                    chart(entry, own, w, own.stream().map(Point::value).toList(), false)));
        }
        int columns = parts.size() == 1 ? 1 : 2;
        return new Result(new Board(Text.of("response.title"), parts, columns), readings, Map.of(), Map.of())
                .fact("class", label)
                .fact("response", points.stream().map(Response::fact).toList());
    }

    private static Chart chart(
            Perturbations.Entry entry, List<Point> points, Text what, List<Optional<Double>> values, boolean isShare) {
        var x = points.stream().mapToDouble(Point::level).toArray();
        var y = values.stream().mapToDouble(v -> v.orElse(Double.NaN)).toArray();
        var yAxis = Axis.linear(what);
        return Chart.of(
                Text.of("response." + entry.name()),
                Axis.linear(Text.of("response." + entry.name() + "-level")),
                isShare ? yAxis.range(0, 1) : yAxis,
                new Mark.Line(Optional.empty(), x, y, false),
                Mark.Points.of(x, y),
                new Mark.Rule(Text.of("response.unchanged"), entry.neutral(), false));
    }

    private static List<Text> predictionReadings(List<Perturbations.Entry> changes, List<Point> points, String label) {
        var readings = new ArrayList<Text>();
        var moves = new ArrayList<Map.Entry<Point, Double>>();
        for (var entry : changes) {
            double before = at(entry, points, entry.neutral()).prediction().orElse(0.0);
            points.stream()
                    .filter(p -> p.change.equals(entry.name()))
                    .max(Comparator.comparingDouble(p -> Math.abs(p.prediction().orElse(before) - before)))
                    .ifPresent(p -> moves.add(Map.entry(p, before)));
        }
        moves.stream()
                .max(Comparator.comparingDouble(
                        m -> Math.abs(m.getKey().prediction().orElse(0.0) - m.getValue())))
                .ifPresent(m -> readings.add(Text.of(
                        "response.most",
                        "change",
                        Text.of("response." + m.getKey().change()),
                        "level",
                        m.getKey().level(),
                        "label",
                        label,
                        "from",
                        100 * m.getValue(),
                        "to",
                        100 * m.getKey().prediction().orElse(0.0))));
        var steady = new ArrayList<Text>();
        for (var entry : changes) {
            points.stream()
                    .filter(p -> p.change.equals(entry.name())
                            && p.top().filter(label::equals).isEmpty())
                    .min(Comparator.comparingDouble(p -> Math.abs(p.level() - entry.neutral())))
                    .ifPresentOrElse(
                            p -> readings.add(Text.of(
                                    "response.flips",
                                    "change",
                                    Text.of("response." + entry.name()),
                                    "level",
                                    p.level(),
                                    "label",
                                    label,
                                    "other",
                                    p.top().orElse("?"))),
                            () -> steady.add(Text.of("response." + entry.name())));
        }
        steady.forEach(s -> readings.add(Text.of("response.steady", "change", s, "label", label)));
        return readings;
    }

    private static Text valueReading(List<Perturbations.Entry> changes, List<Point> points, Text what) {
        var most = changes.stream()
                .max(Comparator.comparingDouble(e -> spread(e, points)))
                .orElseThrow();
        double before = at(most, points, most.neutral()).value().orElse(0.0);
        var furthest = points.stream()
                .filter(p -> p.change.equals(most.name()))
                .max(Comparator.comparingDouble(p -> Math.abs(p.value().orElse(before) - before)))
                .orElseThrow();
        return Text.of(
                "response.value",
                "what",
                what,
                "change",
                Text.of("response." + most.name()),
                "level",
                furthest.level(),
                "from",
                before,
                "to",
                furthest.value().orElse(0.0));
    }

    private static double spread(Perturbations.Entry entry, List<Point> points) {
        double before = at(entry, points, entry.neutral()).value().orElse(0.0);
        return points.stream()
                .filter(p -> p.change.equals(entry.name()))
                .mapToDouble(p -> Math.abs(p.value().orElse(before) - before))
                .max()
                .orElse(0);
    }

    private static Point at(Perturbations.Entry entry, List<Point> points, double level) {
        return points.stream()
                .filter(p -> p.change.equals(entry.name()) && p.level == level)
                .findFirst()
                .orElseThrow();
    }

    private static Object fact(Point point) {
        var fact = new LinkedHashMap<String, Object>();
        fact.put("change", point.change());
        fact.put("level", point.level());
        fact.put("value", point.value());
        fact.put("prediction", point.prediction());
        fact.put("top", point.top());
        return fact;
    }
}
