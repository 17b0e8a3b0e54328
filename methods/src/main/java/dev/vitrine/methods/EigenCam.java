package dev.vitrine.methods;

import dev.vitrine.artifact.Result;

/**
 * Eigen-CAM: the first principal component of a layer's maps over places. It knows nothing of the target; only the sign, which
 * is free, is chosen so that the map goes with the gradient-weighted one.
 */
public final class EigenCam implements Method {

    @Override
    public Card card() {
        return ClassActivationMap.card("eigen-cam", "Muhammad and Yeasin 2020, Eigen-CAM, IJCNN, arXiv:2008.00299");
    }

    @Override
    public Result look(Look look, Options options) {
        return ClassActivationMap.look(card(), look, options, EigenCam::map);
    }

    static float[] map(float[][] maps, float[][] gradients) {
        int places = maps[0].length;
        var points = new float[places * maps.length];
        for (int c = 0; c < maps.length; c++) {
            for (int p = 0; p < places; p++) {
                points[p * maps.length + c] = maps[c][p];
            }
        }
        var component = PrincipalAxes.of(points, places, maps.length, 1).scores()[0];
        var weighted = ClassActivationMap.weighted(maps, GradCam.weights(gradients));
        double middle = 0;
        for (float w : weighted) {
            middle += w / places;
        }
        double agreement = 0;
        for (int p = 0; p < places; p++) {
            agreement += component[p] * (weighted[p] - middle);
        }
        var map = new double[places];
        for (int p = 0; p < places; p++) {
            map[p] = agreement < 0 ? -component[p] : component[p];
        }
        return ClassActivationMap.rounded(map);
    }
}
