package dev.vitrine.methods;

import dev.vitrine.artifact.Result;
import dev.vitrine.autodiff.RuleSet;
import dev.vitrine.methods.Card.Need;
import dev.vitrine.methods.Card.Parameter;
import java.util.List;
import java.util.Set;

/** A gradient that passes a rectifier only where both it and the unit are positive. Its picture hardly depends on the class. */
public final class GuidedBackprop implements Method {

    @Override
    public Card card() {
        return Card.of(
                        "guided-backprop",
                        Card.Question.DECISION,
                        Set.of(Need.INPUT, Need.GRADIENT, Need.SCORE),
                        Parameter.text("target", ""))
                .from("Springenberg et al. 2015, Striving for Simplicity, ICLR workshop, arXiv:1412.6806");
    }

    @Override
    public Result look(Look look, Options options) {
        return GradientExplanation.byInput(card(), look, options, this::explain);
    }

    private Attribution explain(Look look, Options options, TargetText target) {
        var input = GradientExplanation.mainInput(look);
        var at = ScoreGradient.of(look, target.target(), RuleSet.GUIDED_BACKPROP, List.of(input), List.of())
                .here();
        return Attribution.largest(
                card(),
                target,
                at.score(),
                GradientExplanation.axes(look, input),
                GradientExplanation.tensor(look, input),
                at.gradient(input));
    }
}
