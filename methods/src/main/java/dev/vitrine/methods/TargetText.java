package dev.vitrine.methods;

import dev.vitrine.autodiff.Target;
import dev.vitrine.data.Geometry;
import dev.vitrine.data.Sidecar;
import dev.vitrine.words.InputException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is to be explained, as a person writes it: {@code CLASS} (number or label; its logit), {@code prob:CLASS}, {@code A-B},
 * {@code TENSOR[i,j,:]}, {@code box:N}, {@code class:CLASS}, {@code region:X,Y}, {@code mask:FILE:CLASS}, {@code step:T}, {@code token:I}; nothing for
 * the top prediction: the likeliest class, the surest box, the largest region that is not background, or the last step.
 *
 * @param target what is differentiated
 * @param text how it can be written
 * @param index the class, where one is meant
 * @param label its name, or how the target is called
 */
public record TargetText(Target target, String text, Optional<Integer> index, String label) {
    private static final Pattern OF_HEAD = Pattern.compile("(box|class|region|mask|step|token):(.*)", Pattern.DOTALL);
    private static final Pattern PLACE = Pattern.compile("(\\d{1,9})\\s*,\\s*(\\d{1,9})");
    private static final Pattern ELEMENT = Pattern.compile("(.+)\\[([-\\d:,\\s]+)]");

    /**
     * Understands a text; for the top prediction the model is run.
     *
     * @throws InputException if no class or tensor fits, or the model gives no class scores where a class is named
     */
    public static TargetText of(String text, Look look) {
        var words = text.strip();
        var element = ELEMENT.matcher(words);
        if (element.matches()) {
            var tensor = look.layers().tensor(element.group(1).strip());
            return new TargetText(
                    new Target.Element(tensor, indices(element.group(2), words)), words, Optional.empty(), words);
        }
        var head = OF_HEAD.matcher(words);
        if (head.matches()) {
            var what = head.group(2).strip();
            return switch (head.group(1)) {
                case "box" -> box(what, words, look);
                case "class" -> region(segmentation(words, look), what, look);
                case "region" -> around(what, words, look);
                case "mask" -> mask(what, words, look);
                default -> step(steps(words, look), what, words, look);
            };
        }
        var scores = Scores.of(look);
        if (words.isEmpty() && look.sidecar().flatMap(Sidecar::head).isPresent()) {
            return top(look);
        }
        if (words.isEmpty()) {
            return scores.map(s -> logit(s, s.best(), look)).orElseGet(() -> top(look));
        }
        var known = scores.orElseThrow(
                () -> InputException.of("attribution.no-classes", "target", words, "instead", fitting(look)));
        var output = output(known, look);
        if (words.startsWith("prob:")) {
            int index = known.classOf(words.substring(5).strip(), look);
            return new TargetText(new Target.Probability(output, index), words, Optional.of(index), look.label(index));
        }
        return difference(words, known, look).orElseGet(() -> logit(known, known.classOf(words, look), look));
    }

    /** The answer that comes first, of a model that gives no scores of classes. */
    private static TargetText top(Look look) {
        var detections = Detections.of(look);
        if (detections.isPresent()) {
            return box(detections.get(), 0, look);
        }
        var segmentation = Segmentation.of(look);
        if (segmentation.isPresent() && segmentation.get().scores().isPresent()) {
            return region(
                    segmentation.get(),
                    Integer.toString(segmentation.get().segments(look).get(0).index()),
                    look);
        }
        return Steps.of(look)
                .filter(s -> s.followInput(look))
                .map(s -> {
                    var last = Integer.toString(s.count() - 1);
                    return step(s, last, "step:" + last, look);
                })
                .orElseGet(() -> firstOutput(look));
    }

    /** What can be asked of a model without classes; where it finds nothing in this input, its first output. */
    private static String fitting(Look look) {
        try {
            return top(look).text();
        } catch (InputException e) {
            return firstOutput(look).text();
        }
    }

    private static TargetText box(String index, String words, Look look) {
        var detections = Detections.of(look).orElseThrow(() -> InputException.of("target.no-boxes", "target", words));
        if (!index.matches("\\d{1,9}")) {
            throw InputException.of("target.bad-box", "target", words);
        }
        return box(detections, Integer.parseInt(index), look);
    }

    private static TargetText box(Detections detections, int index, Look look) {
        var target = detections.target(index, look);
        var seen = detections.found().get(index).seen();
        return new TargetText(target, "box:" + index, Optional.of(seen.index()), seen.label());
    }

    private static Segmentation segmentation(String words, Look look) {
        return Segmentation.of(look).orElseThrow(() -> InputException.of("target.no-regions", "target", words));
    }

    private static TargetText region(Segmentation segmentation, String name, Look look) {
        int index = segmentation.classOf(name, look);
        return new TargetText(
                segmentation.target(index, look),
                "class:" + index,
                Optional.of(index),
                segmentation.label(index, look));
    }

    /** A place in pixels of the picture, or of the map where there is none. */
    private static TargetText around(String what, String words, Look look) {
        var place = PLACE.matcher(what);
        if (!place.matches()) {
            throw InputException.of("target.bad-region", "target", words);
        }
        var segmentation = segmentation(words, look);
        var geometry = look.input().geometry();
        int width = geometry.map(Geometry::pictureWidth).orElse(segmentation.columns());
        int height = geometry.map(Geometry::pictureHeight).orElse(segmentation.rows());
        int x = Integer.parseInt(place.group(1));
        int y = Integer.parseInt(place.group(2));
        int pixel = segmentation
                .pixel(segmentation.picture(look), (x + 0.5) / width, (y + 0.5) / height)
                .orElseThrow(
                        () -> InputException.of("target.no-place", "x", x, "y", y, "width", width, "height", height));
        int index = segmentation.predicted()[pixel];
        return new TargetText(
                segmentation.region(pixel, look),
                "region:" + x + "," + y,
                Optional.of(index),
                segmentation.label(index, look) + " @ " + x + "," + y);
    }

    /** The last colon parts file and class: a path may hold colons itself. */
    private static TargetText mask(String what, String words, Look look) {
        int colon = what.lastIndexOf(':');
        if (colon < 1) {
            throw InputException.of("target.bad-mask", "target", words);
        }
        var segmentation = segmentation(words, look);
        int index = segmentation.classOf(what.substring(colon + 1).strip(), look);
        var target = segmentation.target(file(what.substring(0, colon).strip(), words), index, look);
        return new TargetText(target, words, Optional.of(index), segmentation.label(index, look));
    }

    private static Path file(String name, String words) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw InputException.of("target.bad-mask", "target", words);
        }
    }

    private static Steps steps(String words, Look look) {
        return Steps.of(look).orElseThrow(() -> InputException.of("target.no-steps", "target", words));
    }

    private static TargetText step(Steps steps, String which, String words, Look look) {
        int step = steps.step(which);
        int best = steps.best(step);
        return new TargetText(steps.target(step, look), words, Optional.of(best), look.label(best) + " @ " + step);
    }

    /** The logit of a class. */
    static TargetText logit(Scores scores, int index, Look look) {
        return new TargetText(
                new Target.Logit(output(scores, look), index),
                Integer.toString(index),
                Optional.of(index),
                look.label(index));
    }

    /** The output, where it is one that can be differentiated towards by name. */
    private static Optional<String> output(Scores scores, Look look) {
        return look.graph().producer(scores.tensor()).map(n -> scores.tensor());
    }

    /** {@code A-B}: the first dash that leaves a class on either side; a label may hold dashes itself. */
    private static Optional<TargetText> difference(String words, Scores scores, Look look) {
        if (look.labels().contains(words)) {
            return Optional.empty();
        }
        for (int dash = words.indexOf('-', 1);
                dash > 0 && dash < words.length() - 1;
                dash = words.indexOf('-', dash + 1)) {
            var first = known(words.substring(0, dash).strip(), scores, look);
            var second = known(words.substring(dash + 1).strip(), scores, look);
            if (first.isPresent() && second.isPresent()) {
                int a = first.get();
                int b = second.get();
                return Optional.of(new TargetText(
                        new Target.Difference(output(scores, look), a, b),
                        a + "-" + b,
                        Optional.empty(),
                        look.label(a) + " - " + look.label(b)));
            }
        }
        return Optional.empty();
    }

    private static Optional<Integer> known(String name, Scores scores, Look look) {
        try {
            return Optional.of(scores.classOf(name, look));
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    /** Without classes: the sum of the first output of floats. */
    private static TargetText firstOutput(Look look) {
        var types = look.engine().types();
        var output = look.graph().outputs().stream()
                .filter(o -> types.get(o.name()).type().map(t -> t.isFloating()).orElse(true))
                .findFirst()
                .orElseThrow(() -> InputException.of("attribution.no-output"))
                .name();
        int rank = look.trace().get(output).rank();
        var all = new ArrayList<Long>();
        var text = new StringBuilder(output).append('[');
        for (int axis = 0; axis < rank; axis++) {
            all.add(Target.ALL);
            text.append(axis == 0 ? ":" : ",:");
        }
        return new TargetText(
                new Target.Element(output, all), text.append(']').toString(), Optional.empty(), text.toString());
    }

    private static List<Long> indices(String inside, String whole) {
        var indices = new ArrayList<Long>();
        for (var part : inside.split(",", -1)) {
            var index = part.strip();
            if (index.equals(":")) {
                indices.add(Target.ALL);
            } else if (index.matches("-?\\d{1,12}")) {
                // The batch axis is summed: each sample has its own value.
                indices.add(indices.isEmpty() && index.equals("0") ? Long.valueOf(Target.ALL) : Long.valueOf(index));
            } else {
                throw InputException.of("attribution.bad-index", "target", whole, "index", index);
            }
        }
        return indices;
    }
}
