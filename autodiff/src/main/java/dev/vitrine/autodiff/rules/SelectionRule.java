package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Any operator that only picks, repeats or moves elements of its first input: done once more on the positions of the elements, it
 * tells where each output element came from, and the gradient is added there.
 *
 * <pre>
 *   positions 0 1 2 ... in the shape of x ──► same operator ──► where dy goes
 * </pre>
 */
final class SelectionRule {
    private SelectionRule() {}

    static void backward(Backward b) {
        if (b.wants(0)) {
            b.give(0, scatter(b, b.node(), b.dy(), 0, "add"));
        }
    }

    /** @param reduction {@code none} where no element is picked twice, else {@code add} */
    static String scatter(Backward b, Node node, String gradient, int output, String reduction) {
        var g = b.graph();
        var shape = g.shape(b.x());
        var range = g.op(
                "Range",
                g.constant(Tensor.scalar(0L)),
                g.op("Squeeze", total(shape, g)),
                g.constant(Tensor.scalar(1L)));
        var inputs = new ArrayList<>(node.inputs());
        inputs.set(0, g.reshape(range, shape));
        var again = new Node("", node.op(), node.domain(), inputs, List.of(), node.attributes());
        var places = node.outputs().size() == 1
                ? g.put(again)
                : g.put(again, node.outputs().size()).get(output);
        return scatterFlat(g, places, gradient, shape, g.type(b.x()), reduction);
    }

    /** Zeros of a shape with values put, or added, at row-major positions. The runtime adds no float16 there. */
    static String scatterFlat(
            GraphBuilder g, String places, String values, String shape, DataType type, String reduction) {
        boolean narrow = type == DataType.FLOAT16 || type == DataType.BFLOAT16;
        var wide = narrow ? DataType.FLOAT : type;
        var zeros = g.filled(0, wide, total(shape, g));
        var put = narrow ? g.cast(values, wide) : values;
        var flat = g.put(call("ScatterElements", zeros, g.reshape(places, -1), g.reshape(put, -1))
                .with("axis", 0)
                .with("reduction", reduction));
        return g.reshape(narrow ? g.cast(flat, type) : flat, shape);
    }

    /** The number of elements, as a tensor of one element. */
    private static String total(String shape, GraphBuilder g) {
        var known = g.knownInts(shape);
        return known.isPresent()
                ? g.ints(Tensor.count(known.get()))
                : g.put(call("ReduceProd", shape).with("keepdims", 1));
    }
}
