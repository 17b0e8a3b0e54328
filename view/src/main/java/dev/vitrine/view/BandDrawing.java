package dev.vitrine.view;

import dev.vitrine.artifact.Mark;
import java.awt.geom.Path2D;

/** The area between two lines, broken where either cannot be shown. */
record BandDrawing(Mark.Band mark) implements MarkDrawing {
    @Override
    public void extend(Extent x, Extent y) {
        x.add(mark.x());
        y.add(mark.low());
        y.add(mark.high());
    }

    @Override
    public void draw(Plot plot, Ink ink) {
        var path = new Path2D.Double();
        int start = 0;
        for (int i = 0; i <= mark.x().length; i++) {
            if (i == mark.x().length || !shown(plot, i)) {
                piece(plot, path, start, i);
                start = i + 1;
            }
        }
        var name = mark.name().map(plot.words()::say).orElse("");
        plot.sketch()
                .add(new Item.Path(path, Item.Style.fill(ink).opacity(0.22), new Item.Tip(name, java.util.Map.of())));
    }

    private boolean shown(Plot plot, int i) {
        return !Double.isNaN(plot.x().place(mark.x()[i]))
                && !Double.isNaN(plot.y().place(mark.low()[i]))
                && !Double.isNaN(plot.y().place(mark.high()[i]));
    }

    private void piece(Plot plot, Path2D path, int from, int to) {
        if (to - from < 2) {
            return;
        }
        path.moveTo(plot.x().place(mark.x()[from]), plot.y().place(mark.high()[from]));
        for (int i = from + 1; i < to; i++) {
            path.lineTo(plot.x().place(mark.x()[i]), plot.y().place(mark.high()[i]));
        }
        for (int i = to - 1; i >= from; i--) {
            path.lineTo(plot.x().place(mark.x()[i]), plot.y().place(mark.low()[i]));
        }
        path.closePath();
    }
}
