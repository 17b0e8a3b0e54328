package dev.vitrine.methods;

import dev.vitrine.artifact.Result;

/** XGrad-CAM: each map weighted by its gradient, averaged with the map itself as weights. */
public final class XGradCam implements Method {
    private static final double EPSILON = 1e-7;

    @Override
    public Card card() {
        return ClassActivationMap.card("xgrad-cam", "Fu et al. 2020, Axiom-based Grad-CAM, BMVC, arXiv:2008.02312");
    }

    @Override
    public Result look(Look look, Options options) {
        return ClassActivationMap.look(card(), look, options, XGradCam::map);
    }

    private static float[] map(float[][] maps, float[][] gradients) {
        return ClassActivationMap.weighted(maps, weights(maps, gradients));
    }

    /** {@code sum of g * a / sum of a}. */
    static double[] weights(float[][] maps, float[][] gradients) {
        var weights = new double[maps.length];
        for (int c = 0; c < maps.length; c++) {
            double products = 0;
            double total = 0;
            for (int p = 0; p < maps[c].length; p++) {
                products += (double) gradients[c][p] * maps[c][p];
                total += maps[c][p];
            }
            weights[c] = products / (total + EPSILON);
        }
        return weights;
    }
}
