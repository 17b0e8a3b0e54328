package dev.vitrine.formats.keras;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** Attention of every step of one sequence to all steps of another (Vaswani et al. 2017). */
final class Attention {
    static final String[] PARTS = {"query_dense", "key_dense", "value_dense", "output_dense"};

    /** The score where it must not look. */
    private static final float NEVER = -1e9f;

    private Attention() {}

    static List<Value> multiHead(LayerCall call) {
        var query = call.input();
        var value = given(call, 1, "value").orElse(query);
        var key = given(call, 2, "key").orElse(value);
        if (call.named().containsKey("attention_mask")) {
            throw Unexpressed.setting("attention_mask", "");
        }
        query = withMask(call, query, "query_mask");
        value = withMask(call, value, "value_mask");
        boolean biased = call.flag(true, "use_bias");
        var weights = call.weights(biased ? 8 : 4, PARTS);
        int each = biased ? 2 : 1;
        if (query.rank() != 3
                || value.rank() != 3
                || key.rank() != 3
                || weights.get(0).rank() != 3) {
            throw Unexpressed.setting("rank", query.rank());
        }
        long width = weights.get(0).size(2);
        var g = call.graph();
        var q = heads(call, "query", query, weights, 0, biased);
        var k = heads(call, "key", key, weights, each, biased);
        var v = heads(call, "value", value, weights, 2 * each, biased);
        var scaled = call.step("scaled", "Mul", List.of(q, call.scalar("scale", 1 / Math.sqrt(width))));
        var turned = call.step("key/turned", "Transpose", List.of(k), "perm", new long[] {0, 1, 3, 2});
        var scores = call.step("scores", "MatMul", List.of(scaled, turned));
        scores = masked(
                call,
                scores,
                query,
                value,
                call.settings().get("use_causal_mask").bool(false),
                true);
        var attention = call.step("attention", "Softmax", List.of(scores), "axis", -1);
        var seen = call.step("seen", "MatMul", List.of(attention, v));
        var steps = call.step("seen/steps", "Transpose", List.of(seen), "perm", new long[] {0, 2, 1, 3});
        var output = weights.get(3 * each);
        if (output.rank() != 3) {
            throw Unexpressed.setting("output_shape", output.shape());
        }
        long inner = output.size(0) * output.size(1);
        var flat = call.step("seen/flat", "Reshape", List.of(steps, call.constant("flat", 0, 0, inner)));
        var kernel = call.weight("output/kernel", output.reshape(inner, output.size(2)));
        if (biased) {
            var product = call.step("product", "MatMul", List.of(flat, kernel));
            call.last("Add", List.of(product, call.weight("output/bias", weights.get(7))));
        } else {
            call.last("MatMul", List.of(flat, kernel));
        }
        var result = Value.of(call.name(), List.of(query.size(0), query.size(1), output.size(2)))
                .withMask(query.mask());
        return call.settings().get("return_attention_scores").bool(false)
                ? List.of(
                        result,
                        Value.of(
                                attention,
                                List.of(query.size(0), weights.get(0).size(1), query.size(1), value.size(1))))
                : List.of(result);
    }

    private static Value withMask(LayerCall call, Value value, String name) {
        var mask = call.named().get(name);
        return mask == null ? value : value.withMask(Optional.of(mask.tensor()));
    }

    /** A tensor given in order or by name. */
    private static Optional<Value> given(LayerCall call, int index, String name) {
        return call.inputs().size() > index
                ? Optional.of(call.inputs().get(index))
                : Optional.ofNullable(call.named().get(name));
    }

    /** Batch, heads, steps, width of a head. */
    private static String heads(LayerCall call, String part, Value x, List<Tensor> weights, int at, boolean biased) {
        var kernel = weights.get(at);
        long heads = kernel.size(1);
        long width = kernel.size(2);
        var product = call.step(
                part + "/product",
                "MatMul",
                List.of(
                        call.graph().last(x),
                        call.weight(part + "/kernel", kernel.reshape(kernel.size(0), heads * width))));
        if (biased) {
            var bias = call.weight(part + "/bias", weights.get(at + 1).reshape(heads * width));
            product = call.step(part + "/biased", "Add", List.of(product, bias));
        }
        var split = call.step(
                part + "/heads", "Reshape", List.of(product, call.constant(part + "/shape", 0, 0, heads, width)));
        return call.step(part, "Transpose", List.of(split), "perm", new long[] {0, 2, 1, 3});
    }

    /**
     * The scores, very low where it must not look: at steps that are skipped, or that come later.
     *
     * @param query its mask counts rows, {@code value}'s columns
     * @param headed whether the scores have an axis for heads behind the batch
     */
    private static String masked(
            LayerCall call, String scores, Value query, Value value, boolean causal, boolean headed) {
        var g = call.graph();
        var masks = new ArrayList<String>();
        query.mask()
                .ifPresent(m -> masks.add(skipped(call, "query_mask", m, headed ? new long[] {1, 3} : new long[] {2})));
        value.mask()
                .ifPresent(m -> masks.add(skipped(call, "value_mask", m, headed ? new long[] {1, 2} : new long[] {1})));
        if (causal) {
            int rows = Math.toIntExact(query.size(1));
            int columns = Math.toIntExact(value.size(1));
            if (rows < 0 || columns < 0 || (long) rows * columns > 1 << 26) {
                throw Unexpressed.setting("use_causal_mask", true);
            }
            var later = new float[rows * columns];
            for (int i = 0; i < rows; i++) {
                for (int j = i + 1; j < columns; j++) {
                    later[i * columns + j] = 1;
                }
            }
            masks.add(g.weight(call.name() + "/later", Tensor.cast(DataType.BOOL, later, rows, columns)));
        }
        for (int i = 1; i < masks.size(); i++) {
            masks.set(i, call.step("skipped" + i, "Or", List.of(masks.get(i - 1), masks.get(i))));
        }
        return masks.isEmpty()
                ? scores
                : call.step(
                        "masked", "Where", List.of(masks.get(masks.size() - 1), call.scalar("never", NEVER), scores));
    }

    private static String skipped(LayerCall call, String part, String mask, long[] axes) {
        var not = call.step(part + "/not", "Not", List.of(mask));
        return call.step(part, "Unsqueeze", List.of(not, call.constant(part + "/axes", axes)));
    }

    /** The layer Attention: products of queries and keys, without weights (Luong et al. 2015). */
    static List<Value> plain(LayerCall call) {
        if (!call.setting("score_mode").text("dot").equals("dot")) {
            throw Unexpressed.setting("score_mode", call.setting("score_mode"));
        }
        return single(call, (query, key) -> {
            var turned = call.step("key/turned", "Transpose", List.of(key), "perm", new long[] {0, 2, 1});
            var scores = call.step("scores", "MatMul", List.of(query, turned));
            return call.flag(false, "use_scale")
                    ? call.step(
                            "scaled",
                            "Mul",
                            List.of(scores, call.weight("scale", call.weights(1).get(0))))
                    : scores;
        });
    }

    /** The layer AdditiveAttention: weighted sums of tanh(query + key) (Bahdanau et al. 2015). */
    static List<Value> additive(LayerCall call) {
        return single(call, (query, key) -> {
            var rows = call.step("query/rows", "Unsqueeze", List.of(query, call.constant("query/axis", 2)));
            var columns = call.step("key/columns", "Unsqueeze", List.of(key, call.constant("key/axis", 1)));
            var sum = call.step("sum", "Add", List.of(rows, columns));
            var bent = call.step("tanh", "Tanh", List.of(sum));
            var weighted = call.flag(true, "use_scale")
                    ? call.step(
                            "weighted",
                            "Mul",
                            List.of(bent, call.weight("scale", call.weights(1).get(0))))
                    : bent;
            return call.step("scores", "ReduceSum", List.of(weighted, call.constant("scores/axis", -1)), "keepdims", 0);
        });
    }

    /** Attention with one head, whose scores come from queries and keys. */
    private static List<Value> single(LayerCall call, BinaryOperator<String> score) {
        if (call.inputs().size() < 2) {
            throw new Unexpressed(Text.of("formats.keras-no-inputs"));
        }
        var query = call.inputs().get(0);
        var value = call.inputs().get(1);
        var key = call.inputs().size() > 2 ? call.inputs().get(2) : value;
        if (query.rank() != 3 || value.rank() != 3 || query.mask().isPresent()) {
            throw Unexpressed.setting("mask", "query");
        }
        var g = call.graph();
        var scores = masked(
                call,
                score.apply(g.last(query), g.last(key)),
                query,
                value,
                call.settings().get("use_causal_mask").bool(call.flag(false, "causal")),
                false);
        var attention = call.step("attention", "Softmax", List.of(scores), "axis", -1);
        call.last("MatMul", List.of(attention, g.last(value)));
        return List.of(Value.of(call.name(), List.of(query.size(0), query.size(1), value.size(2))));
    }
}
