package dev.vitrine.methods;

import dev.vitrine.model.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/**
 * How far a value is from the one that it should equal.
 *
 * @param maxAbs the largest difference of one element; not a number where an element of either is not
 * @param squares the sum of squared differences
 * @param reference the sum of squares of what it should equal
 */
record Difference(double maxAbs, double squares, double reference) {
    private static final int PART = 1 << 16;

    static final Difference NONE = new Difference(0, 0, 0);

    /** The difference of two values of equal sizes, in the order of axes that brings them nearest; empty if none fits. */
    static Optional<Difference> of(Tensor value, Tensor wanted) {
        var fixed = AxisOrder.squeezed(wanted);
        return AxisOrder.all(value).stream()
                .filter(view -> Arrays.equals(view.sizes(), fixed.sizes()))
                .map(view -> between(view, fixed))
                .min(Comparator.comparingDouble(Difference::relative));
    }

    private static Difference between(Tensor value, Tensor wanted) {
        long count = wanted.elements();
        var a = new float[(int) Math.min(PART, count)];
        var b = new float[a.length];
        double max = 0;
        double squares = 0;
        double reference = 0;
        for (long from = 0; from < count; from += PART) {
            int length = (int) Math.min(PART, count - from);
            value.read(from, a, 0, length);
            wanted.read(from, b, 0, length);
            for (int i = 0; i < length; i++) {
                // Equal infinities differ by nothing.
                double gap = a[i] == b[i] ? 0 : (double) a[i] - b[i];
                max = Math.max(max, Math.abs(gap));
                squares += gap * gap;
                reference += (double) b[i] * b[i];
            }
        }
        return new Difference(max, squares, reference);
    }

    /** Over several values: the largest of the largest, and the sums. */
    Difference and(Difference other) {
        return new Difference(Math.max(maxAbs, other.maxAbs), squares + other.squares, reference + other.reference);
    }

    /** ||a - b|| / ||b||; 0 where both are zero, infinite where only b is. */
    double relative() {
        return squares == 0 ? 0 : Math.sqrt(squares / reference);
    }
}
