package dev.vitrine.model;

/** The two 16-bit floating-point formats; the JDK converts float16 itself only from version 20 on. */
final class Half {
    private Half() {}

    /** IEEE 754 binary16 to float, exactly. */
    static float fromFloat16(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        if (exponent == 0) {
            float subnormal = fraction * 0x1p-24f;
            return sign == 0 ? subnormal : -subnormal;
        }
        int wide = exponent == 31 ? 0xFF : exponent + 112;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }

    /** Float to IEEE 754 binary16, to the nearest, ties to even. */
    static short toFloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        float size = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7E00);
        }
        if (size >= 65520f) {
            return (short) (sign | 0x7C00);
        }
        if (size < 0x1p-14f) {
            return (short) (sign | (int) Math.rint((double) size * 0x1p24));
        }
        int rounded = (bits & 0x7FFFFFFF) + 0xFFF + ((bits >>> 13) & 1);
        return (short) (sign | ((rounded >>> 13) - (112 << 10)));
    }

    /** Float to bfloat16, to the nearest, ties to even. */
    static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }
}
