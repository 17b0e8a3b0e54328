package dev.vitrine.view;

/** The lowest and highest of the values that can be shown. */
final class Extent {
    private final boolean positive;
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    /** @param positive whether only values above zero can be shown */
    Extent(boolean positive) {
        this.positive = positive;
    }

    void add(double value) {
        if (Double.isFinite(value) && (value > 0 || !positive)) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
    }

    void add(double[] values) {
        for (double value : values) {
            add(value);
        }
    }

    double low() {
        return low;
    }

    double high() {
        return high;
    }

    boolean isEmpty() {
        return low > high;
    }
}
