package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.engine.Engine;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueArithmeticTest {

    /** 1 2 3 / 4 5 6 / 7 8 9 under a 2 x 2 kernel 1 0 / 0 -1 with bias 10: every value is 10 - 4. */
    @Test
    void writesOutAConvolutionThatCanBeDoneByHand() {
        var node = Node.of("conv", "Conv", List.of("x", "w", "b"), List.of("y"));
        var relu = Node.of("act", "Relu", List.of("y"), List.of("z"));
        var weights =
                Map.of("w", Tensor.of(new float[] {1, 0, 0, -1}, 1, 1, 2, 2), "b", Tensor.of(new float[] {10}, 1));
        var x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 1, 3, 3);
        try (var engine = Engine.of(model(List.of(node, relu), weights, Map.of("x", x), "z", 17))) {
            var look = Look.at(engine).with(Look.Given.of(Map.of("x", x)));
            var facts = value(look, "conv", "0,1,1").facts();
            assertThat((double) facts.get("result")).isEqualTo(6);
            assertThat((double) facts.get("bias")).isEqualTo(10);
            assertThat((double[]) facts.get("weights")).containsExactly(1, 0, 0, -1);
            assertThat((String) facts.get("formula")).isEqualTo("5×1 + 6×0 + 8×0 + 9×(-1) + 10 = 6");
            assertThat(facts.get("activation")).isEqualTo(Optional.empty());
            var act = value(look, "act", "0,1,1").facts();
            assertThat(act.get("activation")).isEqualTo(Optional.of("Relu"));
            assertThat((double) act.get("sum")).isEqualTo(6);
            assertThatThrownBy(() -> value(look, "conv", "0,2,0"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("1x1x2x2");
        }
    }

    @Test
    void followsAValueThatIsOnlyHandedOn() {
        var all = Node.of("all", "Concat", List.of("x", "x", "x"), List.of("y")).with("axis", 1);
        var same = Node.of("same", "Identity", List.of("y"), List.of("z"));
        var x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 2, 2);
        try (var engine = Engine.of(model(List.of(all, same), Map.of(), Map.of("x", x), "z", 17))) {
            var look = Look.at(engine).with(Look.Given.of(Map.of("x", x)));
            var facts = value(look, "all", "3,1").facts();
            assertThat((double) facts.get("result")).isEqualTo(4);
            assertThat((String) facts.get("formula")).isEqualTo("x[0, 1, 1] = 4");
            var source = ((Optional<?>) facts.get("source"))
                    .map(s -> (Arithmetic.Source) s)
                    .orElseThrow();
            assertThat(source.tensor()).isEqualTo("x");
            assertThat(source.index()).containsExactly(0, 1, 1);
            assertThat((String) value(look, "same", "4,0").facts().get("formula"))
                    .isEqualTo("y[0, 4, 0] = 1");
        }
    }

    static Stream<Case> cases() {
        var cases = new ArrayList<Case>();
        long[] image = {2, 4, 7, 6};
        for (var pads : List.of(new long[] {0, 0, 0, 0}, new long[] {1, 2, 0, 1})) {
            for (long stride = 1; stride <= 2; stride++) {
                for (long dilation = 1; dilation <= 2; dilation++) {
                    for (long group : new long[] {1, 2, 4}) {
                        cases.add(new Case(
                                node("Conv", "x", "w", "b")
                                        .with("pads", pads)
                                        .with("strides", new long[] {stride, 3 - stride})
                                        .with("dilations", new long[] {dilation, 1})
                                        .with("group", group),
                                Map.of("x", image, "w", new long[] {4, 4 / group, 3, 2}, "b", new long[] {4})));
                        cases.add(new Case(
                                node("ConvTranspose", "x", "w", "b")
                                        .with("pads", new long[] {1, 0, 1, 1})
                                        .with("strides", new long[] {stride, 3 - stride})
                                        .with("dilations", new long[] {dilation, 1})
                                        .with("group", group),
                                Map.of("x", image, "w", new long[] {4, 2, 3, 2}, "b", new long[] {2 * group})));
                    }
                }
            }
        }
        for (var auto : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
            for (var op : List.of("Conv", "MaxPool", "AveragePool", "LpPool")) {
                var pool = !op.equals("Conv");
                var sliding = (pool ? node(op, "x").with("kernel_shape", new long[] {4, 3}) : node(op, "x", "w"))
                        .with("auto_pad", auto)
                        .with("strides", new long[] {2, 1});
                cases.add(new Case(
                        sliding, pool ? Map.of("x", image) : Map.of("x", image, "w", new long[] {3, 4, 4, 3})));
            }
        }
        cases.add(new Case(
                node("Conv", "x", "w").with("pads", new long[] {2, 1}),
                Map.of("x", new long[] {1, 3, 9}, "w", new long[] {2, 3, 4})));
        cases.add(new Case(
                node("Conv", "x", "w")
                        .with("pads", new long[] {1, 0, 1, 1, 0, 1})
                        .with("strides", new long[] {1, 2, 1}),
                Map.of("x", new long[] {1, 2, 3, 4, 5}, "w", new long[] {3, 2, 2, 3, 2})));
        for (var op : List.of("MaxPool", "AveragePool")) {
            for (long ceil = 0; ceil <= 1; ceil++) {
                var pool = node(op, "x")
                        .with("kernel_shape", new long[] {3, 3})
                        .with("strides", new long[] {2, 2})
                        .with("pads", new long[] {1, 1, 0, 1})
                        .with("ceil_mode", ceil);
                cases.add(new Case(pool, Map.of("x", image)));
                if (op.equals("AveragePool")) {
                    cases.add(new Case(pool.with("count_include_pad", 1), Map.of("x", image)));
                } else {
                    cases.add(new Case(pool.with("dilations", new long[] {2, 1}), Map.of("x", image)));
                }
            }
        }
        for (var op : List.of("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "Softmax")) {
            cases.add(new Case(node(op, "x"), Map.of("x", image)));
        }
        cases.add(new Case(
                node("LpPool", "x").with("kernel_shape", new long[] {2, 2}).with("p", 3), Map.of("x", image)));
        cases.add(new Case(node("Softmax", "x").with("axis", 1), Map.of("x", image)));
        cases.add(new Case(
                node("Gemm", "x", "w", "b").with("alpha", 0.5f).with("beta", 2f),
                Map.of("x", new long[] {2, 5}, "w", new long[] {5, 3}, "b", new long[] {3})));
        cases.add(new Case(
                node("Gemm", "x", "w", "b").with("transA", 1).with("transB", 1),
                Map.of("x", new long[] {5, 2}, "w", new long[] {3, 5}, "b", new long[] {2, 1})));
        cases.add(new Case(node("MatMul", "x", "w"), Map.of("x", new long[] {2, 1, 3, 5}, "w", new long[] {4, 5, 2})));
        cases.add(new Case(node("MatMul", "x", "w"), Map.of("x", new long[] {5}, "w", new long[] {2, 5, 2})));
        cases.add(new Case(node("MatMul", "x", "w"), Map.of("x", new long[] {2, 3, 5}, "w", new long[] {5})));
        for (var op : List.of("Add", "Sub", "Mul", "Div")) {
            cases.add(new Case(node(op, "x", "w"), Map.of("x", image, "w", new long[] {4, 1, 6})));
        }
        cases.add(new Case(node("PRelu", "x", "w"), Map.of("x", image, "w", new long[] {4, 1, 1})));
        cases.add(new Case(
                node("BatchNormalization", "x", "w", "b", "b", "v"),
                Map.of("x", image, "w", new long[] {4}, "b", new long[] {4}, "v", new long[] {4})));
        return cases.stream();
    }

    record Case(Node node, Map<String, long[]> shapes) {
        @Override
        public String toString() {
            var written = new StringBuilder(node.op());
            node.attributes()
                    .forEach((k, v) -> written.append(' ').append(k).append(' ').append(v));
            return written.toString();
        }
    }

    /** Every single output value, against the runtime. */
    @ParameterizedTest
    @MethodSource("cases")
    void equalsTheRuntime(Case test) {
        var random = new Random(7);
        var weights = new LinkedHashMap<String, Tensor>();
        test.shapes.keySet().stream().sorted().forEach(name -> {
            var values = new float[(int) Tensor.count(test.shapes.get(name))];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
                values[i] = name.equals("v") ? Math.abs(values[i]) : values[i];
            }
            weights.put(name, Tensor.of(values, test.shapes.get(name)));
        });
        var x = Optional.ofNullable(weights.remove("x")).orElseThrow();
        for (long opset : new long[] {12, 18, 20}) {
            check(test, weights, x, opset);
        }
    }

    private static void check(Case test, Map<String, Tensor> weights, Tensor x, long opset) {
        try (var engine = Engine.of(model(List.of(test.node), weights, Map.of("x", x), "y", opset))) {
            compare(Look.at(engine).with(Look.Given.of(Map.of("x", x))), test.node, Integer.MAX_VALUE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"squeezenet1.1_fp32.onnx", "mnist-8.onnx", "cifar10_cnn.onnx"})
    void equalsTheRuntimeOnRealNetworks(String file) {
        var path = Path.of(System.getProperty("vitrine.assets", "assets"), "onnx", file);
        Assumptions.assumeTrue(Files.exists(path), () -> "no " + path + ": set -Dvitrine.assets to run this test");
        try (var engine = Engine.of(Model.open(path))) {
            var graph = engine.model().graph();
            var input = graph.inputs().get(0);
            long[] sizes = input.type().shape().orElseThrow().dims().stream()
                    .mapToLong(d -> d instanceof dev.vitrine.model.Shape.Dim.Known k ? k.size() : 1)
                    .toArray();
            var random = new Random(3);
            var values = new float[(int) Tensor.count(sizes)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            var look = Look.at(engine).with(Look.Given.of(Map.of(input.name(), Tensor.of(values, sizes))));
            int compared = 0;
            for (var node : graph.nodes()) {
                if (List.of("Conv", "MaxPool", "GlobalAveragePool", "Softmax", "Gemm", "MatMul", "Add", "Relu")
                        .contains(node.op())) {
                    compare(look, node, 12);
                    compared++;
                }
            }
            assertThat(compared).isGreaterThan(5);
        }
    }

    private static void compare(Look look, Node node, int most) {
        var name = node.output(0).orElseThrow();
        var output = look.trace().get(name);
        float[] expected = output.floats();
        var random = new Random(11);
        int count = Math.min(most, expected.length);
        for (int n = 0; n < count; n++) {
            int flat = count == expected.length ? n : random.nextInt(expected.length);
            long[] index = new long[output.rank()];
            long rest = flat;
            for (int d = index.length - 1; d >= 0; d--) {
                index[d] = rest % output.size(d);
                rest /= output.size(d);
            }
            var actual = Arithmetic.of(look, node, index);
            double size = actual.terms().stream()
                    .mapToDouble(t -> Math.abs(Double.isNaN(t.weight()) ? 0 : t.product()))
                    .sum();
            assertThat(Math.abs(actual.result() - expected[flat]))
                    .as("%s at %d: %s", name, flat, actual.formula())
                    .isLessThanOrEqualTo(1e-5 * Math.abs(expected[flat]) + 1e-6 * size + 1e-12);
        }
    }

    @Test
    void saysWhichOperatorsHaveArithmetic() {
        var x = Tensor.of(new float[] {1, 2}, 1, 2);
        var node = Node.of("turn", "Transpose", List.of("x"), List.of("y"));
        try (var engine = Engine.of(model(List.of(node), Map.of(), Map.of("x", x), "y", 17))) {
            var look = Look.at(engine).with(Look.Given.of(Map.of("x", x)));
            assertThatThrownBy(() -> value(look, "turn", ""))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("Transpose");
        }
    }

    private static dev.vitrine.artifact.Result value(Look look, String layer, String at) {
        var method = new ValueArithmetic();
        return method.look(look, Options.of(method.card(), Map.of("layer", layer, "at", at)));
    }

    private static Node node(String op, String... inputs) {
        return Node.of("node", op, List.of(inputs), List.of("y"));
    }

    static Model model(
            List<Node> nodes, Map<String, Tensor> weights, Map<String, Tensor> inputs, String output, long opset) {
        var values = inputs.entrySet().stream()
                .map(e -> new Graph.Value(
                        e.getKey(), TensorType.of(DataType.FLOAT, e.getValue().sizes())))
                .toList();
        return Model.of(
                new Graph(
                        "test", nodes, weights, values, List.of(new Graph.Value(output, TensorType.UNKNOWN)), Map.of()),
                opset);
    }
}
