package dev.vitrine.autodiff;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.List;
import java.util.Map;

/** The composite operators, each by its definition in the ONNX specification. */
final class CompositeOperators {
    static final Map<String, Lowering.Writer> WRITERS = Map.of(
            "Gelu", CompositeOperators::gelu,
            "Mish", CompositeOperators::mish,
            "Swish", CompositeOperators::swish,
            "HardSwish", CompositeOperators::hardSwish,
            "GroupNormalization", CompositeOperators::groupNormalization,
            "RMSNormalization", CompositeOperators::rmsNormalization,
            "MeanVarianceNormalization", CompositeOperators::meanVariance,
            "LpNormalization", CompositeOperators::lpNormalization,
            "ImageScaler", CompositeOperators::imageScaler);

    private CompositeOperators() {}

    private static List<String> gelu(Node node, GraphBuilder g) {
        var x = node.inputs().get(0);
        return List.of(node.stringAttribute("approximate", "none").equals("tanh") ? tanhGelu(x, g) : erfGelu(x, g));
    }

    /** x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))). */
    static String tanhGelu(String x, GraphBuilder g) {
        var cube = g.mul(x, g.mul(x, x));
        return gated(x, g.op("Tanh", g.scale(g.add(x, g.scale(cube, 0.044715, x)), Math.sqrt(2 / Math.PI), x)), g);
    }

    /** x/2 (1 + erf(x/sqrt(2))). */
    static String erfGelu(String x, GraphBuilder g) {
        return gated(x, g.op("Erf", g.scale(x, Math.sqrt(0.5), x)), g);
    }

    private static String gated(String x, String gate, GraphBuilder g) {
        return g.mul(g.scale(x, 0.5, x), g.add(gate, g.scalar(1, x)));
    }

    private static List<String> mish(Node node, GraphBuilder g) {
        var x = node.inputs().get(0);
        return List.of(g.mul(x, g.op("Tanh", g.op("Softplus", x))));
    }

    private static List<String> swish(Node node, GraphBuilder g) {
        var x = node.inputs().get(0);
        return List.of(g.mul(x, g.op("Sigmoid", g.scale(x, node.floatAttribute("alpha", 1), x))));
    }

    private static List<String> hardSwish(Node node, GraphBuilder g) {
        var x = node.inputs().get(0);
        var gate = GraphBuilder.call("HardSigmoid", x).with("alpha", 1f / 6).with("beta", 0.5f);
        return List.of(g.mul(x, g.put(gate)));
    }

    private static List<String> groupNormalization(Node node, GraphBuilder g) {
        var x = node.inputs().get(0);
        long groups = node.intAttribute("num_groups", 1);
        var grouped = g.reshape(x, 0, groups, -1);
        var normal = g.reshape(standardized(grouped, node.floatAttribute("epsilon", 1e-5f), g, x, -1), g.shape(x));
        int rank = g.needRank(x);
        var column = new long[rank - 1];
        java.util.Arrays.fill(column, 1);
        column[0] = -1;
        var scale = node.inputs().get(1);
        var bias = node.inputs().get(2);
        if (g.shapeOf(scale).map(s -> s.size(0) == groups).orElse(false) && !perChannel(x, groups, g)) {
            scale = perGroup(scale, x, groups, g);
            bias = perGroup(bias, x, groups, g);
        }
        return List.of(g.add(g.mul(normal, g.reshape(scale, column)), g.reshape(bias, column)));
    }

    private static boolean perChannel(String x, long groups, GraphBuilder g) {
        return g.shapeOf(x).map(s -> s.size(1) == groups).orElse(false);
    }

    /** Opset 18 has one scale per group: repeated for each of its channels. */
    private static String perGroup(String scale, String x, long groups, GraphBuilder g) {
        var each = g.integer("Div", g.size(x, 1), g.ints(groups));
        return g.reshape(g.op("Expand", g.reshape(scale, groups, 1), g.join(g.ints(groups), each)), -1);
    }

    private static String standardized(String x, double epsilon, GraphBuilder g, String like, long... axes) {
        var centred = g.sub(x, g.meanOver(x, axes));
        var variance = g.meanOver(g.mul(centred, centred), axes);
        return g.div(centred, g.op("Sqrt", g.add(variance, g.scalar(epsilon, like))));
    }

    static List<String> rmsNormalization(Node node, GraphBuilder g) {
        var x = node.inputs().get(0);
        int axis = Math.toIntExact(node.intAttribute("axis", -1));
        int first = axis < 0 ? axis : axis - g.needRank(x);
        var axes = new long[-first];
        java.util.Arrays.setAll(axes, i -> first + i);
        var power = g.add(g.meanOver(g.mul(x, x), axes), g.scalar(node.floatAttribute("epsilon", 1e-5f), x));
        return List.of(g.mul(g.div(x, g.op("Sqrt", power)), node.inputs().get(1)));
    }

    private static List<String> meanVariance(Node node, GraphBuilder g) {
        var x = node.inputs().get(0);
        var axes = node.intsAttribute("axes").orElse(new long[] {0, 2, 3});
        var centred = g.sub(x, g.meanOver(x, axes));
        var deviation = g.op("Sqrt", g.meanOver(g.mul(centred, centred), axes));
        return List.of(g.div(centred, g.add(deviation, g.scalar(1e-9, x))));
    }

    /** x scale + bias of each channel: an experimental operator of early files, which the runtime still knows. */
    private static List<String> imageScaler(Node node, GraphBuilder g) {
        var x = node.inputs().get(0);
        var scaled = g.scale(x, node.floatAttribute("scale", 1), x);
        if (!(node.attributes().get("bias") instanceof Attribute.OfFloats bias)) {
            return List.of(scaled);
        }
        var values = new float[bias.values().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = bias.values().get(i);
        }
        return List.of(g.add(scaled, g.constant(Tensor.cast(g.type(x), values, values.length, 1, 1))));
    }

    private static List<String> lpNormalization(Node node, GraphBuilder g) {
        var x = node.inputs().get(0);
        long axis = node.intAttribute("axis", -1);
        var norm = node.intAttribute("p", 2) == 1
                ? g.sumOver(g.op("Abs", x), axis)
                : g.op("Sqrt", g.sumOver(g.mul(x, x), axis));
        return List.of(g.div(x, norm));
    }
}
