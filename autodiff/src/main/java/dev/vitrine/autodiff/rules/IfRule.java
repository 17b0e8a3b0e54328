package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.Rule;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.Graph;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The same condition chooses between the reverse passes of the branches. A tensor that the chosen branch does not read gets zeros.
 *
 * <pre>
 *   y = If(c){ f(x) }{ g(x) }   ──►   dx = If(c){ f and its reverse pass }{ g and its reverse pass }
 * </pre>
 */
final class IfRule implements Rule {
    @Override
    public void backward(Backward b) {
        var sources = new LinkedHashSet<String>();
        b.node().subgraphs().forEach(g -> g.free().stream().filter(b::wants).forEach(sources::add));
        if (sources.isEmpty()) {
            return;
        }
        var again = call("If", b.x())
                .with("then_branch", branch(b, "then_branch", sources))
                .with("else_branch", branch(b, "else_branch", sources));
        var results = b.graph().put(again, sources.size());
        int i = 0;
        for (var source : sources) {
            b.give(source, b.graph().typed(results.get(i++), source));
        }
    }

    private static Attribute branch(Backward b, String key, Set<String> sources) {
        if (!(b.node().attributes().get(key) instanceof Attribute.OfGraph branch)) {
            throw b.unsupported("autodiff.input-missing");
        }
        Graph body = branch.value();
        var pass = b.into(body, List.of());
        var seeds = new HashMap<String, String>();
        for (int i = 0; i < body.outputs().size(); i++) {
            var inner = pass.name(body.outputs().get(i).name());
            b.dy(i).ifPresent(dy -> seeds.merge(inner, dy, pass.graph()::add));
        }
        pass.backward(seeds, new HashSet<>(sources));
        var g = pass.graph();
        var gradients = sources.stream()
                .map(s -> pass.gradient(s).orElseGet(() -> g.filled(0, g.type(s), g.shape(s))))
                .toList();
        return pass.body(List.of(), gradients);
    }
}
