package dev.vitrine.data;

/**
 * Resampling that equals {@code PIL.Image.resize} bit for bit on 8-bit channels: the filter widens with the reduction
 * (antialias), weights are fixed-point numbers of 22 bits, and rows are rounded to 8 bits before columns are summed.
 *
 * <p>Source of the arithmetic: Pillow, {@code src/libImaging/Resample.c} and {@code Geometry.c}.
 */
public final class Resize {
    private static final int PRECISION_BITS = 32 - 8 - 2;

    private Resize() {}

    /** The picture at another size, 1 or more each way. */
    public static Picture resize(Picture picture, int width, int height, Interpolation interpolation) {
        if (width == picture.width() && height == picture.height()) {
            return picture;
        }
        if (interpolation == Interpolation.NEAREST) {
            return nearest(picture, width, height);
        }
        var wide = width == picture.width()
                ? picture.raw()
                : rows(picture.raw(), picture.width(), picture.height(), width, interpolation);
        var done = height == picture.height() ? wide : columns(wide, width, picture.height(), height, interpolation);
        return Picture.owning(width, height, done);
    }

    private static Picture nearest(Picture picture, int width, int height) {
        var from = picture.raw();
        var to = new byte[Picture.bytes(width, height)];
        int[] columns = nearestPositions(picture.width(), width);
        int[] rows = nearestPositions(picture.height(), height);
        int at = 0;
        for (int row : rows) {
            for (int column : columns) {
                int source = 3 * (row * picture.width() + column);
                to[at++] = from[source];
                to[at++] = from[source + 1];
                to[at++] = from[source + 2];
            }
        }
        return Picture.owning(width, height, to);
    }

    /** PIL adds the step up, so rounding errors accumulate; multiplying would differ at some sizes. */
    private static int[] nearestPositions(int from, int to) {
        double step = (double) from / to;
        double position = step * 0.5;
        var positions = new int[to];
        for (int i = 0; i < to; i++) {
            positions[i] = Math.min((int) position, from - 1);
            position += step;
        }
        return positions;
    }

    private static byte[] rows(byte[] from, int width, int height, int newWidth, Interpolation interpolation) {
        var weights = Weights.of(width, newWidth, interpolation);
        var to = new byte[Picture.bytes(newWidth, height)];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < newWidth; x++) {
                int red = 1 << (PRECISION_BITS - 1);
                int green = red;
                int blue = red;
                int source = 3 * (y * width + weights.first[x]);
                for (int weight : weights.fixed[x]) {
                    red += (from[source] & 0xFF) * weight;
                    green += (from[source + 1] & 0xFF) * weight;
                    blue += (from[source + 2] & 0xFF) * weight;
                    source += 3;
                }
                to[at++] = clip(red);
                to[at++] = clip(green);
                to[at++] = clip(blue);
            }
        }
        return to;
    }

    private static byte[] columns(byte[] from, int width, int height, int newHeight, Interpolation interpolation) {
        var weights = Weights.of(height, newHeight, interpolation);
        int stride = 3 * width;
        var to = new byte[Picture.bytes(width, newHeight)];
        var sums = new int[stride];
        for (int y = 0; y < newHeight; y++) {
            java.util.Arrays.fill(sums, 1 << (PRECISION_BITS - 1));
            int source = stride * weights.first[y];
            for (int weight : weights.fixed[y]) {
                for (int i = 0; i < stride; i++) {
                    sums[i] += (from[source + i] & 0xFF) * weight;
                }
                source += stride;
            }
            for (int i = 0; i < stride; i++) {
                to[y * stride + i] = clip(sums[i]);
            }
        }
        return to;
    }

    private static byte clip(int sum) {
        int value = sum >> PRECISION_BITS;
        return (byte) Math.max(0, Math.min(255, value));
    }

    /** For each output position the first source position and the fixed-point weights from there on. */
    private record Weights(int[] first, int[][] fixed) {

        static Weights of(int from, int to, Interpolation interpolation) {
            double scale = (double) from / to;
            double filterScale = Math.max(scale, 1);
            double support = interpolation.support() * filterScale;
            var first = new int[to];
            var fixed = new int[to][];
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * scale;
                int start = Math.max(0, (int) (centre - support + 0.5));
                int end = Math.min(from, (int) (centre + support + 0.5));
                var weights = new double[end - start];
                double sum = 0;
                for (int j = 0; j < weights.length; j++) {
                    weights[j] = interpolation.weight((j + start - centre + 0.5) * (1 / filterScale));
                    sum += weights[j];
                }
                first[i] = start;
                fixed[i] = fixed(weights, sum);
            }
            return new Weights(first, fixed);
        }

        private static int[] fixed(double[] weights, double sum) {
            var fixed = new int[weights.length];
            for (int j = 0; j < weights.length; j++) {
                double weight = (sum == 0 ? weights[j] : weights[j] / sum) * (1 << PRECISION_BITS);
                fixed[j] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
            return fixed;
        }
    }
}
