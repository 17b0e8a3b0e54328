package dev.vitrine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Max pools against a plain loop over their windows, which gives each window's share to its first maximum. */
class PoolTest {
    private record Case(long[] kernel, long[] strides, long[] pads, long[] dilations, boolean ceil) {}

    private static Model model(Case c, DataType type, long[] sizes) {
        var node = Node.of("", "MaxPool", List.of("x"), List.of("y"))
                .with("kernel_shape", c.kernel)
                .with("strides", c.strides)
                .with("pads", c.pads)
                .with("dilations", c.dilations)
                .with("ceil_mode", c.ceil ? 1 : 0);
        var graph = new Graph(
                "g",
                List.of(node),
                Map.of(),
                List.of(new Graph.Value("x", TensorType.of(type, sizes))),
                List.of(new Graph.Value("y", TensorType.UNKNOWN)),
                Map.of());
        return Model.of(graph, 18);
    }

    private static Gradient gradient(Model model) {
        return Differentiator.of(model, OrtRunner.types(model))
                .wrt("x")
                .seed("y")
                .build();
    }

    /** d sum(y) / dx of one plane. */
    private static double[] byHand(double[] x, Case c, int height, int width, int rows, int columns) {
        var dx = new double[x.length];
        for (int r = 0; r < rows; r++) {
            for (int q = 0; q < columns; q++) {
                int best = -1;
                for (long i = 0; i < c.kernel[0]; i++) {
                    for (long j = 0; j < c.kernel[1]; j++) {
                        long u = r * c.strides[0] - c.pads[0] + i * c.dilations[0];
                        long v = q * c.strides[1] - c.pads[1] + j * c.dilations[1];
                        if (u < 0 || v < 0 || u >= height || v >= width) {
                            continue;
                        }
                        int at = (int) (u * width + v);
                        if (best < 0 || x[at] > x[best]) {
                            best = at;
                        }
                    }
                }
                dx[best] += 1;
            }
        }
        return dx;
    }

    @Test
    void paddedCeiledDilatedWindows() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            long k = 2 + random.nextInt(2);
            long d = 1 + random.nextInt(2);
            var c = new Case(
                    new long[] {k, 2},
                    new long[] {1 + random.nextInt(3), 1 + random.nextInt(2)},
                    new long[] {random.nextInt(2), random.nextInt(2), random.nextInt(2), random.nextInt(2)},
                    new long[] {d, 1},
                    random.nextBoolean());
            int height = 7 + random.nextInt(3);
            int width = 6 + random.nextInt(3);
            if (!startsInThePadding(c, 0, height) && !startsInThePadding(c, 1, width)) {
                check(c, height, width, random.nextBoolean(), random, DataType.FLOAT);
            }
        }
    }

    /** Of such a last window the runtime's shape inference says that it exists, and its kernel that it does not. */
    private static boolean startsInThePadding(Case c, int axis, int size) {
        long extent = (c.kernel[axis] - 1) * c.dilations[axis] + 1;
        long room = size + c.pads[axis] + c.pads[axis + 2] - extent;
        long last = (room + c.strides[axis] - 1) / c.strides[axis];
        return c.ceil && last * c.strides[axis] >= size + c.pads[axis];
    }

    /** Windows that tile the input take another way; it must be the same to the last tie. */
    @Test
    void tiedTiles() {
        for (int seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            int k = 1 + random.nextInt(3);
            int q = 1 + random.nextInt(3);
            var c = new Case(new long[] {k, q}, new long[] {k, q}, new long[4], new long[] {1, 1}, false);
            check(c, k * 4, q * 3, true, random, DataType.FLOAT);
            check(c, k * 4, q * 3, true, random, DataType.DOUBLE);
        }
    }

    /** Small windows that overlap go one axis after the other; so do elements that no window reaches. */
    @Test
    void tiedOverlaps() {
        for (int seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            long k = 2 + random.nextInt(2);
            var c = new Case(
                    new long[] {3, k},
                    new long[] {1 + random.nextInt(3), 1 + random.nextInt(2)},
                    new long[] {random.nextInt(2), random.nextInt(2), random.nextInt(2), random.nextInt(2)},
                    new long[] {1, 1},
                    false);
            int height = 6 + random.nextInt(4);
            int width = 5 + random.nextInt(4);
            check(c, height, width, true, random, DataType.FLOAT);
            check(c, height, width, true, random, DataType.DOUBLE);
        }
    }

    private static void check(Case c, int height, int width, boolean ties, Random random, DataType type) {
        var values = new double[2 * 3 * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = ties ? random.nextInt(3) - 1 : (float) random.nextGaussian();
        }
        var x = tensor(values, type, 2, 3, height, width);
        var model = model(c, type, x.sizes());
        var shape = OrtRunner.run(model, Map.of("x", x)).get("y").sizes();
        var gradient = gradient(model);
        var found = OrtRunner.run(gradient.model(), Map.of("x", x))
                .get(gradient.gradients().get("x"))
                .doubles();
        int plane = height * width;
        for (int p = 0; p < 6; p++) {
            var expected = byHand(
                    java.util.Arrays.copyOfRange(values, p * plane, (p + 1) * plane),
                    c,
                    height,
                    width,
                    (int) shape[2],
                    (int) shape[3]);
            assertThat(java.util.Arrays.copyOfRange(found, p * plane, (p + 1) * plane))
                    .as(c.toString())
                    .containsExactly(expected);
        }
    }

    private static Tensor tensor(double[] values, DataType type, long... sizes) {
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return type == DataType.DOUBLE ? Tensor.of(values, sizes) : Tensor.of(floats, sizes);
    }

    /** Average pools with padding and ceil_mode together, from operator set 19, where the runtime counts as the specification says. */
    @Test
    void paddedCeiledAverages() {
        for (int seed = 0; seed < 24; seed++) {
            var random = new Random(seed);
            var c = new Case(
                    new long[] {3, 2},
                    new long[] {2, 1 + random.nextInt(2)},
                    new long[] {random.nextInt(2), random.nextInt(2), random.nextInt(2), random.nextInt(2)},
                    new long[] {1, 1},
                    true);
            int height = 6 + random.nextInt(3);
            if (startsInThePadding(c, 0, height) || startsInThePadding(c, 1, 7)) {
                continue;
            }
            var node = Node.of("", "AveragePool", List.of("x"), List.of("y"))
                    .with("kernel_shape", c.kernel)
                    .with("strides", c.strides)
                    .with("pads", c.pads)
                    .with("ceil_mode", 1)
                    .with("count_include_pad", seed % 2);
            GradientCheck.of(19, node)
                    .by("x", GradientCheck.random(random, DataType.FLOAT, -1, 1, 2, 2, height, 7))
                    .knownSizesOnly()
                    .agreesWithUnitVectors(1e-5);
        }
    }

    /** Half precision: the tile way and the masks keep working; slopes are exact small numbers. */
    @Test
    void halfPrecision() {
        var nodes = new ArrayList<Node>();
        nodes.add(Node.of("", "Relu", List.of("x"), List.of("r")));
        nodes.add(Node.of("", "MaxPool", List.of("r"), List.of("p"))
                .with("kernel_shape", new long[] {2, 2})
                .with("strides", new long[] {2, 2}));
        nodes.add(Node.of("", "Clip", List.of("p", "low", "high"), List.of("y")));
        var weights = new LinkedHashMap<String, Tensor>();
        weights.put("low", Tensor.cast(DataType.FLOAT16, new float[] {0}));
        weights.put("high", Tensor.cast(DataType.FLOAT16, new float[] {6}));
        var input = new Graph.Value("x", TensorType.of(DataType.FLOAT16, 1, 1, 2, 6));
        var graph = new Graph(
                "g", nodes, weights, List.of(input), List.of(new Graph.Value("y", TensorType.UNKNOWN)), Map.of());
        var gradient = gradient(Model.of(graph, 18));
        var x = Tensor.cast(DataType.FLOAT16, new float[] {1, 2, -1, 0, 7, 0, 2, 0, -3, -4, 1, 5.5f}, 1, 1, 2, 6);
        var found = OrtRunner.run(gradient.model(), Map.of("x", x))
                .get(gradient.gradients().get("x"));
        assertThat(found.type()).isEqualTo(DataType.FLOAT16);
        assertThat(found.floats()).containsExactly(0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
