package dev.vitrine.autodiff.rules;

import dev.vitrine.autodiff.GraphBuilder;

/**
 * n = (x - mean) / sqrt(var + epsilon) over some axes.
 *
 * <pre>
 *   dx = (dn - mean(dn) - n mean(dn n)) / sqrt(var + epsilon)
 * </pre>
 */
record Standardization(String normal, String deviation, long[] axes) {

    static Standardization of(String x, double epsilon, String like, GraphBuilder g, long... axes) {
        var centred = g.sub(x, g.meanOver(x, axes));
        var variance = g.meanOver(g.mul(centred, centred), axes);
        var deviation = g.op("Sqrt", g.add(variance, g.scalar(epsilon, like)));
        return new Standardization(g.div(centred, deviation), deviation, axes);
    }

    String backward(String gradient, GraphBuilder g) {
        var along = g.mul(normal, g.meanOver(g.mul(gradient, normal), axes));
        return g.div(g.sub(g.sub(gradient, g.meanOver(gradient, axes)), along), deviation);
    }
}
