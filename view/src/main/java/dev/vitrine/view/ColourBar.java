package dev.vitrine.view;

import dev.vitrine.artifact.Scale;
import dev.vitrine.words.Words;

/** The legend of coloured values: the colours with the values at both ends and in the middle. */
final class ColourBar {
    /** The height it needs. */
    static final double HEIGHT = 42;

    private ColourBar() {}

    static void draw(Sketch sketch, double x, double y, Scale scale, Palette palette, Words words) {
        double width = 200;
        if (!scale.signal()) {
            sketch.rect(x, y, 24, 10, Item.Style.fill(new Ink.Fixed(Palette.NO_SIGNAL)));
            sketch.words(
                    words.say("view.no-signal") + " (" + Words.number(scale.low()) + ")",
                    x + 32,
                    y + 9,
                    11,
                    Item.Anchor.START,
                    Ink.Role.MUTED);
            return;
        }
        var map = palette.map(scale);
        var argb = new int[256];
        java.util.Arrays.setAll(argb, i -> 0xff000000 | map.rgb(i));
        sketch.add(new Item.Picture(x, y, width, 10, Bitmap.of(256, 1, argb), true, ""));
        double[] places = {0, 0.5, 1};
        Item.Anchor[] anchors = {Item.Anchor.START, Item.Anchor.MIDDLE, Item.Anchor.END};
        for (int i = 0; i < 3; i++) {
            double value = scale.low() + ((double) scale.high() - scale.low()) * places[i];
            sketch.words(Words.number((float) value), x + width * places[i], y + 24, 11, anchors[i], Ink.Role.MUTED);
        }
        scale.clipped()
                .ifPresent(extreme -> sketch.words(
                        words.say("view.clipped", "value", extreme),
                        x + width + 12,
                        y + 9,
                        11,
                        Item.Anchor.START,
                        Ink.Role.MUTED));
    }
}
