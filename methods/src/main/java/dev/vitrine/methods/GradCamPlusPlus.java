package dev.vitrine.methods;

import dev.vitrine.artifact.Result;

/**
 * Grad-CAM++: as Grad-CAM, but gradients are weighted by place, so that every instance of a class counts. Higher derivatives are
 * powers of the first one, which is exact for an exponential score.
 */
public final class GradCamPlusPlus implements Method {
    private static final double EPSILON = 1e-6;

    @Override
    public Card card() {
        return ClassActivationMap.card(
                "grad-cam-plus-plus", "Chattopadhay et al. 2018, Grad-CAM++, WACV, arXiv:1710.11063");
    }

    @Override
    public Result look(Look look, Options options) {
        return ClassActivationMap.look(card(), look, options, GradCamPlusPlus::map);
    }

    private static float[] map(float[][] maps, float[][] gradients) {
        return ClassActivationMap.weighted(maps, weights(maps, gradients));
    }

    /** {@code sum over places of a * max(0, g)} with {@code a = g^2 / (2 g^2 + (sum of the map) g^3)}, 0 where g is 0. */
    static double[] weights(float[][] maps, float[][] gradients) {
        var weights = new double[maps.length];
        for (int c = 0; c < maps.length; c++) {
            double total = 0;
            for (float a : maps[c]) {
                total += a;
            }
            for (float g : gradients[c]) {
                double square = (double) g * g;
                weights[c] += g > 0 ? square / (2 * square + total * square * g + EPSILON) * g : 0;
            }
        }
        return weights;
    }
}
