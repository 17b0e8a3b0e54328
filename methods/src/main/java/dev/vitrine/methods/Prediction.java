package dev.vitrine.methods;

import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Mark;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.RgbImage;
import dev.vitrine.artifact.Table;
import dev.vitrine.data.Sidecar;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the model answers, how sure it is, and the loss against a given label with its terms; boxes of a detector, regions of a
 * segmentation and the positions of a sequence in place of classes.
 */
public final class Prediction implements Method {
    private static final int FEW = 5;

    @Override
    public Card card() {
        return Card.of(
                "prediction",
                Card.Question.DECISION,
                Set.of(Card.Need.INPUT),
                Parameter.number("top", 5, 1, 100000),
                Parameter.text("label", ""),
                Parameter.choice("loss", "cross-entropy", "cross-entropy", "binary-cross-entropy", "mse"));
    }

    @Override
    public Result look(Look look, Options options) {
        var graph = look.graph();
        var names = graph.outputs().stream().map(o -> o.name()).toList();
        var values = look.trace().get(names);
        var outputs = new ArrayList<Object>();
        var rows = new ArrayList<List<Object>>();
        var missing = new ArrayList<Text>();
        for (var name : names) {
            var value = Optional.ofNullable(values.get(name));
            var fact = new LinkedHashMap<String, Object>();
            fact.put("name", name);
            fact.put("shape", value.map(v -> (Object) v.sizes()));
            outputs.add(fact);
            if (value.isEmpty()) {
                missing.add(Text.of("engine.not-a-tensor", "name", name));
                continue;
            }
            rows.add(row(name, value.get()));
        }
        var scores = Scores.of(look);
        var answer = look.sidecar().flatMap(Sidecar::head).isPresent() || scores.isEmpty()
                ? Detections.of(look)
                        .map(d -> DetectionAnswer.of(look, d))
                        .or(() -> Segmentation.of(look).map(s -> SegmentationAnswer.of(look, s)))
                        .or(() ->
                                Steps.of(look).filter(s -> s.followInput(look)).map(s -> SequenceAnswer.of(look, s)))
                : Optional.<Result>empty();
        if (answer.isPresent()) {
            return withOutputs(answer.get(), values).fact("outputs", outputs);
        }
        if (scores.isEmpty()) {
            var table = new Table(
                    Text.of("prediction.outputs"),
                    List.of(
                            new Table.Column(Text.of("prediction.output"), Table.Kind.TEXT),
                            new Table.Column(Text.of("prediction.shape"), Table.Kind.TEXT),
                            new Table.Column(Text.of("prediction.values"), Table.Kind.TEXT),
                            new Table.Column(Text.of("prediction.min"), Table.Kind.NUMBER),
                            new Table.Column(Text.of("prediction.max"), Table.Kind.NUMBER),
                            new Table.Column(Text.of("prediction.mean"), Table.Kind.NUMBER)),
                    rows);
            var readings = new ArrayList<Text>(missing);
            for (var name : names) {
                Optional.ofNullable(values.get(name))
                        .flatMap(v -> said(name, v))
                        .ifPresent(readings::add);
            }
            readings.add(Text.of("prediction.no-classes"));
            return withOutputs(Result.of(table, readings.toArray(Text[]::new)).fact("predictions", List.of()), values)
                    .fact("outputs", outputs);
        }
        var top = scores.get().top(options.integer("top"), look);
        var first = top.get(0);
        var readings = new ArrayList<Text>(missing);
        readings.add(Text.of(
                first.probability() >= 0.9
                        ? "prediction.sure"
                        : first.probability() >= 0.5 ? "prediction.likely" : "prediction.unsure",
                "label",
                first.label(),
                "percent",
                percent(first.probability())));
        if (top.size() > 1) {
            readings.add(Text.of(
                    "prediction.second",
                    "label",
                    top.get(1).label(),
                    "percent",
                    percent(top.get(1).probability())));
        }
        int labels = look.labels().size();
        int classes = scores.get().values().length;
        if (labels > 0 && labels != classes) {
            readings.add(Text.of("prediction.labels-differ", "labels", labels, "classes", classes));
        }
        var parts = new ArrayList<dev.vitrine.artifact.Artifact>();
        look.input()
                .shown()
                .ifPresent(s -> parts.add(RgbImage.of(Text.of("prediction.input"), s.width(), s.height(), s.rgb())));
        parts.add(chart(top));
        var result = withOutputs(
                        Result.of(
                                new Board(Text.of("prediction.title"), parts, parts.size()),
                                readings.toArray(Text[]::new)),
                        values)
                .fact("outputs", outputs)
                .fact("predictions", top);
        return options.given("label").isEmpty() ? result : loss(look, options, scores.get(), result);
    }

    private static Result withOutputs(Result result, java.util.Map<String, Tensor> values) {
        var all = result;
        for (var entry : values.entrySet()) {
            all = all.data(entry.getKey(), entry.getValue());
        }
        return all;
    }

    private static List<Object> row(String name, Tensor value) {
        if (value.type() == dev.vitrine.model.DataType.STRING) {
            return List.of(
                    name,
                    value.shape().toString(),
                    Text.plain(String.join(", ", value.strings())),
                    Table.NONE,
                    Table.NONE,
                    Table.NONE);
        }
        if (value.elements() == 0) {
            return List.of(
                    name, value.shape().toString(), Text.of("prediction.empty"), Table.NONE, Table.NONE, Table.NONE);
        }
        var statistics = Statistics.of(value, 1);
        return List.of(
                name,
                value.shape().toString(),
                Text.plain(first(value)),
                statistics.min(),
                statistics.max(),
                statistics.mean());
    }

    /** The first values, with a mark where there are more. */
    private static String first(Tensor value) {
        var few = new float[(int) Math.min(FEW, value.elements())];
        value.read(0, few, 0, few.length);
        var written = new ArrayList<String>();
        for (float v : few) {
            written.add(Words.number(v));
        }
        return String.join(", ", written) + (few.length < value.elements() ? ", …" : "");
    }

    /** What an output says by itself: its one number, or how long a sequence it is. */
    private static Optional<Text> said(String name, Tensor value) {
        if (value.elements() == 1 && value.type() != dev.vitrine.model.DataType.STRING) {
            return Optional.of(Text.of("prediction.one-number", "name", name, "value", value.item()));
        }
        return value.rank() == 3 && value.size(0) == 1 && value.size(1) > 1
                ? Optional.of(
                        Text.of("prediction.sequence", "name", name, "steps", value.size(1), "values", value.size(2)))
                : Optional.empty();
    }

    private static Chart chart(List<Scores.Prediction> top) {
        var names = top.stream().map(p -> Text.plain(p.label())).toList();
        var bars = Mark.Bars.lying(
                top.stream().mapToDouble(p -> 100 * p.probability()).toArray());
        return Chart.of(
                Text.of("prediction.chart"),
                Axis.linear(Text.of("prediction.probability"))
                        .unit(Text.plain("%"))
                        .range(0, 100),
                Axis.categories(Text.of("prediction.class"), names),
                bars);
    }

    static String percent(double share) {
        return String.format(java.util.Locale.ROOT, share >= 0.0995 || share == 0 ? "%.0f %%" : "%.1f %%", 100 * share);
    }

    private static Result loss(Look look, Options options, Scores scores, Result result) {
        int label = scores.classOf(options.text("label"), look);
        var kind = options.text("loss");
        var terms = new ArrayList<Object>();
        double sum = 0;
        int n = scores.values().length;
        for (int i = 0; i < n; i++) {
            double y = i == label ? 1 : 0;
            double p = kind.equals("binary-cross-entropy")
                    ? sigmoid(scores, i)
                    : kind.equals("mse") ? scores.values()[i] : scores.probabilities()[i];
            double term = switch (kind) {
                case "cross-entropy" -> y == 0 ? 0 : -Math.log(Math.max(p, 1e-300));
                case "binary-cross-entropy" ->
                    -(y * Math.log(Math.max(p, 1e-300)) + (1 - y) * Math.log(Math.max(1 - p, 1e-300))) / n;
                case "mse" -> (p - y) * (p - y) / n;
                default -> throw InputException.of("methods.bad-parameter", "name", "loss", "value", kind, "range", "");
            };
            sum += term;
            var fact = new LinkedHashMap<String, Object>();
            fact.put("index", i);
            fact.put("label", look.label(i));
            fact.put("y", y);
            fact.put("prediction", p);
            fact.put("term", term);
            terms.add(fact);
        }
        var fact = new LinkedHashMap<String, Object>();
        fact.put("name", kind);
        fact.put("value", sum);
        fact.put("terms", terms);
        var readings = new ArrayList<>(result.readings());
        readings.add(Text.of(
                "prediction.loss-" + kind,
                "label",
                look.label(label),
                "loss",
                sum,
                "p",
                scores.probabilities()[label]));
        return new Result(result.artifact(), readings, result.data(), result.facts()).fact("loss", fact);
    }

    /** Scores that are probabilities already stay as they are. */
    private static double sigmoid(Scores scores, int i) {
        double v = scores.values()[i];
        return scores.probabilities()[i] == v ? v : 1 / (1 + Math.exp(-v));
    }
}
