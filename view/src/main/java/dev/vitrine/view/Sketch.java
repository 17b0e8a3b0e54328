package dev.vitrine.view;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;

/** A drawing being made. */
final class Sketch {
    private final List<Item> items = new ArrayList<>();

    void add(Item item) {
        items.add(item);
    }

    void rect(double x, double y, double width, double height, Item.Style style) {
        add(new Item.Rect(x, y, width, height, 0, style, Item.Tip.NONE));
    }

    void line(double x0, double y0, double x1, double y1, Item.Style style) {
        var path = new Path2D.Double();
        path.moveTo(x0, y0);
        path.lineTo(x1, y1);
        path(path, style);
    }

    void path(Path2D outline, Item.Style style) {
        add(new Item.Path(outline, style, Item.Tip.NONE));
    }

    void words(String text, double x, double y, double size, Item.Anchor anchor, Ink ink) {
        if (!text.isBlank()) {
            add(new Item.Words(text, x, y, size, anchor, ink, false));
        }
    }

    /** Puts a finished drawing at (x, y). */
    void place(Drawing drawing, double x, double y) {
        for (var item : drawing.items()) {
            add(moved(item, x, y));
        }
    }

    private static Item moved(Item item, double dx, double dy) {
        if (item instanceof Item.Rect r) {
            return new Item.Rect(r.x() + dx, r.y() + dy, r.width(), r.height(), r.radius(), r.style(), r.tip());
        } else if (item instanceof Item.Circle c) {
            return new Item.Circle(c.x() + dx, c.y() + dy, c.radius(), c.style(), c.tip());
        } else if (item instanceof Item.Words w) {
            return new Item.Words(w.text(), w.x() + dx, w.y() + dy, w.size(), w.anchor(), w.ink(), w.turned());
        } else if (item instanceof Item.Picture p) {
            return new Item.Picture(p.x() + dx, p.y() + dy, p.width(), p.height(), p.bitmap(), p.smooth(), p.words());
        }
        var path = (Item.Path) item;
        var shifted = new Path2D.Double(path.outline());
        shifted.transform(AffineTransform.getTranslateInstance(dx, dy));
        return new Item.Path(shifted, path.style(), path.tip());
    }

    Drawing done(double width, double height, String title) {
        return new Drawing(Math.ceil(width), Math.ceil(height), title, items);
    }
}
