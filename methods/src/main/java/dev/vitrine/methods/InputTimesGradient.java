package dev.vitrine.methods;

import dev.vitrine.artifact.Result;
import dev.vitrine.methods.Card.Need;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Tensor;
import java.util.List;
import java.util.Set;

/** Each input value times its gradient, summed over channels: what a linear model with these slopes would credit it with. */
public final class InputTimesGradient implements Method {

    @Override
    public Card card() {
        return Card.of(
                        "input-x-gradient",
                        Card.Question.DECISION,
                        Set.of(Need.INPUT, Need.GRADIENT, Need.SCORE),
                        Parameter.text("target", ""))
                .from("Shrikumar et al. 2016, Not Just a Black Box, arXiv:1605.01713");
    }

    @Override
    public Result look(Look look, Options options) {
        return GradientExplanation.byInput(card(), look, options, this::explain);
    }

    private Attribution explain(Look look, Options options, TargetText target) {
        var input = GradientExplanation.mainInput(look);
        var at = ScoreGradient.of(look, target.target(), List.of(input)).here();
        var product = at.gradient(input).floats();
        var values = GradientExplanation.tensor(look, input).floats();
        for (int i = 0; i < product.length; i++) {
            product[i] *= values[i];
        }
        return Attribution.summed(
                card(),
                target,
                at.score(),
                GradientExplanation.axes(look, input),
                Tensor.of(product, at.gradient(input).sizes()));
    }
}
