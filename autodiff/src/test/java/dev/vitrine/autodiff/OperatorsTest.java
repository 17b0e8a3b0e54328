package dev.vitrine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.autodiff.rules.RuleTable;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OperatorsTest {
    @Test
    void everyOperatorIsListedOnce() {
        var names = Operators.all().stream().map(Operators.Operator::name).toList();
        assertThat(names).isSorted().doesNotHaveDuplicates();
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
        assertThat(Operators.all()).allMatch(o -> switch (o.how()) {
            case RULE -> RuleTable.GRADIENT.containsKey(o.name());
            case LOWERED -> Lowering.operators().contains(o.name());
            case STOP -> Operators.STOP.contains(o.name());
        });
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
