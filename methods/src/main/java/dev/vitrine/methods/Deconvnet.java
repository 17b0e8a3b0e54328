package dev.vitrine.methods;

import dev.vitrine.artifact.Result;
import dev.vitrine.autodiff.RuleSet;
import dev.vitrine.methods.Card.Need;
import dev.vitrine.methods.Card.Parameter;
import java.util.List;
import java.util.Set;

/** The target sent back through the network, rectified at every rectifier. Its picture hardly depends on the class. */
public final class Deconvnet implements Method {

    @Override
    public Card card() {
        return Card.of(
                        "deconvnet",
                        Card.Question.DECISION,
                        Set.of(Need.INPUT, Need.GRADIENT, Need.SCORE),
                        Parameter.text("target", ""))
                .from(
                        "Zeiler and Fergus 2014, Visualizing and Understanding Convolutional Networks, ECCV, arXiv:1311.2901");
    }

    @Override
    public Result look(Look look, Options options) {
        return GradientExplanation.byInput(card(), look, options, this::explain);
    }

    private Attribution explain(Look look, Options options, TargetText target) {
        var input = GradientExplanation.mainInput(look);
        var at = ScoreGradient.of(look, target.target(), RuleSet.DECONVNET, List.of(input), List.of())
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
