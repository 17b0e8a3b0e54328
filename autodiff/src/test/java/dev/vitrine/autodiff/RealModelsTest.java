package dev.vitrine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
        Map<String, Tensor> run;
        try (var runner = OrtRunner.plain(model.withGraph(model.graph().withOutputs(outputs)))) {
            run = runner.run(inputs);
        }
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

    /**
     * Directional derivatives of a weighted sum of an output, within 1e-2 of differences. Directions are the signs of the gradient
     * times seeded numbers between 0 and 1, so that they measure its size. Steps are halved from 2^-8 to 2^-17 of the input's own
     * size; the three neighbours that agree best are believed. Where no three agree within 5e-3, a kink (of a ReLU, a pool) or
     * rounding lies in the way and the direction is left out; of four, at least two must remain. A final softmax is left out: it
     * is saturated in some. Not here: models whose outputs are no real numbers or whose operators are another's (trees, integer
     * kernels).
     */
    @ParameterizedTest
    @CsvSource({
        "mnist-8,,",
        "cifar10_cnn,,",
        "iris_mlp,,",
        "season_conv1d,,",
        "squeezenet1.1_fp32,,",
        "ultraface_rfb320,,",
        "ultraface_rfb320,,boxes",
        "sinet_portrait_seg,,820",
        "deeplab_person_513,,",
        "yolox_nano,,",
        "dtln_model_1,,",
        "dtln_model_1,,tf_op_layer_stack_2",
        "cntk_bilstm,,",
        "cntk_birnn_relu,,",
        "cntk_scan_lstm,,",
        "silero_vad,,stateN",
        "silero_vad_op18_ifless,,stateN",
        "gpt2_past_tiny,first,",
        "gpt2_nopast_tiny,first,",
        "transformer_reverse,first,",
        "bert_toy_optimized,first,",
        "squeezenet_coreml_classifier,,first"
    })
    void directionalDifferences(String name, String source, String output) {
        var model = latest(open(name));
        var random = new Random(4);
        var inputs = inputs(model, 1, random);
        if (inputs.containsKey("sr")) {
            inputs.put("sr", Tensor.scalar(16000L));
            inputs.put("input", GradientCheck.random(random, DataType.FLOAT, -0.3, 0.3, 1, 512));
            inputs.put("state", GradientCheck.random(random, DataType.FLOAT, -0.3, 0.3, 2, 1, 128));
        }
        // three positions before this one: the model knows eight
        inputs.replaceAll((input, value) ->
                input.startsWith("past_") ? GradientCheck.random(random, value.type(), -1, 1, 2, 1, 2, 3, 2) : value);
        var end = output == null
                ? model.graph().outputs().get(0).name()
                : output.equals("first") ? beforeTheMap(model) : output;
        end = model.graph()
                .producer(end)
                .filter(n -> n.is("Softmax"))
                .map(n -> n.inputs().get(0))
                .orElse(end);
        if (source != null) {
            var part = afterTheEmbedding(model, end, inputs);
            model = part;
        } else {
            model = model.withGraph(model.graph().cut(List.of(end), List.of()));
        }
        var by = model.graph().inputs().stream()
                .filter(v -> v.type().type().filter(DataType::isFloating).isPresent())
                .findFirst()
                .orElseThrow()
                .name();
        compare(model, by, end, inputs, random);
    }

    /** Of constants of one name the last one counts, as in the runtime, wherever it stands. */
    private static Model latest(Model model) {
        var constants = new LinkedHashMap<String, Node>();
        var others = new ArrayList<Node>();
        for (var node : model.graph().nodes()) {
            if (node.is("Constant")) {
                constants.put(node.outputs().get(0), node);
            } else {
                others.add(node);
            }
        }
        var nodes = new ArrayList<>(constants.values());
        nodes.addAll(others);
        return model.withGraph(model.graph().withNodes(nodes));
    }

    /** What a list of class names was made from. */
    private static String beforeTheMap(Model model) {
        var map = model.graph().nodes().stream()
                .filter(n -> n.op().equals("ZipMap"))
                .findFirst();
        return map.orElseThrow().inputs().get(0);
    }

    /** The model from the first real numbers on that its tokens look up, which become an input. */
    private static Model afterTheEmbedding(Model model, String end, Map<String, Tensor> inputs) {
        var lookup = model.graph().nodes().stream()
                .filter(n -> n.is("Gather")
                        && model.graph()
                                .constant(n.inputs().get(0))
                                .filter(t -> t.type().isFloating())
                                .isPresent())
                .findFirst()
                .orElseThrow();
        var tensor = lookup.outputs().get(0);
        var alone = model.withGraph(model.graph().cut(List.of(tensor), List.of()));
        inputs.put(tensor, OrtRunner.run(alone, inputs).get(tensor));
        var given = new Graph.Value(tensor, inputs.get(tensor).tensorType());
        var cut = model.graph().cut(List.of(end), List.of(given));
        var order = new ArrayList<>(cut.inputs());
        order.removeIf(v -> v.name().equals(tensor));
        order.add(0, given);
        return model.withGraph(cut.withInputs(order));
    }

    private static void compare(Model model, String by, String end, Map<String, Tensor> inputs, Random random) {
        try (var forward = new OrtRunner(model)) {
            var y = forward.run(inputs).get(end);
            var weights = GradientCheck.random(random, y.type(), -1, 1, y.sizes());
            var nodes = new ArrayList<>(model.graph().nodes());
            nodes.add(Node.of("", "Mul", List.of(end, "test.weights"), List.of("test.weighed")));
            nodes.add(Node.of("", "ReduceSum", List.of("test.weighed"), List.of("test.total"))
                    .with("keepdims", 0));
            var constants = new LinkedHashMap<>(model.graph().initializers());
            constants.put("test.weights", weights);
            var whole = model.withGraph(model.graph()
                    .withNodes(nodes)
                    .withInitializers(constants)
                    .withOutputs(List.of(new Graph.Value("test.total", TensorType.of(y.type())))));
            var gradient = Differentiator.of(whole, seen(whole, inputs))
                    .wrt(by)
                    .seed("test.total")
                    .build();
            var slopes = OrtRunner.run(gradient.model(), inputs)
                    .get(gradient.gradients().get(by))
                    .doubles();
            var r = weights.doubles();
            var x = inputs.get(by).doubles();
            double size = Math.max(
                    1e-2,
                    Math.sqrt(
                            java.util.Arrays.stream(x).map(v -> v * v).average().orElseThrow()));
            int kept = 0;
            for (int k = 0; k < 4; k++) {
                var direction = new double[x.length];
                double slope = 0;
                for (int i = 0; i < x.length; i++) {
                    direction[i] = Math.signum(slopes[i]) * random.nextDouble();
                    slope += slopes[i] * direction[i];
                }
                assertThat(slope).isPositive();
                double best = Double.MAX_VALUE;
                double measured = Double.NaN;
                double last = Double.NaN;
                double before = Double.NaN;
                for (int half = 8; half < 18; half++) {
                    double step = size * Math.pow(2, -half);
                    double above = dot(moved(forward, inputs, by, x, direction, step, end), r);
                    double below = dot(moved(forward, inputs, by, x, direction, -step, end), r);
                    double now = (above - below) / (2 * step);
                    double apart = Math.max(Math.abs(now - last), Math.abs(last - before)) / Math.abs(now);
                    if (apart < best) {
                        best = apart;
                        measured = last;
                    }
                    before = last;
                    last = now;
                }
                if (best < 5e-3) {
                    kept++;
                    assertThat(measured / slope)
                            .as("direction %d of %s", k, end)
                            .isBetween(0.99, 1.01);
                }
            }
            assertThat(kept).as("directions free of kinks").isGreaterThanOrEqualTo(2);
        }
    }

    private static double[] moved(
            OrtRunner forward,
            Map<String, Tensor> inputs,
            String by,
            double[] x,
            double[] direction,
            double step,
            String end) {
        var y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) (x[i] + step * direction[i]);
        }
        var feeds = new LinkedHashMap<>(inputs);
        feeds.put(by, Tensor.of(y, inputs.get(by).sizes()));
        return forward.run(feeds).get(end).doubles();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Half precision: the same network in float32, within a tenth: ten bits of mantissa, through 26 convolutions there and back. */
    @Test
    void halfPrecision() {
        var half = open("squeezenet1.1_fp16");
        var x = GradientCheck.random(new Random(5), DataType.FLOAT, 0, 1, 1, 3, 224, 224);
        var found = slopes(half, Tensor.cast(DataType.FLOAT16, x.floats(), x.sizes()));
        var expected = slopes(open("squeezenet1.1_fp32"), x);
        assertThat(GradientCheck.error(found, expected)).isLessThan(0.1);
    }

    private static double[] slopes(Model model, Tensor x) {
        var input = model.graph().inputs().get(0).name();
        var gradient = Differentiator.of(model, OrtRunner.types(model))
                .wrt(input)
                .target(Target.logit(1))
                .build();
        var feeds = new LinkedHashMap<>(Map.of(input, x));
        gradient.feed().ifPresent(f -> feeds.put(f.name(), f.value().orElseThrow()));
        return OrtRunner.run(gradient.model(), feeds)
                .get(gradient.gradients().get(input))
                .doubles();
    }
}
