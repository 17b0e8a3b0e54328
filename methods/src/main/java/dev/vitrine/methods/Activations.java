package dev.vitrine.methods;

import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Mark;
import dev.vitrine.artifact.Result;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The values of a layer or of one unit: how they are distributed, how units go together, and how they change over time. */
public final class Activations implements Method {
    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "RNN");

    private static final int BINS = 64;
    private static final int MOST_POINTS = 20_000;
    private static final int MOST_LINES = 8;

    /** A bin with more than this part of all values hides the others. */
    private static final double CROWDED = 0.9;

    @Override
    public Card card() {
        return Card.of(
                "activations",
                Card.Question.FEATURES,
                Set.of(Card.Need.INPUT, Card.Need.LAYER),
                Parameter.text("layer", ""),
                Parameter.choice("chart", "histogram", "histogram", "scatter", "time"),
                Parameter.text("unit", "").when("chart", "histogram", "time"),
                Parameter.text("units", "").when("chart", "scatter", "time"),
                Parameter.choice("projection", "none", "none", "pca").when("chart", "scatter"),
                Parameter.choice("colour", "class", "class", "prediction").when("chart", "scatter"));
    }

    @Override
    public Result look(Look look, Options options) {
        var tensor = look.layers()
                .tensor(options.given("layer").orElseThrow(() -> InputException.of("activations.needs-layer")));
        if (options.text("chart").equals("scatter") && look.folder().isPresent()) {
            return folderScatter(look, options, tensor);
        }
        look.input();
        boolean recurrent = look.graph()
                .producer(tensor)
                .filter(n -> RECURRENT.contains(n.op()))
                .isPresent();
        if (recurrent
                && options.text("chart").equals("time")
                && options.given("unit").isEmpty()
                && options.given("units").isEmpty()) {
            var states = new HiddenState();
            return states.look(look, Options.of(states.card(), Map.of("layer", options.text("layer"))));
        }
        var value = look.trace().get(tensor);
        if (value.elements() == 0) {
            throw InputException.of(
                    "methods.empty-tensor", "shape", value.shape().toString());
        }
        var units = Units.of(look.graph(), tensor, value);
        var result = switch (options.text("chart")) {
            case "scatter" -> scatter(tensor, units, options);
            case "time" -> time(tensor, units, options);
            default -> histogram(tensor, value, units, options);
        };
        return result.data("activation", look.asInFramework(tensor, value))
                .fact("tensor", Structure.value(tensor, value.tensorType()));
    }

    private static Result histogram(String tensor, Tensor value, Units units, Options options) {
        var chosen = options.given("unit").map(units::chosen);
        if (chosen.flatMap(Units.Chosen::position).isPresent()) {
            int position = chosen.get().position().orElseThrow();
            return single(tensor, units, chosen.get().unit(), position);
        }
        var shown = chosen.map(c -> Tensor.of(units.unit(c.unit()), units.positions()))
                .orElse(value);
        var statistics = Statistics.of(shown, BINS);
        var title = chosen.map(c -> Text.of("activations.histogram-unit", "unit", c.unit(), "layer", tensor))
                .orElse(Text.of("activations.histogram", "layer", tensor));
        var counts = Arrays.stream(statistics.counts()).asDoubleStream().toArray();
        var readings = new ArrayList<Text>();
        readings.add(Text.of(
                "activations.reading",
                "what",
                title,
                "count",
                statistics.count(),
                "mean",
                statistics.mean(),
                "std",
                statistics.std(),
                "min",
                statistics.min(),
                "max",
                statistics.max()));
        readings.add(Text.of("activations.zeros", "percent", 100.0 * statistics.zeros() / statistics.count()));
        if (statistics.nan() + statistics.inf() > 0) {
            readings.add(Text.of("activations.broken", "nan", statistics.nan(), "inf", statistics.inf()));
        }
        var ranking = ranking(units);
        if (chosen.isEmpty() && units.units() > 1) {
            readings.add(Text.of(
                    "activations.strongest",
                    "unit",
                    ranking.get(0).name(),
                    "mean",
                    ranking.get(0).value(),
                    "weakest",
                    ranking.get(ranking.size() - 1).name(),
                    "lowest",
                    ranking.get(ranking.size() - 1).value()));
        }
        var chart = Chart.of(
                title,
                Axis.linear(Text.of("activations.value-axis")),
                countAxis(statistics),
                Mark.Bars.histogram(statistics.edges(), counts),
                new Mark.Rule(Text.of("activations.mean-rule"), statistics.mean(), false));
        return Result.of(chart, readings.toArray(Text[]::new))
                .fact("statistics", statistics.facts())
                .fact("histogram", statistics.histogram())
                .fact("ranking", ranking);
    }

    /** Logarithmic where one bin would leave nothing of the others to see. */
    private static Axis countAxis(Statistics statistics) {
        long most = Arrays.stream(statistics.counts()).max().orElse(0);
        boolean crowded = most > CROWDED * Arrays.stream(statistics.counts()).sum();
        return crowded
                ? Axis.log(Text.of("activations.count-axis-log")).range(0.5, most)
                : Axis.linear(Text.of("activations.count-axis"));
    }

    /** One value: where it lies among all values of its unit. */
    private static Result single(String tensor, Units units, int unit, int position) {
        var own = units.unit(unit);
        float value = own[position];
        int below = 0;
        for (float v : own) {
            below += v < value ? 1 : 0;
        }
        var statistics = Statistics.of(Tensor.of(own, own.length), BINS);
        var chart = Chart.of(
                Text.of("activations.histogram-unit", "unit", unit, "layer", tensor),
                Axis.linear(Text.of("activations.value-axis")),
                countAxis(statistics),
                Mark.Bars.histogram(
                        statistics.edges(),
                        Arrays.stream(statistics.counts()).asDoubleStream().toArray()),
                new Mark.Rule(
                        Text.of(
                                "activations.here",
                                "row",
                                position / units.columns(),
                                "column",
                                position % units.columns()),
                        value,
                        false));
        return Result.of(
                        chart,
                        Text.of(
                                "activations.single",
                                "unit",
                                unit,
                                "row",
                                position / units.columns(),
                                "column",
                                position % units.columns(),
                                "value",
                                value,
                                "percent",
                                100.0 * below / own.length))
                .fact("value", value)
                .fact("statistics", statistics.facts())
                .fact("histogram", statistics.histogram());
    }

    /** Units by mean value, highest first. */
    private static List<Ranked> ranking(Units units) {
        var means = units.means();
        return IntStream.range(0, means.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -means[i]))
                .map(i -> new Ranked(i, means[i]))
                .toList();
    }

    /** A unit and what it is ranked by. */
    public record Ranked(int name, double value) {}

    private static Result scatter(String tensor, Units units, Options options) {
        int all = units.positions();
        int stride = (all + MOST_POINTS - 1) / MOST_POINTS;
        int points = (all + stride - 1) / stride;
        var values = new float[points * units.units()];
        var labels = new ArrayList<Text>();
        for (int p = 0; p < points; p++) {
            int position = p * stride;
            for (int u = 0; u < units.units(); u++) {
                values[p * units.units() + u] = units.at(u, position);
            }
            labels.add(
                    units.rows() == 1
                            ? Text.of("activations.step", "step", position)
                            : Text.of(
                                    "activations.here",
                                    "row",
                                    position / units.columns(),
                                    "column",
                                    position % units.columns()));
        }
        if (points < 2) {
            throw InputException.of("activations.one-position", "layer", tensor);
        }
        var scatter = UnitScatter.of(values, points, units.units(), options.text("projection"), options.text("units"));
        var chart = scatter.chart(Text.of("activations.scatter", "layer", tensor), new int[0], List.of(), labels);
        var readings = new ArrayList<>(List.of(Text.of("activations.points", "points", points), scatter.reading()));
        if (stride > 1) {
            readings.add(Text.of("activations.thinned", "stride", stride, "all", all));
        }
        return withPoints(Result.of(chart, readings.toArray(Text[]::new)), scatter);
    }

    private static Result folderScatter(Look look, Options options, String tensor) {
        var folder = FolderUnits.of(look, tensor);
        if (folder.inputs() < 2) {
            throw InputException.of("sensitivity.one-input");
        }
        var scatter = UnitScatter.of(
                folder.means(), folder.inputs(), folder.units(), options.text("projection"), options.text("units"));
        var chart =
                scatter.chart(Text.of("activations.scatter-folder", "layer", tensor), folder, options.text("colour"));
        var result = Result.of(chart, Text.of("activations.inputs", "inputs", folder.inputs()), scatter.reading())
                .data("means", Tensor.of(folder.means(), folder.inputs(), folder.units()));
        return withPoints(result, scatter);
    }

    private static Result withPoints(Result result, UnitScatter scatter) {
        var points = new ArrayList<Object>();
        for (int i = 0; i < scatter.x().length; i++) {
            points.add(new double[] {scatter.x()[i], scatter.y()[i]});
        }
        return result.fact("points", points);
    }

    private static Result time(String tensor, Units units, Options options) {
        if (units.rows() > 1 || units.columns() < 2) {
            throw InputException.of(
                    "activations.no-time", "layer", tensor, "rows", units.rows(), "columns", units.columns());
        }
        var asked = options.given("units").or(() -> options.given("unit"));
        var which = asked.map(t -> Arrays.stream(t.split(","))
                        .mapToInt(u -> units.chosen(u).unit())
                        .toArray())
                .orElseGet(() -> mostVarying(units));
        var steps = IntStream.range(0, units.columns()).asDoubleStream().toArray();
        var marks = new ArrayList<Mark>();
        var readings = new ArrayList<Text>();
        for (int unit : which) {
            var own = units.unit(unit);
            var y = IntStream.range(0, own.length).mapToDouble(i -> own[i]).toArray();
            marks.add(Mark.Line.of(Text.of("activations.unit-axis", "unit", unit), steps, y));
            int peak = IntStream.range(0, y.length)
                    .boxed()
                    .max(Comparator.comparingDouble(i -> y[i]))
                    .orElse(0);
            readings.add(Text.of("activations.peak", "unit", unit, "step", peak, "value", y[peak]));
        }
        if (asked.isEmpty() && units.units() > which.length) {
            readings.add(Text.of("activations.most-varying", "shown", which.length, "units", units.units()));
        }
        var chart = new Chart(
                Text.of("activations.time", "layer", tensor),
                Axis.linear(Text.of("activations.step-axis")),
                Axis.linear(Text.of("activations.value-axis")),
                marks);
        return Result.of(chart, readings.toArray(Text[]::new)).fact("units", which);
    }

    private static int[] mostVarying(Units units) {
        var spreads = new double[units.units()];
        Arrays.setAll(
                spreads,
                u -> Statistics.of(Tensor.of(units.unit(u), units.positions()), 1)
                        .std());
        return IntStream.range(0, spreads.length)
                .boxed()
                .sorted(Comparator.comparingDouble(u -> -spreads[u]))
                .limit(MOST_LINES)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
