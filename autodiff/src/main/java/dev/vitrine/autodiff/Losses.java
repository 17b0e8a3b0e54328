package dev.vitrine.autodiff;

/** Losses, written as nodes of the forward graph so that the ordinary rules differentiate them. */
final class Losses {
    private Losses() {}

    /** Appends a loss of {@code tensor} against {@code label}, of the same shape; returns a scalar, the mean over the batch. */
    static String write(Target.Loss.Kind kind, String tensor, String label, int classAxis, GraphBuilder g) {
        var truth = g.cast(label, g.type(tensor));
        return switch (kind) {
            case CROSS_ENTROPY -> {
                var log = g.put(GraphBuilder.call("LogSoftmax", tensor).with("axis", classAxis));
                var perPosition = g.sumOver(g.op("Neg", g.mul(truth, log)), classAxis);
                yield mean(perPosition, g);
            }
            case BINARY_CROSS_ENTROPY -> mean(g.sub(g.op("Softplus", tensor), g.mul(truth, tensor)), g);
            case MEAN_SQUARED_ERROR -> {
                var error = g.sub(tensor, truth);
                yield mean(g.mul(error, error), g);
            }
        };
    }

    private static String mean(String tensor, GraphBuilder g) {
        return g.put(GraphBuilder.call("ReduceMean", tensor).with("keepdims", 0));
    }
}
