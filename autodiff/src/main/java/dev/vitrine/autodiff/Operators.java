package dev.vitrine.autodiff;

import dev.vitrine.autodiff.rules.RuleTable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the reverse pass knows of each operator. */
public final class Operators {
    /** Operators whose gradient is zero wherever it exists, or whose results are not real numbers: the pass ends there. */
    public static final Set<String> STOP = Set.of(
            "And",
            "ArgMax",
            "ArgMin",
            "Bernoulli",
            "BitShift",
            "BitwiseAnd",
            "BitwiseNot",
            "BitwiseOr",
            "BitwiseXor",
            "Ceil",
            "Constant",
            "ConstantOfShape",
            "Equal",
            "EyeLike",
            "Floor",
            "Greater",
            "GreaterOrEqual",
            "Hardmax",
            "IsInf",
            "IsNaN",
            "Less",
            "LessOrEqual",
            "Multinomial",
            "NonMaxSuppression",
            "NonZero",
            "Not",
            "OneHot",
            "Or",
            "RandomNormal",
            "RandomNormalLike",
            "RandomUniform",
            "RandomUniformLike",
            "Range",
            "Round",
            "Shape",
            "Sign",
            "Size",
            "Xor");

    private Operators() {}

    /** How the pass treats an operator. */
    public enum How {
        RULE,
        LOWERED,
        STOP
    }

    /** One operator of the standard domain. */
    public record Operator(String name, String domain, How how) {}

    /** Every operator that the pass knows, by name. */
    public static List<Operator> all() {
        var names = new TreeSet<>(RuleTable.GRADIENT.keySet());
        names.addAll(STOP);
        names.addAll(Lowering.operators());
        return names.stream().map(n -> new Operator(n, "", how(n))).toList();
    }

    private static How how(String op) {
        if (STOP.contains(op)) {
            return How.STOP;
        }
        return RuleTable.GRADIENT.containsKey(op) ? How.RULE : How.LOWERED;
    }
}
