package dev.vitrine.view;

import java.awt.geom.Path2D;
import java.util.Map;
import java.util.Optional;

/** One thing in a drawing. Lengths are in CSS pixels; y grows downwards. */
sealed interface Item {

    /** How an outline is painted. */
    record Style(Optional<Ink> fill, double opacity, Optional<Ink> stroke, double width, boolean dashed) {
        static Style fill(Ink ink) {
            return new Style(Optional.of(ink), 1, Optional.empty(), 0, false);
        }

        static Style stroke(Ink ink, double width) {
            return new Style(Optional.empty(), 1, Optional.of(ink), width, false);
        }

        Style opacity(double newOpacity) {
            return new Style(fill, newOpacity, stroke, width, dashed);
        }

        Style outlined(Ink ink, double newWidth) {
            return new Style(fill, opacity, Optional.of(ink), newWidth, dashed);
        }

        Style dashed(boolean isDashed) {
            return new Style(fill, opacity, stroke, width, isDashed);
        }
    }

    /** What a reader learns by pointing at it: words, and exact values for programs. */
    record Tip(String words, Map<String, String> data) {
        static final Tip NONE = new Tip("", Map.of());
    }

    enum Anchor {
        START,
        MIDDLE,
        END
    }

    record Rect(double x, double y, double width, double height, double radius, Style style, Tip tip) implements Item {}

    record Circle(double x, double y, double radius, Style style, Tip tip) implements Item {}

    record Path(Path2D outline, Style style, Tip tip) implements Item {}

    /** A text in one line; (x, y) is on its baseline, {@code turned} is read from bottom to top. */
    record Words(String text, double x, double y, double size, Anchor anchor, Ink ink, boolean turned)
            implements Item {}

    /** A bitmap stretched over a rectangle, with sharp pixels unless {@code smooth}. */
    record Picture(double x, double y, double width, double height, Bitmap bitmap, boolean smooth, String words)
            implements Item {}
}
