package dev.vitrine.view;

import dev.vitrine.artifact.Mark;
import java.awt.geom.Path2D;
import java.util.Map;

/** A line, broken where a value cannot be shown. Of many points in one pixel column only the extremes are drawn. */
record LineDrawing(Mark.Line mark) implements MarkDrawing {
    private static final int POINTED = 200;

    @Override
    public void extend(Extent x, Extent y) {
        x.add(mark.x());
        y.add(mark.y());
    }

    @Override
    public void draw(Plot plot, Ink ink) {
        var path = new Path2D.Double();
        boolean dense = mark.x().length > 4 * (plot.right() - plot.left());
        double[] column = {Double.NaN, 0, 0, 0};
        boolean open = false;
        for (int i = 0; i < mark.x().length; i++) {
            double x = plot.x().place(mark.x()[i]);
            double y = plot.y().place(mark.y()[i]);
            if (Double.isNaN(x) || Double.isNaN(y)) {
                flush(path, column);
                open = false;
                continue;
            }
            if (!open) {
                path.moveTo(x, y);
                open = true;
                if (isAlone(plot, i)) {
                    plot.sketch().add(new Item.Circle(x, y, 2.5, Item.Style.fill(ink), Item.Tip.NONE));
                }
            } else if (!dense) {
                path.lineTo(x, y);
            } else if (Math.rint(x) == column[0]) {
                column[1] = Math.min(column[1], y);
                column[2] = Math.max(column[2], y);
                column[3] = y;
            } else {
                flush(path, column);
                column[0] = Math.rint(x);
                column[1] = y;
                column[2] = y;
                column[3] = y;
            }
        }
        flush(path, column);
        var name = mark.name().map(plot.words()::say).orElse("");
        plot.sketch()
                .add(new Item.Path(
                        path,
                        Item.Style.stroke(ink, 1.75).dashed(mark.dashed()),
                        new Item.Tip(name, name.isEmpty() ? Map.of() : Map.of("name", name))));
        if (mark.x().length <= POINTED) {
            points(plot, ink, name);
        }
    }

    private static void flush(Path2D path, double[] column) {
        if (!Double.isNaN(column[0])) {
            path.lineTo(column[0], column[1]);
            path.lineTo(column[0], column[2]);
            path.lineTo(column[0], column[3]);
            column[0] = Double.NaN;
        }
    }

    private boolean isAlone(Plot plot, int i) {
        return i + 1 == mark.x().length
                || Double.isNaN(plot.x().place(mark.x()[i + 1]))
                || Double.isNaN(plot.y().place(mark.y()[i + 1]));
    }

    private void points(Plot plot, Ink ink, String name) {
        for (int i = 0; i < mark.x().length; i++) {
            double x = plot.x().place(mark.x()[i]);
            double y = plot.y().place(mark.y()[i]);
            if (!Double.isNaN(x) && !Double.isNaN(y)) {
                var words = plot.xWords(mark.x()[i]) + ": " + plot.yWords(mark.y()[i]);
                plot.sketch()
                        .add(new Item.Circle(
                                x,
                                y,
                                5,
                                Item.Style.fill(ink).opacity(0),
                                new Item.Tip(
                                        name.isEmpty() ? words : name + "\n" + words,
                                        Map.of("x", Double.toString(mark.x()[i]), "y", Double.toString(mark.y()[i])))));
            }
        }
    }
}
