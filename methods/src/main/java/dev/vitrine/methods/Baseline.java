package dev.vitrine.methods;

import dev.vitrine.data.Picture;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * What stands for "nothing there": {@code black} (a black picture through the model's own preprocessing; zeros where the input
 * is no picture), {@code mean} (of each channel), {@code blur} (Gaussian, a fifth of the side), {@code noise} (uniform between the
 * input's lowest and highest value), {@code zero}, or a number.
 */
final class Baseline {
    static final String KINDS = "black|mean|blur|noise|zero|NUMBER";

    private Baseline() {}

    /**
     * @return a tensor of the input's type and shape
     * @throws InputException if there is no such baseline
     */
    static Tensor of(String kind, Look look, String input, long seed) {
        var given = Optional.ofNullable(look.input().tensors().get(input))
                .orElseThrow(() -> InputException.of("methods.needs-input"));
        var axes = InputAxes.of(look.graph(), input, given);
        var values = given.floats();
        return switch (kind) {
            case "black" -> black(look, input).orElseGet(() -> like(given, new float[values.length]));
            case "mean" -> like(given, mean(values, axes));
            case "blur" -> like(given, blur(values, axes));
            case "noise" -> like(given, noise(values, seed));
            case "zero" -> like(given, new float[values.length]);
            default -> like(given, filled(kind, values.length));
        };
    }

    private static Optional<Tensor> black(Look look, String input) {
        var given = look.input();
        return given.picture()
                .flatMap(p -> given.remake()
                        .map(remake -> remake.apply(Picture.filled(p.width(), p.height(), 0))
                                .get(input)));
    }

    private static Tensor like(Tensor given, float[] values) {
        return Tensor.cast(given.type(), values, given.sizes());
    }

    private static float[] filled(String number, int count) {
        try {
            var values = new float[count];
            Arrays.fill(values, Float.parseFloat(number));
            return values;
        } catch (NumberFormatException e) {
            throw InputException.of("methods.bad-parameter", "name", "baseline", "value", number, "range", KINDS);
        }
    }

    private static float[] mean(float[] values, InputAxes axes) {
        var means = values.clone();
        for (int c = 0; c < axes.channels(); c++) {
            double sum = 0;
            for (int p = 0; p < axes.positions(); p++) {
                sum += values[axes.index(c, p / axes.columns(), p % axes.columns())];
            }
            for (int p = 0; p < axes.positions(); p++) {
                means[axes.index(c, p / axes.columns(), p % axes.columns())] = (float) (sum / axes.positions());
            }
        }
        return means;
    }

    private static float[] noise(float[] values, long seed) {
        var random = new Random(seed);
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float v : values) {
            low = Math.min(low, v);
            high = Math.max(high, v);
        }
        var noise = new float[values.length];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = low + (high - low) * random.nextFloat();
        }
        return noise;
    }

    /** Separable, edges repeated. */
    private static float[] blur(float[] values, InputAxes axes) {
        double sigma = Math.max(axes.rows(), axes.columns()) / 5.0;
        var along = pass(values, axes, sigma, false);
        return axes.rows() > 1 ? pass(along, axes, sigma, true) : along;
    }

    private static float[] pass(float[] values, InputAxes axes, double sigma, boolean down) {
        int reach = (int) Math.ceil(3 * sigma);
        var weights = new double[2 * reach + 1];
        for (int d = -reach; d <= reach; d++) {
            weights[d + reach] = Math.exp(-d * d / (2 * sigma * sigma));
        }
        double total = Arrays.stream(weights).sum();
        int length = down ? axes.rows() : axes.columns();
        var blurred = values.clone();
        for (int c = 0; c < axes.channels(); c++) {
            for (int p = 0; p < axes.positions(); p++) {
                int y = p / axes.columns();
                int x = p % axes.columns();
                double sum = 0;
                for (int d = -reach; d <= reach; d++) {
                    int at = Math.max(0, Math.min(length - 1, (down ? y : x) + d));
                    sum += weights[d + reach] * values[down ? axes.index(c, at, x) : axes.index(c, y, at)];
                }
                blurred[axes.index(c, y, x)] = (float) (sum / total);
            }
        }
        return blurred;
    }
}
