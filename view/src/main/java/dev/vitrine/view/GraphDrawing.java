package dev.vitrine.view;

import dev.vitrine.artifact.NetworkGraph;
import dev.vitrine.words.Words;
import java.awt.geom.Path2D;
import java.util.Map;

/** A network as boxes, each with operator, name and shape, coloured by what the operator does, and arrows. */
final class GraphDrawing {
    private static final double HEIGHT = 54;
    private static final double NAME = 9.5;
    private static final int NAME_LENGTH = 60;
    /** A name alone widens its box up to this; of a longer one the end is shown. */
    private static final double NAME_WIDTH = 130;

    private static final double MARGIN = 30;

    private GraphDrawing() {}

    static Drawing of(NetworkGraph graph, Words words, Layout layout) {
        var typeface = Typeface.bundled();
        int count = graph.vertices().size();
        var widths = new double[count];
        for (int i = 0; i < count; i++) {
            var vertex = graph.vertices().get(i);
            double head = typeface.width(Markup.shorten(head(vertex), 60), 12.5);
            double detail = typeface.width(Markup.shorten(words.say(vertex.detail()), 60), 10.5);
            double name = Math.min(NAME_WIDTH, typeface.width(name(vertex), NAME));
            widths[i] = Math.min(220, Math.max(90, Math.max(head, Math.max(name, detail)) + 22));
        }
        var placed = layout.place(graph, widths, HEIGHT);
        var sketch = new Sketch();
        var title = words.say(graph.title());
        double top = title.isBlank() ? MARGIN : 64;
        sketch.words(typeface.fit(title, 16, 600), 20, 30, 16, Item.Anchor.START, Ink.Role.INK);
        for (var route : placed.routes()) {
            arrow(sketch, route.points(), top, graph.edges().get(route.edge()).tensor());
        }
        for (int i = 0; i < count; i++) {
            box(sketch, graph.vertices().get(i), placed.left()[i] + MARGIN, placed.top()[i] + top, widths[i], words);
            note(
                    sketch,
                    words,
                    "view.fan-out",
                    placed.feeds()[i],
                    placed.left()[i] + MARGIN,
                    placed.top()[i] + top + HEIGHT + 11);
            note(sketch, words, "view.fan-in", placed.takes()[i], placed.left()[i] + MARGIN, placed.top()[i] + top - 5);
        }
        if (count == 0) {
            sketch.words(words.say("view.no-data"), MARGIN, top + 20, 14, Item.Anchor.START, Ink.Role.MUTED);
        }
        double width = Math.max(placed.width() + 2 * MARGIN, typeface.width(typeface.fit(title, 16, 600), 16) + 40);
        return sketch.done(Math.max(200, width), placed.height() + top + MARGIN, title);
    }

    private static String head(NetworkGraph.Vertex vertex) {
        return vertex.op().isBlank() ? vertex.label() : vertex.op();
    }

    /** The end of a name, which tells layers apart; empty where the name is shown in place of the operator. */
    private static String name(NetworkGraph.Vertex vertex) {
        var label = vertex.label();
        int from = Math.max(0, label.length() - NAME_LENGTH);
        return vertex.op().isBlank() ? "" : Markup.visible(label.substring(from));
    }

    private static void note(Sketch sketch, Words words, String key, int count, double x, double y) {
        if (count > 0) {
            sketch.words(words.say(key, "count", count), x + 2, y, 10, Item.Anchor.START, Ink.Role.MUTED);
        }
    }

    private static void box(Sketch sketch, NetworkGraph.Vertex vertex, double x, double y, double width, Words words) {
        var ink = ink(vertex.category());
        var detail = words.say(vertex.detail());
        var tip = Markup.shorten(vertex.label(), 300) + "\n" + vertex.op() + (detail.isBlank() ? "" : "\n" + detail);
        sketch.add(new Item.Rect(x, y, width, HEIGHT, 6, Item.Style.fill(Ink.Role.PAPER), Item.Tip.NONE));
        sketch.add(new Item.Rect(
                x,
                y,
                width,
                HEIGHT,
                6,
                Item.Style.fill(ink).opacity(0.16).outlined(ink, 1.25),
                new Item.Tip(
                        tip,
                        Map.of(
                                "id",
                                Markup.shorten(vertex.id(), 300),
                                "op",
                                vertex.op(),
                                "module",
                                Markup.shorten(vertex.module(), 300)))));
        var typeface = Typeface.bundled();
        var name = name(vertex);
        int lines = 1 + (name.isBlank() ? 0 : 1) + (detail.isBlank() ? 0 : 1);
        double at = y + (lines == 3 ? 17 : lines == 2 ? 24 : 31.5);
        sketch.words(
                typeface.fit(Markup.visible(Markup.shorten(head(vertex), 60)), 12.5, width - 14),
                x + width / 2,
                at,
                12.5,
                Item.Anchor.MIDDLE,
                Ink.Role.INK);
        if (!name.isBlank()) {
            at += 14;
            sketch.words(
                    typeface.fitEnd(name, NAME, width - 14),
                    x + width / 2,
                    at,
                    NAME,
                    Item.Anchor.MIDDLE,
                    Ink.Role.MUTED);
        }
        sketch.words(
                typeface.fit(Markup.visible(Markup.shorten(detail, 60)), 10.5, width - 14),
                x + width / 2,
                at + 15,
                10.5,
                Item.Anchor.MIDDLE,
                Ink.Role.MUTED);
    }

    private static void arrow(Sketch sketch, double[] points, double top, String tensor) {
        var path = new Path2D.Double();
        path.moveTo(points[0] + MARGIN, points[1] + top);
        for (int i = 2; i < points.length; i += 2) {
            double x0 = points[i - 2] + MARGIN;
            double y0 = points[i - 1] + top;
            double x = points[i] + MARGIN;
            double y = points[i + 1] + top;
            if (Math.abs(x - x0) < 0.5 || y <= y0) {
                path.lineTo(x, y);
            } else {
                double middle = (y0 + y) / 2;
                path.curveTo(x0, middle, x, middle, x, y);
            }
        }
        sketch.add(new Item.Path(
                path, Item.Style.stroke(Ink.Role.LINE, 1.25), new Item.Tip(Markup.shorten(tensor, 300), Map.of())));
        double x = points[points.length - 2] + MARGIN;
        double y = points[points.length - 1] + top;
        var head = new Path2D.Double();
        head.moveTo(x - 3.5, y - 6);
        head.lineTo(x, y);
        head.lineTo(x + 3.5, y - 6);
        head.closePath();
        sketch.path(head, Item.Style.fill(Ink.Role.LINE));
    }

    private static Ink ink(NetworkGraph.Category category) {
        return Ink.series(
                switch (category) {
                    case CONVOLUTION -> 0;
                    case LINEAR -> 7;
                    case ACTIVATION -> 2;
                    case NORMALISATION -> 3;
                    case POOLING -> 4;
                    case RECURRENT, ATTENTION -> 6;
                    case ARITHMETIC -> 1;
                    case CONTROL -> 5;
                    case SHAPE -> 9;
                    case INPUT, OUTPUT -> 8;
                    case OTHER -> 9;
                });
    }
}
