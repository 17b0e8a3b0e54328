package dev.vitrine.autodiff;

import dev.vitrine.model.Tensor;
import java.nio.charset.StandardCharsets;

/**
 * Numbers that a counter makes from a name, the same as in bench/gradients/whole_models.py: the upper 24 bits of
 * splitmix64(fnv1a(name) + (i + 1) gamma), as numbers in [-1, 1).
 */
final class Counted {
    private Counted() {}

    static float[] numbers(String name, int n) {
        long start = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            start = (start ^ (b & 0xFF)) * 0x100000001B3L;
        }
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            long z = start + (i + 1L) * 0x9E3779B97F4A7C15L;
            z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            z = z ^ z >>> 31;
            values[i] = (float) ((z >>> 40) / 8388608.0 - 1);
        }
        return values;
    }

    /** A weight: running variances around 1, scales around 1/2, offsets small, all else by its fan-in. */
    static Tensor weight(String name, long... sizes) {
        var u = numbers(name, (int) Tensor.count(sizes));
        float scale;
        float offset = 0;
        if (name.endsWith("running_var")) {
            offset = 1;
            scale = 0.5f;
        } else if (sizes.length < 2) {
            boolean gain = name.endsWith("weight") || name.endsWith("gamma");
            offset = gain ? 0.5f : 0;
            scale = 0.1f;
        } else {
            scale = (float) Math.sqrt(3.0 / (Tensor.count(sizes) / sizes[0]));
        }
        for (int i = 0; i < u.length; i++) {
            u[i] = offset + scale * u[i];
        }
        return Tensor.of(u, sizes);
    }
}
