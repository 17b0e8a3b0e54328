package dev.vitrine.view;

import dev.vitrine.artifact.Mark;

/** A dashed reference line with its words. */
record RuleDrawing(Mark.Rule mark) implements MarkDrawing {
    @Override
    public void extend(Extent x, Extent y) {
        (mark.horizontal() ? y : x).add(mark.at());
    }

    @Override
    public void draw(Plot plot, Ink ink) {
        double at = (mark.horizontal() ? plot.y() : plot.x()).place(mark.at());
        if (Double.isNaN(at)) {
            return;
        }
        var style = Item.Style.stroke(Ink.Role.RULE, 1.25).dashed(true);
        var words = plot.words().say(mark.label());
        if (mark.horizontal()) {
            plot.sketch().line(plot.left(), at, plot.right(), at, style);
            boolean low = at - 16 < plot.top();
            plot.sketch().words(words, plot.right() - 2, low ? at + 13 : at - 5, 11, Item.Anchor.END, Ink.Role.RULE);
        } else {
            plot.sketch().line(at, plot.top(), at, plot.bottom(), style);
            boolean late = at > (plot.left() + plot.right()) / 2;
            plot.sketch()
                    .words(
                            words,
                            late ? at - 4 : at + 4,
                            plot.top() + 10,
                            11,
                            late ? Item.Anchor.END : Item.Anchor.START,
                            Ink.Role.RULE);
        }
    }
}
