package dev.vitrine.view;

import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Letters as pixels. A letter is filled once for a size and a place within its pixel, to a quarter, and copied from then on:
 * the captions of a large sheet are thousands of the same few letters.
 */
final class GlyphMasks {
    private static final int PHASES = 4;
    private static final int LARGEST = 64;

    private final Typeface typeface = Typeface.bundled();
    private final Map<Key, Mask> masks = new ConcurrentHashMap<>();

    private record Key(int codePoint, double size, int across, int down) {}

    /** How much of each pixel a letter covers, 0 to 255; (left, top) from the pixel of its origin. */
    private record Mask(int left, int top, int width, int height, byte[] coverage) {}

    /** Where letters are painted. */
    @FunctionalInterface
    interface Canvas {
        /** @param coverage 1 to 255 */
        void blend(int x, int y, int coverage);
    }

    /** Whether letters of a size in pixels are worth keeping. */
    static boolean suits(double size) {
        return size <= LARGEST;
    }

    /** Paints a text whose baseline starts at (x, y), all in pixels. */
    void paint(String text, double x, double y, double size, Canvas canvas) {
        long down = Math.round(y * PHASES);
        double at = x;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            long across = Math.round(at * PHASES);
            var key = new Key(c, size, (int) Math.floorMod(across, PHASES), (int) Math.floorMod(down, PHASES));
            var mask = masks.computeIfAbsent(key, this::fill);
            int left = (int) Math.floorDiv(across, PHASES) + mask.left;
            int top = (int) Math.floorDiv(down, PHASES) + mask.top;
            for (int k = 0; k < mask.coverage.length; k++) {
                if (mask.coverage[k] != 0) {
                    canvas.blend(left + k % mask.width, top + k / mask.width, mask.coverage[k] & 0xff);
                }
            }
            at += typeface.width(Character.toString(c), size);
            i += Character.charCount(c);
        }
    }

    private Mask fill(Key key) {
        double x = (double) key.across / PHASES;
        double y = (double) key.down / PHASES;
        var outline = typeface.outline(Character.toString(key.codePoint), x, y, key.size);
        var box = outline.getBounds2D();
        int left = (int) Math.floor(box.getMinX());
        int top = (int) Math.floor(box.getMinY());
        int width = (int) Math.ceil(box.getMaxX()) - left;
        int height = (int) Math.ceil(box.getMaxY()) - top;
        if (box.isEmpty()) {
            return new Mask(0, 0, 0, 0, new byte[0]);
        }
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        var graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setColor(Color.BLACK);
        outline.transform(AffineTransform.getTranslateInstance(-left, -top));
        graphics.fill(outline);
        graphics.dispose();
        var coverage = new byte[width * height];
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        for (int i = 0; i < pixels.length; i++) {
            coverage[i] = (byte) (pixels[i] >>> 24);
        }
        return new Mask(left, top, width, height, coverage);
    }
}
