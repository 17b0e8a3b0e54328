package dev.vitrine.methods;

import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.Result;
import dev.vitrine.autodiff.RuleSet;
import dev.vitrine.autodiff.Target;
import dev.vitrine.methods.Card.Need;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What class activation maps share: the maps A of a layer and the gradients G of the score by them, combined to one map, and
 * stretched over the input (bilinear, half-pixel centres). The signed map is kept as data; what is shown is its positive part.
 */
final class ClassActivationMap {
    private ClassActivationMap() {}

    /** Combines activations and gradients, {@code [channel][position]}, to one value per position. */
    @FunctionalInterface
    interface Combination {
        float[] of(float[][] activations, float[][] gradients);
    }

    static Card card(String id, String paper) {
        return Card.of(
                        id,
                        Card.Question.DECISION,
                        Set.of(Need.INPUT, Need.SPATIAL, Need.GRADIENT, Need.SCORE),
                        Parameter.text("target", ""),
                        Parameter.text("layer", "auto"))
                .from(paper);
    }

    static Result look(Card card, Look look, Options options, Combination combination) {
        return GradientExplanation.of(card, look, options, (l, o, t) -> explain(card, l, o, t, combination));
    }

    private static Attribution explain(
            Card card, Look look, Options options, TargetText target, Combination combination) {
        var layer = options.text("layer").equals("auto")
                ? maps(look, target.target()).orElseGet(() -> Features.lastSpatial(look))
                : look.layers().tensor(options.text("layer"));
        var at = ScoreGradient.of(look, target.target(), RuleSet.GRADIENT, List.of(layer), List.of(layer))
                .here();
        var layout = ChannelLayout.of(look.graph(), layer);
        var activations = ChannelMaps.of(at.value(layer), layout);
        var gradients = ChannelMaps.of(at.gradient(layer), layout);
        var signed = combination.of(values(activations), values(gradients));
        var map = Plane.of(positive(signed), activations.rows(), activations.columns());
        var axes = GradientExplanation.axes(look, GradientExplanation.mainInput(look));
        boolean stretches = axes.rows() > 1 == map.rows() > 1 && axes.positions() >= map.count();
        var shown = stretches ? stretched(map, axes.rows(), axes.columns()) : map;
        return Attribution.of(
                        card,
                        target,
                        at.score(),
                        shown,
                        at.score() / map.count(),
                        Tensor.of(signed, 1, activations.rows(), activations.columns()))
                .layer(layer);
    }

    /** A box or a region is decided at places of its own; what decides there is read from the maps before the last convolution. */
    private static Optional<String> maps(Look look, Target target) {
        if (target instanceof Target.Product product) {
            return Origin.of(look, product.tensor(), product.second()).maps(look);
        }
        if (target instanceof Target.Weighted weighted) {
            var weights = weighted.weights().floats();
            return new Origin(
                            weighted.tensor(),
                            IntStream.range(0, weights.length)
                                    .filter(i -> weights[i] != 0)
                                    .asLongStream()
                                    .toArray())
                    .maps(look);
        }
        return Optional.empty();
    }

    private static float[][] values(ChannelMaps maps) {
        var values = new float[maps.channels()][maps.rows() * maps.columns()];
        for (int c = 0; c < values.length; c++) {
            var plane = maps.planes().get(c);
            System.arraycopy(plane.values(), plane.offset(), values[c], 0, plane.count());
        }
        return values;
    }

    private static float[] positive(float[] values) {
        var positive = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            positive[i] = Math.max(0, values[i]);
        }
        return positive;
    }

    /** Each channel times its weight, added up. */
    static float[] weighted(float[][] activations, double[] weights) {
        var sum = new double[activations[0].length];
        for (int c = 0; c < activations.length; c++) {
            for (int p = 0; p < sum.length; p++) {
                sum[p] += weights[c] * activations[c][p];
            }
        }
        return rounded(sum);
    }

    static float[] rounded(double[] values) {
        var rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return rounded;
    }

    /** Bilinear with half-pixel centres, edges repeated: as ONNX Resize {@code half_pixel} and {@code align_corners=False}. */
    static Plane stretched(Plane map, int rows, int columns) {
        var values = new float[rows * columns];
        for (int y = 0; y < rows; y++) {
            double fromY = inside((y + 0.5) * map.rows() / rows - 0.5, map.rows());
            int y0 = (int) fromY;
            int y1 = Math.min(y0 + 1, map.rows() - 1);
            for (int x = 0; x < columns; x++) {
                double fromX = inside((x + 0.5) * map.columns() / columns - 0.5, map.columns());
                int x0 = (int) fromX;
                int x1 = Math.min(x0 + 1, map.columns() - 1);
                double top = map.at(y0, x0) + (fromX - x0) * (map.at(y0, x1) - map.at(y0, x0));
                double bottom = map.at(y1, x0) + (fromX - x0) * (map.at(y1, x1) - map.at(y1, x0));
                values[y * columns + x] = (float) (top + (fromY - y0) * (bottom - top));
            }
        }
        return Plane.of(values, rows, columns);
    }

    private static double inside(double at, int count) {
        return Math.max(0, Math.min(count - 1, at));
    }
}
