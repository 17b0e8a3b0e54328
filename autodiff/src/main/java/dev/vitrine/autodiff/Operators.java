package dev.vitrine.autodiff;

import dev.vitrine.autodiff.rules.RuleTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /**
     * One operator.
     *
     * @param domain empty for the standard operator set
     * @param opsets the operator sets of its domain in which it appeared and changed; forms before 18 are raised to 18
     */
    public record Operator(String name, String domain, List<Long> opsets, How how) {
        public Operator {
            opsets = List.copyOf(opsets);
        }
    }

    /** Every operator that the pass knows, by domain and name. */
    public static List<Operator> all() {
        var names = new TreeSet<>(RuleTable.GRADIENT.keySet());
        names.addAll(STOP);
        names.addAll(Lowering.operators());
        names.addAll(OpsetRaise.RETIRED);
        var versions = versions();
        return names.stream()
                .map(n -> {
                    int dot = n.lastIndexOf('.');
                    var domain = dot < 0 ? "" : n.substring(0, dot);
                    return new Operator(n.substring(dot + 1), domain, versions.getOrDefault(n, List.of(1L)), how(n));
                })
                .sorted(Comparator.comparing(Operator::domain).thenComparing(Operator::name))
                .toList();
    }

    private static How how(String op) {
        if (STOP.contains(op)) {
            return How.STOP;
        }
        return RuleTable.GRADIENT.containsKey(op) ? How.RULE : How.LOWERED;
    }

    /** From bench/gradients/operator_versions.py. */
    private static Map<String, List<Long>> versions() {
        var all = new HashMap<String, List<Long>>();
        try (var in = Objects.requireNonNull(Operators.class.getResourceAsStream("versions.csv"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                int comma = line.indexOf(',');
                all.put(
                        line.substring(0, comma),
                        Arrays.stream(line.substring(comma + 1).split(" "))
                                .map(Long::valueOf)
                                .toList());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
