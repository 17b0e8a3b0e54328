package dev.vitrine.autodiff;

import dev.vitrine.model.Node;
import java.util.List;

/**
 * One step of a rewrite, so that it can be watched.
 *
 * @param node how the node it concerns is called
 * @param op its operator
 * @param rule what was applied: the name of the rule set, {@link #SUM} where contributions to a tensor met, or {@link #STOP}
 *     where the pass ended because the operator's gradient is zero wherever it exists
 * @param added the nodes appended
 */
public record Step(String node, String op, String rule, List<Node> added) {
    /** Contributions to one tensor were added; the step's node is the tensor. */
    public static final String SUM = "sum";

    /** The gradient is zero from here on. */
    public static final String STOP = "stop";

    public Step {
        added = List.copyOf(added);
    }
}
