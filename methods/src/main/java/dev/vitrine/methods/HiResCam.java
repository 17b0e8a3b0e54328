package dev.vitrine.methods;

import dev.vitrine.artifact.Result;

/** HiResCAM: every activation times its own gradient, added up over channels. */
public final class HiResCam implements Method {

    @Override
    public Card card() {
        return ClassActivationMap.card(
                "hires-cam", "Draelos and Carin 2020, Use HiResCAM instead of Grad-CAM, arXiv:2011.08891");
    }

    @Override
    public Result look(Look look, Options options) {
        return ClassActivationMap.look(card(), look, options, HiResCam::map);
    }

    static float[] map(float[][] maps, float[][] gradients) {
        var sum = new double[maps[0].length];
        for (int c = 0; c < maps.length; c++) {
            for (int p = 0; p < sum.length; p++) {
                sum[p] += (double) gradients[c][p] * maps[c][p];
            }
        }
        return ClassActivationMap.rounded(sum);
    }
}
