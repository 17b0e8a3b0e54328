package dev.vitrine.autodiff;

import static dev.vitrine.autodiff.GradientCheck.random;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Written out, recurrent operators give what the runtime's kernels give; their gradients are those of central differences. */
class RecurrentOperatorsTest {
    private static final List<String> SMOOTH = List.of("Tanh", "Sigmoid", "ScaledTanh", "Affine");
    private static final List<String> ALL =
            List.of("Tanh", "Sigmoid", "Relu", "LeakyRelu", "ScaledTanh", "HardSigmoid", "Elu", "Softsign", "Softplus");

    private static GradientCheck check(String op, int seed, DataType type, List<String> functions) {
        var random = new Random(seed);
        int gates = op.equals("LSTM") ? 4 : op.equals("GRU") ? 3 : 1;
        int kinds = op.equals("LSTM") ? 3 : op.equals("GRU") ? 2 : 1;
        var direction = List.of("forward", "reverse", "bidirectional").get(seed % 3);
        int d = direction.equals("bidirectional") ? 2 : 1;
        long t = 1 + random.nextInt(4);
        long n = 1 + random.nextInt(3);
        long i = 1 + random.nextInt(3);
        long h = 1 + random.nextInt(3);
        boolean bias = random.nextBoolean();
        boolean lengths = random.nextBoolean();
        boolean first = random.nextBoolean();
        boolean peepholes = op.equals("LSTM") && random.nextBoolean();
        var inputs = new ArrayList<>(List.of("x", "w", "r", bias ? "bias" : "", lengths ? "lengths" : ""));
        inputs.add(first ? "h0" : "");
        if (op.equals("LSTM")) {
            inputs.add(first ? "c0" : "");
            inputs.add(peepholes ? "p" : "");
        }
        var outputs = op.equals("LSTM") ? List.of("y", "yh", "yc") : List.of("y", "yh");
        var node = Node.of("", op, inputs, outputs).with("hidden_size", h).with("direction", direction);
        if (random.nextBoolean()) {
            var names = new ArrayList<String>();
            var alphas = new ArrayList<Float>();
            var betas = new ArrayList<Float>();
            for (int k = 0; k < kinds * d; k++) {
                var name = functions.get(random.nextInt(functions.size()));
                names.add(name);
                boolean all = op.equals("RNN");
                if (all
                        || List.of("ScaledTanh", "Affine", "HardSigmoid", "LeakyRelu", "Elu")
                                .contains(name)) {
                    alphas.add(0.3f + 0.1f * k);
                }
                if (all || List.of("ScaledTanh", "Affine", "HardSigmoid").contains(name)) {
                    betas.add(0.6f - 0.1f * k);
                }
            }
            node = node.with("activations", new Attribute.OfStrings(names))
                    .with("activation_alpha", new Attribute.OfFloats(alphas))
                    .with("activation_beta", new Attribute.OfFloats(betas));
        }
        if (random.nextInt(3) == 0) {
            node = node.with("clip", 0.6f);
        }
        if (op.equals("GRU")) {
            node = node.with("linear_before_reset", random.nextInt(2));
        }
        if (op.equals("LSTM") && random.nextInt(3) == 0) {
            node = node.with("input_forget", 1);
        }
        var check = GradientCheck.of(node)
                .outputs(outputs.toArray(String[]::new))
                .by("x", random(random, type, -1, 1, t, n, i))
                .by("w", random(random, type, -1, 1, d, gates * h, i))
                .by("r", random(random, type, -1, 1, d, gates * h, h));
        if (bias) {
            check.by("bias", random(random, type, -1, 1, d, 2 * gates * h));
        }
        if (first) {
            check.by("h0", random(random, type, -1, 1, d, n, h));
            if (op.equals("LSTM")) {
                check.by("c0", random(random, type, -1, 1, d, n, h));
            }
        }
        if (peepholes) {
            check.by("p", random(random, type, -1, 1, d, 3 * h));
        }
        if (lengths) {
            var each = new float[(int) n];
            for (int k = 0; k < n; k++) {
                each[k] = 1 + random.nextInt((int) t);
            }
            check.given("lengths", Tensor.cast(DataType.INT32, each, n));
        }
        return check;
    }

    /** The runtime's LSTM gives NaN for Softplus of a cell. */
    @ParameterizedTest
    @ValueSource(strings = {"RNN", "GRU", "LSTM"})
    void valuesOfTheKernel(String op) {
        var functions = op.equals("LSTM") ? ALL.subList(0, ALL.size() - 1) : ALL;
        for (int seed = 0; seed < 60; seed++) {
            check(op, seed, DataType.FLOAT, functions).agreesWithKernel(1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RNN", "GRU", "LSTM"})
    void gradients(String op) {
        for (int seed = 0; seed < 30; seed++) {
            check(op, seed, DataType.DOUBLE, SMOOTH).lowered().agreesWithDifferences(1e-6);
        }
    }
}
