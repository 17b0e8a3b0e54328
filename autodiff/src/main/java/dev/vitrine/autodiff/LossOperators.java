package dev.vitrine.autodiff;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import java.util.List;
import java.util.Map;

/** Losses that are operators of a model, by their definitions in the ONNX specification. Classes lie on axis 1. */
final class LossOperators {
    static final Map<String, Lowering.Writer> WRITERS = Map.of(
            "NegativeLogLikelihoodLoss",
            (n, g) -> List.of(likelihood(n, n.inputs().get(0), g)),
            "SoftmaxCrossEntropyLoss",
            LossOperators::crossEntropy);

    private LossOperators() {}

    private static List<String> crossEntropy(Node node, GraphBuilder g) {
        var log = g.put(call("LogSoftmax", node.inputs().get(0)).with("axis", 1));
        return List.of(likelihood(node, log, g), log);
    }

    /** -w[label] log p[label], 0 where the label is to be ignored; summed, or averaged by the weights. */
    private static String likelihood(Node node, String log, GraphBuilder g) {
        var labels = g.cast(node.inputs().get(1), DataType.INT64);
        var zero = g.scalar(0, log);
        boolean ignoring = node.attribute("ignore_index").isPresent();
        var ignored = g.op("Equal", labels, g.ints(node.intAttribute("ignore_index", -1)));
        var known = ignoring ? g.op("Where", ignored, g.ints(0), labels) : labels;
        var picked = g.put(
                call("GatherElements", log, g.op("Unsqueeze", known, g.ints(1))).with("axis", 1));
        var loss = g.op("Neg", g.op("Squeeze", picked, g.ints(1)));
        var weights = node.input(2)
                .map(w -> g.op("Gather", w, known))
                .orElseGet(() -> g.op("Expand", g.scalar(1, log), g.op("Shape", loss)));
        if (ignoring) {
            weights = g.op("Where", ignored, zero, weights);
        }
        var each = g.mul(loss, weights);
        return switch (node.stringAttribute("reduction", "mean")) {
            case "none" -> each;
            case "sum" -> g.put(call("ReduceSum", each).with("keepdims", 0));
            default ->
                g.div(
                        g.put(call("ReduceSum", each).with("keepdims", 0)),
                        g.put(call("ReduceSum", weights).with("keepdims", 0)));
        };
    }
}
