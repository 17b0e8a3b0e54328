package dev.vitrine.autodiff;

import dev.vitrine.autodiff.rules.ActivationRules;
import dev.vitrine.autodiff.rules.DeepLiftRules;
import dev.vitrine.autodiff.rules.RuleTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A reverse pass: one rule per operator. The gradient is one; guided backpropagation and the deconvnet differ from it in a
 * single entry.
 *
 * @param name how the set is called, such as {@code gradient}
 * @param rules operator of the standard domain to rule
 */
public record RuleSet(String name, Map<String, Rule> rules) {
    /** The mathematical gradient. At kinks: 0 for ReLU at 0, the first maximum of a pooling window. */
    public static final RuleSet GRADIENT = new RuleSet("gradient", RuleTable.GRADIENT);

    /** Guided backpropagation (Springenberg et al. 2015, arXiv:1412.6806): a ReLU lets only positive gradients of active units pass. */
    public static final RuleSet GUIDED_BACKPROP = GRADIENT.with("guided-backprop", "Relu", ActivationRules::guidedRelu);

    /** Deconvnet (Zeiler and Fergus 2014, arXiv:1311.2901): a ReLU is applied to the gradient, whatever the unit did. */
    public static final RuleSet DECONVNET = GRADIENT.with("deconvnet", "Relu", ActivationRules::deconvRelu);

    /** DeepLIFT, rescale rule (Shrikumar et al. 2017, arXiv:1704.02685), of a model with its {@link Twin}. */
    public static final RuleSet DEEP_LIFT = new RuleSet("deeplift", DeepLiftRules.all());

    public RuleSet {
        rules = Map.copyOf(rules);
    }

    /** This set with another rule for one operator. */
    public RuleSet with(String newName, String op, Rule rule) {
        var changed = new HashMap<>(rules);
        changed.put(op, rule);
        return new RuleSet(newName, changed);
    }

    public Optional<Rule> rule(String op) {
        return Optional.ofNullable(rules.get(op));
    }
}
