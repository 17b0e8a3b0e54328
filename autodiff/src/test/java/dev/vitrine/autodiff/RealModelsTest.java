package dev.vitrine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that people made: raising changes no output, and the slope along a random direction is what the gradient says. */
class RealModelsTest {
    private static Model open(String name) {
        var folder = Path.of(System.getProperty("vitrine.assets", "assets"));
        Assumptions.assumeTrue(Files.isDirectory(folder), "no test assets here");
        return Model.open(folder.resolve("onnx/" + name + ".onnx"));
    }

    private static Map<String, Tensor> inputs(Model model, int batch, Random random) {
        var inputs = new LinkedHashMap<String, Tensor>();
        for (var input : model.graph().inputs()) {
            var shape = input.type().shape().orElseThrow();
            var sizes = new long[shape.rank()];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = shape.size(i) > 0 ? shape.size(i) : i == 0 ? batch : 8;
            }
            var type = input.type().type().orElse(DataType.FLOAT);
            inputs.put(
                    input.name(),
                    type.isFloating()
                            ? GradientCheck.random(random, type, 0, 1, sizes)
                            : GradientCheck.random(random, type, 0, 1.4, sizes));
        }
        return inputs;
    }

    @ParameterizedTest
    @CsvSource({
        "mnist-8", "cifar10_cnn", "iris_mlp", "season_conv1d", "squeezenet1.1_fp32", "ultraface_rfb320",
                "sinet_portrait_seg",
        "deeplab_person_513", "yolox_nano", "transformer_reverse", "basic_pitch", "gpt2_nopast_tiny", "dtln_model_1",
                "bert_toy_optimized"
    })
    void raisingKeepsEveryOutput(String name) {
        var model = open(name);
        var inputs = inputs(model, 1, new Random(1));
        var before = OrtRunner.run(model, inputs);
        var raised = OpsetRaise.raise(model);
        assertThat(raised.opset()).isGreaterThanOrEqualTo(OpsetRaise.OPSET);
        var after = OrtRunner.run(raised, inputs);
        before.forEach((output, tensor) -> assertThat(
                        GradientCheck.error(after.get(output).doubles(), tensor.doubles()))
                .as(output)
                .isLessThan(1e-5));
    }

    /** Types as the runtime infers them, what it leaves open filled from a run: as the engine does it. */
    private static dev.vitrine.model.TensorTypes seen(Model model, Map<String, Tensor> inputs) {
        var types = OrtRunner.types(model);
        var outputs = new ArrayList<Graph.Value>();
        model.graph()
                .nodes()
                .forEach(n -> n.outputs().stream()
                        .filter(o -> !o.isEmpty())
                        .forEach(o -> outputs.add(new Graph.Value(o, TensorType.UNKNOWN))));
        var run = OrtRunner.run(model.withGraph(model.graph().withOutputs(outputs)), inputs);
        var filled = new LinkedHashMap<String, TensorType>();
        run.forEach((tensor, value) -> {
            if (types.get(tensor).shape().filter(Shape::isStatic).isEmpty()) {
                filled.put(tensor, value.tensorType());
            }
        });
        return types.with(filled);
    }

    @ParameterizedTest
    @CsvSource({
        "mnist-8,1",
        "cifar10_cnn,2",
        "iris_mlp,3",
        "season_conv1d,2",
        "squeezenet1.1_fp32,1",
        "ultraface_rfb320,1",
        "sinet_portrait_seg,1",
        "deeplab_person_513,1",
        "yolox_nano,1"
    })
    void slopeAlongADirection(String name, int batch) {
        var model = open(name);
        var random = new Random(2);
        var inputs = inputs(model, batch, random);
        var input = inputs.keySet().iterator().next();
        var gradient = Differentiator.of(model, seen(model, inputs))
                .wrt(input)
                .target(Target.logit(1))
                .build();
        gradient.feed().ifPresent(f -> inputs.put(f.name(), f.value().orElseThrow()));
        try (var runner = new OrtRunner(gradient.model())) {
            var at = runner.run(inputs);
            var slopes = at.get(gradient.gradients().get(input)).doubles();
            assertThat(slopes).hasSize((int) inputs.get(input).elements());
            var x = inputs.get(input).floats();
            double norm = 0;
            for (double slope : slopes) {
                norm += slope * slope;
            }
            assertThat(norm).isPositive();
            double step = 1e-3 * Math.sqrt(x.length) / Math.sqrt(norm) * 0.03;
            var moved = new ArrayList<Double>();
            for (int sign = -1; sign <= 1; sign += 2) {
                var y = new float[x.length];
                for (int i = 0; i < x.length; i++) {
                    y[i] = (float) (x[i] + sign * step * slopes[i]);
                }
                var feeds = new LinkedHashMap<>(inputs);
                feeds.put(
                        input,
                        Tensor.cast(
                                inputs.get(input).type(), y, inputs.get(input).sizes()));
                double total = 0;
                for (double v : runner.run(feeds).get(gradient.value()).doubles()) {
                    total += v;
                }
                moved.add(total);
            }
            double measured = (moved.get(1) - moved.get(0)) / (2 * step);
            assertThat(measured / norm).isBetween(0.97, 1.03);
        }
    }

    /**
     * A spectrogram network is so curved (a logarithm near 0, normalised by its extremes) that slopes show only in tiny steps: along
     * the few largest elements of the gradient, where such steps survive float32.
     */
    @Test
    void slopeOfACurvedNetwork() {
        var model = open("basic_pitch");
        var random = new Random(3);
        var inputs = inputs(model, 1, random);
        var input = inputs.keySet().iterator().next();
        var x = new float[(int) inputs.get(input).elements()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (0.01 * random.nextGaussian());
        }
        var at = Tensor.of(x, inputs.get(input).sizes());
        var output = model.graph().outputs().get(0).name();
        var gradient = Differentiator.of(model, seen(model, Map.of(input, at)))
                .wrt(input)
                .seed(output)
                .build();
        try (var runner = new OrtRunner(gradient.model())) {
            var slopes = runner.run(Map.of(input, at))
                    .get(gradient.gradients().get(input))
                    .doubles();
            var largest = java.util.stream.IntStream.range(0, x.length)
                    .boxed()
                    .sorted(java.util.Comparator.comparingDouble(i -> -Math.abs(slopes[i])))
                    .limit(20)
                    .toList();
            double norm = Math.sqrt(
                    largest.stream().mapToDouble(i -> slopes[i] * slopes[i]).sum());
            double expected = 0;
            double measured = 0;
            for (int sign = -1; sign <= 1; sign += 2) {
                var moved = x.clone();
                for (int i : largest) {
                    moved[i] += (float) (sign * 3e-6 * slopes[i] / norm);
                    expected += sign * slopes[i] * moved[i];
                }
                for (double v : runner.run(Map.of(input, Tensor.of(moved, at.sizes())))
                        .get(gradient.value())
                        .doubles()) {
                    measured += sign * v;
                }
            }
            assertThat(measured / expected).isBetween(0.9, 1.1);
        }
    }
}
