package dev.vitrine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.autodiff.rules.RuleTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class OperatorsTest {
    @Test
    void everyOperatorIsListedOnce() {
        var names = Operators.all().stream().map(OperatorsTest::key).toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(names)
                .containsAll(RuleTable.GRADIENT.keySet())
                .containsAll(Operators.STOP)
                .containsAll(Lowering.operators());
    }

    /** An operator ends the pass, has a rule, or is written out: never two of these. */
    @Test
    void oneTreatmentEach() {
        assertThat(Operators.STOP).doesNotContainAnyElementsOf(RuleTable.GRADIENT.keySet());
        assertThat(Operators.STOP).doesNotContainAnyElementsOf(Lowering.operators());
        assertThat(RuleTable.GRADIENT.keySet()).doesNotContainAnyElementsOf(Lowering.operators());
        assertThat(Operators.all()).allMatch(o -> switch (o.how()) {
            case RULE -> RuleTable.GRADIENT.containsKey(key(o));
            case LOWERED -> Lowering.operators().contains(key(o)) || OpsetRaise.RETIRED.contains(key(o));
            case STOP -> Operators.STOP.contains(key(o));
        });
    }

    private static String key(Operators.Operator operator) {
        return (operator.domain().isEmpty() ? "" : operator.domain() + ".") + operator.name();
    }

    /** All operators of all 807 models of the ONNX model zoo. */
    @Test
    void modelsOfTheZooAreCovered() throws IOException {
        var table = Path.of(System.getProperty("vitrine.assets", "assets"), "../reference/zoo-operators.csv");
        Assumptions.assumeTrue(Files.exists(table), "no table of the model zoo here");
        var known = Operators.all().stream().map(OperatorsTest::key).collect(Collectors.toSet());
        var blockers = new TreeMap<String, Integer>();
        int models = 0;
        int covered = 0;
        for (var line : Files.readAllLines(table).stream().skip(1).toList()) {
            var missing = Arrays.stream(
                            line.substring(line.lastIndexOf(',') + 1).split(" "))
                    .map(op -> op.substring(0, op.indexOf(':')))
                    .filter(op -> !known.contains(op))
                    .toList();
            missing.forEach(op -> blockers.merge(op, 1, Integer::sum));
            models++;
            covered += missing.isEmpty() ? 1 : 0;
        }
        assertThat(models).isEqualTo(807);
        assertThat(blockers).isEmpty();
        assertThat(covered).isEqualTo(models);
    }

    /** The 30 differentiable operators that are most frequent in the ONNX model zoo. */
    @Test
    void theMostFrequentOperatorsAreCovered() {
        var frequent = Set.of(
                "Add",
                "Conv",
                "Gemm",
                "Mul",
                "Flatten",
                "GlobalAveragePool",
                "Reshape",
                "Transpose",
                "Relu",
                "Concat",
                "Div",
                "Gather",
                "Slice",
                "Cast",
                "MatMul",
                "Softmax",
                "ReduceMean",
                "LayerNormalization",
                "Erf",
                "Unsqueeze",
                "Expand",
                "Split",
                "Sigmoid",
                "MaxPool",
                "Where",
                "Squeeze",
                "Sub",
                "Sqrt",
                "Clip",
                "Pad");
        assertThat(Operators.all().stream()
                        .filter(o -> o.how() != Operators.How.STOP)
                        .map(Operators.Operator::name))
                .containsAll(frequent);
    }
}
