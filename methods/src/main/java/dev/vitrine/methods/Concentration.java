package dev.vitrine.methods;

import dev.vitrine.artifact.Plane;
import dev.vitrine.words.Text;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/** How few places hold how much of an attribution. */
final class Concentration {
    private Concentration() {}

    /**
     * The fewest places that hold half of all positive values.
     *
     * @param count how many
     * @param strongest the place of the highest value
     * @param row their middle, weighted by value
     * @param column likewise
     */
    record Half(int count, int strongest, double row, double column) {
        /** Which ninth of the picture the middle is in. */
        Text place(Plane map) {
            var down = third((row + 0.5) / map.rows(), "top", "middle", "bottom");
            var across = third((column + 0.5) / map.columns(), "left", "centre", "right");
            return Text.of("attribution.place." + down + "-" + across);
        }

        private static String third(double part, String first, String second, String third) {
            return part < 1 / 3.0 ? first : part < 2 / 3.0 ? second : third;
        }
    }

    /** Empty where nothing is above 0. */
    static Optional<Half> half(Plane map) {
        var values = values(map);
        double total = Arrays.stream(values).filter(v -> v > 0).sum();
        if (!(total > 0)) {
            return Optional.empty();
        }
        var order = IntStream.range(0, values.length)
                .boxed()
                .filter(i -> values[i] > 0)
                .sorted(Comparator.comparingDouble(i -> -values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double held = 0;
        double row = 0;
        double column = 0;
        int count = 0;
        while (count < order.length && held < total / 2) {
            int at = order[count++];
            held += values[at];
            row += values[at] * (at / map.columns());
            column += values[at] * (at % map.columns());
        }
        return Optional.of(new Half(count, order[0], row / held, column / held));
    }

    /** The part of all sizes that is below 0, from 0 to 1. */
    static double against(Plane map) {
        double below = 0;
        double all = 0;
        for (double v : values(map)) {
            below += Math.max(0, -v);
            all += Math.abs(v);
        }
        return all == 0 ? 0 : below / all;
    }

    /**
     * The Gini index of the sizes: 0 where all are equal, towards 1 where one holds everything (Chalasani et al. 2020,
     * arXiv:1810.06583).
     */
    static double gini(Plane map) {
        var sizes = Arrays.stream(values(map)).map(Math::abs).sorted().toArray();
        double total = Arrays.stream(sizes).sum();
        if (total == 0) {
            return 0;
        }
        double weighted = 0;
        for (int i = 0; i < sizes.length; i++) {
            weighted += sizes[i] / total * (sizes.length - i - 0.5);
        }
        return 1 - 2 * weighted / sizes.length;
    }

    /** The entropy of the sizes as shares of their sum, in nats: 0 where one holds everything, ln n where all are equal. */
    static double entropy(Plane map) {
        var sizes = Arrays.stream(values(map)).map(Math::abs).toArray();
        double total = Arrays.stream(sizes).sum();
        return total == 0
                ? 0
                : Arrays.stream(sizes)
                        .filter(s -> s > 0)
                        .map(s -> -s / total * Math.log(s / total))
                        .sum();
    }

    private static double[] values(Plane map) {
        return IntStream.range(0, map.count())
                .mapToDouble(i -> map.values()[map.offset() + i])
                .map(v -> Double.isFinite(v) ? v : 0)
                .toArray();
    }
}
