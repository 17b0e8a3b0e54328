package dev.vitrine.autodiff;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One node seen from the reverse pass: what a {@link Rule} reads and where it leaves its results. */
public final class Backward {
    private final Node node;
    private final GraphBuilder builder;
    private final List<Optional<String>> outputGradients;
    private final Set<String> active;
    private final RuleSet rules;
    private final List<Step> steps;
    private final List<Map.Entry<String, String>> given = new ArrayList<>();

    Backward(
            Node node,
            GraphBuilder builder,
            List<Optional<String>> outputGradients,
            Set<String> active,
            RuleSet rules,
            List<Step> steps) {
        this.node = node;
        this.builder = builder;
        this.outputGradients = outputGradients;
        this.active = active;
        this.rules = rules;
        this.steps = steps;
    }

    public Node node() {
        return node;
    }

    /** Where new nodes go. */
    public GraphBuilder graph() {
        return builder;
    }

    /** The first input. */
    public String x() {
        return x(0);
    }

    /** An input that must be there. */
    public String x(int i) {
        return node.input(i).orElseThrow(() -> unsupported("autodiff.input-missing"));
    }

    /** The first output. */
    public String y() {
        return node.outputs().get(0);
    }

    /** The gradient of the first output. Rules of operators with one output need no other. */
    public String dy() {
        return dy(0).orElseThrow(() -> unsupported("autodiff.secondary-output"));
    }

    /** The gradient of an output, where one reached it. */
    public Optional<String> dy(int i) {
        return i < outputGradients.size() ? outputGradients.get(i) : Optional.empty();
    }

    /** Whether the i-th input lies on a path to a tensor whose gradient was asked for. */
    public boolean wants(int i) {
        return node.input(i).filter(active::contains).isPresent();
    }

    /** Sets the gradient of the i-th input; ignored where nobody wants it. */
    public void give(int i, String gradient) {
        if (wants(i)) {
            give(x(i), gradient);
        }
    }

    /** Whether a tensor that a body of this node reads from around it lies on a path to one whose gradient was asked for. */
    public boolean wants(String captured) {
        return active.contains(captured);
    }

    /** Adds to the gradient of a tensor that the node reads. */
    public void give(String tensor, String gradient) {
        given.add(Map.entry(tensor, gradient));
    }

    /** What a rule gives the first input of a node like this one, for a gradient of its first output. */
    public String through(Rule rule, Node like, String gradient) {
        var apart = new Backward(
                like,
                builder,
                List.of(Optional.of(gradient)),
                Set.of(like.inputs().get(0)),
                rules,
                steps);
        rule.backward(apart);
        return apart.given.get(0).getValue();
    }

    /** This node in the model's {@link Twin}. */
    public Node twin() {
        return builder.graph().producer(Twin.name(y())).orElse(node);
    }

    /** A tensor in the model's {@link Twin}; itself where it is the same there. */
    public String reference(String tensor) {
        var name = Twin.name(tensor);
        boolean apart = builder.graph().producer(name).isPresent()
                || builder.graph().inputs().stream().anyMatch(i -> i.name().equals(name));
        return apart ? name : tensor;
    }

    /** The results so far: tensor and gradient. */
    List<Map.Entry<String, String>> given() {
        return given;
    }

    /** A copy of a body of this node, in which the reverse pass goes on. */
    public BodyPass into(Graph body, List<TensorType> inputTypes) {
        return new BodyPass(this, body, inputTypes, rules, steps);
    }

    /** An error about this node. */
    public InputException unsupported(String key) {
        return InputException.of(key, "node", builder.graph().label(node), "op", node.op());
    }

    /**
     * Gives input {@code i} the gradient {@code full}, which has the shape of the first output, summed over the axes along which
     * the input was broadcast.
     */
    public void giveSummed(int i, String full) {
        if (wants(i)) {
            give(i, unbroadcast(full, i));
        }
    }

    private String unbroadcast(String full, int i) {
        var x = x(i);
        var from = builder.shapeOf(x);
        var to = builder.shapeOf(y());
        if (from.isEmpty() || to.isEmpty() || from.get().rank() > to.get().rank()) {
            return x.equals(soleInput()) ? full : unbroadcastAtRun(full, x);
        }
        int lead = to.get().rank() - from.get().rank();
        var axes = new ArrayList<Long>();
        for (int axis = 0; axis < to.get().rank(); axis++) {
            if (axis < lead) {
                axes.add((long) axis);
                continue;
            }
            var own = from.get().dims().get(axis - lead);
            var whole = to.get().dims().get(axis);
            if (own.equals(new Shape.Dim.Known(1))) {
                if (!whole.equals(own)) {
                    axes.add((long) axis);
                }
            } else if (!(own instanceof Shape.Dim.Known)
                    && !same(own, whole)
                    && !othersAreOne(i, axis, to.get().rank())) {
                return unbroadcastAtRun(full, x);
            }
        }
        if (axes.isEmpty()) {
            return full;
        }
        var sum = builder.sumOver(full, axes.stream().mapToLong(Long::longValue).toArray());
        return lead == 0 ? sum : builder.reshape(sum, builder.shape(x));
    }

    private String soleInput() {
        return node.inputs().size() == 1 ? node.inputs().get(0) : "";
    }

    private static boolean same(Shape.Dim a, Shape.Dim b) {
        return a instanceof Shape.Dim.Symbol && a.equals(b) || b.equals(new Shape.Dim.Known(1));
    }

    private boolean othersAreOne(int i, int axis, int rank) {
        for (int k = 0; k < node.inputs().size(); k++) {
            if (k == i || node.input(k).isEmpty() || x(k).equals(x(i))) {
                continue;
            }
            var shape = builder.shapeOf(x(k));
            if (shape.isEmpty()) {
                return false;
            }
            int own = axis - (rank - shape.get().rank());
            if (own >= 0 && shape.get().size(own) != 1) {
                return false;
            }
        }
        return true;
    }

    /** The axes are found at run time: those where the input, its shape padded with leading ones, has 1 and the whole has not. */
    private String unbroadcastAtRun(String full, String x) {
        var whole = builder.op("Shape", full);
        var own = builder.op("Shape", x);
        var missing = builder.op("Sub", builder.op("Shape", whole), builder.op("Shape", own));
        var padded = builder.join(
                builder.put(GraphBuilder.call("ConstantOfShape", missing)
                        .with(
                                "value",
                                new dev.vitrine.model.Attribute.OfTensor(
                                        dev.vitrine.model.Tensor.of(new long[] {1}, 1)))),
                own);
        var differs = builder.op("Not", builder.op("Equal", padded, whole));
        var axes = builder.reshape(builder.op("NonZero", differs), -1);
        // The runtime reduces an empty tensor over all axes where none is named: one more axis, of size 1, is.
        var row = builder.op("Unsqueeze", full, builder.ints(0));
        var named = builder.join(builder.ints(0), builder.op("Add", axes, builder.ints(1)));
        var sum = builder.put(GraphBuilder.call("ReduceSum", row, named).with("keepdims", 1));
        return builder.put(GraphBuilder.call("Reshape", sum, own).with("allowzero", 1));
    }
}
