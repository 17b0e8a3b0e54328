package dev.vitrine.methods;

import dev.vitrine.model.Tensor;
import java.util.LinkedHashMap;

/**
 * What methods explain that compare an input with a baseline.
 *
 * @param input the name of the main input
 * @param score of the target at the given input
 * @param rise of the score from the baseline to the given input
 */
record FromBaseline(String input, Tensor given, Tensor baseline, double score, double rise) {

    /** The baseline as the options {@code baseline} and {@code seed} say it. */
    static FromBaseline of(Look look, Options options, TargetText target) {
        var input = GradientExplanation.mainInput(look);
        var given = GradientExplanation.tensor(look, input);
        var baseline = Baseline.of(options.text("baseline"), look, input, options.integer("seed"));
        var score = TargetScore.of(look, target.target());
        double here = score.here();
        var start = new LinkedHashMap<>(look.input().tensors());
        start.put(input, baseline);
        return new FromBaseline(input, given, baseline, here, here - score.at(start));
    }
}
