package dev.vitrine.artifact;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How values become colours: {@code low} is the first colour of the map and {@code high} the last. Not-a-number and infinite
 * values are never part of a range; they are drawn in a colour of their own.
 *
 * @param low the value of the first colour
 * @param high the value of the last colour; not below {@code low}
 * @param diverging whether zero is the middle colour, for values of both signs
 * @param clipped the value of largest size that lies outside the range, where the range was cut
 * @param signal false where the values hardly differ: they are drawn flat and labelled so, never stretched until noise shows
 */
public record Scale(float low, float high, boolean diverging, Optional<Float> clipped, boolean signal) {
    /** Values that spread less than this part of their reference carry no signal in float32. */
    public static final float SIGNAL = 1e-5f;

    /** The share of values that {@link #clipped(Plane...)} keeps within the range. */
    public static final double KEPT = 0.995;

    public Scale {
        if (!(low <= high) || Float.isInfinite(low) || Float.isInfinite(high)) {
            throw new IllegalArgumentException("no range: " + low + " to " + high);
        }
    }

    /** From the lowest value to the highest. */
    public static Scale sequential(float low, float high) {
        return new Scale(
                low, high, false, Optional.empty(), spreads(low, high, Math.max(Math.abs(low), Math.abs(high))));
    }

    /** From {@code -size} to {@code size}, zero in the middle. */
    public static Scale diverging(float size) {
        return new Scale(-size, size, true, Optional.empty(), size > 0);
    }

    /** The range of these values: symmetric around zero where both signs occur, else from lowest to highest. */
    public static Scale of(float... values) {
        return of(Plane.of(values, 1, values.length));
    }

    /** The range of all these planes together: symmetric around zero where both signs occur, else from lowest to highest. */
    public static Scale of(Plane... planes) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (var plane : planes) {
            var values = plane.values();
            for (int i = plane.offset(), end = i + plane.count(); i < end; i++) {
                float v = values[i];
                if (Float.isFinite(v)) {
                    low = Math.min(low, v);
                    high = Math.max(high, v);
                }
            }
        }
        if (low > high) {
            return new Scale(0, 0, false, Optional.empty(), false);
        }
        return low < 0 && high > 0 ? diverging(Math.max(-low, high)) : sequential(low, high);
    }

    /** As {@link #of(Plane...)}, for a list. */
    public static Scale of(List<Plane> planes) {
        return of(planes.toArray(Plane[]::new));
    }

    /** As {@link #of(Plane...)}, but a few extreme values do not set the range: it ends where 99.5 % of all sizes end. */
    public static Scale clipped(Plane... planes) {
        var whole = of(planes);
        int count = Arrays.stream(planes).mapToInt(Plane::count).sum();
        var sizes = new float[count];
        int n = 0;
        float extreme = 0;
        for (var plane : planes) {
            for (int i = plane.offset(), end = i + plane.count(); i < end; i++) {
                float v = plane.values()[i];
                if (Float.isFinite(v)) {
                    sizes[n++] = Math.abs(v);
                    extreme = Math.abs(v) > Math.abs(extreme) ? v : extreme;
                }
            }
        }
        if (n == 0) {
            return whole;
        }
        Arrays.sort(sizes, 0, n);
        float limit = sizes[Math.min(n - 1, (int) Math.ceil(KEPT * n) - 1)];
        if (limit <= 0 || limit >= Math.abs(extreme)) {
            return whole;
        }
        float low = Math.max(whole.low, -limit);
        float high = Math.min(whole.high, limit);
        return low > high
                ? whole
                : new Scale(low, high, whole.diverging, Optional.of(extreme), spreads(low, high, limit));
    }

    /** The same range, with signal only where the values spread at least {@link #SIGNAL} of {@code reference}. */
    public Scale against(float reference) {
        return new Scale(low, high, diverging, clipped, signal && spreads(low, high, Math.abs(reference)));
    }

    /** Where a value lies: 0 for {@code low}, 1 for {@code high}, not outside; half way where there is no range. */
    public float place(float value) {
        float place = high > low ? (float) (((double) value - low) / ((double) high - low)) : 0.5f;
        return Math.max(0, Math.min(1, place));
    }

    private static boolean spreads(float low, float high, float reference) {
        return high > low && (double) high - low >= (double) SIGNAL * reference;
    }
}
