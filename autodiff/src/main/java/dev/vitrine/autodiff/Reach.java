package dev.vitrine.autodiff;

import dev.vitrine.words.Text;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which gradients exist, known before anything runs.
 *
 * @param reachable the wanted tensors that a gradient reaches
 * @param unreachable the wanted tensors that the target does not depend on in a differentiable way
 * @param blockers nodes on a path without a rule, label to operator, the nearest to the target first; none if the gradient can be built
 * @param nearest where something blocks: the tensors closest to the inputs that a gradient still reaches
 */
public record Reach(
        Set<String> reachable, Set<String> unreachable, Map<String, String> blockers, List<String> nearest) {
    public Reach {
        reachable = Set.copyOf(reachable);
        unreachable = Set.copyOf(unreachable);
        blockers = Collections.unmodifiableMap(new LinkedHashMap<>(blockers));
        nearest = List.copyOf(nearest);
    }

    /** Where the gradient ends before its time, and what to do: the first of the blockers. */
    public Optional<Text> blocked() {
        return blockers.entrySet().stream()
                .findFirst()
                .map(first -> Text.of(
                        "autodiff.no-rule",
                        "node",
                        first.getKey(),
                        "op",
                        first.getValue(),
                        "nearest",
                        String.join(", ", nearest)));
    }

    /** Whether every wanted gradient can be built. */
    public boolean complete() {
        return unreachable.isEmpty() && blockers.isEmpty();
    }
}
