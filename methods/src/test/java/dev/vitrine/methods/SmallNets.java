package dev.vitrine.methods;

import dev.vitrine.artifact.Result;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.List;
import java.util.Map;

/** The nets with hand-set weights that captum's tests use ({@code captum/testing/helpers/basic_models.py}). */
final class SmallNets {
    private SmallNets() {}

    private static Node node(String op, String output, String... inputs) {
        return Node.of(output, op, List.of(inputs), List.of(output));
    }

    private static Model model(List<Node> nodes, Map<String, Tensor> weights, long... input) {
        var graph = new Graph(
                "net",
                nodes,
                weights,
                List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, input))),
                List.of(new Graph.Value(nodes.get(nodes.size() - 1).output(0).orElseThrow(), TensorType.UNKNOWN)),
                Map.of());
        return Model.of(graph, 17);
    }

    /** A, {@code BasicModel_MultiLayer}: y = W2 relu(W1 x + b1) + b2. */
    static Model multiLayer() {
        return model(
                List.of(node("Gemm", "h", "x", "w1", "b1"), node("Relu", "r", "h"), node("Gemm", "y", "r", "w2", "b2")),
                Map.of(
                        "w1", filled(1, 3, 4),
                        "b1", Tensor.of(new float[] {-10, 1, 1, 1}, 4),
                        "w2", filled(1, 4, 2),
                        "b2", Tensor.of(new float[] {-1, 1}, 2)),
                -1,
                3);
    }

    /** B, {@code BasicModel_ConvNet_One_Conv}; {@code conv}, {@code relu} and {@code y} can be asked for. */
    static Model oneConvolution() {
        var dense = new float[64];
        for (int i = 0; i < 64; i++) {
            dense[i] = i / 8 < 5 ? 1 : -1;
        }
        return model(
                List.of(
                        node("Conv", "conv", "x", "k", "b"),
                        node("Relu", "relu", "conv"),
                        node("Flatten", "flat", "relu"),
                        node("MatMul", "dense", "flat", "w"),
                        node("Relu", "y", "dense")),
                Map.of(
                        "k",
                        filled(1, 2, 1, 3, 3),
                        "b",
                        Tensor.of(new float[] {-50, -75}, 2),
                        "w",
                        Tensor.of(dense, 8, 8)),
                -1,
                1,
                4,
                4);
    }

    /** C: relu(relu(x1) - 1 - relu(x2)). */
    static Model ramp() {
        return model(
                List.of(
                        node("Relu", "r", "x"),
                        node("MatMul", "d", "r", "pm"),
                        node("Sub", "s", "d", "one"),
                        node("Relu", "y", "s")),
                Map.of("pm", Tensor.of(new float[] {1, -1}, 2, 1), "one", Tensor.scalar(1f)),
                -1,
                2);
    }

    /** D: relu(relu(x1 - 1) - relu(x2)): the same function as C. */
    static Model sameRamp() {
        return model(
                List.of(
                        node("Sub", "s", "x", "shift"),
                        node("Relu", "r", "s"),
                        node("MatMul", "d", "r", "pm"),
                        node("Relu", "y", "d")),
                Map.of("pm", Tensor.of(new float[] {1, -1}, 2, 1), "shift", Tensor.of(new float[] {1, 0}, 2)),
                -1,
                2);
    }

    /** 1 - relu(1 - x), elementwise. */
    static Model kink() {
        return model(
                List.of(node("Sub", "s", "one", "x"), node("Relu", "r", "s"), node("Sub", "y", "one", "r")),
                Map.of("one", Tensor.scalar(1f)),
                1,
                6);
    }

    static Tensor counted(int from) {
        var values = new float[16];
        for (int i = 0; i < 16; i++) {
            values[i] = from + i;
        }
        return Tensor.of(values, 1, 1, 4, 4);
    }

    private static Tensor filled(float value, long... sizes) {
        var values = new float[(int) Tensor.count(sizes)];
        java.util.Arrays.fill(values, value);
        return Tensor.of(values, sizes);
    }

    static Result look(Method method, Model model, Tensor x, String... options) {
        try (var engine = Engine.of(model, 1)) {
            var set = new java.util.LinkedHashMap<String, String>();
            for (int i = 0; i < options.length; i += 2) {
                set.put(options[i], options[i + 1]);
            }
            var look = Look.at(engine).with(Look.Given.of(Map.of("x", x)));
            return method.look(look, Options.of(method.card(), set));
        }
    }

    static float[] attribution(Result result) {
        return result.data().get("attribution").floats();
    }
}
