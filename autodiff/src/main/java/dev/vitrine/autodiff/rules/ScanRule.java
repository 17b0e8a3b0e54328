package dev.vitrine.autodiff.rules;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.Rule;
import dev.vitrine.autodiff.rules.ReverseScan.Slices;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.Graph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * A loop over slices (operator set 9 on): {@link ReverseScan}. The states before each step are those that leave the loop anyway,
 * moved by one; or the loop is run once more to see them.
 */
final class ScanRule implements Rule {
    @Override
    public void backward(Backward b) {
        var node = b.node();
        if (!(node.attributes().get("body") instanceof Attribute.OfGraph attribute)) {
            throw b.unsupported("autodiff.input-missing");
        }
        var body = attribute.value();
        int entering = (int) node.intAttribute("num_scan_inputs", 0);
        int states = node.inputs().size() - entering;
        int leaving = node.outputs().size() - states;
        if (body.inputs().size() != node.inputs().size() || body.outputs().size() < states + leaving) {
            throw b.unsupported("autodiff.scan-form");
        }
        var inputs = new ArrayList<Slices>();
        var wanted = new ArrayList<Boolean>();
        for (int i = 0; i < entering; i++) {
            inputs.add(
                    new Slices(b.x(states + i), at(b, "scan_input_axes", i), at(b, "scan_input_directions", i) == 1));
            wanted.add(b.wants(states + i));
        }
        var outputs = new ArrayList<Optional<Slices>>();
        var finals = new ArrayList<Optional<String>>();
        for (int i = 0; i < states; i++) {
            finals.add(b.dy(i));
        }
        for (int i = 0; i < leaving; i++) {
            long axis = at(b, "scan_output_axes", i);
            boolean backwards = at(b, "scan_output_directions", i) == 1;
            outputs.add(b.dy(states + i).map(dy -> new Slices(dy, axis, backwards)));
        }
        var found = new ReverseScan(b, body, states, 0, before(b, body, states), inputs).write(outputs, finals, wanted);
        for (int i = 0; i < states; i++) {
            int at = i;
            found.states().get(i).ifPresent(d -> b.give(at, b.graph().typed(d, b.x(at))));
        }
        for (int i = 0; i < entering; i++) {
            int at = states + i;
            found.entering().get(i).ifPresent(d -> b.give(at, d));
        }
    }

    private static long at(Backward b, String key, int i) {
        return b.node().intsAttribute(key).map(v -> v[i]).orElse(0L);
    }

    private static List<Slices> before(Backward b, Graph body, int states) {
        var known = new ArrayList<Optional<Slices>>();
        for (int i = 0; i < states; i++) {
            int state = i;
            known.add(left(b, body, states, i).map(s -> moved(b, s, state)));
        }
        if (known.stream().allMatch(Optional::isPresent)) {
            return known.stream().map(Optional::orElseThrow).toList();
        }
        return runAgain(b, body, states);
    }

    /** Where a state leaves the loop after each step, too. */
    private static Optional<Slices> left(Backward b, Graph body, int states, int state) {
        var name = origin(body, body.outputs().get(state).name());
        for (int i = states; i < b.node().outputs().size(); i++) {
            if (origin(body, body.outputs().get(i).name()).equals(name)
                    && b.node().output(i).isPresent()
                    && at(b, "scan_output_axes", i - states) == 0) {
                return Optional.of(
                        new Slices(b.node().outputs().get(i), 0, at(b, "scan_output_directions", i - states) == 1));
            }
        }
        return Optional.empty();
    }

    /** What a tensor is another name of. */
    private static String origin(Graph body, String tensor) {
        return body.producer(tensor)
                .filter(n -> n.is("Identity"))
                .map(n -> origin(body, n.inputs().get(0)))
                .orElse(tensor);
    }

    /** After each step but the last, and the first state before them. */
    private static Slices moved(Backward b, Slices after, int state) {
        var g = b.graph();
        var first = g.op("Unsqueeze", b.x(state), g.ints(0));
        var others = after.backwards()
                ? g.op("Slice", after.tensor(), g.ints(1), g.ints(Long.MAX_VALUE), g.ints(0))
                : g.op("Slice", after.tensor(), g.ints(0), g.ints(-1), g.ints(0));
        var parts = after.backwards() ? new String[] {others, first} : new String[] {first, others};
        var all = g.put(dev.vitrine.autodiff.GraphBuilder.call("Concat", parts).with("axis", 0));
        return new Slices(g.typed(all, after.tensor()), 0, after.backwards());
    }

    private static List<Slices> runAgain(Backward b, Graph body, int states) {
        var node = b.node();
        var g = b.graph();
        var pass = b.into(body, body.inputs().stream().map(Graph.Value::type).toList());
        var inputs = body.inputs().stream()
                .map(v -> new Graph.Value(pass.name(v.name()), v.type()))
                .toList();
        var outputs = new ArrayList<String>();
        for (int i = 0; i < states; i++) {
            outputs.add(pass.name(body.outputs().get(i).name()));
        }
        for (int i = 0; i < states; i++) {
            outputs.add(inputs.get(i).name());
        }
        var changes = new LinkedHashMap<String, Attribute>();
        changes.put("body", pass.body(inputs, outputs));
        var zeros = java.util.Collections.nCopies(states, 0L);
        changes.put("scan_output_axes", new Attribute.OfInts(zeros));
        changes.put("scan_output_directions", new Attribute.OfInts(zeros));
        var seen = g.put(ReverseScan.changed(node, node.inputs(), changes), 2 * states);
        var slices = new ArrayList<Slices>();
        for (int i = 0; i < states; i++) {
            slices.add(new Slices(g.stacked(seen.get(states + i), b.x(i)), 0, false));
        }
        return slices;
    }
}
