package dev.vitrine.methods;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix, from cyclic Jacobi rotations (Golub and Van Loan, Matrix
 * Computations, 8.5).
 *
 * @param values falling
 * @param vectors {@code vectors[k]} belongs to {@code values[k]} and has unit length
 */
record SymmetricEigen(double[] values, double[][] vectors) {
    private static final int MOST_SWEEPS = 60;

    /** @param matrix square and symmetric; not changed */
    static SymmetricEigen of(double[][] matrix) {
        int n = matrix.length;
        var a = new double[n][];
        var turned = new double[n][n];
        for (int i = 0; i < n; i++) {
            a[i] = matrix[i].clone();
            turned[i][i] = 1;
        }
        for (int sweep = 0; sweep < MOST_SWEEPS && offDiagonal(a) > 0; sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    rotate(a, turned, p, q);
                }
            }
        }
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -a[i][i]))
                .mapToInt(Integer::intValue)
                .toArray();
        var values = new double[n];
        var vectors = new double[n][n];
        for (int k = 0; k < n; k++) {
            values[k] = a[order[k]][order[k]];
            vectors[k] = turned[order[k]];
        }
        return new SymmetricEigen(values, vectors);
    }

    private static double offDiagonal(double[][] a) {
        double off = 0;
        double all = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                double square = a[i][j] * a[i][j];
                all += square;
                off += i == j ? 0 : square;
            }
        }
        return off > 1e-30 * all ? off : 0;
    }

    private static void rotate(double[][] a, double[][] turned, int p, int q) {
        if (a[p][q] == 0) {
            return;
        }
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int k = 0; k < a.length; k++) {
            double kp = a[k][p];
            double kq = a[k][q];
            a[k][p] = c * kp - s * kq;
            a[k][q] = s * kp + c * kq;
        }
        for (int k = 0; k < a.length; k++) {
            double pk = a[p][k];
            double qk = a[q][k];
            a[p][k] = c * pk - s * qk;
            a[q][k] = s * pk + c * qk;
            double pv = turned[p][k];
            double qv = turned[q][k];
            turned[p][k] = c * pv - s * qv;
            turned[q][k] = s * pv + c * qv;
        }
    }
}
