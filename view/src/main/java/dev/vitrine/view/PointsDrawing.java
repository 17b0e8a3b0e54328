package dev.vitrine.view;

import dev.vitrine.artifact.Mark;
import java.util.Map;

/** Dots, coloured by class. Beyond a few thousand they carry no tooltips. */
record PointsDrawing(Mark.Points mark) implements MarkDrawing {
    private static final int POINTED = 3000;

    @Override
    public void extend(Extent x, Extent y) {
        x.add(mark.x());
        y.add(mark.y());
    }

    @Override
    public void draw(Plot plot, Ink ink) {
        int count = mark.x().length;
        double radius = count > 5000 ? 1.2 : count > 500 ? 2 : 3;
        double opacity = count > 5000 ? 0.45 : count > 500 ? 0.65 : 0.85;
        for (int i = 0; i < count; i++) {
            double x = plot.x().place(mark.x()[i]);
            double y = plot.y().place(mark.y()[i]);
            if (!Double.isNaN(x) && !Double.isNaN(y)) {
                var colour = mark.classes().length == 0 ? ink : Ink.series(mark.classes()[i]);
                plot.sketch()
                        .add(new Item.Circle(
                                x,
                                y,
                                radius,
                                Item.Style.fill(colour).opacity(opacity),
                                count <= POINTED ? tip(plot, i) : Item.Tip.NONE));
            }
        }
    }

    private Item.Tip tip(Plot plot, int i) {
        var words = new StringBuilder();
        if (!mark.labels().isEmpty()) {
            words.append(plot.words().say(mark.labels().get(i))).append('\n');
        }
        if (mark.classes().length > 0
                && mark.classes()[i] >= 0
                && mark.classes()[i] < mark.names().size()) {
            words.append(plot.words().say(mark.names().get(mark.classes()[i]))).append('\n');
        }
        words.append(plot.xWords(mark.x()[i])).append(", ").append(plot.yWords(mark.y()[i]));
        return new Item.Tip(
                words.toString(), Map.of("x", Double.toString(mark.x()[i]), "y", Double.toString(mark.y()[i])));
    }
}
