package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.BodyPass;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Backpropagation through time: a loop whose states before each step are known, gone through from its last step to its first.
 *
 * <pre>
 *   forward     s0 ──► body(x1) ──► s1 ──► body(x2) ──► s2         y1, y2 leave
 *   backward   ds0 ◄── body and reverse pass ◄── ds1 ◄── the same ◄── ds2         dx1, dx2 leave
 *                        dy1, s0, x1                 dy2, s1, x2   enter
 * </pre>
 *
 * The gradients of what the body reads from around it are added up along the way, as further states.
 */
final class ReverseScan {
    /** A tensor of one slice per step. */
    record Slices(String tensor, long axis, boolean backwards) {}

    private final Backward b;
    private final GraphBuilder g;
    private final Graph body;
    private final int states;
    private final int firstOutput;
    private final List<Slices> before;
    private final List<Slices> entering;

    /**
     * @param body its inputs are the states, then what enters at each step; its outputs the states, then what leaves
     * @param states the number of states
     * @param firstOutput which output of the body is the first state
     * @param before each state before every step
     * @param entering what enters
     */
    ReverseScan(Backward b, Graph body, int states, int firstOutput, List<Slices> before, List<Slices> entering) {
        this.b = b;
        this.g = b.graph();
        this.body = body;
        this.states = states;
        this.firstOutput = firstOutput;
        this.before = before;
        this.entering = entering;
    }

    /** The gradients of the first states and of what enters, where there are any; those of captured tensors are given. */
    record Result(List<Optional<String>> states, List<Optional<String>> entering) {}

    /**
     * @param leaving the gradient of each tensor that left the loop, with its axis and direction
     * @param finals the gradient of each last state
     * @param wanted which of the entering tensors' gradients are wanted
     */
    Result write(List<Optional<Slices>> leaving, List<Optional<String>> finals, List<Boolean> wanted) {
        var types = new ArrayList<TensorType>();
        before.forEach(s -> types.add(slice(s)));
        entering.forEach(s -> types.add(slice(s)));
        var pass = b.into(body, types);
        var inner = pass.graph();

        var carried = new ArrayList<Integer>();
        for (int i = 0; i < states; i++) {
            if (pass.isFloating(pass.name(body.inputs().get(i).name()))) {
                carried.add(i);
            }
        }
        var captured = new ArrayList<>(
                new LinkedHashSet<>(body.free().stream().filter(b::wants).toList()));

        // what the reverse body reads: gradients of states, sums for captured tensors, states, what enters, what left
        var inputs = new ArrayList<Graph.Value>();
        var outer = new ArrayList<String>();
        var seeds = new HashMap<String, String>();
        for (int i : carried) {
            var like = pass.name(body.inputs().get(i).name());
            seed(seeds, pass, stateOutput(i), input(inputs, inner, like), inner);
            outer.add(finals.get(i).orElseGet(() -> zeroState(i, like, inner)));
        }
        var sums = new ArrayList<String>();
        for (var tensor : captured) {
            sums.add(input(inputs, inner, tensor));
            outer.add(g.filled(0, g.type(tensor), g.shape(tensor)));
        }
        int stateInputs = inputs.size();
        var sliced = new ArrayList<Slices>(before);
        sliced.addAll(entering);
        for (int i = 0; i < sliced.size(); i++) {
            var own = pass.name(body.inputs().get(i).name());
            inputs.add(new Graph.Value(own, new TensorType(Optional.of(inner.type(own)), Optional.empty())));
        }
        int left = firstOutput + states;
        for (int i = 0; i < leaving.size(); i++) {
            if (leaving.get(i).isPresent()) {
                var end = pass.name(body.outputs().get(left + i).name());
                seed(seeds, pass, left + i, input(inputs, inner, end), inner);
                sliced.add(leaving.get(i).get());
            }
        }

        var sources = new HashSet<String>(captured);
        carried.forEach(i -> sources.add(pass.name(body.inputs().get(i).name())));
        for (int i = 0; i < entering.size(); i++) {
            if (wanted.get(i)) {
                sources.add(pass.name(body.inputs().get(states + i).name()));
            }
        }
        pass.backward(seeds, sources);

        var outputs = new ArrayList<String>();
        for (int i : carried) {
            outputs.add(gradient(pass, pass.name(body.inputs().get(i).name())));
        }
        for (int i = 0; i < captured.size(); i++) {
            var sum = sums.get(i);
            var tensor = captured.get(i);
            inner.needRank(tensor);
            outputs.add(pass.gradient(tensor)
                    .map(d -> inner.add(sum, inner.typed(d, tensor)))
                    .orElse(sum));
        }
        var leavingAxes = new ArrayList<Long>();
        var leavingDirections = new ArrayList<Long>();
        for (int i = 0; i < entering.size(); i++) {
            if (wanted.get(i)) {
                outputs.add(
                        gradient(pass, pass.name(body.inputs().get(states + i).name())));
                leavingAxes.add(entering.get(i).axis());
                leavingDirections.add(entering.get(i).backwards() ? 0L : 1L);
            }
        }

        var all = new ArrayList<>(outer);
        sliced.forEach(s -> all.add(s.tensor()));
        var scan = call("Scan", all.toArray(String[]::new))
                .with("body", pass.body(inputs, outputs))
                .with("num_scan_inputs", sliced.size())
                .with("scan_input_axes", longs(sliced.stream().map(Slices::axis).toList()))
                .with(
                        "scan_input_directions",
                        longs(sliced.stream().map(s -> s.backwards() ? 0L : 1L).toList()));
        if (!leavingAxes.isEmpty()) {
            scan = scan.with("scan_output_axes", longs(leavingAxes))
                    .with("scan_output_directions", longs(leavingDirections));
        }
        var results = g.put(scan, outputs.size());
        for (int i = 0; i < captured.size(); i++) {
            b.give(captured.get(i), g.typed(results.get(carried.size() + i), captured.get(i)));
        }
        var first = new ArrayList<Optional<String>>();
        for (int i = 0; i < states; i++) {
            int at = carried.indexOf(i);
            first.add(at < 0 ? Optional.empty() : Optional.of(results.get(at)));
        }
        var each = new ArrayList<Optional<String>>();
        int at = stateInputs;
        for (int i = 0; i < entering.size(); i++) {
            each.add(
                    wanted.get(i)
                            ? Optional.of(
                                    g.typed(results.get(at++), entering.get(i).tensor()))
                            : Optional.empty());
        }
        return new Result(first, each);
    }

    private int stateOutput(int state) {
        return firstOutput + state;
    }

    /** One tensor may leave a body under several names. */
    private void seed(Map<String, String> seeds, BodyPass pass, int output, String gradient, GraphBuilder inner) {
        seeds.merge(pass.name(body.outputs().get(output).name()), gradient, inner::add);
    }

    private static String input(List<Graph.Value> inputs, GraphBuilder inner, String like) {
        var name = inner.input(inner.typeOf(like));
        inputs.add(new Graph.Value(name, new TensorType(Optional.of(inner.type(like)), Optional.empty())));
        return name;
    }

    private static String gradient(BodyPass pass, String source) {
        var inner = pass.graph();
        inner.needRank(source);
        var found = pass.gradient(source).orElseGet(() -> inner.filled(0, inner.type(source), inner.shape(source)));
        return inner.typed(found, source);
    }

    private String zeroState(int state, String like, GraphBuilder inner) {
        return g.filled(0, inner.type(like), sliceShape(before.get(state)));
    }

    /** The shape of one slice, as an int64 tensor. */
    private String sliceShape(Slices slices) {
        var known = slice(slices).shape().flatMap(Shape::sizes);
        if (known.isPresent()) {
            return g.ints(known.get());
        }
        var whole = g.op("Shape", slices.tensor());
        long axis = slices.axis();
        if (axis == 0) {
            return g.op("Slice", whole, g.ints(1), g.ints(Long.MAX_VALUE));
        }
        var head = g.op("Slice", whole, g.ints(0), g.ints(axis));
        return axis == -1 ? head : g.join(head, g.op("Slice", whole, g.ints(axis + 1), g.ints(Long.MAX_VALUE)));
    }

    private TensorType slice(Slices slices) {
        var whole = g.typeOf(slices.tensor());
        var shape = whole.shape().filter(s -> s.rank() > 0).map(s -> {
            var dims = new ArrayList<>(s.dims());
            dims.remove((int) (slices.axis() < 0 ? slices.axis() + s.rank() : slices.axis()));
            return new Shape(dims);
        });
        return new TensorType(whole.type(), shape);
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    /** The attributes of a node with some of them changed. */
    static Node changed(Node node, List<String> inputs, Map<String, Attribute> changes) {
        var attributes = new LinkedHashMap<>(node.attributes());
        attributes.putAll(changes);
        return new Node("", node.op(), node.domain(), inputs, List.of(), attributes);
    }
}
