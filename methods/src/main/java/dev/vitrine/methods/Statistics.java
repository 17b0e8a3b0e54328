package dev.vitrine.methods;

import dev.vitrine.model.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the values of a tensor are like, from two streaming passes over its bytes, in parallel; nothing of the tensor is kept
 * on the heap. NaN and infinities are counted and left out of everything else.
 *
 * @param count elements, NaN and infinities included
 * @param std population standard deviation
 * @param zeros elements equal to zero
 * @param edges of {@code counts}: equal bins from {@code min} to {@code max}
 * @param percentiles interpolated from a fine histogram: 1, 5, 25, 50, 75, 95, 99
 */
public record Statistics(
        long count,
        double min,
        double max,
        double mean,
        double std,
        long zeros,
        long nan,
        long inf,
        double[] edges,
        long[] counts,
        Map<String, Double> percentiles) {

    private static final int CHUNK = 1 << 16;
    private static final int FINE = 4096;

    /** @param bins of the histogram, 1 to 4096 */
    public static Statistics of(Tensor tensor, int bins) {
        long n = tensor.elements();
        int parts = (int) Math.max(1, Math.min(64, n / CHUNK));
        var sums = IntStream.range(0, parts)
                .parallel()
                .mapToObj(i -> Sums.of(tensor, n * i / parts, n * (i + 1) / parts))
                .reduce(Sums.NONE, Sums::plus);
        long finite = n - sums.nan - sums.inf;
        if (finite == 0) {
            return new Statistics(
                    n,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    0,
                    sums.nan,
                    sums.inf,
                    new double[] {0, 1},
                    new long[1],
                    Map.of());
        }
        double low = sums.min;
        double high = sums.max > sums.min ? sums.max : sums.min + Math.max(Math.abs(sums.min) * 1e-6, 1e-30);
        long[] fine = IntStream.range(0, parts)
                .parallel()
                .mapToObj(i -> histogram(tensor, n * i / parts, n * (i + 1) / parts, low, high))
                .reduce(new long[FINE], Statistics::add);
        double mean = sums.sum / finite;
        double variance = Math.max(0, sums.squares / finite - mean * mean);
        return new Statistics(
                n,
                sums.min,
                sums.max,
                mean,
                Math.sqrt(variance),
                sums.zeros,
                sums.nan,
                sums.inf,
                edges(low, high, bins),
                coarse(fine, bins),
                percentiles(fine, finite, low, high));
    }

    /** As the fields of the JSON contract. */
    public Map<String, Object> facts() {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("min", min);
        facts.put("max", max);
        facts.put("mean", mean);
        facts.put("std", std);
        facts.put("zeros", zeros);
        facts.put("nan", nan);
        facts.put("inf", inf);
        facts.put("percentiles", percentiles);
        return facts;
    }

    /** The histogram as the field of the JSON contract. */
    public Map<String, Object> histogram() {
        return Map.of("edges", edges, "counts", counts);
    }

    private record Sums(double min, double max, double sum, double squares, long zeros, long nan, long inf) {
        static final Sums NONE = new Sums(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, 0, 0, 0, 0);

        static Sums of(Tensor tensor, long from, long to) {
            var chunk = new float[CHUNK];
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            double sum = 0;
            double squares = 0;
            long zeros = 0;
            long nan = 0;
            long inf = 0;
            for (long at = from; at < to; at += CHUNK) {
                int count = (int) Math.min(CHUNK, to - at);
                tensor.read(at, chunk, 0, count);
                for (int i = 0; i < count; i++) {
                    float v = chunk[i];
                    if (Float.isNaN(v)) {
                        nan++;
                    } else if (Float.isInfinite(v)) {
                        inf++;
                    } else {
                        min = v < min ? v : min;
                        max = v > max ? v : max;
                        zeros += v == 0 ? 1 : 0;
                        sum += v;
                        squares += (double) v * v;
                    }
                }
            }
            return new Sums(min, max, sum, squares, zeros, nan, inf);
        }

        Sums plus(Sums other) {
            return new Sums(
                    Math.min(min, other.min),
                    Math.max(max, other.max),
                    sum + other.sum,
                    squares + other.squares,
                    zeros + other.zeros,
                    nan + other.nan,
                    inf + other.inf);
        }
    }

    private static long[] histogram(Tensor tensor, long from, long to, double low, double high) {
        var counts = new long[FINE];
        var chunk = new float[CHUNK];
        double scale = FINE / (high - low);
        for (long at = from; at < to; at += CHUNK) {
            int count = (int) Math.min(CHUNK, to - at);
            tensor.read(at, chunk, 0, count);
            for (int i = 0; i < count; i++) {
                float v = chunk[i];
                if (v >= low && v <= high) {
                    counts[Math.min(FINE - 1, (int) ((v - low) * scale))]++;
                }
            }
        }
        return counts;
    }

    private static long[] add(long[] a, long[] b) {
        var sum = a.clone();
        Arrays.setAll(sum, i -> a[i] + b[i]);
        return sum;
    }

    private static double[] edges(double low, double high, int bins) {
        var edges = new double[bins + 1];
        Arrays.setAll(edges, i -> low + (high - low) * i / bins);
        return edges;
    }

    private static long[] coarse(long[] fine, int bins) {
        var counts = new long[bins];
        for (int i = 0; i < FINE; i++) {
            counts[(int) ((long) i * bins / FINE)] += fine[i];
        }
        return counts;
    }

    private static Map<String, Double> percentiles(long[] fine, long total, double low, double high) {
        var found = new LinkedHashMap<String, Double>();
        for (int percent : new int[] {1, 5, 25, 50, 75, 95, 99}) {
            double wanted = total * percent / 100.0;
            long below = 0;
            int bin = 0;
            while (bin < FINE - 1 && below + fine[bin] < wanted) {
                below += fine[bin++];
            }
            double within = fine[bin] == 0 ? 0 : (wanted - below) / fine[bin];
            found.put(Integer.toString(percent), low + (high - low) * (bin + Math.min(1, within)) / FINE);
        }
        return found;
    }
}
