package dev.vitrine.methods;

import dev.vitrine.artifact.Result;
import dev.vitrine.methods.Card.Need;
import dev.vitrine.methods.Card.Parameter;
import java.util.List;
import java.util.Set;

/** The size of the gradient at each place of the input, the largest of its channels: where a small change moves the score most. */
public final class Saliency implements Method {

    @Override
    public Card card() {
        return Card.of(
                        "saliency",
                        Card.Question.DECISION,
                        Set.of(Need.INPUT, Need.GRADIENT, Need.SCORE),
                        Parameter.text("target", ""))
                .from("Simonyan et al. 2014, Deep Inside Convolutional Networks, ICLR workshop, arXiv:1312.6034");
    }

    @Override
    public Result look(Look look, Options options) {
        return GradientExplanation.byInput(card(), look, options, this::explain);
    }

    private Attribution explain(Look look, Options options, TargetText target) {
        var input = GradientExplanation.mainInput(look);
        var at = ScoreGradient.of(look, target.target(), List.of(input)).here();
        return Attribution.largest(
                card(),
                target,
                at.score(),
                GradientExplanation.axes(look, input),
                GradientExplanation.tensor(look, input),
                at.gradient(input));
    }
}
