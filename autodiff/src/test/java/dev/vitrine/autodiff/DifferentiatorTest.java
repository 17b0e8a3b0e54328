package dev.vitrine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Small networks with known gradients; the numbers are those of Captum's test-suite, which states them for PyTorch. */
class DifferentiatorTest {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> weights = new LinkedHashMap<>();

    private DifferentiatorTest node(Node node) {
        nodes.add(node);
        return this;
    }

    private DifferentiatorTest weight(String name, Tensor value) {
        weights.put(name, value);
        return this;
    }

    private DifferentiatorTest node(String op, String output, String... inputs) {
        return node(Node.of("", op, List.of(inputs), List.of(output)));
    }

    private Model model(String output, long... inputSizes) {
        return Model.of(
                new Graph(
                        "g",
                        nodes,
                        weights,
                        List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, inputSizes))),
                        List.of(new Graph.Value(
                                output,
                                new TensorType(java.util.Optional.of(DataType.FLOAT), java.util.Optional.empty()))),
                        Map.of()),
                18);
    }

    private static Map<String, Tensor> run(Gradient gradient, Tensor x) {
        var feeds = new LinkedHashMap<String, Tensor>();
        feeds.put("x", x);
        gradient.feed().ifPresent(f -> f.value().ifPresent(v -> feeds.put(f.name(), v)));
        var outputs = OrtRunner.run(gradient.model(), feeds);
        var named = new LinkedHashMap<String, Tensor>();
        gradient.gradients().forEach((tensor, name) -> named.put(tensor, outputs.get(name)));
        named.put("value", outputs.get(gradient.value()));
        return named;
    }

    private static Differentiator of(Model model) {
        return Differentiator.of(model, OrtRunner.types(model));
    }

    /** f = 1 - relu(1 - x); at the kink x = 1 the slope is 0. */
    @Test
    void saliencyWithAKink() {
        var model = weight("one", Tensor.scalar(1f))
                .node("Sub", "a", "one", "x")
                .node("Relu", "r", "a")
                .node("Sub", "y", "one", "r")
                .model("y", 6);
        var found = run(of(model).wrt("x").seed("y").build(), Tensor.of(new float[] {1, 2, 3, 0, -1, 7}, 6));
        assertThat(found.get("x").floats()).containsExactly(0, 0, 0, 1, 1, 0);
    }

    private Model netA() {
        return weight("W1", Tensor.of(new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 4, 3))
                .weight("b1", Tensor.of(new float[] {-10, 1, 1, 1}, 4))
                .weight("W2", Tensor.of(new float[] {1, 1, 1, 1, 1, 1, 1, 1}, 2, 4))
                .weight("b2", Tensor.of(new float[] {-1, 1}, 2))
                .node(Node.of("linear1", "Gemm", List.of("x", "W1", "b1"), List.of("h"))
                        .with("transB", 1))
                .node("Relu", "r", "h")
                .node(Node.of("linear2", "Gemm", List.of("r", "W2", "b2"), List.of("y"))
                        .with("transB", 1))
                .model("y", 1, 3);
    }

    @Test
    void perceptron() {
        var gradient = of(netA()).wrt("x", "r", "b2").target(Target.logit(0)).build();
        var found = run(gradient, Tensor.of(new float[] {20, 50, 30}, 1, 3));
        assertThat(found.get("value").floats()).containsExactly(392);
        assertThat(found.get("x").floats()).containsExactly(4, 4, 4);
        assertThat(found.get("r").floats()).containsExactly(1, 1, 1, 1);
        assertThat(found.get("b2").floats()).containsExactly(1, 0);
        assertThat(gradient.steps()).extracting(Step::op).containsExactly("Gemm", "Relu", "Gemm");
    }

    /** One graph serves all classes; another loss, tensor or rule set is another graph. */
    @Test
    void keysNameGraphs() {
        var asked = of(netA()).wrt("x");
        var key = asked.target(Target.logit(0)).key();
        assertThat(asked.target(Target.difference(1, 0)).key()).isEqualTo(key);
        assertThat(List.of(
                        asked.target(Target.loss(Target.Loss.Kind.CROSS_ENTROPY))
                                .key(),
                        asked.target(Target.loss(Target.Loss.Kind.MEAN_SQUARED_ERROR))
                                .key(),
                        asked.target(Target.element("h", Target.ALL, 0L)).key(),
                        asked.wrt("r").target(Target.logit(0)).key(),
                        asked.seed("y").key(),
                        asked.rules(RuleSet.DECONVNET).target(Target.logit(0)).key(),
                        key))
                .doesNotHaveDuplicates();
    }

    /** Internal influence: the mean of gradients on the straight path; here at its points by the midpoint rule. */
    @Test
    void gradientsAlongAPath() {
        var gradient = of(netA()).wrt("h", "x").target(Target.logit(0)).build();
        double sum = 0;
        int steps = 200;
        for (int i = 0; i < steps; i++) {
            float a = (i + 0.5f) / steps;
            sum += run(gradient, Tensor.of(new float[] {20 * a, 50 * a, 30 * a}, 1, 3))
                    .get("x")
                    .floats()[1];
        }
        assertThat(50 * sum / steps).isCloseTo(195, within(0.5));
    }

    private Model netB() {
        var ones = new float[18];
        java.util.Arrays.fill(ones, 1);
        var fc = new float[16];
        for (int i = 0; i < 16; i++) {
            fc[i] = i % 8 < 5 ? 1 : -1;
        }
        return weight("k", Tensor.of(ones, 2, 1, 3, 3))
                .weight("kb", Tensor.of(new float[] {-50, -75}, 2))
                .weight("fc", Tensor.of(fc, 2, 8))
                .node("Conv", "conv1", "x", "k", "kb")
                .node("Relu", "relu1", "conv1")
                .node("Flatten", "f", "relu1")
                .node(Node.of("", "Gemm", List.of("f", "fc"), List.of("g")).with("transB", 1))
                .node("Relu", "y", "g")
                .model("y", 1, 1, 4, 4);
    }

    private static Tensor counting() {
        var x = new float[16];
        for (int i = 0; i < 16; i++) {
            x[i] = i;
        }
        return Tensor.of(x, 1, 1, 4, 4);
    }

    @Test
    void convolutionalNet() {
        var model = netB();
        var found =
                run(of(model).wrt("relu1", "conv1", "x").target(Target.logit(0)).build(), counting());
        assertThat(found.get("relu1").floats()).containsExactly(1, 1, 1, 1, 1, -1, -1, -1);
        assertThat(found.get("conv1").floats())
                .usingComparatorWithPrecision(0f)
                .containsExactly(0, 1, 1, 1, 0, 0, -1, -1);
        // Input times gradient is known by rows; the gradient follows where the input is not 0.
        var x = found.get("x").floats();
        var product = new float[16];
        for (int i = 0; i < 16; i++) {
            product[i] = i * x[i];
        }
        assertThat(product).containsExactly(0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11, 0, 0, 0, 0);
    }

    @Test
    void guidedBackpropagation() {
        var found = run(
                of(netB())
                        .rules(RuleSet.GUIDED_BACKPROP)
                        .wrt("x")
                        .target(Target.logit(0))
                        .build(),
                counting());
        assertThat(found.get("x").floats()).containsExactly(0, 1, 1, 1, 1, 3, 3, 2, 1, 3, 3, 2, 1, 2, 2, 1);
    }

    @Test
    void deconvnet() {
        var found = run(
                of(netB())
                        .rules(RuleSet.DECONVNET)
                        .wrt("x")
                        .target(Target.logit(0))
                        .build(),
                counting());
        assertThat(found.get("x").floats()).containsExactly(2, 3, 3, 1, 3, 5, 5, 2, 3, 5, 5, 2, 1, 2, 2, 1);
    }

    /** PyTorch on a constant picture: each window's first element. Both ways of writing the gradient agree. */
    @Test
    void tiesInAPoolGoToTheFirst() {
        var tiled = node(Node.of("", "MaxPool", List.of("x"), List.of("y"))
                        .with("kernel_shape", new long[] {2, 2})
                        .with("strides", new long[] {2, 2}))
                .model("y", 1, 1, 4, 4);
        var first = run(of(tiled).wrt("x").seed("y").build(), Tensor.of(new float[16], 1, 1, 4, 4));
        assertThat(first.get("x").floats()).containsExactly(1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0);
        nodes.clear();
        var overlapping = node(Node.of("", "MaxPool", List.of("x"), List.of("y"))
                        .with("kernel_shape", new long[] {3, 3})
                        .with("strides", new long[] {1, 1}))
                .model("y", 1, 1, 4, 4);
        var found = run(of(overlapping).wrt("x").seed("y").build(), Tensor.of(new float[16], 1, 1, 4, 4));
        assertThat(found.get("x").floats()).containsExactly(1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void logitIsTakenBeforeTheSoftmax() {
        var model = weight("s", Tensor.of(new long[] {0, 3}, 2))
                .node("Softmax", "p", "x")
                .node("Reshape", "y", "p", "s")
                .model("y", 1, 3);
        var logit = of(model).wrt("x").target(Target.difference(2, 0)).build();
        assertThat(logit.tensor()).isEqualTo("x");
        assertThat(run(logit, Tensor.of(new float[] {1, 2, 4}, 1, 3)).get("x").floats())
                .containsExactly(-1, 0, 1);
        var probability =
                run(of(model).wrt("x").target(Target.probability(0)).build(), Tensor.of(new float[] {0, 0, 0}, 1, 3));
        assertThat(probability.get("value").item()).isCloseTo(1f / 3, within(1e-6f));
        assertThat(probability.get("x").floats())
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(2f / 9, -1f / 9, -1f / 9);
    }

    @Test
    void losses() {
        var model = node("Softmax", "p", "x").model("p", 2, 2);
        var feeds = new LinkedHashMap<String, Tensor>();
        feeds.put("x", Tensor.of(new float[] {0, 0, 0, 0}, 2, 2));
        feeds.put(Gradient.LABEL, Tensor.of(new float[] {1, 0, 0, 1}, 2, 2));
        var cross = of(model)
                .wrt("x")
                .target(Target.loss(Target.Loss.Kind.CROSS_ENTROPY))
                .build();
        var outputs = OrtRunner.run(cross.model(), feeds);
        assertThat(outputs.get(cross.value()).item()).isCloseTo((float) Math.log(2), within(1e-6f));
        assertThat(outputs.get(cross.gradients().get("x")).floats())
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(-0.25f, 0.25f, 0.25f, -0.25f);
        var squares = of(model)
                .wrt("p")
                .target(Target.loss(Target.Loss.Kind.MEAN_SQUARED_ERROR))
                .build();
        outputs = OrtRunner.run(squares.model(), feeds);
        assertThat(outputs.get(squares.gradients().get("p")).floats()).containsExactly(-0.25f, 0.25f, 0.25f, -0.25f);
    }

    @Test
    void whatHasNoGradientIsSaid() {
        var model = node(Node.of("pick", "ArgMax", List.of("x"), List.of("i")))
                .node(Node.of("", "Cast", List.of("i"), List.of("y")).with("to", 1))
                .model("y", 1, 3);
        assertThatThrownBy(() -> of(model).wrt("x").seed("y").build())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("ArgMax");
        nodes.clear();
        var odd = node("Relu", "h", "x")
                .node(Node.of("strange", "Det", List.of("h"), List.of("d")))
                .node("Exp", "y", "d")
                .model("y", 3, 3);
        var asked = Differentiator.of(odd, new dev.vitrine.model.TensorTypes(Map.of()))
                .wrt("x")
                .seed("y");
        assertThat(asked.reach().blockers()).containsEntry("strange", "Det");
        assertThat(asked.reach().nearest()).containsExactly("d");
        assertThatThrownBy(asked::build)
                .isInstanceOf(InputException.class)
                .hasMessageContaining("strange")
                .hasMessageContaining("Det");
    }

    @Test
    void elementOfATensor() {
        var model = node("Exp", "y", "x").model("y", 2, 2, 2);
        var gradient = of(model)
                .wrt("x")
                .target(Target.element("y", Target.ALL, 1L, Target.ALL))
                .build();
        var found = run(gradient, Tensor.of(new float[8], 2, 2, 2));
        assertThat(found.get("x").floats()).containsExactly(0, 0, 1, 1, 0, 0, 1, 1);
        assertThat(found.get("value").floats()).containsExactly(2, 2);
    }

    /** The gradient case of the ONNX test-suite: c = a + b, d = c a; dd/da = 2a + b. */
    @Test
    void sharedOperand() {
        var model = weight("b", Tensor.scalar(5f))
                .node("Add", "c", "x", "b")
                .node("Mul", "d", "c", "x")
                .model("d", 1);
        var found = run(of(model).wrt("x", "b").seed("d").build(), Tensor.of(new float[] {3}, 1));
        assertThat(found.get("x").floats()).containsExactly(11);
        assertThat(found.get("b").floats()).containsExactly(3);
    }

    /** Integrated gradients, baseline 0, by the midpoint rule: mean of gradients on the path, not multiplied by the input. */
    private static double[] meanGradient(Gradient gradient, float... x) {
        int steps = 256;
        var mean = new double[x.length];
        for (int i = 0; i < steps; i++) {
            var at = new float[x.length];
            for (int k = 0; k < x.length; k++) {
                at[k] = x[k] * (i + 0.5f) / steps;
            }
            var slope = run(gradient, Tensor.of(at, 1, x.length)).get("x").floats();
            for (int k = 0; k < x.length; k++) {
                mean[k] += slope[k] / steps;
            }
        }
        return mean;
    }

    /** Two ways to write the same function have the same attributions: (1.5, -0.5) at x = (3, 1). */
    @Test
    void implementationInvariance() {
        weight("one", Tensor.scalar(1f))
                .weight("i0", Tensor.of(new long[] {0}, 1))
                .weight("i1", Tensor.of(new long[] {1}, 1));
        var c = node("Gather", "a", "x", "i0").node("Gather", "c0", "x", "i1");
        nodes.set(0, nodes.get(0).with("axis", 1));
        nodes.set(1, nodes.get(1).with("axis", 1));
        var first = c.node("Relu", "r1", "a")
                .node("Relu", "r2", "c0")
                .node("Sub", "s", "r1", "one")
                .node("Sub", "t", "s", "r2")
                .node("Relu", "y", "t")
                .model("y", 1, 2);
        assertThat(meanGradient(of(first).wrt("x").target(Target.logit(0)).build(), 3, 1))
                .usingComparatorWithPrecision(0.01)
                .containsExactly(0.5, -0.5);
        nodes.subList(2, nodes.size()).clear();
        var second = c.node("Sub", "s", "a", "one")
                .node("Relu", "r1", "s")
                .node("Relu", "r2", "c0")
                .node("Sub", "t", "r1", "r2")
                .node("Relu", "y", "t")
                .model("y", 1, 2);
        assertThat(meanGradient(of(second).wrt("x").target(Target.logit(0)).build(), 3, 1))
                .usingComparatorWithPrecision(0.01)
                .containsExactly(0.5, -0.5);
    }

    /** The exact integrated gradients are 3.9 x. */
    @Test
    void integratedGradientsOfThePerceptron() {
        var mean = meanGradient(of(netA()).wrt("x").target(Target.logit(0)).build(), 20, 50, 30);
        assertThat(mean).usingComparatorWithPrecision(0.01).containsExactly(3.9, 3.9, 3.9);
    }

    /** Grad-CAM before the sum over channels: activation times the channel's mean gradient. */
    @Test
    void channelsOfGradCam() {
        var model = netB();
        var gradient = of(model).wrt("conv1").target(Target.logit(0)).build();
        var slope = run(gradient, counting()).get("conv1").floats();
        var seen = model.withGraph(model.graph().withOutputs(List.of(new Graph.Value("conv1", TensorType.UNKNOWN))));
        var map = OrtRunner.run(seen, Map.of("x", counting())).get("conv1").floats();
        var cam = new float[8];
        for (int i = 0; i < 8; i++) {
            int c = i / 4 * 4;
            cam[i] = map[i] * (slope[c] + slope[c + 1] + slope[c + 2] + slope[c + 3]) / 4;
        }
        assertThat(cam).containsExactly(-3.75f, 3, 23.25f, 30, 15, 10.5f, -3, -7.5f);
    }
}
