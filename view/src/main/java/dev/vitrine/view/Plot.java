package dev.vitrine.view;

import dev.vitrine.artifact.Axis;
import dev.vitrine.words.Words;

/** What a mark needs to draw itself. */
record Plot(Sketch sketch, Axis xAxis, Axis yAxis, Positions x, Positions y, Words words, Palette palette) {

    double left() {
        return Math.min(x.from(), x.to());
    }

    double right() {
        return Math.max(x.from(), x.to());
    }

    double top() {
        return Math.min(y.from(), y.to());
    }

    double bottom() {
        return Math.max(y.from(), y.to());
    }

    /** A value of the x axis in words. */
    String xWords(double value) {
        return words(xAxis, value);
    }

    /** A value of the y axis in words. */
    String yWords(double value) {
        return words(yAxis, value);
    }

    private String words(Axis axis, double value) {
        int category = (int) Math.rint(value);
        if (axis.kind() == Axis.Kind.CATEGORICAL
                && category >= 0
                && category < axis.categories().size()) {
            return words.say(axis.categories().get(category));
        }
        return Words.number(value) + axis.unit().map(u -> " " + words.say(u)).orElse("");
    }
}
