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
    private final BufferedImage image;
    private final Graphics2D graphics;
    private final Theme theme;
    private final Typeface typeface = Typeface.bundled();

    private Rasteriser(BufferedImage image, Graphics2D graphics, Theme theme) {
        this.image = image;
        this.graphics = graphics;
        this.theme = theme;
    }

    /** The drawing at {@code scale} pixels a CSS pixel. */
    static Bitmap paint(Drawing drawing, Theme theme, double scale) {
        int width = Math.max(1, (int) Math.round(drawing.width() * scale));
        int height = Math.max(1, (int) Math.round(drawing.height() * scale));
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(new Color(theme.rgb(Ink.Role.PAPER)));
        graphics.fillRect(0, 0, width, height);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(scale, scale);
        var rasteriser = new Rasteriser(image, graphics, theme);
        drawing.items().forEach(rasteriser::item);
        graphics.dispose();
        var pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] |= 0xff000000;
        }
        return Bitmap.of(width, height, pixels);
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
        var scale = graphics.getTransform();
        boolean exact = scale.isIdentity()
                && p.width() == bitmap.width()
                && p.height() == bitmap.height()
                && p.x() == Math.rint(p.x())
                && p.y() == Math.rint(p.y())
                && p.x() >= 0
                && p.y() >= 0
                && p.x() + p.width() <= image.getWidth()
                && p.y() + p.height() <= image.getHeight();
        if (!exact || bitmap.channels() != 1 || Arrays.stream(bitmap.colours()).anyMatch(c -> c >>> 24 != 255)) {
            return false;
        }
        var pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        int[] colours = bitmap.colours();
        for (int y = 0; y < bitmap.height(); y++) {
            int at = ((int) p.y() + y) * image.getWidth() + (int) p.x();
            int from = y * bitmap.width();
            for (int x = 0; x < bitmap.width(); x++) {
                pixels[at + x] = colours[bitmap.pixels()[from + x] & 0xff];
            }
        }
        return true;
    }
}
