package dev.vitrine.view;

import dev.vitrine.artifact.Scale;

/** Values to colours: one map for ranges that start or end somewhere, another for those with zero in the middle. */
public record Palette(Colormap sequential, Colormap diverging) {
    /** Where the values do not differ. */
    public static final int NO_SIGNAL = 0xd4d8de;

    /** Where a value is not a number or infinite. */
    public static final int NOT_FINITE = 0xe8590c;

    public static Palette standard() {
        return new Palette(Colormap.named("viridis"), Colormap.named("rdbu"));
    }

    /** One map for everything. */
    public static Palette of(Colormap map) {
        return new Palette(map, map);
    }

    public Colormap map(Scale scale) {
        return scale.diverging() ? diverging : sequential;
    }

    /** The colour of a value, 0xRRGGBB. */
    public int rgb(Scale scale, float value) {
        return rgb(scale, value, 256);
    }

    /** The colour of a value, 0xRRGGBB, from {@code levels} of the map's 256 colours. */
    int rgb(Scale scale, float value, int levels) {
        if (!Float.isFinite(value)) {
            return NOT_FINITE;
        }
        return scale.signal() ? map(scale).at(scale.place(value), levels) : NO_SIGNAL;
    }
}
