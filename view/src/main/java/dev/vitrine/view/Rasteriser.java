package dev.vitrine.view;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.Arrays;

/** Paints a drawing into pixels. Texts are filled outlines, so that no font need be installed. */
final class Rasteriser {
    /** Pixels up to which a drawing is painted at once. */
    private static final int SMALL = 1 << 24;

    private final BufferedImage image;
    private final Graphics2D graphics;
    private final Theme theme;
    private final double scale;
    private final int top;
    private final Typeface typeface = Typeface.bundled();

    private Rasteriser(BufferedImage image, Graphics2D graphics, Theme theme, double scale, int top) {
        this.image = image;
        this.graphics = graphics;
        this.theme = theme;
        this.scale = scale;
        this.top = top;
    }

    /** The drawing at {@code scale} pixels a CSS pixel. */
    static Bitmap paint(Drawing drawing, Theme theme, double scale) {
        int width = Math.max(1, (int) Math.round(drawing.width() * scale));
        int height = Math.max(1, (int) Math.round(drawing.height() * scale));
        if ((long) width * height <= SMALL) {
            return Bitmap.of(width, height, band(drawing, theme, scale, width, 0, height));
        }
        // A large drawing is painted in bands, so that only its bytes are ever held, not its pixels as well.
        var rgb = new byte[3 * width * height];
        int rows = Math.max(1, SMALL / width / 8);
        for (int top = 0; top < height; top += rows) {
            var pixels = band(drawing, theme, scale, width, top, Math.min(rows, height - top));
            for (int i = 0, at = 3 * width * top; i < pixels.length; i++) {
                int pixel = pixels[i];
                rgb[at++] = (byte) (pixel >> 16);
                rgb[at++] = (byte) (pixel >> 8);
                rgb[at++] = (byte) pixel;
            }
        }
        return new Bitmap(width, height, 3, rgb, new int[0]);
    }

    private static int[] band(Drawing drawing, Theme theme, double scale, int width, int top, int rows) {
        var image = new BufferedImage(width, rows, BufferedImage.TYPE_INT_RGB);
        var pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        Arrays.fill(pixels, 0xff000000 | theme.rgb(Ink.Role.PAPER));
        var graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.translate(0, -top);
        graphics.scale(scale, scale);
        var rasteriser = new Rasteriser(image, graphics, theme, scale, top);
        for (var item : drawing.items()) {
            if (rasteriser.touches(item)) {
                rasteriser.item(item);
            }
        }
        graphics.dispose();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] |= 0xff000000;
        }
        return pixels;
    }

    /** Whether a picture or words may lie in the band; shapes are cheap enough to be tried. */
    private boolean touches(Item item) {
        if (item instanceof Item.Words words && !words.turned()) {
            return meets(words.y() - 2 * words.size(), words.y() + words.size());
        }
        return !(item instanceof Item.Picture picture) || meets(picture.y(), picture.y() + picture.height());
    }

    private boolean meets(double from, double to) {
        return to * scale >= top && from * scale <= top + image.getHeight();
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
        double width = typeface.width(w.text(), w.size());
        double shift = w.anchor() == Item.Anchor.START ? 0 : w.anchor() == Item.Anchor.END ? -width : -width / 2;
        var path = typeface.outline(Markup.visible(w.text()), shift, 0, w.size());
        var where = AffineTransform.getTranslateInstance(w.x(), w.y());
        if (w.turned()) {
            where.rotate(-Math.PI / 2);
        }
        path.transform(where);
        colour(w.ink(), 1);
        graphics.fill(path);
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
        var bitmap = p.bitmap();
        boolean exact = scale == 1
                && p.width() == bitmap.width()
                && p.height() == bitmap.height()
                && p.x() == Math.rint(p.x())
                && p.y() == Math.rint(p.y())
                && p.x() >= 0
                && p.x() + p.width() <= image.getWidth();
        if (!exact) {
            return false;
        }
        var pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        int first = Math.max(0, top - (int) p.y());
        int end = Math.min(bitmap.height(), top + image.getHeight() - (int) p.y());
        for (int y = first; y < end; y++) {
            int at = ((int) p.y() + y - top) * image.getWidth() + (int) p.x();
            for (int x = 0; x < bitmap.width(); x++) {
                pixels[at + x] = over(bitmap.argb(x, y), pixels[at + x]);
            }
        }
        return true;
    }

    /** A colour laid over an opaque one. */
    private static int over(int colour, int below) {
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
