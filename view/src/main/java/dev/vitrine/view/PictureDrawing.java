package dev.vitrine.view;

import dev.vitrine.artifact.Overlay;
import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.RgbImage;
import dev.vitrine.words.Words;

/** A colour picture with its boxes, and the same under a heat map. */
final class PictureDrawing {
    private static final int SMALLEST = 320;
    private static final int TITLE = 560;

    private PictureDrawing() {}

    static Drawing of(RgbImage image, Words words) {
        var argb = new int[image.width() * image.height()];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = pixel(image, i);
        }
        return framed(
                image,
                Bitmap.of(image.width(), image.height(), argb),
                words.say(image.title()),
                words,
                new Sketch(),
                0);
    }

    static Drawing of(Overlay overlay, Words words, Palette palette) {
        var base = overlay.base();
        var heat = overlay.heat();
        var argb = new int[base.width() * base.height()];
        for (int y = 0, i = 0; y < base.height(); y++) {
            for (int x = 0; x < base.width(); x++, i++) {
                float value = smooth(heat.plane(), (x + 0.5) / base.width(), (y + 0.5) / base.height());
                argb[i] = mix(pixel(base, i), palette.rgb(heat.scale(), value), strength(overlay, value));
            }
        }
        var sketch = new Sketch();
        var drawing = framed(
                base, Bitmap.of(base.width(), base.height(), argb), words.say(overlay.title()), words, sketch, 0);
        ColourBar.draw(sketch, 20, drawing.height() - 4, heat.scale(), palette, words);
        double width = heat.scale().clipped().isPresent() ? 570 : 360;
        return sketch.done(Math.max(width, drawing.width()), drawing.height() + ColourBar.HEIGHT, drawing.title());
    }

    private static Drawing framed(
            RgbImage image, Bitmap bitmap, String title, Words words, Sketch sketch, double below) {
        double scale = Math.max(1, Math.floor(SMALLEST / (double) Math.max(image.width(), image.height())));
        double width = image.width() * scale;
        double height = image.height() * scale;
        double top = title.isBlank() ? 18 : 46;
        double room = width;
        if (!title.isBlank()) {
            var fitting = Typeface.bundled().fit(title, 16, Math.max(width, TITLE));
            sketch.words(fitting, 20, 30, 16, Item.Anchor.START, Ink.Role.INK);
            room = Math.max(width, Math.max(SMALLEST, Typeface.bundled().width(fitting, 16)));
        }
        sketch.add(new Item.Picture(20, top, width, height, bitmap, false, title));
        for (var box : image.boxes()) {
            var ink = Ink.series(box.kind());
            double x = 20 + box.x0() * scale;
            double y = top + box.y0() * scale;
            var label = words.say(box.label());
            sketch.add(new Item.Rect(
                    x,
                    y,
                    (box.x1() - box.x0()) * scale,
                    (box.y1() - box.y0()) * scale,
                    0,
                    Item.Style.stroke(ink, 2),
                    new Item.Tip(label, java.util.Map.of())));
            if (!label.isBlank()) {
                double labelTop = y - 16 < top ? y : y - 16;
                sketch.rect(x - 1, labelTop, Typeface.bundled().width(label, 11) + 8, 16, Item.Style.fill(ink));
                int rgb = ((Ink.Fixed) ink).rgb();
                sketch.words(
                        label,
                        x + 3,
                        labelTop + 12,
                        11,
                        Item.Anchor.START,
                        new Ink.Fixed(CellsDrawing.luminance(rgb) > 0.3 ? 0x111418 : 0xffffff));
            }
        }
        return sketch.done(room + 40, top + height + 20 + below, title);
    }

    private static int pixel(RgbImage image, int i) {
        var rgb = image.rgb();
        return 0xff000000 | (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | rgb[3 * i + 2] & 0xff;
    }

    /** Weak values let the picture through: opacity grows with the distance from zero, or from the lowest value. */
    private static double strength(Overlay overlay, float value) {
        var scale = overlay.heat().scale();
        if (!scale.signal() || !Float.isFinite(value)) {
            return 0;
        }
        double place = scale.place(value);
        double size = scale.diverging() ? Math.abs(2 * place - 1) : place;
        return overlay.opacity() * Math.min(1, 0.25 + size);
    }

    private static int mix(int below, int above, double strength) {
        int mixed = 0xff000000;
        for (int shift = 0; shift <= 16; shift += 8) {
            int a = below >> shift & 0xff;
            int b = above >> shift & 0xff;
            mixed |= (int) Math.round(a + (b - a) * strength) << shift;
        }
        return mixed;
    }

    /** The value at a place from 0 to 1 in both directions: bilinear between the centres of the values. */
    static float smooth(Plane plane, double across, double down) {
        double x = Math.max(0, Math.min(plane.columns() - 1.0, across * plane.columns() - 0.5));
        double y = Math.max(0, Math.min(plane.rows() - 1.0, down * plane.rows() - 0.5));
        int c = (int) x;
        int r = (int) y;
        int c1 = Math.min(plane.columns() - 1, c + 1);
        int r1 = Math.min(plane.rows() - 1, r + 1);
        double upper = plane.at(r, c) * (1 - (x - c)) + plane.at(r, c1) * (x - c);
        double lower = plane.at(r1, c) * (1 - (x - c)) + plane.at(r1, c1) * (x - c);
        return (float) (upper * (1 - (y - r)) + lower * (y - r));
    }
}
