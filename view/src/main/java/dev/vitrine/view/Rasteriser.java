package dev.vitrine.view;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.awt.image.DirectColorModel;
import java.awt.image.Raster;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Paints a drawing into pixels. Texts are filled outlines, so that no font need be installed. */
final class Rasteriser {
    /** Pixels up to which a drawing is painted at once. */
    private static final int SMALL = 1 << 24;

    private static final int OPAQUE = 0xff000000;

    private final int[] pixels;
    private final Graphics2D graphics;
    private final Theme theme;
    private final double scale;
    private final Rectangle box;
    private final GlyphMasks glyphs;

    private Rasteriser(int[] pixels, Graphics2D graphics, Theme theme, double scale, Rectangle box, GlyphMasks glyphs) {
        this.pixels = pixels;
        this.graphics = graphics;
        this.theme = theme;
        this.scale = scale;
        this.box = box;
        this.glyphs = glyphs;
    }

    /** The drawing at {@code scale} pixels a CSS pixel. */
    static Bitmap paint(Drawing drawing, Theme theme, double scale) {
        int width = Math.max(1, (int) Math.round(drawing.width() * scale));
        int height = Math.max(1, (int) Math.round(drawing.height() * scale));
        var sheet = SheetPainter.paint(drawing, theme, scale, width, height);
        if (sheet.isPresent()) {
            return sheet.get();
        }
        var glyphs = new GlyphMasks();
        if ((long) width * height <= SMALL) {
            var whole = new Rectangle(width, height);
            return Bitmap.of(width, height, opaque(painted(drawing.items(), whole, theme, scale, glyphs)));
        }
        // A large drawing is painted in bands, so that only its bytes are ever held, not its pixels as well.
        var boxes = drawing.items().stream().map(i -> box(i, scale)).toList();
        var rgb = new byte[3 * width * height];
        int rows = Math.max(1, SMALL / width / 8);
        IntStream.range(0, (height + rows - 1) / rows).parallel().forEach(b -> {
            var band = new Rectangle(0, b * rows, width, Math.min(rows, height - b * rows));
            var items = IntStream.range(0, boxes.size())
                    .filter(i -> boxes.get(i).intersects(band))
                    .mapToObj(drawing.items()::get)
                    .toList();
            var pixels = painted(items, band, theme, scale, glyphs);
            for (int i = 0, at = 3 * width * band.y; i < pixels.length; i++) {
                int pixel = pixels[i];
                rgb[at++] = (byte) (pixel >> 16);
                rgb[at++] = (byte) (pixel >> 8);
                rgb[at++] = (byte) pixel;
            }
        });
        return new Bitmap(width, height, 3, rgb, new int[0]);
    }

    private static int[] painted(List<Item> items, Rectangle box, Theme theme, double scale, GlyphMasks glyphs) {
        var pixels = new int[box.width * box.height];
        Arrays.fill(pixels, theme.rgb(Ink.Role.PAPER));
        paintOver(pixels, box, items, theme, scale, glyphs);
        return pixels;
    }

    private static int[] opaque(int[] pixels) {
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] |= OPAQUE;
        }
        return pixels;
    }

    /**
     * Paints one item over pixels that are there.
     *
     * @param box where in the drawing the pixels lie
     * @return the same pixels, opaque
     */
    static int[] paintOver(int[] pixels, Rectangle box, Item item, Theme theme, double scale) {
        paintOver(pixels, box, List.of(item), theme, scale, new GlyphMasks());
        return opaque(pixels);
    }

    private static void paintOver(
            int[] pixels, Rectangle box, List<Item> items, Theme theme, double scale, GlyphMasks glyphs) {
        var graphics = image(pixels, box).createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.translate(-box.x, -box.y);
        graphics.scale(scale, scale);
        var rasteriser = new Rasteriser(pixels, graphics, theme, scale, box, glyphs);
        items.forEach(rasteriser::item);
        graphics.dispose();
    }

    /** An image whose pixels are these, not a copy. */
    private static BufferedImage image(int[] pixels, Rectangle box) {
        int[] masks = {0xff0000, 0xff00, 0xff};
        var buffer = new DataBufferInt(pixels, pixels.length);
        var raster = Raster.createPackedRaster(buffer, box.width, box.height, box.width, masks, null);
        return new BufferedImage(new DirectColorModel(24, masks[0], masks[1], masks[2]), raster, false, null);
    }

    /** The pixels that an item may touch. */
    static Rectangle box(Item item, double scale) {
        Rectangle2D box;
        double edge = 2;
        if (item instanceof Item.Rect r) {
            box = new Rectangle2D.Double(r.x(), r.y(), r.width(), r.height());
            edge += r.style().width();
        } else if (item instanceof Item.Circle c) {
            box = new Rectangle2D.Double(c.x() - c.radius(), c.y() - c.radius(), 2 * c.radius(), 2 * c.radius());
            edge += c.style().width();
        } else if (item instanceof Item.Path p) {
            box = p.outline().getBounds2D();
            edge += p.style().width();
        } else if (item instanceof Item.Picture p) {
            box = new Rectangle2D.Double(p.x(), p.y(), p.width(), p.height());
        } else {
            var w = (Item.Words) item;
            double length = Typeface.bundled().width(w.text(), w.size()) + w.size();
            box = new Rectangle2D.Double(w.x() - length, w.y() - length, 2 * length, 2 * length);
        }
        int left = (int) Math.floor((box.getMinX() - edge) * scale);
        int top = (int) Math.floor((box.getMinY() - edge) * scale);
        int right = (int) Math.ceil((box.getMaxX() + edge) * scale);
        int bottom = (int) Math.ceil((box.getMaxY() + edge) * scale);
        return new Rectangle(left, top, right - left, bottom - top);
    }

    private void item(Item item) {
        if (item instanceof Item.Rect r) {
            outline(
                    new RoundRectangle2D.Double(r.x(), r.y(), r.width(), r.height(), 2 * r.radius(), 2 * r.radius()),
                    r.style());
        } else if (item instanceof Item.Circle c) {
            outline(
                    new Ellipse2D.Double(c.x() - c.radius(), c.y() - c.radius(), 2 * c.radius(), 2 * c.radius()),
                    c.style());
        } else if (item instanceof Item.Path p) {
            outline(p.outline(), p.style());
        } else if (item instanceof Item.Words w) {
            words(w);
        } else if (item instanceof Item.Picture p) {
            picture(p);
        }
    }

    private void outline(Shape shape, Item.Style style) {
        style.fill().ifPresent(ink -> {
            colour(ink, style.opacity());
            graphics.fill(shape);
        });
        style.stroke().ifPresent(ink -> {
            colour(ink, style.fill().isPresent() ? 1 : style.opacity());
            float width = (float) style.width();
            graphics.setStroke(
                    style.dashed()
                            ? new BasicStroke(
                                    width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {4, 3}, 0)
                            : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
            graphics.draw(shape);
        });
    }

    private void colour(Ink ink, double opacity) {
        graphics.setColor(new Color(Math.min(255, (int) Math.round(opacity * 255)) << 24 | theme.rgb(ink), true));
    }

    private void words(Item.Words w) {
        var text = Markup.visible(w.text());
        if (!w.turned() && GlyphMasks.suits(w.size() * scale)) {
            int rgb = theme.rgb(w.ink());
            double x = start(w, scale) - box.x;
            glyphs.paint(text, x, w.y() * scale - box.y, w.size() * scale, (column, row, coverage) -> {
                if (column >= 0 && column < box.width && row >= 0 && row < box.height) {
                    int at = row * box.width + column;
                    pixels[at] = over(coverage << 24 | rgb, pixels[at]);
                }
            });
            return;
        }
        var path = Typeface.bundled().outline(text, start(w, 1) - w.x(), 0, w.size());
        var where = AffineTransform.getTranslateInstance(w.x(), w.y());
        if (w.turned()) {
            where.rotate(-Math.PI / 2);
        }
        path.transform(where);
        colour(w.ink(), 1);
        graphics.fill(path);
    }

    /** Where a text that is not turned starts, in pixels. */
    static double start(Item.Words w, double scale) {
        double width = Typeface.bundled().width(w.text(), w.size());
        double before = w.anchor() == Item.Anchor.START ? 0 : w.anchor() == Item.Anchor.END ? width : width / 2;
        return (w.x() - before) * scale;
    }

    private void picture(Item.Picture p) {
        var bitmap = p.bitmap();
        if (copied(p)) {
            return;
        }
        var source = new BufferedImage(bitmap.width(), bitmap.height(), BufferedImage.TYPE_INT_ARGB);
        source.setRGB(0, 0, bitmap.width(), bitmap.height(), bitmap.argb(), 0, bitmap.width());
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                p.smooth()
                        ? RenderingHints.VALUE_INTERPOLATION_BICUBIC
                        : RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        graphics.setComposite(AlphaComposite.SrcOver);
        var where = AffineTransform.getTranslateInstance(p.x(), p.y());
        where.scale(p.width() / bitmap.width(), p.height() / bitmap.height());
        graphics.drawImage(source, where, null);
    }

    /** Copies pixels that fall exactly on pixels, as those of large sheets do. */
    private boolean copied(Item.Picture p) {
        if (box.x != 0 || !falls(p, scale, box.width, Integer.MAX_VALUE)) {
            return false;
        }
        var bitmap = p.bitmap();
        int first = Math.max(0, box.y - (int) p.y());
        int end = Math.min(bitmap.height(), box.y + box.height - (int) p.y());
        for (int y = first; y < end; y++) {
            int at = ((int) p.y() + y - box.y) * box.width + (int) p.x();
            for (int x = 0; x < bitmap.width(); x++) {
                pixels[at + x] = over(bitmap.argb(x, y), pixels[at + x]);
            }
        }
        return true;
    }

    /** Whether the pixels of a picture fall exactly on those of a drawing of this size. */
    static boolean falls(Item.Picture p, double scale, int width, int height) {
        return scale == 1
                && p.width() == p.bitmap().width()
                && p.height() == p.bitmap().height()
                && p.x() == Math.rint(p.x())
                && p.y() == Math.rint(p.y())
                && p.x() >= 0
                && p.y() >= 0
                && p.x() + p.width() <= width
                && p.y() + p.height() <= height;
    }

    /** A colour laid over an opaque one. */
    static int over(int colour, int below) {
        int opacity = colour >>> 24;
        if (opacity == 255 || opacity == 0) {
            return opacity == 0 ? below : colour;
        }
        int mixed = 0xff;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int value = ((colour >> shift & 0xff) * opacity + (below >> shift & 0xff) * (255 - opacity) + 127) / 255;
            mixed = mixed << 8 | value;
        }
        return mixed;
    }
}
