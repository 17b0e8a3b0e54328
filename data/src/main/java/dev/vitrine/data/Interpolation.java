package dev.vitrine.data;

import java.util.Locale;

/** How a picture is resampled; the filters of PIL, each with its support in source pixels at scale 1. */
public enum Interpolation {
    NEAREST(0),
    BILINEAR(1),
    BICUBIC(2);

    private static final double A = -0.5;

    private final double support;

    Interpolation(double support) {
        this.support = support;
    }

    double support() {
        return support;
    }

    /** The weight of a pixel whose centre lies {@code x} (scaled) source pixels away. */
    double weight(double x) {
        double size = Math.abs(x);
        if (this == BILINEAR) {
            return size < 1 ? 1 - size : 0;
        }
        if (size < 1) {
            return ((A + 2) * size - (A + 3)) * size * size + 1;
        }
        return size < 2 ? (((size - 5) * size + 8) * size - 4) * A : 0;
    }

    /** The word used in options. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
