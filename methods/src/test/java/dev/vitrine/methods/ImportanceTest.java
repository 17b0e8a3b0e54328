package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.autodiff.Target;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against what really happens to the loss when a channel is gone. */
class ImportanceTest {

    @Test
    void ranksChannelsAsTheLossDoesWhenTheyAreRemoved() {
        try (var sample = IconsSample.clean()) {
            var look = sample.look().over(sample.examples());
            var first = sample.look(sample.examples().get(0));
            var importance = Importance.of(look, Objective.loss(first, "cross-entropy", Optional.empty()));
            double before = loss(look, look.engine().model());
            assertThat(importance.loss()).isCloseTo(before, org.assertj.core.api.Assertions.within(1e-5));
            var estimated = new ArrayList<Double>();
            var measured = new ArrayList<Double>();
            var table = new StringBuilder();
            for (var name : List.of("conv1", "conv2", "conv3", "conv4", "conv5")) {
                var own = importance.channels().get(name + ".weight");
                var rises = new ArrayList<Double>();
                for (int c = 0; c < own.length; c++) {
                    rises.add(loss(look, without(look.engine().model(), name, c)) - before);
                }
                var ownList =
                        IntStream.range(0, own.length).mapToObj(i -> own[i]).toList();
                table.append(String.format(
                        Locale.ROOT, "%s: %d channels, spearman %.3f%n", name, own.length, spearman(ownList, rises)));
                estimated.addAll(ownList);
                measured.addAll(rises);
            }
            double all = spearman(estimated, measured);
            table.append(String.format(Locale.ROOT, "all: %d channels, spearman %.3f%n", estimated.size(), all));
            System.out.print(table);
            assertThat(all).as(table.toString()).isGreaterThanOrEqualTo(0.7);
        }
    }

    private static Model without(Model model, String layer, int channel) {
        var weights = new LinkedHashMap<>(model.graph().initializers());
        for (var name : List.of(layer + ".weight", layer + ".bias")) {
            var old = weights.get(name);
            var values = old.floats();
            int each = values.length / (int) old.size(0);
            java.util.Arrays.fill(values, channel * each, (channel + 1) * each, 0);
            weights.put(name, Tensor.of(values, old.sizes()));
        }
        return model.withGraph(model.graph().withInitializers(weights));
    }

    /** The mean cross-entropy over all pictures, computed here. */
    private static double loss(Look look, Model model) {
        var pixels = new float[look.examples().size() * 3 * 64 * 64];
        for (int i = 0; i < look.examples().size(); i++) {
            var one = look.examples().get(i).given().tensors().get("image").floats();
            System.arraycopy(one, 0, pixels, i * one.length, one.length);
        }
        var batch = Tensor.of(pixels, look.examples().size(), 3, 64, 64);
        try (var engine = Engine.of(model, 2)) {
            var logits = engine.run(List.of("logits"), Map.of("image", batch)).get("logits");
            double sum = 0;
            for (int i = 0; i < look.examples().size(); i++) {
                int label = look.labels().indexOf(look.examples().get(i).label().orElseThrow());
                sum -= Math.log(Math.max(1e-300, Scores.softmax(logits.at(i).floats())[label]));
            }
            return sum / look.examples().size();
        }
    }

    private static double spearman(List<Double> a, List<Double> b) {
        var x = ranks(a);
        var y = ranks(b);
        double mean = (a.size() - 1) / 2.0;
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }
        return xy / Math.sqrt(xx * yy);
    }

    /** Ranks from 0; equal values share the mean of theirs. */
    private static double[] ranks(List<Double> values) {
        var order = IntStream.range(0, values.size())
                .boxed()
                .sorted(Comparator.comparingDouble(values::get))
                .toList();
        var ranks = new double[values.size()];
        for (int i = 0; i < order.size(); ) {
            int j = i;
            while (j < order.size() && values.get(order.get(j)).doubleValue() == values.get(order.get(i))) {
                j++;
            }
            for (int k = i; k < j; k++) {
                ranks[order.get(k)] = (i + j - 1) / 2.0;
            }
            i = j;
        }
        return ranks;
    }

    @Test
    void isTheProductOfWeightAndGradient() {
        // y = [-1, 1] + 2 x 4 sums; with the loss mean((y - t)^2) over two outputs, dL/dw2 = (y - t) r.
        var x = Tensor.of(new float[] {20, 50, 30}, 1, 3);
        try (var engine = Engine.of(SmallNets.multiLayer(), 1)) {
            var look = Look.at(engine).with(Look.Given.of(Map.of("x", x)));
            var importance = Importance.of(
                    look,
                    new Objective(
                            Target.loss(Target.Loss.Kind.MEAN_SQUARED_ERROR),
                            Optional.of("0"),
                            dev.vitrine.words.Text.plain("")));
            // r = [90, 101, 101, 101], b2 = [-1, 1], y = [392, 394], t = [1, 0]
            assertThat(importance.channels().get("w2")).containsExactly(391 * 393 - 391, 394 * 393 + 394);
            assertThat(importance.tensors().get("w2")).isEqualTo(391 * 393 + 394 * 393);
            assertThat(importance.tensors().get("b2")).isEqualTo(-391 + 394);
        }
    }
}
