package dev.vitrine.methods;

import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.Section;
import dev.vitrine.artifact.Table;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a person who gets a model and one input should see: structure, weights, the layers that tell most, the prediction, and why.
 *
 * <p>The most telling layers are those that answer this input most locally: whose response, averaged over channels, is the most
 * concentrated in few places (Gini coefficient of its mean absolute value over positions). Another input may choose others.
 */
public final class Report {
    private static final int TELLING = 2;

    private Report() {}

    /** A layer and how concentrated its response is, from 0 (the same everywhere) to 1 (in one place). */
    public record Telling(String layer, double concentration) {}

    /** One way of looking, as it is set for the report. */
    private record Planned(Method method, Map<String, String> settings) {}

    /**
     * The sections of the report, in reading order. A way of looking that does not fit the model is left out; one that fails says
     * why in its place. The look's progress is told of every way of looking before it starts.
     */
    public static List<Section> of(Look look) {
        var before = new ArrayList<Planned>();
        plan(before, look, "structure", Map.of("view", "graph"));
        plan(before, look, "parameters", Map.of());
        if (look.given().isEmpty()) {
            return sections(before, look, 0, before.size());
        }
        boolean spatial = !Features.stageTensors(look).isEmpty();
        if (spatial) {
            plan(before, look, "features", Map.of("layer", "auto"));
        }
        var after = new ArrayList<Planned>();
        plan(after, look, "hidden-state", Map.of());
        plan(after, look, "prediction", Map.of());
        for (var id : List.of("grad-cam", "integrated-gradients", "saliency", "occlusion", "gradient-flow")) {
            plan(after, look, id, Map.of());
        }
        int total = before.size() + after.size() + (spatial ? TELLING : 0);
        var sections = new ArrayList<>(sections(before, look, 0, total));
        if (spatial) {
            var telling = telling(look);
            var layers = new ArrayList<Planned>();
            for (var layer : telling.subList(0, Math.min(TELLING, telling.size()))) {
                plan(
                        layers,
                        look,
                        "features",
                        Map.of("layer", layer.layer(), "sort", "max", "most", "64", "columns", "16", "cell", "64"));
            }
            sections.add(
                    new Section(Card.Question.FEATURES.title(), Text.of("report.telling"), chosen(telling), List.of()));
            sections.addAll(sections(layers, look, before.size(), total));
        }
        sections.addAll(sections(after, look, total - after.size(), total));
        return sections;
    }

    private static void plan(List<Planned> to, Look look, String id, Map<String, String> settings) {
        Methods.all().stream()
                .filter(m -> m.card().id().equals(id))
                .filter(m -> Advice.on(m.card(), look).applicable())
                .forEach(m -> to.add(new Planned(m, settings)));
    }

    private static List<Section> sections(List<Planned> planned, Look look, int from, int total) {
        var sections = new ArrayList<Section>();
        for (var one : planned) {
            var card = one.method().card();
            var progress = look.progress().part(from + sections.size(), total);
            look.progress().doing(card.title());
            progress.at(0, 1);
            var layer = Optional.ofNullable(one.settings().get("layer")).filter(l -> !l.equals("auto"));
            var title = layer.map(l -> Text.of("report.of-layer", "title", card.title(), "layer", l))
                    .orElse(card.title());
            sections.add(new Section(
                    card.question().title(),
                    title,
                    result(one.method(), look.telling(progress), one.settings()),
                    List.of(card.howToRead(), card.whenToDoubt())));
        }
        return sections;
    }

    private static Result result(Method method, Look look, Map<String, String> settings) {
        var card = method.card();
        try {
            return method.look(look, Options.of(card, settings));
        } catch (InputException e) {
            return Result.of(
                    Board.of(Text.plain(""), List.of()),
                    Text.of("report.failed", "method", card.title(), "why", e.text()));
        }
    }

    /** Every stage's layer, the most concentrated response first. */
    public static List<Telling> telling(Look look) {
        var all = new ArrayList<Telling>();
        var stages = Features.stageTensors(look);
        look.trace().get(stages).forEach((tensor, value) -> {
            var maps = ChannelMaps.of(value, ChannelLayout.of(look.graph(), tensor));
            all.add(new Telling(tensor, concentration(maps)));
        });
        all.sort(Comparator.comparingDouble(Telling::concentration).reversed());
        return all;
    }

    private static double concentration(ChannelMaps maps) {
        int positions = maps.rows() * maps.columns();
        var response = new double[positions];
        for (var plane : maps.planes()) {
            for (int p = 0; p < positions; p++) {
                response[p] += Math.abs(plane.values()[plane.offset() + p]);
            }
        }
        java.util.Arrays.sort(response);
        double sum = 0;
        double weighted = 0;
        for (int i = 0; i < positions; i++) {
            sum += response[i];
            weighted += (2.0 * (i + 1) - positions - 1) * response[i];
        }
        return sum == 0 ? 0 : weighted / (positions * sum);
    }

    private static Result chosen(List<Telling> telling) {
        var rows = new ArrayList<List<Object>>();
        telling.forEach(t -> rows.add(List.of(t.layer(), t.concentration())));
        var facts = new LinkedHashMap<String, Object>();
        facts.put("telling", telling);
        return new Result(
                new Table(
                        Text.plain(""),
                        List.of(
                                new Table.Column(Text.of("report.layer"), Table.Kind.TEXT),
                                new Table.Column(Text.of("report.concentration"), Table.Kind.NUMBER)),
                        rows),
                List.of(Text.of(
                        "report.telling-rule",
                        "layer",
                        telling.get(0).layer(),
                        "concentration",
                        telling.get(0).concentration(),
                        "shown",
                        Math.min(TELLING, telling.size()))),
                Map.of(),
                facts);
    }
}
