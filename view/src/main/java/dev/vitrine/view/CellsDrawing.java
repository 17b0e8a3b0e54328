package dev.vitrine.view;

import dev.vitrine.artifact.Mark;
import dev.vitrine.words.Words;
import java.util.Map;

/** Coloured fields, with their values where there is room and they are wanted. */
record CellsDrawing(Mark.Cells mark) implements MarkDrawing {
    private static final int SEPARATE = 4000;

    @Override
    public void extend(Extent x, Extent y) {
        for (int i = 0; i <= mark.plane().columns(); i++) {
            x.add(edge(mark.xEdges(), i));
        }
        for (int i = 0; i <= mark.plane().rows(); i++) {
            y.add(edge(mark.yEdges(), i));
        }
    }

    @Override
    public void draw(Plot plot, Ink ink) {
        var plane = mark.plane();
        if (plane.count() == 0) {
            return;
        }
        boolean even = mark.xEdges().length == 0 && mark.yEdges().length == 0;
        if (plane.count() > SEPARATE && even) {
            picture(plot);
            return;
        }
        for (int r = 0; r < plane.rows(); r++) {
            for (int c = 0; c < plane.columns(); c++) {
                field(plot, r, c);
            }
        }
    }

    private void field(Plot plot, int r, int c) {
        double x0 = plot.x().place(edge(mark.xEdges(), c));
        double x1 = plot.x().place(edge(mark.xEdges(), c + 1));
        double y0 = plot.y().place(edge(mark.yEdges(), r));
        double y1 = plot.y().place(edge(mark.yEdges(), r + 1));
        if (Double.isNaN(x0 + x1 + y0 + y1)) {
            return;
        }
        float value = mark.plane().at(r, c);
        int rgb = plot.palette().rgb(mark.scale(), value);
        double width = Math.abs(x1 - x0);
        double height = Math.abs(y1 - y0);
        double gap = Math.min(width, height) > 12 ? 1 : 0;
        var where = mark.xEdges().length == 0 && mark.yEdges().length == 0
                ? plot.yWords(r) + " / " + plot.xWords(c) + ": "
                : "";
        plot.sketch()
                .add(new Item.Rect(
                        Math.min(x0, x1),
                        Math.min(y0, y1),
                        width - gap,
                        height - gap,
                        0,
                        Item.Style.fill(new Ink.Fixed(rgb)),
                        new Item.Tip(
                                where + Words.number(value),
                                Map.of(
                                        "row",
                                        Integer.toString(r),
                                        "column",
                                        Integer.toString(c),
                                        "value",
                                        Float.toString(value)))));
        var words = Words.number(value);
        if (mark.numbers() && height >= 14 && Typeface.bundled().width(words, 11) < width - 4) {
            plot.sketch()
                    .words(
                            words,
                            (x0 + x1 - gap) / 2,
                            (y0 + y1 - gap) / 2 + 4,
                            11,
                            Item.Anchor.MIDDLE,
                            new Ink.Fixed(luminance(rgb) > 0.32 ? 0x111418 : 0xffffff));
        }
    }

    private void picture(Plot plot) {
        var plane = mark.plane();
        var argb = new int[plane.count()];
        boolean upwards = plot.y().from() > plot.y().to();
        for (int r = 0, i = 0; r < plane.rows(); r++) {
            for (int c = 0; c < plane.columns(); c++) {
                argb[i++] =
                        0xff000000 | plot.palette().rgb(mark.scale(), plane.at(upwards ? plane.rows() - 1 - r : r, c));
            }
        }
        double x0 = plot.x().place(edge(mark.xEdges(), 0));
        double x1 = plot.x().place(edge(mark.xEdges(), plane.columns()));
        double y0 = plot.y().place(edge(mark.yEdges(), 0));
        double y1 = plot.y().place(edge(mark.yEdges(), plane.rows()));
        plot.sketch()
                .add(new Item.Picture(
                        Math.min(x0, x1),
                        Math.min(y0, y1),
                        Math.abs(x1 - x0),
                        Math.abs(y1 - y0),
                        Bitmap.of(plane.columns(), plane.rows(), argb),
                        false,
                        ""));
    }

    /** Relative luminance as WCAG 2 defines it, 0 to 1. */
    static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
    }

    private static double linear(int channel) {
        double part = (channel & 0xff) / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }

    private static double edge(double[] edges, int i) {
        return edges.length == 0 ? i - 0.5 : edges[i];
    }
}
