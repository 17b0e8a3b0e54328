package dev.vitrine.methods;

import java.util.Arrays;
import java.util.Random;

/**
 * The directions of largest variance of centred rows, from orthogonal iteration with Rayleigh-Ritz steps on the covariance
 * (Golub and Van Loan, Matrix Computations, 8.2), which is never formed. A component points so that its largest loading is
 * positive; the same rows give the same result.
 *
 * @param scores one array per component, a value per row
 * @param loadings one array per component, of unit length, a value per column; zeros beyond the rank
 * @param variances population variance along each component, falling
 * @param total population variance over all columns
 */
public record PrincipalAxes(double[][] scores, double[][] loadings, double[] variances, double total) {
    private static final int EXTRA = 10;
    private static final int MOST_ITERATIONS = 2000;
    private static final double RESIDUAL = 1e-10;

    /**
     * @param data row after row; finite
     * @param components at least 1; those beyond the rank have variance 0
     */
    public static PrincipalAxes of(float[] data, int rows, int columns, int components) {
        var centred = centred(data, rows, columns);
        double total = Arrays.stream(centred).map(v -> v * v).sum() / rows;
        int width = Math.min(columns, components + EXTRA);
        var random = new Random(1);
        var basis = new double[width][columns];
        for (var vector : basis) {
            Arrays.setAll(vector, i -> random.nextGaussian());
        }
        orthonormalise(basis);
        var values = new double[width];
        for (int i = 0; i < MOST_ITERATIONS; i++) {
            var images = covarianceTimes(centred, rows, columns, basis);
            var eigen = SymmetricEigen.of(products(basis, images));
            values = eigen.values();
            basis = combined(basis, eigen.vectors());
            images = combined(images, eigen.vectors());
            if (residual(basis, images, values, Math.min(components, width))
                    <= RESIDUAL * Math.max(values[0], 1e-300)) {
                break;
            }
            basis = images;
            orthonormalise(basis);
        }
        return ordered(centred, rows, columns, components, basis, values, total);
    }

    /** The share of all variance that lies along one component, 0 to 1. */
    public double share(int component) {
        return total > 0 ? variances[component] / total : 0;
    }

    private static PrincipalAxes ordered(
            double[] centred, int rows, int columns, int components, double[][] basis, double[] values, double total) {
        var scores = new double[components][rows];
        var loadings = new double[components][columns];
        var variances = new double[components];
        for (int k = 0; k < Math.min(components, basis.length); k++) {
            if (values[k] <= 1e-12 * Math.max(total, 1e-300)) {
                continue;
            }
            variances[k] = values[k];
            double sign = sign(basis[k]);
            for (int c = 0; c < columns; c++) {
                loadings[k][c] = sign * basis[k][c];
            }
            for (int r = 0; r < rows; r++) {
                double sum = 0;
                for (int c = 0; c < columns; c++) {
                    sum += centred[r * columns + c] * loadings[k][c];
                }
                scores[k][r] = sum;
            }
        }
        return new PrincipalAxes(scores, loadings, variances, total);
    }

    private static double sign(double[] vector) {
        double largest = 0;
        for (double v : vector) {
            largest = Math.abs(v) > Math.abs(largest) * (1 + 1e-9) ? v : largest;
        }
        return largest < 0 ? -1 : 1;
    }

    private static double[] centred(float[] data, int rows, int columns) {
        var centred = new double[rows * columns];
        for (int c = 0; c < columns; c++) {
            double sum = 0;
            for (int r = 0; r < rows; r++) {
                sum += data[r * columns + c];
            }
            for (int r = 0; r < rows; r++) {
                centred[r * columns + c] = data[r * columns + c] - sum / rows;
            }
        }
        return centred;
    }

    private static double[][] covarianceTimes(double[] centred, int rows, int columns, double[][] vectors) {
        var images = new double[vectors.length][columns];
        for (int k = 0; k < vectors.length; k++) {
            for (int r = 0; r < rows; r++) {
                double along = 0;
                for (int c = 0; c < columns; c++) {
                    along += centred[r * columns + c] * vectors[k][c];
                }
                along /= rows;
                for (int c = 0; c < columns; c++) {
                    images[k][c] += along * centred[r * columns + c];
                }
            }
        }
        return images;
    }

    private static double[][] products(double[][] a, double[][] b) {
        var products = new double[a.length][b.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j <= i; j++) {
                products[i][j] = dot(a[i], b[j]);
                products[j][i] = products[i][j];
            }
        }
        return products;
    }

    private static double[][] combined(double[][] vectors, double[][] weights) {
        var combined = new double[vectors.length][vectors[0].length];
        for (int k = 0; k < combined.length; k++) {
            for (int j = 0; j < vectors.length; j++) {
                for (int c = 0; c < vectors[0].length; c++) {
                    combined[k][c] += weights[k][j] * vectors[j][c];
                }
            }
        }
        return combined;
    }

    private static double residual(double[][] basis, double[][] images, double[] values, int count) {
        double largest = 0;
        for (int k = 0; k < count; k++) {
            double square = 0;
            for (int c = 0; c < basis[k].length; c++) {
                double d = images[k][c] - values[k] * basis[k][c];
                square += d * d;
            }
            largest = Math.max(largest, Math.sqrt(square));
        }
        return largest;
    }

    /** Gram and Schmidt, each vector twice; what depends on those before becomes zero. */
    private static void orthonormalise(double[][] vectors) {
        for (int k = 0; k < vectors.length; k++) {
            double before = Math.sqrt(dot(vectors[k], vectors[k]));
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < k; j++) {
                    double along = dot(vectors[k], vectors[j]);
                    for (int c = 0; c < vectors[k].length; c++) {
                        vectors[k][c] -= along * vectors[j][c];
                    }
                }
            }
            double length = Math.sqrt(dot(vectors[k], vectors[k]));
            double scale = length > 1e-12 * before ? 1 / length : 0;
            for (int c = 0; c < vectors[k].length; c++) {
                vectors[k][c] *= scale;
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
