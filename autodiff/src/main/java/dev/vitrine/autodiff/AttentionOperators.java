package dev.vitrine.autodiff;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Attention (Vaswani et al. 2017): Y = softmax(Q K^T scale + mask) V for each head, as the ONNX specification and the contributed
 * operators of ONNX Runtime have it. Caches of earlier keys and values are left to the runtime.
 */
final class AttentionOperators {
    static final Map<String, Lowering.Writer> WRITERS = Map.of(
            "Attention", AttentionOperators::standard,
            "com.microsoft.Attention", AttentionOperators::packed,
            "com.microsoft.MultiHeadAttention", AttentionOperators::multiHead);

    private AttentionOperators() {}

    private static InputException unsupported(Node node, GraphBuilder g, String reason) {
        return InputException.of(
                "autodiff.attention-form",
                "node",
                g.graph().label(node),
                "op",
                node.op(),
                "reason",
                Text.of("autodiff.attention-" + reason));
    }

    /** [N, L, heads * H] to [N, heads, L, H]. */
    private static String apart(String tensor, long heads, GraphBuilder g) {
        return g.transpose(g.reshape(tensor, 0, 0, heads, -1), 0, 2, 1, 3);
    }

    private static String together(String tensor, GraphBuilder g) {
        return g.reshape(g.transpose(tensor, 0, 2, 1, 3), 0, 0, -1);
    }

    /** Q K^T scale. The scale is one over the root of the size of a head where it is not given. */
    private static String scores(String q, String k, OptionalDouble scale, GraphBuilder g) {
        var products = g.op("MatMul", q, g.transpose(k, 0, 1, 3, 2));
        if (scale.isPresent()) {
            return g.scale(products, scale.getAsDouble(), q);
        }
        var size = g.cast(g.size(q, -1), g.type(q));
        return g.div(products, g.op("Sqrt", size));
    }

    /** Adds {@code hidden} to the scores of positions that come after the asking one. */
    private static String causal(String scores, double hidden, GraphBuilder g) {
        var rows = g.size(scores, -2);
        var columns = g.size(scores, -1);
        var ones = g.filled(hidden, g.type(scores), g.join(rows, columns));
        var first = g.op("Add", g.op("Sub", columns, rows), g.ints(1));
        var above = g.put(call("Trilu", ones, g.op("Squeeze", first)).with("upper", 1));
        return g.add(scores, above);
    }

    private static String softmax(String scores, GraphBuilder g) {
        return g.put(call("Softmax", scores).with("axis", -1));
    }

    private static List<String> standard(Node node, GraphBuilder g) {
        if (node.input(4).isPresent()
                || node.input(5).isPresent()
                || node.input(6).isPresent()) {
            throw unsupported(node, g, "cache");
        }
        var q = node.inputs().get(0);
        var k = node.inputs().get(1);
        var v = node.inputs().get(2);
        boolean flat = g.needRank(q) == 3;
        if (flat) {
            q = apart(q, node.intAttribute("q_num_heads", 1), g);
            k = apart(k, node.intAttribute("kv_num_heads", 1), g);
            v = apart(v, node.intAttribute("kv_num_heads", 1), g);
        }
        long asking = flat ? node.intAttribute("q_num_heads", 1) : heads(node, 0, g);
        long asked = flat ? node.intAttribute("kv_num_heads", 1) : heads(node, 1, g);
        var keys = repeated(k, asking / asked, g);
        var values = repeated(v, asking / asked, g);
        var scale = node.attribute("scale").isPresent()
                ? OptionalDouble.of(node.floatAttribute("scale", 1))
                : OptionalDouble.empty();
        var plain = scores(q, keys, scale, g);
        double cap = node.floatAttribute("softcap", 0);
        var capped = cap == 0 ? plain : g.scale(g.op("Tanh", g.scale(plain, 1 / cap, q)), cap, q);
        var masked =
                node.input(3).isPresent() ? g.add(capped, mask(node.inputs().get(3), plain, g)) : capped;
        if (node.intAttribute("is_causal", 0) == 1) {
            masked = causal(masked, -1e30, g);
        }
        var weights = softmax(masked, g);
        var y = g.op("MatMul", weights, values);
        var seen = List.of(plain, masked, capped, weights).get((int) node.intAttribute("qk_matmul_output_mode", 0));
        return List.of(flat ? together(y, g) : y, k, v, seen);
    }

    private static long heads(Node node, int input, GraphBuilder g) {
        long heads = g.shapeOf(node.inputs().get(input)).map(s -> s.size(1)).orElse(-1L);
        if (heads < 1) {
            throw InputException.of(
                    "autodiff.rank-unknown", "tensor", node.inputs().get(input));
        }
        return heads;
    }

    /** Each head of the keys serves several of the queries. */
    private static String repeated(String tensor, long times, GraphBuilder g) {
        if (times == 1) {
            return tensor;
        }
        var wide = g.op("Unsqueeze", tensor, g.ints(2));
        var spread = g.op("Tile", wide, g.ints(1, 1, times, 1, 1));
        var sizes = g.join(
                g.ints(0), g.integer("Mul", g.size(tensor, 1), g.ints(times)), g.size(tensor, 2), g.size(tensor, 3));
        return g.reshape(spread, sizes);
    }

    private static String mask(String mask, String scores, GraphBuilder g) {
        return g.type(mask) == DataType.BOOL ? g.op("Where", mask, g.scalar(0, scores), g.scalar(-1e30, scores)) : mask;
    }

    /** One matrix makes queries, keys and values. */
    private static List<String> packed(Node node, GraphBuilder g) {
        if (node.input(4).isPresent() || node.intAttribute("do_rotary", 0) == 1) {
            throw unsupported(node, g, "cache");
        }
        long heads = node.intAttribute("num_heads", 1);
        var product = g.op("MatMul", node.inputs().get(0), node.inputs().get(1));
        var all = node.input(2).map(b -> g.add(product, b)).orElse(product);
        var parts = node.intsAttribute("qkv_hidden_sizes")
                .map(sizes -> g.put(call("Split", all, g.ints(sizes)).with("axis", -1), 3))
                .orElseGet(() -> g.put(call("Split", all).with("axis", -1).with("num_outputs", 3), 3));
        return attend(node, parts, heads, node.input(3), node.input(5), g);
    }

    private static List<String> multiHead(Node node, GraphBuilder g) {
        if (node.input(6).isPresent()
                || node.input(7).isPresent()
                || node.input(8).isPresent()) {
            throw unsupported(node, g, "cache");
        }
        if (node.input(1).isEmpty()
                || node.input(2).isEmpty()
                || g.needRank(node.inputs().get(1)) != 3) {
            throw unsupported(node, g, "packed");
        }
        var parts = new ArrayList<>(node.inputs().subList(0, 3));
        node.input(3).ifPresent(bias -> {
            var sizes = g.join(g.size(parts.get(0), -1), g.size(parts.get(1), -1), g.size(parts.get(2), -1));
            var each = g.put(call("Split", bias, sizes).with("axis", 0), 3);
            for (int i = 0; i < 3; i++) {
                parts.set(i, g.add(parts.get(i), each.get(i)));
            }
        });
        return attend(node, parts, node.intAttribute("num_heads", 1), node.input(4), node.input(5), g);
    }

    /** @param parts queries, keys and values, [N, L, heads * H] each */
    private static List<String> attend(
            Node node,
            List<String> parts,
            long heads,
            Optional<String> padding,
            Optional<String> bias,
            GraphBuilder g) {
        float given = node.floatAttribute("scale", 0);
        double hidden = node.floatAttribute("mask_filter_value", -10000);
        var scores = scores(
                apart(parts.get(0), heads, g),
                apart(parts.get(1), heads, g),
                given == 0 ? OptionalDouble.empty() : OptionalDouble.of(given),
                g);
        if (bias.isPresent()) {
            scores = g.add(scores, bias.get());
        }
        if (padding.isPresent()) {
            scores = g.add(scores, padded(node, padding.get(), parts.get(1), hidden, scores, g));
        }
        if (node.intAttribute("unidirectional", 0) == 1) {
            scores = causal(scores, hidden, g);
        }
        return List.of(together(g.op("MatMul", softmax(scores, g), apart(parts.get(2), heads, g)), g));
    }

    /** {@code hidden} at keys that are padding: by the length of each sample [N], or one number per key [N, L]. */
    private static String padded(Node node, String mask, String keys, double hidden, String scores, GraphBuilder g) {
        int rank = g.needRank(mask);
        if (rank > 2) {
            throw unsupported(node, g, "mask");
        }
        String seen;
        if (rank == 2) {
            seen = g.cast(mask, DataType.BOOL);
        } else {
            var places = g.op(
                    "Range",
                    g.constant(dev.vitrine.model.Tensor.scalar(0L)),
                    g.op("Squeeze", g.size(keys, 1)),
                    g.constant(dev.vitrine.model.Tensor.scalar(1L)));
            seen = g.op("Less", g.reshape(places, 1, -1), g.reshape(g.cast(mask, DataType.INT64), -1, 1));
        }
        var row = g.op("Where", seen, g.scalar(0, scores), g.scalar(hidden, scores));
        return g.op("Unsqueeze", row, g.ints(1, 2));
    }
}
