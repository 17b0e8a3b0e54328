package dev.vitrine.view;

import dev.vitrine.artifact.Axis;
import java.util.List;

/** Values of an axis to positions: {@code low} is at {@code from}, {@code high} at {@code to}. */
record Positions(Axis.Kind kind, double low, double high, double from, double to) {
    private static final double LARGEST = Double.MAX_VALUE / 8;

    /** The range of an axis from that of its data, in which there may be nothing or a single value. */
    static Positions of(Axis axis, Extent data, boolean round, double from, double to) {
        if (axis.kind() == Axis.Kind.CATEGORICAL) {
            return new Positions(
                    axis.kind(), -0.5, Math.max(1, axis.categories().size()) - 0.5, from, to);
        }
        var extent = new Extent(axis.kind() == Axis.Kind.LOG);
        extent.add(data.low());
        extent.add(data.high());
        axis.low().ifPresent(extent::add);
        axis.high().ifPresent(extent::add);
        double low = Math.max(-LARGEST, extent.low());
        double high = Math.min(LARGEST, extent.high());
        if (!(low <= high)) {
            low = axis.kind() == Axis.Kind.LOG ? 1 : 0;
            high = axis.kind() == Axis.Kind.LOG ? 10 : 1;
        }
        if (axis.kind() == Axis.Kind.LOG) {
            return low == high
                    ? new Positions(axis.kind(), low / 2, high * 2, from, to)
                    : new Positions(axis.kind(), axis.low().isPresent() ? low : low * 0.8, high, from, to);
        }
        if (high - low <= Math.ulp(Math.max(Math.abs(low), Math.abs(high))) * 8) {
            double around = low == 0 ? 1 : Math.abs(low) * 0.1;
            return new Positions(axis.kind(), low - around, high + around, from, to);
        }
        if (round) {
            double step = Ticks.step(low, high, 6);
            low = axis.low().isPresent() && axis.low().get() <= low ? low : Math.floor(low / step + 1e-9) * step;
            high = axis.high().isPresent() && axis.high().get() >= high ? high : Math.ceil(high / step - 1e-9) * step;
        }
        return new Positions(axis.kind(), low, high, from, to);
    }

    /** Where a value stands; not a number where it has no place. */
    double place(double value) {
        if (kind == Axis.Kind.LOG) {
            return value > 0 ? from + (to - from) * (Math.log(value / low) / Math.log(high / low)) : Double.NaN;
        }
        return Double.isFinite(value) ? from + (to - from) * ((value - low) / (high - low)) : Double.NaN;
    }

    /** Where a bar begins: at zero, or at the edge where zero is not shown. */
    double base() {
        return kind == Axis.Kind.LOG ? from : place(Math.max(low, Math.min(high, 0)));
    }

    List<Double> ticks() {
        int wanted = Math.max(2, (int) (Math.abs(to - from) / (Math.abs(to - from) > 480 ? 80 : 55)));
        return kind == Axis.Kind.LOG ? Ticks.log(low, high, wanted) : Ticks.linear(low, high, wanted);
    }

    String label(double tick) {
        int wanted = Math.max(2, (int) (Math.abs(to - from) / (Math.abs(to - from) > 480 ? 80 : 55)));
        return kind == Axis.Kind.LOG ? Ticks.label(tick, tick) : Ticks.label(tick, Ticks.step(low, high, wanted));
    }
}
