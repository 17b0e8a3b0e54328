package dev.vitrine.methods;

import dev.vitrine.artifact.Result;

/** LayerCAM: every activation times the positive part of its own gradient, added up over channels. */
public final class LayerCam implements Method {

    @Override
    public Card card() {
        return ClassActivationMap.card(
                "layer-cam", "Jiang et al. 2021, LayerCAM, IEEE Transactions on Image Processing 30");
    }

    @Override
    public Result look(Look look, Options options) {
        return ClassActivationMap.look(card(), look, options, LayerCam::map);
    }

    static float[] map(float[][] maps, float[][] gradients) {
        var sum = new double[maps[0].length];
        for (int c = 0; c < maps.length; c++) {
            for (int p = 0; p < sum.length; p++) {
                sum[p] += Math.max(0.0, gradients[c][p]) * maps[c][p];
            }
        }
        return ClassActivationMap.rounded(sum);
    }
}
