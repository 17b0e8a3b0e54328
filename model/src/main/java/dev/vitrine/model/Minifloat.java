package dev.vitrine.model;

/**
 * The floating-point formats of 8 bits and less, decoded exactly: the float8 family of the ONNX specification (Micikevicius et al.
 * 2022, arXiv:2209.05433, and Noune et al. 2022, arXiv:2206.02915, for the {@code uz} variants) and the two of the OCP
 * Microscaling Formats 1.0.
 */
enum Minifloat {
    E4M3FN(4, 3, 7, Specials.LAST_IS_NAN),
    E4M3FNUZ(4, 3, 8, Specials.NEGATIVE_ZERO_IS_NAN),
    E5M2(5, 2, 15, Specials.IEEE),
    E5M2FNUZ(5, 2, 16, Specials.NEGATIVE_ZERO_IS_NAN),
    E2M1(2, 1, 1, Specials.NONE),
    /** A power of two without a sign; code 0 is 2^-127. */
    E8M0(8, 0, 127, Specials.SCALE);

    private enum Specials {
        /** The highest exponent holds infinity and NaN. */
        IEEE,
        /** All ones are NaN; there is no infinity. */
        LAST_IS_NAN,
        /** The code of minus zero is the only NaN; there is no infinity. */
        NEGATIVE_ZERO_IS_NAN,
        NONE,
        SCALE
    }

    private final float[] values;

    Minifloat(int exponentBits, int fractionBits, int bias, Specials specials) {
        boolean signed = specials != Specials.SCALE;
        values = new float[1 << exponentBits + fractionBits + (signed ? 1 : 0)];
        int sign = 1 << exponentBits + fractionBits;
        for (int code = 0; code < values.length; code++) {
            int size = code & sign - 1;
            float value = magnitude(size >> fractionBits, size & (1 << fractionBits) - 1, fractionBits, bias, specials);
            boolean last = size == sign - 1;
            boolean highest = size >> fractionBits == (1 << exponentBits) - 1;
            if (specials == Specials.IEEE && highest) {
                value = (size & (1 << fractionBits) - 1) == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            } else if (last && (specials == Specials.LAST_IS_NAN || specials == Specials.SCALE)
                    || code == sign && specials == Specials.NEGATIVE_ZERO_IS_NAN) {
                value = Float.NaN;
            }
            values[code] = code >= sign ? -value : value;
        }
    }

    private static float magnitude(int exponent, int fraction, int fractionBits, int bias, Specials specials) {
        boolean normal = exponent > 0 || specials == Specials.SCALE;
        double significand = Math.scalb(fraction, -fractionBits) + (normal ? 1 : 0);
        return (float) Math.scalb(significand, (normal ? exponent : 1) - bias);
    }

    /** The value of a code; bits above the format's are ignored. */
    float value(int code) {
        return values[code & values.length - 1];
    }
}
