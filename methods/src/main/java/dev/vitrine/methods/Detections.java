package dev.vitrine.methods;

import dev.vitrine.autodiff.Target;
import dev.vitrine.data.Geometry;
import dev.vitrine.data.Sidecar;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a detector found, the surest first.
 *
 * @param found the boxes
 * @param threshold the least score
 * @param guess why its outputs are read so, where nobody said how
 */
record Detections(List<Found> found, double threshold, Optional<Text> guess) {
    private static final Set<Sidecar.Kind> KINDS = Set.of(
            Sidecar.Kind.YOLOX,
            Sidecar.Kind.YOLOV5,
            Sidecar.Kind.YOLOV8,
            Sidecar.Kind.SSD,
            Sidecar.Kind.RETINAFACE,
            Sidecar.Kind.BOXES);
    private static final List<Integer> STRIDES = List.of(8, 16, 32);
    private static final double THRESHOLD = 0.3;
    private static final double IOU = 0.45;
    private static final int ANCHORS = 3;

    /**
     * One of them.
     *
     * @param target what its score is made from; empty where that has no gradient
     */
    record Found(Detection seen, Optional<Target> target) {}

    /**
     * As the sidecar's head says; else, where the outputs have the unmistakable shape of YOLO rows or are called scores and boxes,
     * as such.
     *
     * @return empty if the model is no detector, as far as is known
     * @throws InputException if the outputs do not fit the head
     */
    static Optional<Detections> of(Look look) {
        var head = look.sidecar().flatMap(Sidecar::head);
        if (head.isPresent()) {
            return head.filter(h -> KINDS.contains(h.kind())).map(h -> read(look, h, Optional.empty()));
        }
        return guessed(look)
                .map(h -> read(
                        look,
                        h,
                        Optional.of(Text.of(
                                "head.guess-" + h.kind().name().toLowerCase(java.util.Locale.ROOT),
                                "output",
                                String.join(", ", h.outputs().values())))));
    }

    private static Optional<Sidecar.Head> guessed(Look look) {
        if (look.sidecar()
                .flatMap(Sidecar::task)
                .filter(t -> t != Sidecar.Task.DETECTION)
                .isPresent()) {
            return Optional.empty();
        }
        var input = Frame.of(look);
        var outputs = floats(look);
        if (input.isEmpty()) {
            return Optional.empty();
        }
        if (outputs.size() == 1) {
            var only = outputs.entrySet().iterator().next();
            return rows(only.getValue(), input.get()).map(kind -> head(kind, Map.of("predictions", only.getKey())));
        }
        var boxes = named(outputs, "boxes")
                .filter(e -> e.getValue().rank() == 3 && e.getValue().size(2) == 4);
        var scores = named(outputs, "scores").filter(e -> e.getValue().rank() == 3);
        return boxes.isPresent()
                        && scores.isPresent()
                        && boxes.get().getValue().size(1)
                                == scores.get().getValue().size(1)
                ? Optional.of(head(
                        Sidecar.Kind.BOXES,
                        Map.of(
                                "scores",
                                scores.get().getKey(),
                                "boxes",
                                boxes.get().getKey())))
                : Optional.empty();
    }

    private static Sidecar.Head head(Sidecar.Kind kind, Map<String, String> outputs) {
        return new Sidecar.Head(kind, outputs, List.of(), Optional.empty(), Optional.empty());
    }

    private static Optional<Map.Entry<String, Tensor>> named(Map<String, Tensor> outputs, String name) {
        return outputs.entrySet().stream().filter(e -> e.getKey().equals(name)).findFirst();
    }

    /** The number of rows follows from the size of the input, which nothing else is likely to have. */
    private static Optional<Sidecar.Kind> rows(Tensor output, Frame input) {
        if (output.rank() != 3 || output.size(0) != 1) {
            return Optional.empty();
        }
        long cells = YoloRows.cells(STRIDES, input.width(), input.height());
        if (output.size(2) > 5 && output.size(1) == cells) {
            return Optional.of(Sidecar.Kind.YOLOX);
        }
        if (output.size(2) > 5 && output.size(1) == ANCHORS * cells) {
            return Optional.of(Sidecar.Kind.YOLOV5);
        }
        return output.size(1) > 4 && output.size(2) == cells ? Optional.of(Sidecar.Kind.YOLOV8) : Optional.empty();
    }

    private static Map<String, Tensor> floats(Look look) {
        var names = look.graph().outputs().stream().map(o -> o.name()).toList();
        var values = look.trace().get(names);
        var floats = new LinkedHashMap<String, Tensor>();
        for (var name : names) {
            Optional.ofNullable(values.get(name))
                    .filter(t -> t.type().isFloating())
                    .ifPresent(t -> floats.put(name, t));
        }
        return floats;
    }

    private static Detections read(Look look, Sidecar.Head head, Optional<Text> guess) {
        double threshold = head.threshold().orElse(THRESHOLD);
        var candidates = candidates(look, head, threshold);
        var scores = look.labels().size();
        int shift = candidates.background() && candidates.classes() == scores + 1 ? 1 : 0;
        var found = BoxCandidate.strongest(candidates.all(), head.iou().orElse(IOU)).stream()
                .map(c -> new Found(seen(c, look, shift), c.target()))
                .toList();
        return new Detections(found, threshold, guess);
    }

    /** @param background whether class 0, which has no label of its own perhaps, means that there is nothing */
    private record Candidates(List<BoxCandidate> all, int classes, boolean background) {}

    private static Candidates candidates(Look look, Sidecar.Head head, double threshold) {
        var input = Frame.of(look).orElseThrow(() -> InputException.of("head.no-picture"));
        var strides = head.strides().isEmpty() ? STRIDES : head.strides();
        switch (head.kind()) {
            case YOLOX, YOLOV5, YOLOV8 -> {
                var name = Frame.output(look, head, "predictions");
                var rows = YoloRows.read(
                        head.kind(), name, look.trace().get(name), strides, input.width(), input.height(), threshold);
                return new Candidates(rows, 0, false);
            }
            default -> {
                var scores = Frame.output(look, head, "scores");
                var boxes = Frame.output(look, head, "boxes");
                var classes = Optional.ofNullable(head.outputs().get("classes"))
                        .map(c -> look.trace().get(Frame.output(look, head, "classes")));
                var values = look.trace().get(scores);
                var read = head.kind() == Sidecar.Kind.RETINAFACE
                        ? ScoredBoxes.faces(
                                boxes, look.trace().get(boxes), scores, values, strides, input.width(), input.height())
                        : ScoredBoxes.of(
                                boxes,
                                look.trace().get(boxes),
                                scores,
                                values,
                                classes,
                                input.width(),
                                input.height(),
                                head.kind() == Sidecar.Kind.SSD);
                return new Candidates(
                        read.above(threshold), values.rank() == 3 ? (int) values.size(2) : 0, read.background());
            }
        }
    }

    private static Detection seen(BoxCandidate candidate, Look look, int shift) {
        var box = look.input().geometry().map(g -> g.toPicture(candidate.box())).orElse(candidate.box());
        return new Detection(
                candidate.kind(),
                look.label(candidate.kind() - shift),
                candidate.score(),
                List.of(box.x0(), box.y0(), box.x1(), box.y1()));
    }

    /**
     * What {@code box:N} means, counted from 0.
     *
     * @throws InputException if there is no such box, or no gradient leads to its score
     */
    Target target(int index, Look look) {
        if (index >= found.size()) {
            throw InputException.of(
                    found.isEmpty() ? "target.nothing-found" : "target.no-box",
                    "index",
                    index,
                    "count",
                    found.size(),
                    "last",
                    found.size() - 1,
                    "percent",
                    Prediction.percent(threshold));
        }
        var target =
                found.get(index).target().orElseThrow(() -> InputException.of("target.final-boxes", "index", index));
        return target instanceof Target.Element element
                ? Origin.of(look, element.tensor(), element.indices())
                        .logits(look)
                        .mean(look)
                : target;
    }

    /** The box on a picture of the original's size, cut at its edges. */
    static Geometry.Box within(Detection seen, double width, double height) {
        var box = seen.box();
        return new Geometry.Box(box.get(0), box.get(1), box.get(2), box.get(3)).within(width, height);
    }
}
