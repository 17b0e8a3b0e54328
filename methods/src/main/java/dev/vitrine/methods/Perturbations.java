package dev.vitrine.methods;

import dev.vitrine.data.Picture;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Graded changes of a picture, each with the levels at which it is tried. The changes are those of common robustness tests
 * (Hendrycks and Dietterich 2019, arXiv:1903.12261), on 8-bit pixels before any preprocessing. What a change uncovers or
 * covers is filled with the mean colour of the picture.
 */
public final class Perturbations {

    /** Changes a picture. */
    @FunctionalInterface
    public interface Change {
        /** @param seed for what is random */
        Picture apply(Picture picture, double level, long seed);
    }

    /**
     * One kind of change.
     *
     * @param name its name, as in links and options
     * @param levels rising
     * @param neutral the level that changes nothing; one of {@code levels}
     */
    public record Entry(String name, List<Double> levels, double neutral, Change change) {}

    private static final List<Entry> ALL = List.of(
            new Entry("brightness", List.of(-0.5, -0.3, -0.15, 0.0, 0.15, 0.3, 0.5), 0, Perturbations::brighter),
            new Entry("contrast", List.of(0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0), 1, Perturbations::contrast),
            new Entry("blur", List.of(0.0, 0.005, 0.01, 0.02, 0.04, 0.08), 0, Perturbations::blurred),
            new Entry("noise", List.of(0.0, 0.02, 0.05, 0.1, 0.2, 0.4), 0, Perturbations::noisy),
            new Entry("rotation", List.of(-45.0, -30.0, -15.0, 0.0, 15.0, 30.0, 45.0), 0, Perturbations::rotated),
            new Entry("shift", List.of(-0.4, -0.2, -0.1, 0.0, 0.1, 0.2, 0.4), 0, Perturbations::shifted),
            new Entry("occlusion", List.of(0.0, 0.1, 0.2, 0.4, 0.6, 0.8), 0, Perturbations::occluded));

    private Perturbations() {}

    public static List<Entry> all() {
        return ALL;
    }

    /** @param level added to every channel, as a part of 255 */
    static Picture brighter(Picture picture, double level, long seed) {
        return mapped(picture, v -> v + 255 * level);
    }

    /** @param level factor of the distance to the mean of all pixels and channels */
    static Picture contrast(Picture picture, double level, long seed) {
        var rgb = picture.rgb();
        long sum = 0;
        for (byte v : rgb) {
            sum += v & 0xFF;
        }
        double mean = (double) sum / rgb.length;
        return mapped(picture, v -> mean + level * (v - mean));
    }

    /** Gauss. @param level standard deviation, as a part of the shorter side; edges are repeated outwards */
    static Picture blurred(Picture picture, double level, long seed) {
        double sigma = level * Math.min(picture.width(), picture.height());
        if (sigma <= 0) {
            return picture;
        }
        int reach = Math.max(1, (int) Math.ceil(3 * sigma));
        var weights = new double[2 * reach + 1];
        Arrays.setAll(weights, i -> Math.exp(-(i - reach) * (i - reach) / (2 * sigma * sigma)));
        double sum = Arrays.stream(weights).sum();
        Arrays.setAll(weights, i -> weights[i] / sum);
        int w = picture.width();
        int h = picture.height();
        var rgb = picture.rgb();
        var values = new double[rgb.length];
        Arrays.setAll(values, i -> rgb[i] & 0xFF);
        var rows = new double[values.length];
        var columns = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int x = i / 3 % w;
            for (int k = -reach; k <= reach; k++) {
                int from = Math.max(0, Math.min(w - 1, x + k));
                rows[i] += weights[k + reach] * values[i + 3 * (from - x)];
            }
        }
        for (int i = 0; i < values.length; i++) {
            int y = i / 3 / w;
            for (int k = -reach; k <= reach; k++) {
                int from = Math.max(0, Math.min(h - 1, y + k));
                columns[i] += weights[k + reach] * rows[i + 3 * w * (from - y)];
            }
        }
        var to = new byte[rgb.length];
        for (int i = 0; i < to.length; i++) {
            to[i] = level(columns[i]);
        }
        return Picture.of(w, h, to);
    }

    /** Gaussian noise on every channel. @param level standard deviation, as a part of 255 */
    static Picture noisy(Picture picture, double level, long seed) {
        var random = new Random(seed);
        return mapped(picture, v -> v + 255 * level * random.nextGaussian());
    }

    /** Counter-clockwise about the centre, bilinear. @param level degrees */
    static Picture rotated(Picture picture, double level, long seed) {
        if (level == 0) {
            return picture;
        }
        double cos = Math.cos(Math.toRadians(level));
        double sin = Math.sin(Math.toRadians(level));
        double centreX = (picture.width() - 1) / 2.0;
        double centreY = (picture.height() - 1) / 2.0;
        var mean = meanColour(picture);
        var to = new byte[picture.rgb().length];
        int at = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                double fromX = centreX + cos * (x - centreX) - sin * (y - centreY);
                double fromY = centreY + sin * (x - centreX) + cos * (y - centreY);
                for (int c = 0; c < 3; c++) {
                    to[at++] = level(sampled(picture, fromX, fromY, c, mean[c]));
                }
            }
        }
        return Picture.of(picture.width(), picture.height(), to);
    }

    /** Bilinear; a sample that lies outside the picture is {@code outside}. */
    private static double sampled(Picture picture, double x, double y, int channel, double outside) {
        double left = Math.floor(x + 1e-9);
        double top = Math.floor(y + 1e-9);
        double right = Math.max(0, x - left);
        double down = Math.max(0, y - top);
        double sum = 0;
        for (int corner = 0; corner < 4; corner++) {
            int cx = (int) left + corner % 2;
            int cy = (int) top + corner / 2;
            double weight = (corner % 2 == 0 ? 1 - right : right) * (corner / 2 == 0 ? 1 - down : down);
            boolean inside = cx >= 0 && cy >= 0 && cx < picture.width() && cy < picture.height();
            sum += weight == 0 ? 0 : weight * (inside ? picture.at(cx, cy, channel) : outside);
        }
        return sum;
    }

    /** To the right. @param level part of the width */
    static Picture shifted(Picture picture, double level, long seed) {
        int by = (int) Math.round(level * picture.width());
        var mean = meanColour(picture);
        var to = new byte[picture.rgb().length];
        int at = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                boolean inside = x - by >= 0 && x - by < picture.width();
                for (int c = 0; c < 3; c++) {
                    to[at++] = level(inside ? picture.at(x - by, y, c) : mean[c]);
                }
            }
        }
        return Picture.of(picture.width(), picture.height(), to);
    }

    /** A rectangle in the middle, of the picture's proportions. @param level its sides as a part of the picture's */
    static Picture occluded(Picture picture, double level, long seed) {
        int patchWidth = (int) Math.round(level * picture.width());
        int patchHeight = (int) Math.round(level * picture.height());
        int left = (picture.width() - patchWidth) / 2;
        int top = (picture.height() - patchHeight) / 2;
        var mean = meanColour(picture);
        var rgb = picture.rgb();
        for (int y = top; y < top + patchHeight; y++) {
            for (int x = left; x < left + patchWidth; x++) {
                for (int c = 0; c < 3; c++) {
                    rgb[3 * (y * picture.width() + x) + c] = level(mean[c]);
                }
            }
        }
        return Picture.of(picture.width(), picture.height(), rgb);
    }

    private static double[] meanColour(Picture picture) {
        var rgb = picture.rgb();
        var mean = new double[3];
        for (int i = 0; i < rgb.length; i++) {
            mean[i % 3] += rgb[i] & 0xFF;
        }
        Arrays.setAll(mean, c -> mean[c] * 3 / rgb.length);
        return mean;
    }

    private static Picture mapped(Picture picture, java.util.function.DoubleUnaryOperator change) {
        var rgb = picture.rgb();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = level(change.applyAsDouble(rgb[i] & 0xFF));
        }
        return Picture.of(picture.width(), picture.height(), rgb);
    }

    private static byte level(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
}
