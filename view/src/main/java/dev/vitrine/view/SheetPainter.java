package dev.vitrine.view;

import java.util.Optional;

/**
 * Paints a drawing that is mostly one picture with a palette, as a contact sheet is, into the colours of that palette and
 * those still free in it: a quarter of the pixels' memory, and of the work of packing them. Soft edges of letters have
 * {@value #LEVELS} steps.
 */
final class SheetPainter {
    private static final int LEVELS = 15;

    /** Steps of 255 by which a colour beside the picture may be off where the palette is full. */
    private static final int TOLERANCE = 6;

    private final Theme theme;
    private final double scale;
    private final int width;
    private final int height;
    private final byte[] pixels;
    private final Bitmap.Colours colours = new Bitmap.Colours(256);
    private final GlyphMasks glyphs = new GlyphMasks();
    private boolean exact = true;

    private SheetPainter(Theme theme, double scale, int width, int height) {
        this.theme = theme;
        this.scale = scale;
        this.width = width;
        this.height = height;
        pixels = new byte[width * height];
    }

    /** The drawing in a palette; empty if it is no sheet or needs more colours. */
    static Optional<Bitmap> paint(Drawing drawing, Theme theme, double scale, int width, int height) {
        var sheet = drawing.items().stream()
                .filter(i -> i instanceof Item.Picture p && isSheet(p, scale, width, height))
                .map(Item.Picture.class::cast)
                .findFirst();
        return sheet.flatMap(s -> new SheetPainter(theme, scale, width, height).paint(drawing, s));
    }

    private static boolean isSheet(Item.Picture p, double scale, int width, int height) {
        var bitmap = p.bitmap();
        return bitmap.channels() == 1
                && 2L * bitmap.width() * bitmap.height() >= (long) width * height
                && Rasteriser.falls(p, scale, width, height);
    }

    private Optional<Bitmap> paint(Drawing drawing, Item.Picture sheet) {
        place(sheet);
        for (var item : drawing.items()) {
            if (item instanceof Item.Words words && !words.turned() && GlyphMasks.suits(words.size() * scale)) {
                words(words);
            } else if (item != sheet) {
                other(item);
            }
            if (!exact) {
                return Optional.empty();
            }
        }
        return Optional.of(new Bitmap(width, height, 1, pixels, colours.all()));
    }

    private void place(Item.Picture sheet) {
        var bitmap = sheet.bitmap();
        int paper = 0xff000000 | theme.rgb(Ink.Role.PAPER);
        var places = new byte[256];
        boolean same = true;
        for (int i = 0; i < bitmap.colours().length; i++) {
            places[i] = (byte) colours.near(Rasteriser.over(bitmap.colours()[i], paper), TOLERANCE);
            same &= places[i] == (byte) i;
        }
        java.util.Arrays.fill(pixels, (byte) colours.near(paper, TOLERANCE));
        for (int y = 0; y < bitmap.height(); y++) {
            int from = y * bitmap.width();
            int to = ((int) sheet.y() + y) * width + (int) sheet.x();
            if (same) {
                System.arraycopy(bitmap.pixels(), from, pixels, to, bitmap.width());
                continue;
            }
            for (int x = 0; x < bitmap.width(); x++) {
                pixels[to + x] = places[bitmap.pixels()[from + x] & 0xff];
            }
        }
    }

    private void words(Item.Words w) {
        int opaque = 0xff000000 | theme.rgb(w.ink());
        var text = Markup.visible(w.text());
        glyphs.paint(text, Rasteriser.start(w, scale), w.y() * scale, w.size() * scale, (x, y, coverage) -> {
            if (x >= 0 && x < width && y >= 0 && y < height) {
                int at = y * width + x;
                int step = (coverage * LEVELS + 127) / 255 * 255 / LEVELS;
                put(at, Rasteriser.over(step << 24 | opaque & 0xffffff, colours.argb(pixels[at] & 0xff)));
            }
        });
    }

    /** Anything else is painted in true colour over what is there. */
    private void other(Item item) {
        var box = Rasteriser.box(item, scale).intersection(new java.awt.Rectangle(width, height));
        if (box.isEmpty()) {
            return;
        }
        var part = new int[box.width * box.height];
        for (int i = 0; i < part.length; i++) {
            part[i] = colours.argb(pixels[(box.y + i / box.width) * width + box.x + i % box.width] & 0xff);
        }
        var painted = Rasteriser.paintOver(part, box, item, theme, scale);
        for (int i = 0; i < part.length; i++) {
            put((box.y + i / box.width) * width + box.x + i % box.width, painted[i]);
        }
    }

    private void put(int at, int argb) {
        int index = colours.near(argb, TOLERANCE);
        exact &= index >= 0;
        pixels[at] = (byte) index;
    }
}
