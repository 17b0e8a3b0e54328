package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.Mark;
import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.RgbImage;
import dev.vitrine.artifact.Scale;
import dev.vitrine.artifact.Table;
import dev.vitrine.methods.Card.Need;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The gradient of a target or loss by any tensor, in numbers and pictures; or a ranking: of layers by gradient norm, of weights or
 * channels by importance.
 */
public final class Gradients implements Method {
    private static final int BINS = 64;

    @Override
    public Card card() {
        return Card.of(
                "gradients",
                Card.Question.DECISION,
                Set.of(Need.INPUT, Need.GRADIENT, Need.SCORE),
                Parameter.tensor("wrt"),
                Objective.TARGET,
                Objective.LOSS,
                Objective.LABEL,
                Parameter.choice("rank", "none", "none", "layers", "parameters", "channels"),
                Parameter.number("top", 20, 1, 100_000));
    }

    @Override
    public Result look(Look look, Options options) {
        return switch (options.text("rank")) {
            case "layers" -> GradientFlow.show(look, Objective.of(look, options));
            case "parameters", "channels" -> ranked(look, options);
            default -> gradient(look, options);
        };
    }

    private static Result gradient(Look look, Options options) {
        look.input();
        var wrt = tensor(look, options);
        try (var floats = FloatInput.of(look, wrt)) {
            return gradient(floats.look(), options, wrt);
        }
    }

    /** What is differentiated by: the tensor or layer that {@code wrt} names, else the main input. */
    static String tensor(Look look, Options options) {
        return options.given("wrt")
                .map(w -> look.graph().initializers().containsKey(w)
                        ? w
                        : look.layers().tensor(w))
                .orElseGet(() -> GradientExplanation.mainInput(look));
    }

    private static Result gradient(Look look, Options options, String wrt) {
        var objective = Objective.of(look, options);
        return seen(look, objective.name(), wrt, objective.here(look, objective.by(look, List.of(wrt))));
    }

    /** The gradient by one tensor as pictures, histogram and numbers. */
    static Result seen(Look look, Text of, String wrt, ScoreGradient.At at) {
        var gradient = at.gradient(wrt);
        var statistics = Statistics.of(gradient, BINS);
        double norm = GradientFlow.norm(gradient);
        var title = Text.of("gradients.map", "of", of, "wrt", wrt);
        var parts = new ArrayList<Artifact>(pictures(look, wrt, gradient, title));
        parts.add(Chart.of(
                Text.of("gradients.histogram"),
                Axis.linear(Text.of("gradients.value-axis")),
                Axis.linear(Text.of("gradients.count-axis")),
                Mark.Bars.histogram(
                        statistics.edges(),
                        Arrays.stream(statistics.counts()).asDoubleStream().toArray())));
        var readings = new ArrayList<Text>();
        readings.add(
                norm == 0
                        ? Text.of("gradients.zero", "of", of, "wrt", wrt)
                        : Text.of(
                                "gradients.reading",
                                "of",
                                of,
                                "wrt",
                                wrt,
                                "value",
                                at.score(),
                                "norm",
                                norm,
                                "min",
                                statistics.min(),
                                "max",
                                statistics.max()));
        readings.add(Text.of(
                "gradients.zeros",
                "percent",
                Prediction.percent((double) statistics.zeros() / Math.max(1, statistics.count()))));
        if (statistics.nan() + statistics.inf() > 0) {
            readings.add(Text.of("gradients.broken", "nan", statistics.nan(), "inf", statistics.inf()));
        }
        return new Result(Board.of(title, parts), readings, Map.of(), Map.of())
                .data("gradient", look.asInFramework(wrt, gradient))
                .fact("tensor", Structure.value(wrt, gradient.tensorType()))
                .fact("value", at.score())
                .fact("norm", norm)
                .fact("statistics", statistics.facts())
                .fact("histogram", statistics.histogram());
    }

    /** An input as a map and, with three channels, as colours; a weight as a matrix; anything else as its channels' sum. */
    private static List<Artifact> pictures(Look look, String wrt, Tensor gradient, Text title) {
        if (gradient.elements() == 0 || gradient.rank() == 0) {
            return List.of();
        }
        var values = gradient.floats();
        if (look.graph().initializers().containsKey(wrt)) {
            int rows = gradient.rank() == 1 ? 1 : (int) gradient.size(0);
            var plane = Plane.of(values, rows, values.length / rows);
            return List.of(Heatmap.of(title, plane, centred(plane)));
        }
        var axes = InputAxes.of(look.graph(), wrt, gradient);
        var plane = Plane.of(axes.summed(values), axes.rows(), axes.columns());
        var pictures = new ArrayList<Artifact>();
        pictures.add(Heatmap.of(title, plane, centred(plane)));
        if (axes.channels() == 3 && axes.rows() > 1) {
            pictures.add(colours(values, axes));
        }
        return pictures;
    }

    private static Scale centred(Plane plane) {
        var clipped = Scale.clipped(plane);
        float size = Math.max(Math.abs(clipped.low()), Math.abs(clipped.high()));
        return new Scale(-size, size, true, clipped.clipped(), size > 0);
    }

    /** Red, green and blue are the three channels' gradients: grey is none, bright is positive, dark is negative. */
    private static RgbImage colours(float[] values, InputAxes axes) {
        var scale = centred(Plane.of(values, 1, values.length));
        int zoom = Math.max(1, 256 / Math.max(axes.rows(), axes.columns()));
        int width = axes.columns() * zoom;
        int height = axes.rows() * zoom;
        var rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    float place = scale.place(values[axes.index(c, y / zoom, x / zoom)]);
                    rgb[3 * (y * width + x) + c] = (byte) Math.round(255 * place);
                }
            }
        }
        return RgbImage.of(Text.of("gradients.colours"), width, height, rgb);
    }

    /**
     * A weight tensor or one of its channels.
     *
     * @param name the tensor's name, and for a channel its number in brackets
     * @param value its importance
     */
    public record Ranked(String name, double value) {}

    private static Result ranked(Look look, Options options) {
        var label = options.given("label");
        var first = look.given().isPresent()
                ? look
                : look.with(look.examples().get(0).given());
        var objective = Objective.loss(first, options.text("loss"), label);
        var importance = Importance.of(look, objective);
        boolean channels = options.text("rank").equals("channels");
        var all = new ArrayList<Ranked>();
        if (channels) {
            importance.channels().forEach((name, values) -> {
                for (int c = 0; c < values.length; c++) {
                    all.add(new Ranked(name + "[" + c + "]", values[c]));
                }
            });
        } else {
            importance.tensors().forEach((name, value) -> all.add(new Ranked(name, value)));
        }
        all.sort(Comparator.comparingDouble((Ranked r) -> -r.value()));
        var shown = all.subList(0, Math.min(options.integer("top"), all.size()));
        var what = Text.of(channels ? "gradients.channel" : "gradients.parameter");
        var chart = Chart.of(
                Text.of("gradients.ranking", "of", objective.name()),
                Axis.linear(Text.of("gradients.importance")),
                Axis.categories(
                        what, shown.stream().map(r -> Text.plain(r.name())).toList()),
                Mark.Bars.lying(shown.stream().mapToDouble(Ranked::value).toArray()));
        var table = new Table(
                Text.of("gradients.ranking", "of", objective.name()),
                List.of(
                        new Table.Column(what, Table.Kind.TEXT),
                        new Table.Column(Text.of("gradients.importance"), Table.Kind.NUMBER)),
                shown.stream().map(r -> List.<Object>of(r.name(), r.value())).toList());
        var last = all.get(all.size() - 1);
        return Result.of(
                        Board.of(Text.of("gradients.title"), List.<Artifact>of(chart, table)),
                        Text.of(
                                "gradients.ranked",
                                "first",
                                all.get(0).name(),
                                "most",
                                all.get(0).value(),
                                "last",
                                last.name(),
                                "least",
                                last.value(),
                                "inputs",
                                importance.inputs(),
                                "loss",
                                importance.loss()))
                .data(
                        "importance",
                        Tensor.of(all.stream().mapToDouble(Ranked::value).toArray(), all.size()))
                .fact("loss", importance.loss())
                .fact("inputs", importance.inputs())
                .fact("ranking", all);
    }
}
