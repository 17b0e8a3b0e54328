package dev.vitrine.methods;

import static dev.vitrine.methods.SmallNets.attribution;
import static dev.vitrine.methods.SmallNets.look;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against the cases of captum's {@code tests/attr/test_deeplift_basic.py}, and parts that add up on trained networks. */
class DeepLiftTest {

    /** 2 relu(x1) + 2 relu(x2 - 1.5): the second unit rises by 0.5 while its input rises by 2. */
    @Test
    void aUnitHasItsSlopeFromTheBaseline() {
        var net = model(
                List.of(node("Sub", "s", "x", "bias"), node("Relu", "r", "s"), node("MatMul", "y", "r", "two")),
                Map.of("bias", Tensor.of(new float[] {0, 1.5f}, 2), "two", Tensor.of(new float[] {2, 2}, 2, 1)),
                -1,
                2);
        assertThat(explained(net, Tensor.of(new float[] {1, 2}, 1, 2), "zero")).containsExactly(2, 1);
    }

    /** relu([3, 1, 0] x1) + relu([2, 3, 0] x2): a unit that is off before and after passes nothing. */
    @Test
    void aUnitThatStaysOffPassesNothing() {
        var net = model(
                List.of(node("MatMul", "s", "x", "w"), node("Relu", "r", "s"), node("MatMul", "y", "r", "ones")),
                Map.of(
                        "w", Tensor.of(new float[] {3, 0, 1, 0, 0, 0, 0, 2, 0, 3, 0, 0}, 6, 2),
                        "ones", Tensor.of(new float[] {1, 1}, 2, 1)),
                -1,
                6);
        assertThat(explained(net, Tensor.of(new float[] {-10, 1, -5, 3, 3, 1}, 1, 6), "zero"))
                .containsExactly(new float[] {0, 0, 0, 6, 9, 0}, within(1e-6f));
    }

    /** The window's maximum falls from 8 to 0: the fall is laid where the 8 was. */
    @Test
    void aPoolLaysRisesAndFallsWhereTheMaximaAre() {
        var pool = model(
                List.of(node("Sub", "s", "x", "shift"), pool("s", "y")),
                Map.of("shift", Tensor.of(new float[] {0, -1, -2, -8}, 1, 1, 4)),
                -1,
                1,
                4);
        // The pool sees [0, 1, 2, 8] at the baseline and zeros at x.
        assertThat(explained(pool, Tensor.of(new float[] {0, -1, -2, -8}, 1, 1, 4), "zero"))
                .containsExactly(new float[] {0, 0, 0, -8}, within(1e-6f));
    }

    /** One convolution of ones, two channels: the exact integral along the straight way, known as weights of four windows. */
    @Test
    void equalsTheExactIntegralOfAConvolution() {
        var result = look(
                new DeepLift(),
                SmallNets.oneConvolution(),
                SmallNets.counted(0),
                "target",
                "y[0,0]",
                "baseline",
                "zero");
        double[][] windows = {{0, 2 / 27.0}, {25 / 81.0, 5 / 18.0}};
        var expected = new float[16];
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                for (int wy = Math.max(0, y - 2); wy <= Math.min(1, y); wy++) {
                    for (int wx = Math.max(0, x - 2); wx <= Math.min(1, x); wx++) {
                        expected[4 * y + x] += (float) ((4 * y + x) * windows[wy][wx]);
                    }
                }
            }
        }
        assertThat(attribution(result)).containsExactly(expected, within(1e-4f));
        assertThat(IntegratedGradientsTest.completeness(result).sum()).isCloseTo(54, within(1e-3));
    }

    @Test
    void addsUpOnTrainedNetworks() {
        try (var icons = IconsSample.clean()) {
            for (var example : icons.examples().subList(0, 12)) {
                var result = new DeepLift().look(icons.look(example), Options.standard(new DeepLift().card()));
                assertThat(IntegratedGradientsTest.completeness(result).gap())
                        .as(example.name())
                        .isLessThan(1e-3);
            }
        }
    }

    private static float[] explained(Model model, Tensor x, String baseline) {
        return attribution(look(new DeepLift(), model, x, "target", "y" + ends(x), "baseline", baseline));
    }

    private static String ends(Tensor x) {
        return x.rank() == 2 ? "[0,0]" : "[0,0,0]";
    }

    private static Node node(String op, String output, String... inputs) {
        return Node.of(output, op, List.of(inputs), List.of(output));
    }

    private static Node pool(String x, String y) {
        return node("MaxPool", y, x).with("kernel_shape", new long[] {4});
    }

    private static Model model(List<Node> nodes, Map<String, Tensor> weights, long... input) {
        var graph = new Graph(
                "net",
                nodes,
                weights,
                List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, input))),
                List.of(new Graph.Value("y", TensorType.UNKNOWN)),
                Map.of());
        return Model.of(graph, 17);
    }
}
