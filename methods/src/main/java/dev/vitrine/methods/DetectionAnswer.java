package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.RgbImage;
import dev.vitrine.artifact.Table;
import dev.vitrine.data.Interpolation;
import dev.vitrine.data.Picture;
import dev.vitrine.data.Resize;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a detector found: the picture with its boxes, a table, and how many there are of what. */
final class DetectionAnswer {
    private static final double LONGEST = 1024;

    private DetectionAnswer() {}

    static Result of(Look look, Detections detections) {
        var seen = detections.found().stream().map(Detections.Found::seen).toList();
        var parts = new ArrayList<Artifact>();
        look.input().picture().map(p -> picture(p, seen)).ifPresent(parts::add);
        if (!seen.isEmpty()) {
            parts.add(table(seen));
        }
        var readings = new ArrayList<Text>();
        if (seen.isEmpty()) {
            readings.add(Text.of("prediction.found-none", "percent", Prediction.percent(detections.threshold())));
        } else {
            readings.add(Text.of("prediction.found", "what", counted(seen)));
            var first = seen.get(0);
            readings.add(Text.of(
                    "prediction.surest",
                    "label",
                    first.label(),
                    "percent",
                    Prediction.percent(first.score()),
                    "x0",
                    Math.round(first.box().get(0)),
                    "y0",
                    Math.round(first.box().get(1)),
                    "x1",
                    Math.round(first.box().get(2)),
                    "y1",
                    Math.round(first.box().get(3))));
        }
        detections.guess().ifPresent(readings::add);
        return Result.of(
                        new Board(Text.of("prediction.title"), parts, Math.max(1, parts.size())),
                        readings.toArray(Text[]::new))
                .fact("predictions", List.of())
                .fact("detections", seen);
    }

    /** How many of each class, the surest class first. */
    private static Text counted(List<Detection> seen) {
        var counts = new LinkedHashMap<String, Integer>();
        seen.forEach(d -> counts.merge(d.label(), 1, Integer::sum));
        return joined(counts.entrySet().stream().map(DetectionAnswer::counted).toList());
    }

    private static Text counted(Map.Entry<String, Integer> entry) {
        return Text.of("prediction.counted", "label", entry.getKey(), "count", entry.getValue());
    }

    static Text joined(List<Text> texts) {
        return texts.stream()
                .reduce((all, next) -> Text.of("prediction.and", "all", all, "next", next))
                .orElse(Text.plain(""));
    }

    /** The picture at most {@value #LONGEST} pixels long; boxes are cut at its edges. */
    private static RgbImage picture(Picture whole, List<Detection> seen) {
        double shrink = Math.min(1, LONGEST / Math.max(whole.width(), whole.height()));
        int width = Math.max(1, (int) Math.round(whole.width() * shrink));
        int height = Math.max(1, (int) Math.round(whole.height() * shrink));
        var shown = Resize.resize(whole, width, height, Interpolation.BILINEAR);
        double across = (double) width / whole.width();
        double down = (double) height / whole.height();
        var kinds = seen.stream().map(Detection::index).distinct().toList();
        var boxes = new ArrayList<RgbImage.Box>();
        for (var one : seen) {
            var box = Detections.within(one, whole.width(), whole.height());
            boxes.add(new RgbImage.Box(
                    box.x0() * across,
                    box.y0() * down,
                    box.x1() * across,
                    box.y1() * down,
                    Text.plain(one.label() + " " + Prediction.percent(one.score())),
                    kinds.indexOf(one.index())));
        }
        return new RgbImage(Text.of("prediction.detections"), width, height, shown.rgb(), boxes);
    }

    private static Table table(List<Detection> seen) {
        var edges = List.of("left", "top", "right", "bottom");
        var columns = new ArrayList<Table.Column>();
        columns.add(new Table.Column(Text.of("prediction.number"), Table.Kind.COUNT));
        columns.add(new Table.Column(Text.of("prediction.class"), Table.Kind.TEXT));
        columns.add(new Table.Column(Text.of("prediction.score"), Table.Kind.SHARE));
        edges.forEach(e -> columns.add(new Table.Column(Text.of("prediction." + e), Table.Kind.NUMBER)));
        var rows = new ArrayList<List<Object>>();
        for (var one : seen) {
            var row = new ArrayList<Object>(List.of(rows.size(), one.label(), one.score()));
            row.addAll(one.box());
            rows.add(row);
        }
        return new Table(Text.of("prediction.boxes"), columns, rows);
    }
}
