package dev.vitrine.autodiff;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorTypes;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rewrites a model of an older operator set into operator set 18: one entry per operator that changed its form. Every tensor
 * keeps its name and value. Models of operator set 18 and later stay as they are.
 */
public final class OpsetRaise {
    /** The operator set that backward graphs are written in. */
    public static final long OPSET = 18;

    /** Operators that became others by operator set 18. */
    static final Set<String> RETIRED = Set.of("Upsample");

    private static final long IR_VERSION = 8;

    /** Rewrites one node; {@code from} is the operator set it was written in. Empty: it stays. */
    @FunctionalInterface
    private interface Change {
        Optional<Node> raise(Node node, long from, GraphBuilder g);
    }

    private static final Map<String, Change> CHANGES = changes();

    private OpsetRaise() {}

    private static Map<String, Change> changes() {
        var changes = new LinkedHashMap<String, Change>();
        for (var op :
                List.of("Add", "Sub", "Mul", "Div", "Pow", "Equal", "Less", "Greater", "And", "Or", "Xor", "PRelu")) {
            changes.put(op, OpsetRaise::broadcast);
        }
        for (var op : List.of(
                "ReduceMean",
                "ReduceMax",
                "ReduceMin",
                "ReduceProd",
                "ReduceL1",
                "ReduceL2",
                "ReduceSumSquare",
                "ReduceLogSum",
                "ReduceLogSumExp")) {
            changes.put(op, (n, from, g) -> from < 18 ? attributesToInputs(n, g, "axes") : Optional.empty());
        }
        for (var op : List.of("ReduceSum", "Squeeze", "Unsqueeze")) {
            changes.put(op, (n, from, g) -> from < 13 ? attributesToInputs(n, g, "axes") : Optional.empty());
        }
        for (var op : List.of("Softmax", "LogSoftmax", "Hardmax")) {
            changes.put(op, OpsetRaise::softmax);
        }
        changes.put("Gemm", (n, from, g) -> from < 7 ? Optional.of(without(n, "broadcast")) : Optional.empty());
        changes.put("BatchNormalization", OpsetRaise::batchNormalization);
        changes.put("Dropout", OpsetRaise::dropout);
        changes.put("Upsample", OpsetRaise::upsample);
        changes.put("Resize", OpsetRaise::resize);
        changes.put("Pad", OpsetRaise::pad);
        changes.put("Slice", OpsetRaise::slice);
        changes.put("Split", OpsetRaise::split);
        changes.put("Clip", OpsetRaise::clip);
        changes.put("Reshape", (n, from, g) -> from < 5 ? attributesToInputs(n, g, "shape") : Optional.empty());
        changes.put("Tile", OpsetRaise::tile);
        changes.put("TopK", OpsetRaise::topK);
        changes.put("Cast", OpsetRaise::cast);
        changes.put("RoiAlign", OpsetRaise::roiAlign);
        return changes;
    }

    /**
     * The model in operator set 18, or as it is where that is newer.
     *
     * @throws InputException if a node has an old form that has no counterpart; names it
     */
    public static Model raise(Model model) {
        return raise(model, new TensorTypes(Map.of()));
    }

    /** As {@link #raise(Model)}, with what is known of the tensors: forms that depend on a shape become simpler. */
    public static Model raise(Model model, TensorTypes types) {
        long from = model.opset();
        if (from >= OPSET
                || !model.opsets().containsKey("")
                        && model.graph().nodes().stream()
                                .noneMatch(n -> n.domain().isEmpty())) {
            return model;
        }
        var opsets = new LinkedHashMap<>(model.opsets());
        opsets.put("", OPSET);
        return new Model(
                model.source(),
                Math.max(model.irVersion(), IR_VERSION),
                opsets,
                model.functions(),
                model.producer(),
                model.metadata(),
                raise(model.graph(), from, types),
                model.origin());
    }

    private static Graph raise(Graph graph, long from, TensorTypes types) {
        var builder = new GraphBuilder(graph, types, "vitrine.raised/");
        for (var node : graph.nodes()) {
            var inner = withInner(node, from);
            var change = inner.domain().isEmpty() ? CHANGES.get(inner.op()) : null;
            var raised = change == null ? Optional.<Node>empty() : change.raise(inner, from, builder);
            builder.append(without(raised.orElse(inner), "consumed_inputs"));
        }
        var weights = new LinkedHashMap<>(graph.initializers());
        weights.putAll(builder.constants());
        return new Graph(graph.name(), builder.nodes(), weights, graph.inputs(), graph.outputs(), graph.declared());
    }

    private static Node withInner(Node node, long from) {
        var raised = node;
        for (var attribute : node.attributes().entrySet()) {
            if (attribute.getValue() instanceof Attribute.OfGraph inner) {
                raised = raised.with(
                        attribute.getKey(),
                        new Attribute.OfGraph(raise(inner.value(), from, new TensorTypes(Map.of()))));
            }
        }
        return raised;
    }

    private static Node without(Node node, String... keys) {
        var kept = new LinkedHashMap<>(node.attributes());
        kept.keySet().removeAll(Set.of(keys));
        return new Node(node.name(), node.op(), node.domain(), node.inputs(), node.outputs(), kept);
    }

    private static Node withInputs(Node node, String... inputs) {
        return node.withInputs(List.of(inputs));
    }

    private static Optional<Node> attributesToInputs(Node node, GraphBuilder g, String... keys) {
        var inputs = new ArrayList<>(node.inputs());
        for (var key : keys) {
            inputs.add(node.intsAttribute(key).map(g::ints).orElse(""));
        }
        while (inputs.get(inputs.size() - 1).isEmpty()) {
            inputs.remove(inputs.size() - 1);
        }
        return Optional.of(without(node, keys).withInputs(inputs));
    }

    /** Before 7 an operand was stretched only when {@code broadcast} said so, from {@code axis} on. */
    private static Optional<Node> broadcast(Node node, long from, GraphBuilder g) {
        if (from >= 7 || node.attribute("axis").isEmpty()) {
            return Optional.of(without(node, "broadcast"));
        }
        int axis = (int) node.intAttribute("axis", 0);
        var plain = without(node, "broadcast", "axis");
        var b = node.inputs().get(1);
        if (axis == -1) {
            return Optional.of(plain);
        }
        var whole = g.rank(node.inputs().get(0)).or(() -> g.rank(node.outputs().get(0)));
        var own = g.rank(b);
        if (own.isEmpty()) {
            throw old(node, g);
        }
        int rank = whole.orElse(4);
        int trailing = (axis < 0 ? axis + rank : axis) == 0 && whole.isEmpty()
                ? 0
                : rank - (axis < 0 ? axis + rank : axis) - own.get();
        if (trailing <= 0) {
            return Optional.of(plain);
        }
        var axes = new long[trailing];
        int first = own.get();
        Arrays.setAll(axes, i -> first + i);
        return Optional.of(withInputs(plain, node.inputs().get(0), g.op("Unsqueeze", b, g.ints(axes))));
    }

    /** Before 13 everything from {@code axis} on was one flat row. */
    private static Optional<Node> softmax(Node node, long from, GraphBuilder g) {
        if (from >= 13) {
            return Optional.empty();
        }
        var x = node.inputs().get(0);
        long axis = node.intAttribute("axis", 1);
        var rank = g.rank(x).or(() -> g.rank(node.outputs().get(0)));
        boolean last = axis == -1 || rank.isPresent() && axis == rank.get() - 1;
        if (last) {
            return Optional.of(node.with("axis", -1));
        }
        if (rank.isPresent() && onlyOnesAfter(node, (int) axis, rank.get(), g)) {
            return Optional.of(node.with("axis", axis));
        }
        var flat = g.put(call("Flatten", x).with("axis", axis));
        var soft = g.put(call(node.op(), flat).with("axis", -1));
        return Optional.of(withInputs(
                new Node(node.name(), "Reshape", "", node.inputs(), node.outputs(), Map.of()), soft, g.op("Shape", x)));
    }

    private static boolean onlyOnesAfter(Node node, int axis, int rank, GraphBuilder g) {
        var shape = g.shapeOf(node.inputs().get(0))
                .or(() -> g.shapeOf(node.outputs().get(0)));
        for (int i = (axis < 0 ? axis + rank : axis) + 1; i < rank; i++) {
            if (shape.isEmpty() || shape.get().size(i) != 1) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Node> batchNormalization(Node node, long from, GraphBuilder g) {
        if (node.intAttribute("spatial", 1) == 0) {
            throw old(node, g);
        }
        return from >= 15 ? Optional.empty() : Optional.of(firstOutput(without(node, "spatial", "is_test")));
    }

    private static Node firstOutput(Node node) {
        return node.withOutputs(List.of(node.outputs().get(0)));
    }

    private static Optional<Node> dropout(Node node, long from, GraphBuilder g) {
        if (from >= 12) {
            return Optional.empty();
        }
        var plain = without(node, "ratio", "is_test", "seed");
        return Optional.of(from >= 10 ? plain : firstOutput(plain));
    }

    private static Optional<Node> upsample(Node node, long from, GraphBuilder g) {
        var x = node.inputs().get(0);
        String scales;
        if (from >= 9) {
            scales = node.inputs().get(1);
        } else if (node.attributes().get("scales") instanceof Attribute.OfFloats given) {
            var values = new float[given.values().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = given.values().get(i);
            }
            scales = g.constant(Tensor.of(values, values.length));
        } else {
            scales = g.constant(Tensor.of(
                    new float[] {1, 1, node.floatAttribute("height_scale", 1), node.floatAttribute("width_scale", 1)},
                    4));
        }
        return Optional.of(resized(node, x, scales));
    }

    private static Optional<Node> resize(Node node, long from, GraphBuilder g) {
        return from >= 11
                ? Optional.empty()
                : Optional.of(resized(node, node.inputs().get(0), node.inputs().get(1)));
    }

    private static Node resized(Node node, String x, String scales) {
        var mode = node.stringAttribute("mode", "nearest");
        var raised = new Node(node.name(), "Resize", "", List.of(x, "", scales), node.outputs(), Map.of())
                .with("mode", mode.equals("bilinear") ? "linear" : mode)
                .with("coordinate_transformation_mode", "asymmetric");
        return mode.equals("nearest") ? raised.with("nearest_mode", "floor") : raised;
    }

    private static Optional<Node> pad(Node node, long from, GraphBuilder g) {
        if (from >= 11) {
            return Optional.empty();
        }
        var pads = node.intsAttribute("pads")
                .or(() -> node.intsAttribute("paddings"))
                .orElseThrow(() -> old(node, g));
        var value = g.scalar(node.floatAttribute("value", 0), node.inputs().get(0));
        return Optional.of(withInputs(
                without(node, "pads", "paddings", "value"), node.inputs().get(0), g.ints(pads), value));
    }

    private static Optional<Node> slice(Node node, long from, GraphBuilder g) {
        return from < 10 ? attributesToInputs(node, g, "starts", "ends", "axes") : Optional.empty();
    }

    private static Optional<Node> split(Node node, long from, GraphBuilder g) {
        if (from >= 13 && node.inputs().size() > 1) {
            return Optional.empty();
        }
        var parts = node.intsAttribute("split");
        return parts.isPresent()
                ? attributesToInputs(node, g, "split")
                : Optional.of(node.with("num_outputs", node.outputs().size()));
    }

    private static Optional<Node> clip(Node node, long from, GraphBuilder g) {
        if (from >= 11) {
            return Optional.empty();
        }
        var x = node.inputs().get(0);
        var low = node.attribute("min").isPresent() ? g.scalar(node.floatAttribute("min", 0), x) : "";
        var high = node.attribute("max").isPresent() ? g.scalar(node.floatAttribute("max", 0), x) : "";
        var plain = without(node, "min", "max");
        if (high.isEmpty()) {
            return Optional.of(low.isEmpty() ? plain : withInputs(plain, x, low));
        }
        return Optional.of(withInputs(plain, x, low, high));
    }

    private static Optional<Node> tile(Node node, long from, GraphBuilder g) {
        if (from >= 6) {
            return Optional.empty();
        }
        throw old(node, g);
    }

    private static Optional<Node> topK(Node node, long from, GraphBuilder g) {
        return from >= 10
                ? Optional.empty()
                : Optional.of(withInputs(without(node, "k"), node.inputs().get(0), g.ints(node.intAttribute("k", 1))));
    }

    /** Before 6 the type was written in words. */
    private static Optional<Node> cast(Node node, long from, GraphBuilder g) {
        if (node.attributes().get("to") instanceof Attribute.OfString name) {
            return Optional.of(node.with("to", DataType.valueOf(name.value()).code()));
        }
        return Optional.empty();
    }

    /** Before operator set 16 regions were not moved by half an element. */
    private static Optional<Node> roiAlign(Node node, long from, GraphBuilder g) {
        return from < 16
                ? Optional.of(node.with("coordinate_transformation_mode", "output_half_pixel"))
                : Optional.empty();
    }

    private static InputException old(Node node, GraphBuilder g) {
        return InputException.of("autodiff.operator-form", "node", g.graph().label(node), "op", node.op());
    }
}
