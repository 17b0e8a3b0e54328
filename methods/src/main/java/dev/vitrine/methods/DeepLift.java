package dev.vitrine.methods;

import dev.vitrine.artifact.Result;
import dev.vitrine.autodiff.RuleSet;
import dev.vitrine.autodiff.Twin;
import dev.vitrine.engine.Engine;
import dev.vitrine.methods.Attribution.Completeness;
import dev.vitrine.methods.Card.Need;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * What each place adds to the score against a baseline, by one run backwards: each unit shares out its rise over the baseline among
 * what made it rise. The parts add up to the score's rise unless activations are multiplied with each other; a gap is told.
 */
public final class DeepLift implements Method {

    @Override
    public Card card() {
        return Card.of(
                        "deeplift",
                        Card.Question.DECISION,
                        Set.of(Need.INPUT, Need.GRADIENT, Need.SCORE),
                        Parameter.text("target", ""),
                        Parameter.text("baseline", "black"),
                        Parameter.number("seed", 0, 0, Integer.MAX_VALUE))
                .from(
                        "Shrikumar et al. 2017, Learning Important Features Through Propagating Activation Differences, ICML, arXiv:1704.02685");
    }

    @Override
    public Result look(Look look, Options options) {
        return GradientExplanation.byInput(card(), look, options, this::explain);
    }

    private Attribution explain(Look look, Options options, TargetText target) {
        var from = FromBaseline.of(look, options, target);
        var input = from.input();
        var both = new LinkedHashMap<>(look.input().tensors());
        both.put(Twin.name(input), from.baseline());
        try (var twin = Engine.of(Twin.of(look.engine().differentiator().prepared(), input))) {
            var at = ScoreGradient.of(
                            look.on(twin)
                                    .with(look.input().with(both, look.input().remake())),
                            target.target(),
                            RuleSet.DEEP_LIFT,
                            List.of(input),
                            List.of())
                    .here();
            var parts = at.gradient(input).floats();
            var here = from.given().floats();
            var there = from.baseline().floats();
            double sum = 0;
            for (int i = 0; i < parts.length; i++) {
                parts[i] *= here[i] - there[i];
                sum += parts[i];
            }
            return Attribution.summed(
                            card(),
                            target,
                            at.score(),
                            GradientExplanation.axes(look, input),
                            Tensor.of(parts, from.given().sizes()))
                    .completeness(Completeness.of(sum, from.rise()));
        }
    }
}
