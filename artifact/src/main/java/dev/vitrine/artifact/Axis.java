package dev.vitrine.artifact;

import dev.vitrine.words.Text;
import java.util.List;
import java.util.Optional;

/**
 * One direction of a chart.
 *
 * @param label what is measured; may be empty
 * @param unit what it is measured in, where it has a unit
 * @param kind how values become positions
 * @param categories the names at 0, 1, 2, ...; only for {@link Kind#CATEGORICAL}
 * @param low the first value shown; else the data decide
 * @param high the last value shown; else the data decide
 */
public record Axis(
        Text label,
        Optional<Text> unit,
        Kind kind,
        List<Text> categories,
        Optional<Double> low,
        Optional<Double> high) {

    /** How values become positions. */
    public enum Kind {
        LINEAR,
        /** Equal steps are equal factors; values that are not positive have no place. */
        LOG,
        /** Names at 0, 1, 2, ..., each as wide as 1. */
        CATEGORICAL
    }

    public Axis {
        categories = List.copyOf(categories);
    }

    public static Axis linear(Text label) {
        return new Axis(label, Optional.empty(), Kind.LINEAR, List.of(), Optional.empty(), Optional.empty());
    }

    public static Axis log(Text label) {
        return new Axis(label, Optional.empty(), Kind.LOG, List.of(), Optional.empty(), Optional.empty());
    }

    public static Axis categories(Text label, List<Text> names) {
        return new Axis(label, Optional.empty(), Kind.CATEGORICAL, names, Optional.empty(), Optional.empty());
    }

    public Axis unit(Text newUnit) {
        return new Axis(label, Optional.of(newUnit), kind, categories, low, high);
    }

    /** Shows at least this range. */
    public Axis range(double from, double to) {
        return new Axis(label, unit, kind, categories, Optional.of(from), Optional.of(to));
    }
}
