package dev.vitrine.methods;

import dev.vitrine.artifact.Result;
import dev.vitrine.methods.Card.Need;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The gradient averaged over noisy copies of the input; the last copy has no noise. The noise is normal, its standard deviation a
 * share of the actual input's range. {@code square} averages squared gradients (SquareGrad), {@code variance} takes their variance
 * (VarGrad, Adebayo et al. 2018, arXiv:1810.03307).
 */
public final class SmoothGrad implements Method {
    private static final int BATCH = 8;

    @Override
    public Card card() {
        return Card.of(
                        "smoothgrad",
                        Card.Question.DECISION,
                        Set.of(Need.INPUT, Need.GRADIENT, Need.SCORE),
                        Parameter.text("target", ""),
                        Parameter.number("samples", 25, 2, 10_000),
                        Parameter.number("noise", 0.15, 0, 10),
                        Parameter.choice("form", "mean", "mean", "square", "variance"),
                        Parameter.number("seed", 0, 0, Integer.MAX_VALUE))
                .from("Smilkov et al. 2017, SmoothGrad: removing noise by adding noise, arXiv:1706.03825");
    }

    @Override
    public Result look(Look look, Options options) {
        return GradientExplanation.byInput(card(), look, options, this::explain);
    }

    private Attribution explain(Look look, Options options, TargetText target) {
        var input = GradientExplanation.mainInput(look);
        var given = GradientExplanation.tensor(look, input);
        var score = ScoreGradient.of(look, target.target(), List.of(input));
        int samples = options.integer("samples");
        double sigma = options.number("noise") * Attribution.range(given.floats());
        var random = new Random(options.integer("seed"));
        var sum = new double[Math.toIntExact(given.elements())];
        var squares = new double[sum.length];
        for (int from = 0; from < samples; from += BATCH) {
            look.progress().at(from, samples);
            var noisy = new ArrayList<Tensor>();
            for (int i = from; i < Math.min(samples, from + BATCH); i++) {
                noisy.add(i == samples - 1 ? given : noisy(given, sigma, random));
            }
            for (var gradient : score.along(input, noisy, BATCH)) {
                var values = gradient.floats();
                for (int i = 0; i < values.length; i++) {
                    sum[i] += values[i];
                    squares[i] += (double) values[i] * values[i];
                }
            }
        }
        var form = options.text("form");
        var result = new float[sum.length];
        for (int i = 0; i < result.length; i++) {
            double mean = sum[i] / samples;
            double square = squares[i] / samples;
            result[i] = (float)
                    (form.equals("mean") ? mean : form.equals("square") ? square : Math.max(0, square - mean * mean));
        }
        double at = TargetScore.of(look, target.target()).here();
        return Attribution.largest(
                card(), target, at, GradientExplanation.axes(look, input), given, Tensor.of(result, given.sizes()));
    }

    private static Tensor noisy(Tensor given, double sigma, Random random) {
        var values = given.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (sigma * random.nextGaussian());
        }
        return Tensor.cast(given.type(), values, given.sizes());
    }
}
