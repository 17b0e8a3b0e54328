package dev.vitrine.data;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.Random;

/** Values for an input that nobody gave, the same for the same seed. */
public final class RandomTensor {
    private static final long MOST_ELEMENTS = 1L << 28;

    private RandomTensor() {}

    /**
     * Standard normal floats; integers below {@code bound}, zero where there is no bound; empty strings.
     *
     * @param bound rows of the embedding that the input chooses from
     * @throws InputException if the tensor would be too large
     */
    public static Tensor of(DataType type, long seed, OptionalLong bound, long... sizes) {
        long elements = elements(sizes);
        if (elements > MOST_ELEMENTS) {
            throw InputException.of("data.random-too-large", "elements", elements, "most", MOST_ELEMENTS);
        }
        if (type == DataType.STRING) {
            return Tensor.ofStrings(Collections.nCopies((int) elements, ""), sizes);
        }
        var random = new Random(seed);
        var values = new float[(int) elements];
        for (int i = 0; i < values.length; i++) {
            if (type.isFloating()) {
                values[i] = (float) random.nextGaussian();
            } else if (bound.isPresent() && bound.getAsLong() > 0) {
                values[i] = random.nextInt((int) Math.min(1 << 24, bound.getAsLong()));
            }
        }
        return Tensor.cast(type, values, sizes);
    }

    private static long elements(long[] sizes) {
        try {
            return Tensor.count(sizes);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
