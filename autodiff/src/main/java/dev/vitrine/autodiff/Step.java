package dev.vitrine.autodiff;

import dev.vitrine.model.Node;
import java.util.List;

/**
 * One step of a rewrite, so that it can be watched.
 *
 * @param node how the node it concerns is called
 * @param op its operator
 * @param rule what was applied, such as {@code gradient}, or {@code sum} where contributions met
 * @param added the nodes appended
 */
public record Step(String node, String op, String rule, List<Node> added) {
    public Step {
        added = List.copyOf(added);
    }
}
