package dev.vitrine.view;

import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Mark;
import dev.vitrine.words.Words;
import java.util.Map;

/** Bars from zero. Lying bars carry their value at the end. */
record BarsDrawing(Mark.Bars mark) implements MarkDrawing {
    @Override
    public void extend(Extent x, Extent y) {
        var along = mark.horizontal() ? x : y;
        (mark.horizontal() ? y : x).add(mark.edges());
        along.add(0);
        along.add(mark.values());
    }

    @Override
    public void draw(Plot plot, Ink ink) {
        var across = mark.horizontal() ? plot.y() : plot.x();
        var along = mark.horizontal() ? plot.x() : plot.y();
        boolean named = across.kind() == Axis.Kind.CATEGORICAL;
        for (int i = 0; i < mark.values().length; i++) {
            double a = across.place(mark.edges()[2 * i]);
            double b = across.place(mark.edges()[2 * i + 1]);
            double end = along.place(mark.values()[i]);
            if (Double.isNaN(a) || Double.isNaN(b) || Double.isNaN(end)) {
                continue;
            }
            double inset = Math.abs(b - a) > 3 ? 0.5 : 0;
            double first = Math.min(a, b) + inset;
            double breadth = Math.max(0.1, Math.abs(b - a) - 2 * inset);
            double start = Math.min(along.base(), end);
            double length = Math.abs(end - along.base());
            var tip = tip(plot, i, named);
            plot.sketch()
                    .add(
                            mark.horizontal()
                                    ? new Item.Rect(start, first, length, breadth, 0, Item.Style.fill(ink), tip)
                                    : new Item.Rect(first, start, breadth, length, 0, Item.Style.fill(ink), tip));
            if (mark.horizontal() && named && breadth >= 9) {
                // A bar to the left ends near the names, so its number stands right of zero.
                plot.sketch()
                        .words(
                                Words.number(mark.values()[i]),
                                start + length + 4,
                                first + breadth / 2 + 4,
                                11,
                                Item.Anchor.START,
                                Ink.Role.INK);
            }
        }
    }

    private Item.Tip tip(Plot plot, int i, boolean named) {
        double from = mark.edges()[2 * i];
        double to = mark.edges()[2 * i + 1];
        double middle = (from + to) / 2;
        var where = named
                ? mark.horizontal() ? plot.yWords(middle) : plot.xWords(middle)
                : Words.number(from) + " … " + Words.number(to);
        var name = mark.name().map(n -> plot.words().say(n) + "\n").orElse("");
        return new Item.Tip(
                name + where + ": " + Words.number(mark.values()[i]),
                Map.of(
                        "from",
                        Double.toString(from),
                        "to",
                        Double.toString(to),
                        "value",
                        Double.toString(mark.values()[i])));
    }
}
