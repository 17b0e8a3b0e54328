package dev.vitrine.methods;

import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.Result;
import dev.vitrine.methods.Card.Need;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.Set;

/**
 * How much the score falls when a window of the input is replaced by a baseline; where windows overlap, their falls are
 * averaged. All channels are covered at once. Needs no gradient.
 */
public final class Occlusion implements Method {
    private static final int BATCH = 16;
    private static final int WINDOWS_PER_SIDE = 8;

    @Override
    public Card card() {
        return Card.of(
                        "occlusion",
                        Card.Question.DECISION,
                        Set.of(Need.INPUT, Need.SCORE),
                        Parameter.text("target", ""),
                        Parameter.number("window", 0, 0, 100_000),
                        Parameter.number("stride", 0, 0, 100_000),
                        Parameter.text("baseline", "black"),
                        Parameter.number("seed", 0, 0, Integer.MAX_VALUE))
                .from(
                        "Zeiler and Fergus 2014, Visualizing and Understanding Convolutional Networks, ECCV, arXiv:1311.2901");
    }

    @Override
    public Result look(Look look, Options options) {
        look.input();
        return explain(look, options, TargetText.of(options.text("target"), look))
                .result(look, options);
    }

    /** A window and its steps along one side: as set, else an eighth of the side and half a window. */
    private record Steps(int window, int stride, int count) {
        static Steps of(int side, int window, int stride) {
            int size = Math.min(side, window > 0 ? window : Math.max(1, side / WINDOWS_PER_SIDE));
            int step = stride > 0 ? stride : Math.max(1, size / 2);
            return new Steps(size, step, (side - size + step - 1) / step + 1);
        }
    }

    Attribution explain(Look look, Options options, TargetText target) {
        var input = GradientExplanation.mainInput(look);
        var given = GradientExplanation.tensor(look, input);
        var axes = GradientExplanation.axes(look, input);
        var values = given.floats();
        var hidden = Baseline.of(options.text("baseline"), look, input, options.integer("seed"))
                .floats();
        var down = Steps.of(axes.rows(), options.integer("window"), options.integer("stride"));
        var across = Steps.of(axes.columns(), options.integer("window"), options.integer("stride"));
        var score = TargetScore.of(look, target.target());
        double here = score.here();
        var sum = new double[axes.positions()];
        var covered = new int[axes.positions()];
        int windows = down.count() * across.count();
        for (int first = 0; first < windows; first += BATCH) {
            look.progress().at(first, windows);
            var variants = new ArrayList<Tensor>();
            int end = Math.min(windows, first + BATCH);
            for (int w = first; w < end; w++) {
                variants.add(covered(values, hidden, axes, down, across, w, given));
            }
            var scores = score.along(input, variants);
            for (int w = first; w < end; w++) {
                double fall = here - scores[w - first];
                forEach(axes, down, across, w, p -> {
                    sum[p] += fall;
                    covered[p]++;
                });
            }
        }
        var map = new float[sum.length];
        for (int p = 0; p < map.length; p++) {
            map[p] = covered[p] == 0 ? 0 : (float) (sum[p] / covered[p]);
        }
        var raw = axes.rows() == 1 ? Tensor.of(map, 1, map.length) : Tensor.of(map, 1, axes.rows(), axes.columns());
        return Attribution.of(card(), target, here, Plane.of(map, axes.rows(), axes.columns()), here, raw)
                .used("window", across.window())
                .used("stride", across.stride());
    }

    private static Tensor covered(
            float[] values, float[] hidden, InputAxes axes, Steps down, Steps across, int window, Tensor like) {
        var changed = values.clone();
        forEach(axes, down, across, window, p -> {
            for (int c = 0; c < axes.channels(); c++) {
                int at = axes.index(c, p / axes.columns(), p % axes.columns());
                changed[at] = hidden[at];
            }
        });
        return Tensor.cast(like.type(), changed, like.sizes());
    }

    /** All positions under a window; at the far edge a window may be cut off. */
    private static void forEach(
            InputAxes axes, Steps down, Steps across, int window, java.util.function.IntConsumer position) {
        int top = window / across.count() * down.stride();
        int left = window % across.count() * across.stride();
        for (int y = top; y < Math.min(axes.rows(), top + down.window()); y++) {
            for (int x = left; x < Math.min(axes.columns(), left + across.window()); x++) {
                position.accept(y * axes.columns() + x);
            }
        }
    }
}
