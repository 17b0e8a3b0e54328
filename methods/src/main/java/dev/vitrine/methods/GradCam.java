package dev.vitrine.methods;

import dev.vitrine.artifact.Result;

/** Grad-CAM: the maps of a layer, each weighted by the mean of its gradient. */
public final class GradCam implements Method {

    @Override
    public Card card() {
        return ClassActivationMap.card("grad-cam", "Selvaraju et al. 2017, Grad-CAM, ICCV, arXiv:1610.02391");
    }

    @Override
    public Result look(Look look, Options options) {
        return ClassActivationMap.look(
                card(), look, options, (maps, gradients) -> ClassActivationMap.weighted(maps, weights(gradients)));
    }

    /** The mean gradient of each channel. */
    static double[] weights(float[][] gradients) {
        var weights = new double[gradients.length];
        for (int c = 0; c < weights.length; c++) {
            double sum = 0;
            for (float g : gradients[c]) {
                sum += g;
            }
            weights[c] = sum / gradients[c].length;
        }
        return weights;
    }
}
