package dev.vitrine.autodiff.rules;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.Rule;
import dev.vitrine.autodiff.rules.ReverseScan.Slices;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A loop that counts or ends on a condition: run once more to see its states before each step, then {@link ReverseScan}. The
 * states must keep their shapes, and the loop must run at least once.
 */
final class LoopRule implements Rule {
    @Override
    public void backward(Backward b) {
        var node = b.node();
        if (!(node.attributes().get("body") instanceof Attribute.OfGraph attribute)) {
            throw b.unsupported("autodiff.input-missing");
        }
        var body = attribute.value();
        int states = node.inputs().size() - 2;
        int leaving = node.outputs().size() - states;
        if (body.inputs().size() != states + 2 || body.outputs().size() < 1 + states + leaving) {
            throw b.unsupported("autodiff.scan-form");
        }
        var finals = new ArrayList<Optional<String>>();
        var outputs = new ArrayList<Optional<Slices>>();
        for (int i = 0; i < states; i++) {
            finals.add(b.dy(i));
        }
        for (int i = 0; i < leaving; i++) {
            outputs.add(b.dy(states + i).map(dy -> new Slices(dy, 0, false)));
        }
        var seen = runAgain(b, body, states);
        // The counter and the condition enter like slices; the states come first.
        var inputs = new ArrayList<>(body.inputs().subList(2, states + 2));
        inputs.addAll(body.inputs().subList(0, 2));
        var found = new ReverseScan(
                        b, body.withInputs(inputs), states, 1, seen.subList(2, states + 2), seen.subList(0, 2))
                .write(outputs, finals, List.of(false, false));
        for (int i = 0; i < states; i++) {
            int at = i + 2;
            found.states().get(i).filter(d -> b.node().input(at).isPresent()).ifPresent(d -> b.give(at, d));
        }
    }

    private static List<Slices> runAgain(Backward b, Graph body, int states) {
        var node = b.node();
        var g = b.graph();
        var pass = b.into(body, body.inputs().stream().map(Graph.Value::type).toList());
        var inputs = body.inputs().stream()
                .map(v -> new Graph.Value(pass.name(v.name()), v.type()))
                .toList();
        var outputs = new ArrayList<String>();
        for (int i = 0; i <= states; i++) {
            outputs.add(pass.name(body.outputs().get(i).name()));
        }
        inputs.forEach(i -> outputs.add(i.name()));
        var results = g.put(
                ReverseScan.changed(node, node.inputs(), Map.of("body", pass.body(inputs, outputs))), 2 * states + 2);
        var slices = new ArrayList<Slices>();
        for (int i = 0; i < states + 2; i++) {
            var like = i < 2 ? Optional.<String>empty() : node.input(i);
            var seen = results.get(states + i);
            slices.add(new Slices(like.map(l -> g.stacked(seen, l)).orElse(seen), 0, false));
        }
        return slices;
    }
}
