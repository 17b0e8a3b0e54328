package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.Mark;
import dev.vitrine.artifact.Overlay;
import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.RgbImage;
import dev.vitrine.artifact.Scale;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which places of an input matter to a score: what every explanation comes to, and how all of them are shown and put in words.
 *
 * @param card the method's
 * @param target what is explained
 * @param score its value for this input
 * @param map what is shown: one value per place, above 0 for the target and below 0 against it; or, where nothing is below 0, a size
 * @param reference the size that a value must be seen against: differences of less than {@link Scale#SIGNAL} of it are rounding
 * @param data the exact values, by name; the first one is the attribution
 * @param layer the layer that was looked at
 * @param completeness whether the parts add up, for methods that promise it
 * @param fallback why another method answers, where one does
 * @param sizes whether the map only says how much a place matters, never for or against
 * @param used parameters as they turned out, where that is not as they were set
 */
record Attribution(
        Card card,
        TargetText target,
        double score,
        Plane map,
        double reference,
        Map<String, Tensor> data,
        Optional<String> layer,
        Optional<Completeness> completeness,
        Optional<Text> fallback,
        boolean sizes,
        Map<String, Object> used) {
    private static final int MOST_BARS = 40;
    private static final double OPACITY = 0.75;

    /**
     * @param sum of all parts
     * @param difference between the score and the score of the baseline
     * @param gap {@code |sum - difference| / |difference|}; 0 where both are 0
     */
    record Completeness(double sum, double difference, double gap) {
        static Completeness of(double sum, double difference) {
            double miss = Math.abs(sum - difference);
            return new Completeness(sum, difference, miss == 0 ? 0 : miss / Math.abs(difference));
        }
    }

    static Attribution of(Card card, TargetText target, double score, Plane map, double reference, Tensor raw) {
        return new Attribution(
                card,
                target,
                score,
                map,
                reference,
                Map.of("attribution", raw),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of());
    }

    /** From values in the shape of the input, summed over channels. */
    static Attribution summed(Card card, TargetText target, double score, InputAxes axes, Tensor raw) {
        var map = Plane.of(axes.summed(raw.floats()), axes.rows(), axes.columns());
        return of(card, target, score, map, score / axes.positions(), raw);
    }

    /** From a gradient by the input: the largest size of any channel. */
    static Attribution largest(Card card, TargetText target, double score, InputAxes axes, Tensor input, Tensor raw) {
        var map = Plane.of(axes.largest(raw.floats()), axes.rows(), axes.columns());
        double range = range(input.floats());
        double reference = range == 0 ? 0 : score / range / axes.positions();
        return of(card, target, score, map, reference, raw).onlySizes();
    }

    static double range(float[] values) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float v : values) {
            low = Math.min(low, v);
            high = Math.max(high, v);
        }
        return high > low ? (double) high - low : 0;
    }

    Attribution onlySizes() {
        return new Attribution(card, target, score, map, reference, data, layer, completeness, fallback, true, used);
    }

    Attribution layer(String name) {
        return new Attribution(
                card, target, score, map, reference, data, Optional.of(name), completeness, fallback, sizes, used);
    }

    Attribution completeness(Completeness found) {
        return new Attribution(
                card, target, score, map, reference, data, layer, Optional.of(found), fallback, sizes, used);
    }

    Attribution fallback(Text why) {
        return new Attribution(
                card, target, score, map, reference, data, layer, completeness, Optional.of(why), sizes, used);
    }

    Attribution with(String name, Tensor tensor) {
        var more = new LinkedHashMap<>(data);
        more.put(name, tensor);
        return new Attribution(card, target, score, map, reference, more, layer, completeness, fallback, sizes, used);
    }

    Attribution used(String parameter, Object value) {
        var more = new LinkedHashMap<>(used);
        more.put(parameter, value);
        return new Attribution(card, target, score, map, reference, data, layer, completeness, fallback, sizes, more);
    }

    /** The colours: zero in the middle where there are both signs, else from zero up; signal only against the reference. */
    Scale scale() {
        var clipped = Scale.clipped(map);
        boolean signed = clipped.low() < 0;
        float size = Math.max(Math.abs(clipped.low()), Math.abs(clipped.high()));
        var whole = Scale.of(map);
        boolean flat = whole.high() == whole.low() && whole.high() == 0;
        return new Scale(signed ? -size : 0, size, signed, clipped.clipped(), !flat).against((float) reference);
    }

    Result result(Look look, Options options) {
        var scale = scale();
        var readings = readings(scale);
        var parameters = new TreeMap<String, Object>(options.all());
        parameters.remove("target");
        parameters.putAll(used);
        var meant = new LinkedHashMap<String, Object>();
        meant.put("text", target.text());
        meant.put("index", target.index());
        meant.put("label", target.label());
        meant.put("score", score);
        var facts = new LinkedHashMap<String, Object>();
        facts.put("method", card.id());
        facts.put("target", meant);
        facts.put("layer", layer);
        facts.put("parameters", parameters);
        facts.put("completeness", completeness);
        facts.put("trust", trust(scale));
        facts.put("reading", readings.get(0));
        facts.put("fallback", fallback);
        return new Result(artifact(look, scale), readings, data, facts);
    }

    private Map<String, Object> trust(Scale scale) {
        var trust = new LinkedHashMap<String, Object>();
        trust.put("gini", Concentration.gini(map));
        trust.put("entropy", Concentration.entropy(map));
        trust.put("halfShare", Concentration.half(map).map(h -> (double) h.count() / map.count()));
        trust.put("signal", scale.signal());
        return trust;
    }

    private Artifact artifact(Look look, Scale scale) {
        var title = Text.of("attribution.map", "method", card.title(), "target", target.label());
        if (map.rows() == 1) {
            return row(title);
        }
        var heat = Heatmap.of(title, map, scale);
        return look.input()
                .shown()
                .map(s -> (Artifact)
                        new Overlay(title, RgbImage.of(title, s.width(), s.height(), s.rgb()), heat, OPACITY))
                .orElse(heat);
    }

    private Chart row(Text title) {
        var values =
                IntStream.range(0, map.columns()).mapToDouble(i -> map.at(0, i)).toArray();
        var y = Axis.linear(Text.of(sizes ? "attribution.size-axis" : "attribution.value-axis"));
        if (values.length <= MOST_BARS) {
            var names = IntStream.range(0, values.length)
                    .mapToObj(i -> Text.plain(Integer.toString(i)))
                    .toList();
            return Chart.of(
                    title, Axis.categories(Text.of("attribution.position"), names), y, Mark.Bars.upright(values));
        }
        var positions = IntStream.range(0, values.length).asDoubleStream().toArray();
        return Chart.of(
                title,
                Axis.linear(Text.of("attribution.position")),
                y,
                new Mark.Line(Optional.empty(), positions, values, false));
    }

    private List<Text> readings(Scale scale) {
        var readings = new ArrayList<Text>();
        if (!scale.signal()) {
            readings.add(Text.of("attribution.no-signal", "target", target.label(), "score", score));
        } else {
            readings.add(Concentration.half(map)
                    .map(this::half)
                    .orElseGet(() -> Text.of("attribution.nothing-for", "target", target.label(), "score", score)));
            double against = Concentration.against(map);
            if (against > 0) {
                readings.add(Text.of(
                        "attribution.against", "target", target.label(), "percent", Prediction.percent(against)));
            }
        }
        completeness.ifPresent(c -> readings.add(Text.of(
                c.gap() < 0.01
                        ? "attribution.complete"
                        : card.parameters().stream().anyMatch(p -> p.name().equals("steps"))
                                ? "attribution.incomplete"
                                : "attribution.gap",
                "sum",
                c.sum(),
                "difference",
                c.difference(),
                "gap",
                Prediction.percent(c.gap()))));
        fallback.ifPresent(readings::add);
        return readings;
    }

    private Text half(Concentration.Half half) {
        if (map.rows() == 1) {
            return Text.of(
                    sizes ? "attribution.half-row-size" : "attribution.half-row",
                    "target",
                    target.label(),
                    "score",
                    score,
                    "count",
                    half.count(),
                    "all",
                    map.count(),
                    "strongest",
                    half.strongest());
        }
        return Text.of(
                sizes ? "attribution.half-size" : "attribution.half",
                "target",
                target.label(),
                "score",
                score,
                "percent",
                Prediction.percent((double) half.count() / map.count()),
                "place",
                half.place(map));
    }
}
