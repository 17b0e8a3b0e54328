package dev.vitrine.autodiff;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Operators that ONNX Runtime's optimiser puts in the place of several, written out again (docs/ContribOperators.md of ONNX
 * Runtime). SimplifiedLayerNormalization belongs to them, though it is found in the standard domain.
 */
final class ContribOperators {
    static final Map<String, Lowering.Writer> WRITERS = Map.ofEntries(
            Map.entry("com.microsoft.Gelu", (n, g) -> List.of(gelu(n.inputs().get(0), g))),
            Map.entry("com.microsoft.BiasGelu", (n, g) -> List.of(gelu(biased(n, g), g))),
            Map.entry("com.microsoft.FastGelu", (n, g) -> List.of(CompositeOperators.tanhGelu(biased(n, g), g))),
            Map.entry("com.microsoft.QuickGelu", ContribOperators::quickGelu),
            Map.entry("SimplifiedLayerNormalization", ContribOperators::simplified),
            Map.entry("com.microsoft.SkipLayerNormalization", (n, g) -> skip(n, g, true)),
            Map.entry("com.microsoft.SkipSimplifiedLayerNormalization", (n, g) -> skip(n, g, false)),
            Map.entry("com.microsoft.EmbedLayerNormalization", ContribOperators::embed),
            Map.entry("com.microsoft.FusedConv", ContribOperators::fusedConv),
            Map.entry("com.microsoft.FusedMatMul", ContribOperators::fusedMatMul),
            Map.entry("com.microsoft.TransposeMatMul", ContribOperators::fusedMatMul));

    private ContribOperators() {}

    private static String gelu(String x, GraphBuilder g) {
        return CompositeOperators.erfGelu(x, g);
    }

    private static String biased(Node node, GraphBuilder g) {
        var x = node.inputs().get(0);
        return node.input(1).map(b -> g.add(x, b)).orElse(x);
    }

    private static List<String> quickGelu(Node node, GraphBuilder g) {
        var x = node.inputs().get(0);
        return List.of(g.mul(x, g.op("Sigmoid", g.scale(x, node.floatAttribute("alpha", 1.702f), x))));
    }

    private static List<String> simplified(Node node, GraphBuilder g) {
        return CompositeOperators.rmsNormalization(node, g);
    }

    private static List<String> skip(Node node, GraphBuilder g, boolean centred) {
        var sum = g.add(node.inputs().get(0), node.inputs().get(1));
        int bias = centred ? 4 : 3;
        if (node.input(bias).isPresent()) {
            sum = g.add(sum, node.inputs().get(bias));
        }
        var gamma = node.inputs().get(2);
        float epsilon = node.floatAttribute("epsilon", 1e-12f);
        String y;
        if (centred) {
            y = layerNormalization(sum, gamma, node.input(3).orElse(""), epsilon, g);
        } else {
            var power = g.add(g.meanOver(g.mul(sum, sum), -1), g.scalar(epsilon, sum));
            y = g.mul(g.div(sum, g.op("Sqrt", power)), gamma);
        }
        return List.of(y, sum, sum, sum);
    }

    private static String layerNormalization(String x, String gamma, String beta, float epsilon, GraphBuilder g) {
        var normal = beta.isEmpty() ? call("LayerNormalization", x, gamma) : call("LayerNormalization", x, gamma, beta);
        return g.put(normal.with("axis", -1).with("epsilon", epsilon));
    }

    /** Words, positions and segments are looked up, added and normalised; the mask becomes the length of each sample. */
    private static List<String> embed(Node node, GraphBuilder g) {
        var words = node.inputs().get(0);
        var sum = g.op("Gather", node.inputs().get(2), words);
        var table = node.inputs().get(3);
        var positions = node.input(8)
                .map(p -> g.op("Gather", table, p))
                .orElseGet(() -> g.op("Slice", table, g.ints(0), g.size(words, 1), g.ints(0)));
        sum = g.add(sum, positions);
        if (node.input(1).isPresent() && node.input(4).isPresent()) {
            sum = g.add(sum, g.op("Gather", node.inputs().get(4), node.inputs().get(1)));
        }
        var y = layerNormalization(
                sum, node.inputs().get(5), node.inputs().get(6), node.floatAttribute("epsilon", 1e-12f), g);
        var lengths = node.input(7)
                .map(m -> g.put(call("ReduceSum", m, g.ints(1)).with("keepdims", 0)))
                .orElseGet(() -> g.cast(g.put(call("ConstantOfShape", g.size(words, 0))), DataType.INT32));
        return List.of(y, lengths, sum);
    }

    /** A convolution, a sum and an activation function in one. */
    private static List<String> fusedConv(Node node, GraphBuilder g) {
        var attributes = new java.util.LinkedHashMap<>(node.attributes());
        attributes.remove("activation");
        attributes.remove("activation_params");
        var inputs = new ArrayList<>(
                node.inputs().subList(0, Math.min(3, node.inputs().size())));
        var y = g.put(new Node("", "Conv", "", inputs, List.of(), attributes));
        if (node.input(3).isPresent()) {
            y = g.add(y, node.inputs().get(3));
        }
        var parameters = node.attributes().get("activation_params") instanceof Attribute.OfFloats p
                ? p.values()
                : List.<Float>of();
        return List.of(activated(node, y, parameters, g));
    }

    private static String activated(Node node, String y, List<Float> parameters, GraphBuilder g) {
        var kind = node.stringAttribute("activation", "");
        return switch (kind.toLowerCase(Locale.ROOT)) {
            case "" -> y;
            case "relu" -> g.op("Relu", y);
            case "tanh" -> g.op("Tanh", y);
            case "sigmoid" -> g.op("Sigmoid", y);
            case "leakyrelu" -> g.put(call("LeakyRelu", y).with("alpha", parameters.get(0)));
            case "clip" -> g.op("Clip", y, g.scalar(parameters.get(0), y), g.scalar(parameters.get(1), y));
            case "hardsigmoid" ->
                g.put(call("HardSigmoid", y).with("alpha", parameters.get(0)).with("beta", parameters.get(1)));
            default ->
                throw InputException.of(
                        "autodiff.fused-activation",
                        "node",
                        g.graph().label(node),
                        "op",
                        node.op(),
                        "activation",
                        kind);
        };
    }

    private static List<String> fusedMatMul(Node node, GraphBuilder g) {
        var product = g.op("MatMul", turned(node, 0, "A", g), turned(node, 1, "B", g));
        return List.of(
                g.scale(product, node.floatAttribute("alpha", 1), node.inputs().get(0)));
    }

    /** Of the axes of an operand, {@code transBatch} brings the first one before the last; {@code trans} swaps the last two. */
    private static String turned(Node node, int input, String which, GraphBuilder g) {
        boolean swap = node.intAttribute("trans" + which, 0) == 1;
        boolean batch = node.intAttribute("transBatch" + which, 0) == 1;
        var x = node.inputs().get(input);
        if (!swap && !batch) {
            return x;
        }
        int rank = g.needRank(x);
        var perm = new ArrayList<Long>();
        for (long axis = 0; axis < rank; axis++) {
            perm.add(axis);
        }
        if (batch) {
            perm.add(rank - 2, perm.remove(0));
        }
        if (swap) {
            perm.add(rank - 2, perm.remove(rank - 1));
        }
        return g.transpose(x, perm.stream().mapToLong(Long::longValue).toArray());
    }
}
