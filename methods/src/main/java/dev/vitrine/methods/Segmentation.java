package dev.vitrine.methods;

import dev.vitrine.autodiff.Target;
import dev.vitrine.data.Geometry;
import dev.vitrine.data.Picture;
import dev.vitrine.data.Sidecar;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which class a segmentation gives every pixel: the one with the highest score.
 *
 * @param scores the tensor that holds scores per pixel; empty where the model only gives the classes
 * @param classesLast whether they lie {@code [rows][columns][classes]}, else {@code [classes][rows][columns]}
 * @param single whether one value says how much a pixel belongs to class 1
 * @param classes how many there are
 * @param predicted the class of every pixel, row by row
 * @param guess why the output is read so, where nobody said how
 */
record Segmentation(
        Optional<String> scores,
        boolean classesLast,
        boolean single,
        int classes,
        int rows,
        int columns,
        int[] predicted,
        Optional<Text> guess) {
    private static final int MOST_CLASSES = 512;
    private static final Set<String> PASSING = Set.of("Reshape", "Squeeze", "Unsqueeze", "Identity", "Cast");
    private static final String BACKGROUND = "(?i)[_ ]*(background|bg|unlabell?ed|void)[_ ]*";

    /**
     * As the sidecar's head says; else where the outputs are maps that show the input's picture, with one score per class or with
     * class numbers.
     *
     * @return empty if the model is no segmentation, as far as is known
     * @throws InputException if the output does not fit the head
     */
    static Optional<Segmentation> of(Look look) {
        var head = look.sidecar().flatMap(Sidecar::head);
        if (head.isPresent()) {
            boolean mask = head.get().kind() == Sidecar.Kind.MASK;
            return head.filter(h -> mask || h.kind() == Sidecar.Kind.LOGITS)
                    .map(h -> Frame.output(look, h, mask ? "mask" : "logits"))
                    .map(name -> read(look, name, Optional.empty())
                            .orElseThrow(() -> InputException.of(
                                    "head.shape",
                                    "output",
                                    name,
                                    "shape",
                                    look.trace().get(name).shape().toString(),
                                    "kind",
                                    mask ? "mask" : "logits",
                                    "wanted",
                                    "1 x K x H x W")));
        }
        if (look.sidecar()
                .flatMap(Sidecar::task)
                .filter(t -> t != Sidecar.Task.SEGMENTATION)
                .isPresent()) {
            return Optional.empty();
        }
        return Frame.of(look).flatMap(frame -> guessed(look, frame));
    }

    private static Optional<Segmentation> guessed(Look look, Frame frame) {
        var names = look.graph().outputs().stream().map(Graph.Value::name).toList();
        var values = look.trace().get(names);
        var shapes = values.values().stream().map(t -> t.shape().toString()).distinct();
        if (values.size() < names.size() || shapes.count() != 1) {
            return Optional.empty();
        }
        return read(look, names.get(0), Optional.of(Text.of("head.guess-logits", "output", names.get(0))))
                .filter(s -> !s.single && frame.shownBy(s.rows, s.columns))
                .filter(s ->
                        s.scores.isEmpty() || s.classes != 3 || look.labels().size() == 3);
    }

    private static Optional<Segmentation> read(Look look, String name, Optional<Text> guess) {
        var value = look.trace().get(name);
        if (!Frame.isBatchOfOne(value) || value.rank() < 3) {
            return Optional.empty();
        }
        if (!value.type().isFloating()) {
            return ofClasses(look, name, value, guess);
        }
        if (value.rank() == 3) {
            return Optional.of(ofScores(look, name, value, false, 1, value.size(1), value.size(2), guess));
        }
        if (value.rank() != 4) {
            return Optional.empty();
        }
        boolean last = classesLast(look, name, value);
        long count = value.size(last ? 3 : 1);
        long rows = value.size(last ? 1 : 2);
        long columns = value.size(last ? 2 : 3);
        return count < 1 || count > MOST_CLASSES || rows < 2 || columns < 2
                ? Optional.empty()
                : Optional.of(ofScores(look, name, value, last, (int) count, rows, columns, guess));
    }

    /** The sides of the picture are known; where that does not tell, there are fewer classes than rows. */
    private static boolean classesLast(Look look, String name, Tensor value) {
        var frame = Frame.of(look);
        boolean first =
                frame.filter(f -> f.shownBy(value.size(2), value.size(3))).isPresent();
        boolean last =
                frame.filter(f -> f.shownBy(value.size(1), value.size(2))).isPresent();
        if (first != last) {
            return last;
        }
        return value.size(1) == value.size(3)
                ? ChannelLayout.of(look.graph(), name) == ChannelMaps.Layout.CHANNELS_LAST
                : value.size(3) < value.size(1);
    }

    private static Segmentation ofScores(
            Look look,
            String name,
            Tensor value,
            boolean last,
            int count,
            long rows,
            long columns,
            Optional<Text> guess) {
        var values = value.floats();
        int pixels = Math.toIntExact(rows * columns);
        var predicted = new int[pixels];
        boolean single = count == 1;
        if (single) {
            boolean share = true;
            for (float v : values) {
                share &= v >= 0 && v <= 1;
            }
            for (int p = 0; p < pixels; p++) {
                predicted[p] = values[p] > (share ? 0.5f : 0) ? 1 : 0;
            }
        } else {
            for (int p = 0; p < pixels; p++) {
                for (int c = 1; c < count; c++) {
                    if (values[place(last, count, pixels, c, p)]
                            > values[place(last, count, pixels, predicted[p], p)]) {
                        predicted[p] = c;
                    }
                }
            }
        }
        return new Segmentation(
                Optional.of(name), last, single, single ? 2 : count, (int) rows, (int) columns, predicted, guess);
    }

    /** A map of class numbers; where an arg-max made them, what that compared. */
    private static Optional<Segmentation> ofClasses(Look look, String name, Tensor value, Optional<Text> guess) {
        var tensor = name;
        var node = look.graph().producer(tensor);
        while (node.filter(n -> PASSING.contains(n.op())).isPresent()) {
            tensor = node.get().inputs().get(0);
            node = look.graph().producer(tensor);
        }
        if (node.filter(n -> n.is("ArgMax")).isPresent()) {
            return read(look, node.get().inputs().get(0), guess);
        }
        long pixels = value.elements();
        var sizes = java.util.Arrays.stream(value.sizes()).filter(s -> s != 1).toArray();
        if (sizes.length != 2 || !value.type().isInteger()) {
            return Optional.empty();
        }
        var predicted = new int[Math.toIntExact(pixels)];
        var numbers = value.longs();
        int most = 1;
        for (int p = 0; p < predicted.length; p++) {
            if (numbers[p] < 0 || numbers[p] >= MOST_CLASSES) {
                return Optional.empty();
            }
            predicted[p] = (int) numbers[p];
            most = Math.max(most, predicted[p]);
        }
        return Optional.of(new Segmentation(
                Optional.empty(), false, false, most + 1, (int) sizes[0], (int) sizes[1], predicted, guess));
    }

    private static int place(boolean last, int classes, int pixels, int kind, int pixel) {
        return last ? pixel * classes + kind : kind * pixels + pixel;
    }

    /** The classes that are predicted somewhere: the largest first, the background last. */
    List<Segment> segments(Look look) {
        var counts = new long[classes];
        long all = 0;
        var part = shown(look);
        for (int p = 0; p < predicted.length; p++) {
            if (part.contains(p)) {
                counts[predicted[p]]++;
                all++;
            }
        }
        var segments = new ArrayList<Segment>();
        for (int c = 0; c < classes; c++) {
            if (counts[c] > 0) {
                segments.add(new Segment(c, label(c, look), counts[c], (double) counts[c] / all));
            }
        }
        segments.sort(Comparator.comparing((Segment s) -> isBackground(s.index(), look))
                .thenComparing(s -> -s.pixels()));
        return segments;
    }

    /** A single map may have one label, that of what it marks. */
    String label(int kind, Look look) {
        return single && kind == 1 && look.labels().size() == 1 ? look.label(0) : look.label(kind);
    }

    boolean isBackground(int kind, Look look) {
        return look.labels().size() > 1 && kind < look.labels().size()
                ? look.labels().get(kind).matches(BACKGROUND)
                : kind == 0;
    }

    /** The pixels of the map that show the picture; the rest is padding. */
    private record Part(double x0, double y0, double x1, double y1, int columns) {
        boolean contains(int pixel) {
            double x = pixel % columns + 0.5;
            double y = pixel / columns + 0.5;
            return x >= x0 && x <= x1 && y >= y0 && y <= y1;
        }
    }

    private Part shown(Look look) {
        var on = picture(look).within(columns, rows);
        return new Part(on.x0(), on.y0(), on.x1(), on.y1(), columns);
    }

    /** Where the whole picture lies on the map, in pixels of the map; may reach over its edge where the picture was cropped. */
    Geometry.Box picture(Look look) {
        return look.input()
                .geometry()
                .map(g -> {
                    var on = g.toInput(new Geometry.Box(0, 0, g.pictureWidth(), g.pictureHeight()));
                    double across = (double) columns / g.inputWidth();
                    double down = (double) rows / g.inputHeight();
                    return new Geometry.Box(on.x0() * across, on.y0() * down, on.x1() * across, on.y1() * down);
                })
                .orElse(new Geometry.Box(0, 0, columns, rows));
    }

    /**
     * The pixel of the map at a place of the picture; empty where the model does not see it.
     *
     * @param across from the left edge, 0, to the right one, 1
     */
    OptionalInt pixel(Geometry.Box picture, double across, double down) {
        double x = Math.floor(picture.x0() + across * picture.width());
        double y = Math.floor(picture.y0() + down * picture.height());
        return x < 0 || y < 0 || x >= columns || y >= rows
                ? OptionalInt.empty()
                : OptionalInt.of((int) y * columns + (int) x);
    }

    /**
     * The pixels that hang together with one, by their edges, and have the same class.
     *
     * @return in order
     */
    int[] region(int pixel) {
        var inside = new BitSet(predicted.length);
        var open = new ArrayDeque<Integer>();
        inside.set(pixel);
        open.add(pixel);
        while (!open.isEmpty()) {
            int at = open.remove();
            int column = at % columns;
            for (int next :
                    new int[] {column > 0 ? at - 1 : -1, column < columns - 1 ? at + 1 : -1, at - columns, at + columns
                    }) {
                if (next >= 0 && next < predicted.length && predicted[next] == predicted[pixel] && !inside.get(next)) {
                    inside.set(next);
                    open.add(next);
                }
            }
        }
        return inside.stream().toArray();
    }

    /** The mean logit of the class of a pixel over its region. */
    Target region(int pixel, Look look) {
        return mean(predicted[pixel], region(pixel), look);
    }

    /**
     * The mean logit of a class over all pixels that are predicted so.
     *
     * @throws InputException if no pixel is
     */
    Target target(int kind, Look look) {
        var inside = IntStream.range(0, predicted.length)
                .filter(p -> predicted[p] == kind)
                .toArray();
        if (inside.length == 0) {
            throw InputException.of(
                    "target.nowhere",
                    "label",
                    label(kind, look),
                    "known",
                    String.join(
                            ", ", segments(look).stream().map(Segment::label).toList()));
        }
        return mean(kind, inside, look);
    }

    /**
     * The mean logit of a class inside a mask: a picture of the size of the input file, or of this map, that is bright inside.
     *
     * @throws InputException if the picture has another size or nothing in it is bright
     */
    Target target(Path file, int kind, Look look) {
        var mask = Picture.read(file).grey();
        var geometry = look.input().geometry();
        boolean ofPicture = geometry.filter(g -> g.pictureWidth() == mask.width() && g.pictureHeight() == mask.height())
                .isPresent();
        if (!ofPicture && (mask.width() != columns || mask.height() != rows)) {
            throw InputException.of(
                    "target.mask-size",
                    "file",
                    file.toString(),
                    "given",
                    mask.width() + " x " + mask.height(),
                    "wanted",
                    geometry.map(g -> g.pictureWidth() + " x " + g.pictureHeight())
                            .orElse(columns + " x " + rows));
        }
        var inside = IntStream.range(0, predicted.length)
                .filter(p -> ofPicture
                        ? isBright(mask, geometry.orElseThrow(), p)
                        : mask.at(p % columns, p / columns, 0) > 127)
                .toArray();
        if (inside.length == 0) {
            throw InputException.of("target.mask-empty", "file", file.toString());
        }
        return mean(kind, inside, look);
    }

    private boolean isBright(Picture mask, Geometry geometry, int pixel) {
        double x = geometry.pictureX((pixel % columns + 0.5) * geometry.inputWidth() / columns);
        double y = geometry.pictureY((pixel / columns + 0.5) * geometry.inputHeight() / rows);
        return x >= 0 && y >= 0 && x < mask.width() && y < mask.height() && mask.at((int) x, (int) y, 0) > 127;
    }

    /** Where one value stands for two classes, less of it speaks for class 0. */
    private Target mean(int kind, int[] pixels, Look look) {
        var tensor = scores.orElseThrow(() -> InputException.of("target.no-pixel-scores"));
        var places = new long[pixels.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = single ? pixels[i] : place(classesLast, classes, predicted.length, kind, pixels[i]);
        }
        var mean = new Origin(tensor, places).logits(look).mean(look);
        if (!single || kind == 1 || !(mean instanceof Target.Weighted weighted)) {
            return mean;
        }
        var less = weighted.weights().floats();
        for (int i = 0; i < less.length; i++) {
            less[i] = 0 - less[i];
        }
        return new Target.Weighted(
                weighted.tensor(), Tensor.of(less, weighted.weights().sizes()));
    }

    /** The class that a person means by number or label. */
    int classOf(String text, Look look) {
        return single && look.labels().equals(List.of(text)) ? 1 : Scores.classOf(text, classes, look);
    }
}
