package dev.vitrine.methods;

import dev.vitrine.artifact.Result;
import dev.vitrine.methods.Attribution.Completeness;
import dev.vitrine.methods.Card.Need;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The gradient averaged along the straight way from a baseline to the input, times their difference. The parts add up to the
 * score's rise from baseline to input; the number of steps (midpoint rule) is doubled until they do to less than 1 %, as far
 * as {@value #MOST_STEPS}; a gap that stays is told.
 */
public final class IntegratedGradients implements Method {
    private static final int BATCH = 8;
    private static final int MOST_STEPS = 256;
    private static final double GAP = 0.01;

    @Override
    public Card card() {
        return Card.of(
                        "integrated-gradients",
                        Card.Question.DECISION,
                        Set.of(Need.INPUT, Need.GRADIENT, Need.SCORE),
                        Parameter.text("target", ""),
                        Parameter.number("steps", 32, 1, 100_000),
                        Parameter.text("baseline", "black"),
                        Parameter.number("seed", 0, 0, Integer.MAX_VALUE))
                .from("Sundararajan et al. 2017, Axiomatic Attribution for Deep Networks, ICML, arXiv:1703.01365");
    }

    @Override
    public Result look(Look look, Options options) {
        return GradientExplanation.byInput(card(), look, options, this::explain);
    }

    private Attribution explain(Look look, Options options, TargetText target) {
        var from = FromBaseline.of(look, options, target);
        var input = from.input();
        var given = from.given();
        var gradient = ScoreGradient.of(look, target.target(), List.of(input));
        int steps = options.integer("steps");
        while (true) {
            var parts = parts(gradient, input, given, from.baseline(), steps, look.progress());
            double sum = 0;
            for (float part : parts) {
                sum += part;
            }
            var completeness = Completeness.of(sum, from.rise());
            if (completeness.gap() < GAP || 2 * steps > MOST_STEPS) {
                return Attribution.summed(
                                card(),
                                target,
                                from.score(),
                                GradientExplanation.axes(look, input),
                                Tensor.of(parts, given.sizes()))
                        .completeness(completeness)
                        .used("steps", steps);
            }
            steps *= 2;
        }
    }

    private static float[] parts(
            ScoreGradient score, String input, Tensor given, Tensor baseline, int steps, Progress progress) {
        var to = given.floats();
        var from = baseline.floats();
        var sum = new double[to.length];
        for (int first = 0; first < steps; first += BATCH) {
            progress.at(first, steps);
            var way = new ArrayList<Tensor>();
            for (int k = first; k < Math.min(steps, first + BATCH); k++) {
                way.add(between(from, to, (k + 0.5) / steps, given));
            }
            for (var gradient : score.along(input, way, BATCH)) {
                var values = gradient.floats();
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += values[i];
                }
            }
        }
        var parts = new float[sum.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = (float) ((to[i] - from[i]) * sum[i] / steps);
        }
        return parts;
    }

    private static Tensor between(float[] from, float[] to, double share, Tensor like) {
        var values = new float[from.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (from[i] + share * (to[i] - from[i]));
        }
        return Tensor.cast(like.type(), values, like.sizes());
    }
}
