package dev.vitrine.formats;

import java.nio.charset.StandardCharsets;

/** Numbers that a counter makes from a name, the same in the scripts that make fixtures. */
public final class Counter {
    private Counter() {}

    /** Numbers from {@code low} up to {@code high}. */
    public static float[] uniform(String name, int count, double low, double high) {
        var values = new float[count];
        long seed = seed(name);
        for (int i = 0; i < count; i++) {
            values[i] = uniform(seed, i, low, high);
        }
        return values;
    }

    /** FNV-1a. */
    public static long seed(String name) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return hash;
    }

    /** splitmix64 (Steele et al. 2014). */
    public static float uniform(long seed, long index, double low, double high) {
        long z = (index + seed) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z = z ^ (z >>> 31);
        return (float) (low + (high - low) * ((z >>> 40) * 0x1p-24));
    }
}
