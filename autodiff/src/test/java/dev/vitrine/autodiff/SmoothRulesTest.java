package dev.vitrine.autodiff;

import static dev.vitrine.autodiff.GradientCheck.random;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators with a float64 kernel: central differences of that kernel. */
class SmoothRulesTest {
    private static final double FLOAT64 = 1e-6;
    private static final DataType TYPE = DataType.DOUBLE;

    private static Node node(String op, String... inputs) {
        return Node.of("", op, List.of(inputs), List.of("y"));
    }

    @ParameterizedTest
    @CsvSource({
        "Neg,-2,2", "Abs,0.1,2", "Abs,-2,-0.1", "Sqrt,0.2,3", "Exp,-2,2", "Log,0.2,3", "Reciprocal,0.3,2",
        "Sigmoid,-3,3", "Tanh,-2,2", "Relu,0.1,1", "Relu,-1,-0.1", "LeakyRelu,-2,-0.1", "LeakyRelu,0.1,2",
                "Identity,-1,1",
        "Softmax,-2,2", "LogSoftmax,-2,2", "Transpose,-1,1", "Sin,-3,3", "Flatten,-1,1", "Dropout,-1,1"
    })
    void functionsOfOneTensor(String op, double low, double high) {
        GradientCheck.of(node(op, "x"))
                .by("x", random(new Random(1), TYPE, low, high, 2, 3, 4))
                .agreesWithDifferences(FLOAT64);
    }

    @ParameterizedTest
    @CsvSource({"Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Sum", "Mod"})
    void broadcasting(String op) {
        for (int seed = 0; seed < 25; seed++) {
            var random = new Random(seed);
            int rank = 1 + random.nextInt(4);
            var whole = random.ints(rank, 1, 4).asLongStream().toArray();
            boolean same = op.equals("Sum");
            var a = same ? whole : broadcastable(random, whole);
            var b = same ? whole : broadcastable(random, whole);
            var node = op.equals("Mod") ? node(op, "x", "w").with("fmod", 1) : node(op, "x", "w");
            GradientCheck.of(node)
                    .by("x", random(random, TYPE, 0.5, 2, a))
                    .by("w", random(random, TYPE, 0.5, 2, b))
                    .agreesWithDifferences(FLOAT64);
        }
    }

    private static long[] broadcastable(Random random, long[] whole) {
        int drop = random.nextInt(whole.length + 1);
        var part = java.util.Arrays.copyOfRange(whole, drop, whole.length);
        for (int i = 0; i < part.length; i++) {
            part[i] = random.nextInt(3) == 0 ? 1 : part[i];
        }
        return part;
    }

    @Test
    void sameTensorTwice() {
        GradientCheck.of(node("Mul", "x", "x"))
                .by("x", random(new Random(2), TYPE, -1, 1, 3, 4))
                .agreesWithDifferences(FLOAT64);
    }

    @Test
    void clip() {
        GradientCheck.of(node("Clip", "x", "low", "high"))
                .by("x", random(new Random(2), TYPE, -2, 2, 30))
                .given("low", Tensor.of(new double[] {-0.5}))
                .given("high", Tensor.of(new double[] {0.7}))
                .agreesWithDifferences(FLOAT64);
    }

    @Test
    void pReluByInputAndSlope() {
        GradientCheck.of(node("PRelu", "x", "w"))
                .by("x", random(new Random(2), TYPE, -2, 2, 2, 3, 4))
                .by("w", random(new Random(3), TYPE, 0.1, 0.5, 3, 1))
                .agreesWithDifferences(FLOAT64);
    }

    @Test
    void where() {
        GradientCheck.of(node("Where", "c", "x", "w"))
                .given("c", Tensor.cast(DataType.BOOL, new float[] {1, 0, 1, 0, 0, 1}, 2, 3))
                .by("x", random(new Random(2), TYPE, -2, 2, 2, 3))
                .by("w", random(new Random(3), TYPE, -2, 2, 3))
                .agreesWithDifferences(FLOAT64);
    }

    @Test
    void gemm() {
        for (int seed = 0; seed < 16; seed++) {
            var random = new Random(seed);
            long ta = seed & 1;
            long tb = seed >> 1 & 1;
            var c = new long[][] {{}, {4}, {3, 1}, {3, 4}}[seed >> 2];
            GradientCheck.of(node("Gemm", "x", "w", "b")
                            .with("transA", ta)
                            .with("transB", tb)
                            .with("alpha", 0.5f)
                            .with("beta", 2f))
                    .by("x", ta == 0 ? random(random, TYPE, -1, 1, 3, 5) : random(random, TYPE, -1, 1, 5, 3))
                    .by("w", tb == 0 ? random(random, TYPE, -1, 1, 5, 4) : random(random, TYPE, -1, 1, 4, 5))
                    .by("b", random(random, TYPE, -1, 1, c))
                    .agreesWithDifferences(FLOAT64);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2 3,3 4",
        "3,3 4",
        "2 3,3",
        "3,3",
        "5 2 3,3 4",
        "2 5 2 3,3 4",
        "5 2 3,5 3 4",
        "2 3,5 3 4",
        "1 2 3,5 3 4",
        "2 1 2 3,1 5 3 2",
        "3,5 3 4",
        "5 2 3,3"
    })
    void matMul(String a, String b) {
        GradientCheck.of(node("MatMul", "x", "w"))
                .by("x", random(new Random(1), TYPE, -1, 1, sizes(a)))
                .by("w", random(new Random(2), TYPE, -1, 1, sizes(b)))
                .knownSizesOnly()
                .agreesWithDifferences(FLOAT64);
    }

    private static long[] sizes(String text) {
        return java.util.Arrays.stream(text.split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "ReduceSum",
        "ReduceMean",
        "ReduceMax",
        "ReduceMin",
        "ReduceProd",
        "ReduceL1",
        "ReduceL2",
        "ReduceSumSquare",
        "ReduceLogSumExp",
        "ReduceLogSum"
    })
    void reductions(String op) {
        for (var axes : new long[][] {{}, {1}, {0, 2}, {-1}}) {
            for (long keep = 0; keep < 2; keep++) {
                var check = axes.length == 0
                        ? GradientCheck.of(node(op, "x").with("keepdims", keep))
                        : GradientCheck.of(node(op, "x", "axes").with("keepdims", keep))
                                .given("axes", Tensor.of(axes, axes.length));
                check.by("x", random(new Random(7), TYPE, 0.3, 2, 2, 3, 4)).agreesWithDifferences(FLOAT64);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "-1"})
    void softmaxAlongAxes(long axis) {
        for (var op : new String[] {"Softmax", "LogSoftmax"}) {
            GradientCheck.of(node(op, "x").with("axis", axis))
                    .by("x", random(new Random(1), TYPE, -2, 2, 3, 4, 2))
                    .agreesWithDifferences(FLOAT64);
        }
    }

    @Test
    void slices() {
        record Case(long[] starts, long[] ends, long[] axes, long[] steps) {}
        for (var c : List.of(
                new Case(new long[] {1}, new long[] {3}, new long[] {1}, new long[] {1}),
                new Case(new long[] {-3, 1}, new long[] {-1, 100}, new long[] {-1, 0}, new long[] {1, 1}),
                new Case(new long[] {0, 4}, new long[] {5, -100}, new long[] {1, 2}, new long[] {2, -2}))) {
            GradientCheck.of(node("Slice", "x", "starts", "ends", "axes", "steps"))
                    .by("x", random(new Random(1), TYPE, -1, 1, 2, 5, 6))
                    .given("starts", Tensor.of(c.starts, c.starts.length))
                    .given("ends", Tensor.of(c.ends, c.ends.length))
                    .given("axes", Tensor.of(c.axes, c.axes.length))
                    .given("steps", Tensor.of(c.steps, c.steps.length))
                    .agreesWithDifferences(FLOAT64);
        }
    }

    @ParameterizedTest
    @CsvSource({"constant", "reflect", "edge", "wrap"})
    void pads(String mode) {
        GradientCheck.of(19, node("Pad", "x", "pads").with("mode", mode))
                .by("x", random(new Random(1), TYPE, -1, 1, 3, 4))
                .given("pads", Tensor.of(new long[] {1, 0, 2, 3}, 4))
                .agreesWithDifferences(FLOAT64);
    }

    @Test
    void gathers() {
        for (long axis = 0; axis < 3; axis++) {
            GradientCheck.of(node("Gather", "x", "i").with("axis", axis))
                    .by("x", random(new Random(1), TYPE, -1, 1, 3, 4, 2))
                    .given("i", Tensor.of(new long[] {1, 0, 1, -1}, 2, 2))
                    .agreesWithDifferences(FLOAT64);
            GradientCheck.of(node("Gather", "x", "i").with("axis", axis))
                    .by("x", random(new Random(1), TYPE, -1, 1, 3, 4, 2))
                    .given("i", Tensor.scalar(-1L))
                    .agreesWithDifferences(FLOAT64);
        }
        GradientCheck.of(node("GatherElements", "x", "i").with("axis", 1))
                .by("x", random(new Random(1), TYPE, -1, 1, 2, 3))
                .given("i", Tensor.of(new long[] {0, 0, 2, 1}, 2, 2))
                .agreesWithDifferences(FLOAT64);
    }

    @Test
    void selections() {
        var x = random(new Random(1), TYPE, -1, 1, 3, 4, 2);
        GradientCheck.of(Node.of("", "GatherND", List.of("x", "i"), List.of("y")))
                .given("i", Tensor.of(new long[] {0, 1, 2, 3, 0, 1}, 3, 2))
                .by("x", x)
                .agreesWithDifferences(FLOAT64);
        GradientCheck.of(
                        Node.of("", "Compress", List.of("x", "c"), List.of("y")).with("axis", 1))
                .given("c", Tensor.cast(DataType.BOOL, new float[] {1, 0, 1, 1}, 4))
                .by("x", x)
                .agreesWithDifferences(FLOAT64);
        GradientCheck.of(Node.of("", "ReverseSequence", List.of("x", "l"), List.of("y")))
                .given("l", Tensor.of(new long[] {2, 3, 1, 3}, 4))
                .by("x", x)
                .agreesWithDifferences(FLOAT64);
    }

    @Test
    void joinsAndSplits() {
        GradientCheck.of(node("Concat", "x").with("axis", 1))
                .by("x", random(new Random(1), TYPE, -1, 1, 2, 3))
                .agreesWithDifferences(FLOAT64);
        GradientCheck.of(node("Concat", "x", "w", "x").with("axis", 1))
                .by("x", random(new Random(1), TYPE, -1, 1, 2, 3))
                .by("w", random(new Random(2), TYPE, -1, 1, 2, 1))
                .agreesWithDifferences(FLOAT64);
        var split = Node.of("", "Split", List.of("x", "parts"), List.of("y", "z", "q"))
                .with("axis", -1);
        GradientCheck.of(split)
                .outputs("y", "z")
                .by("x", random(new Random(1), TYPE, -1, 1, 2, 6))
                .given("parts", Tensor.of(new long[] {1, 2, 3}, 3))
                .agreesWithDifferences(FLOAT64);
        GradientCheck.of(split)
                .outputs("z")
                .by("x", random(new Random(1), TYPE, -1, 1, 2, 6))
                .given("parts", Tensor.of(new long[] {1, 2, 3}, 3))
                .agreesWithDifferences(FLOAT64);
    }

    /** Slices, pads and triangles without what may be left out, and by places that are worked out on the way. */
    @ParameterizedTest
    @CsvSource({
        "Slice,x at ends", "Slice,x at ends axes", "Slice,x worked ends axes", "Slice,x at ends other",
        "Pad,x pads", "Pad,x pads  axes", "Pad,x workedPads  axes", "Trilu,x k"
    })
    void movedByGivenPlaces(String op, String inputs) {
        var given = Map.of(
                "at", Tensor.of(new long[] {1, 2}, 2),
                "ends", Tensor.of(new long[] {3, 100}, 2),
                "axes", Tensor.of(new long[] {1, 0}, 2),
                "pads", Tensor.of(new long[] {1, 0, 2, 3}, 4),
                "k", Tensor.scalar(1L));
        var check = GradientCheck.of(
                        18,
                        Node.of("", "Identity", List.of("at"), List.of("worked")),
                        Node.of("", "Identity", List.of("axes"), List.of("other")),
                        Node.of("", "Identity", List.of("pads"), List.of("workedPads")),
                        Node.of("", op, List.of(inputs.split(" ")), List.of("y")))
                .by("x", random(new Random(1), TYPE, -1, 1, 4, 5));
        given.forEach(check::given);
        check.agreesWithDifferences(FLOAT64);
    }

    @Test
    void shapes() {
        var x = random(new Random(1), TYPE, -1, 1, 2, 8, 4, 6);
        GradientCheck.of(node("Transpose", "x").with("perm", new long[] {2, 0, 3, 1}))
                .by("x", x)
                .agreesWithDifferences(FLOAT64);
        GradientCheck.of(node("Reshape", "x", "s"))
                .given("s", Tensor.of(new long[] {0, -1, 12}, 3))
                .by("x", x)
                .agreesWithDifferences(FLOAT64);
        GradientCheck.of(node("Expand", "w", "s"))
                .given("s", Tensor.of(new long[] {2, 3, 4}, 3))
                .by("w", random(new Random(1), TYPE, -1, 1, 3, 1))
                .agreesWithDifferences(FLOAT64);
        GradientCheck.of(node("Tile", "w", "s"))
                .given("s", Tensor.of(new long[] {2, 3}, 2))
                .by("w", random(new Random(1), TYPE, -1, 1, 3, 2))
                .agreesWithDifferences(FLOAT64);
        GradientCheck.of(node("DepthToSpace", "x").with("blocksize", 2))
                .by("x", x)
                .agreesWithDifferences(FLOAT64);
        GradientCheck.of(node("DepthToSpace", "x").with("blocksize", 2).with("mode", "CRD"))
                .by("x", x)
                .agreesWithDifferences(FLOAT64);
        GradientCheck.of(node("SpaceToDepth", "x").with("blocksize", 2))
                .by("x", x)
                .agreesWithDifferences(FLOAT64);
        GradientCheck.of(node("Trilu", "w").with("upper", 0))
                .by("w", random(new Random(1), TYPE, -1, 1, 4, 4))
                .agreesWithDifferences(FLOAT64);
        GradientCheck.of(node("Squeeze", "w", "a"))
                .given("a", Tensor.of(new long[] {1}, 1))
                .by("w", random(new Random(1), TYPE, -1, 1, 4, 1, 2))
                .agreesWithDifferences(FLOAT64);
        GradientCheck.of(node("Unsqueeze", "w", "a"))
                .given("a", Tensor.of(new long[] {0, -1}, 2))
                .by("w", random(new Random(1), TYPE, -1, 1, 4, 2))
                .agreesWithDifferences(FLOAT64);
    }

    @Test
    void maxPools() {
        for (int seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            int rank = 1 + random.nextInt(2);
            var sizes = new ArrayList<>(List.of(2L, 2L));
            for (int i = 0; i < rank; i++) {
                sizes.add(5L + random.nextInt(4));
            }
            var kernel = random.ints(rank, 2, 4).asLongStream().toArray();
            var node = node("MaxPool", "x").with("kernel_shape", kernel).with("ceil_mode", random.nextInt(2));
            node = random.nextBoolean()
                    ? node.with("strides", kernel)
                    : node.with(
                            "strides", random.ints(rank, 1, 3).asLongStream().toArray());
            if (random.nextBoolean()) {
                node = node.with("ceil_mode", 0)
                        .with("pads", random.ints(2 * rank, 0, 2).asLongStream().toArray());
            }
            GradientCheck.of(node)
                    .by(
                            "x",
                            random(
                                    random,
                                    TYPE,
                                    -1,
                                    1,
                                    sizes.stream().mapToLong(Long::longValue).toArray()))
                    .agreesWithDifferences(FLOAT64);
        }
    }

    @Test
    void normalisations() {
        var random = new Random(5);
        GradientCheck.of(
                        node("BatchNormalization", "x", "w", "b", "mean", "var").with("epsilon", 1e-3f))
                .by("x", random(random, TYPE, -1, 1, 2, 3, 4, 2))
                .by("w", random(random, TYPE, 0.5, 1.5, 3))
                .by("b", random(random, TYPE, -1, 1, 3))
                .by("mean", random(random, TYPE, -1, 1, 3))
                .by("var", random(random, TYPE, 0.5, 1.5, 3))
                .agreesWithDifferences(FLOAT64);
        for (long axis : new long[] {-1, 1, -2}) {
            var tail = axis == -1 ? new long[] {4} : new long[] {3, 4};
            GradientCheck.of(node("LayerNormalization", "x", "w", "b").with("axis", axis))
                    .by("x", random(random, TYPE, -1, 1, 2, 3, 4))
                    .by("w", random(random, TYPE, 0.5, 1.5, tail))
                    .by("b", random(random, TYPE, -1, 1, tail))
                    .agreesWithDifferences(FLOAT64);
        }
    }

    /** By one parameter alone: what the others need is not made. */
    @ParameterizedTest
    @CsvSource({"w", "b", "mean", "var"})
    void normalisationByOneParameter(String wanted) {
        var random = new Random(5);
        var check = GradientCheck.of(node("BatchNormalization", "x", "w", "b", "mean", "var"));
        Map.of(
                        "x",
                        random(random, TYPE, -1, 1, 2, 3, 4),
                        "w",
                        random(random, TYPE, 0.5, 1.5, 3),
                        "b",
                        random(random, TYPE, -1, 1, 3),
                        "mean",
                        random(random, TYPE, -1, 1, 3),
                        "var",
                        random(random, TYPE, 0.5, 1.5, 3))
                .forEach((name, value) -> {
                    if (name.equals(wanted)) {
                        check.by(name, value);
                    } else {
                        check.given(name, value);
                    }
                });
        check.agreesWithDifferences(FLOAT64);
    }

    @Test
    void largestOfEach() {
        GradientCheck.of(Node.of("", "TopK", List.of("x", "k"), List.of("y", "i"))
                        .with("axis", 1))
                .by("x", random(new Random(5), TYPE, -1, 1, 3, 6))
                .given("k", Tensor.of(new long[] {2}, 1))
                .agreesWithDifferences(FLOAT64);
    }

    @Test
    void castBetweenFloats() {
        GradientCheck.of(
                        18,
                        Node.of("", "Mul", List.of("x", "x"), List.of("h")),
                        node("Cast", "h").with("to", new Attribute.OfInt(11)))
                .by("x", random(new Random(5), TYPE, -1, 1, 3, 6))
                .agreesWithDifferences(FLOAT64);
    }

    /** A product is exact where factors are 0: one zero, two zeros, none. */
    @Test
    void productsWithZeros() {
        var x = Tensor.of(new double[] {2, 0, 3, 0, 5, 0, 1.5, -2, 4}, 3, 3);
        for (long keep = 0; keep < 2; keep++) {
            GradientCheck.of(node("ReduceProd", "x", "axes").with("keepdims", keep))
                    .given("axes", Tensor.of(new long[] {1}, 1))
                    .by("x", x)
                    .agreesWithDifferences(FLOAT64);
        }
    }

    @Test
    void runningSums() {
        for (int form = 0; form < 12; form++) {
            GradientCheck.of(node("CumSum", "x", "axis")
                            .with("exclusive", form % 2)
                            .with("reverse", form / 2 % 2))
                    .given("axis", Tensor.scalar((long) form / 4 - 1))
                    .by("x", random(new Random(form), TYPE, -1, 1, 2, 3, 4))
                    .agreesWithDifferences(FLOAT64);
        }
    }

    @ParameterizedTest
    @CsvSource({"none", "add", "mul", "max", "min"})
    void scattering(String reduction) {
        for (long axis : new long[] {0, 1, -1}) {
            var indices = axis == 0
                    ? Tensor.of(new long[] {0, 2, 1, 3, 0, -1}, 2, 3)
                    : Tensor.of(new long[] {1, 0, 0, 2, -1, 1}, 3, 2);
            GradientCheck.of(node("ScatterElements", "x", "i", "w")
                            .with("axis", axis)
                            .with("reduction", reduction))
                    .given("i", indices)
                    .by("x", random(new Random(1), TYPE, 0.5, 2, 4, 3))
                    .by("w", random(new Random(2), TYPE, 0.5, 2, indices.sizes()))
                    .agreesWithDifferences(FLOAT64);
        }
        GradientCheck.of(node("ScatterND", "x", "i", "w").with("reduction", reduction))
                .given("i", Tensor.of(new long[] {0, 2, 1, 1, 3, 0}, 3, 2))
                .by("x", random(new Random(1), TYPE, 0.5, 2, 4, 3, 2))
                .by("w", random(new Random(2), TYPE, 0.5, 2, 3, 2))
                .agreesWithDifferences(FLOAT64);
    }

    /** Several updates at one place are added; ties of largest and smallest are shared. */
    @Test
    void scatteringTwiceToOnePlace() {
        GradientCheck.of(node("ScatterElements", "x", "i", "w").with("reduction", "add"))
                .given("i", Tensor.of(new long[] {1, 1, 0, 1}, 4))
                .by("x", random(new Random(1), TYPE, 0.5, 2, 3))
                .by("w", random(new Random(2), TYPE, 0.5, 2, 4))
                .agreesWithDifferences(FLOAT64);
        var tied = GradientCheck.of(node("ScatterElements", "x", "i", "w").with("reduction", "max"))
                .given("i", Tensor.of(new long[] {1, 1, 0}, 3))
                .by("x", Tensor.of(new double[] {5, 2, 1}, 3))
                .by("w", Tensor.of(new double[] {2, 2, 5}, 3))
                .gradients(true);
        var all = new double[6];
        System.arraycopy(tied.get("x").doubles(), 0, all, 0, 3);
        System.arraycopy(tied.get("w").doubles(), 0, all, 3, 3);
        // each share of a place adds up to that place's gradient
        org.assertj.core.api.Assertions.assertThat(all[0]).isEqualTo(all[5]);
        org.assertj.core.api.Assertions.assertThat(all[1]).isEqualTo(all[3]).isEqualTo(all[4]);
        org.assertj.core.api.Assertions.assertThat(all[2]).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ij,jk->ik | 2 3 | 3 4",
                "ij,jk | 2 3 | 3 4",
                "bij,bjk->bik | 2 3 4 | 2 4 2",
                "bhid,bhjd->bhij | 2 2 3 4 | 2 2 2 4",
                "i,j->ij | 3 | 4",
                "ij,ij-> | 2 3 | 2 3",
                "ijk,k->i | 2 3 4 | 4",
                "...ij,jk->...ik | 2 2 3 4 | 4 2",
                "iij,j->i | 3 3 2 | 2",
                "ij,kl->il | 2 3 | 4 2",
                "bij,bjk->bik | 2 3 4 | 1 4 2"
            })
    void sumsOfProducts(String equation, String a, String b) {
        var check = GradientCheck.of(node("Einsum", "x", "w").with("equation", equation))
                .by("x", random(new Random(1), TYPE, -1, 1, sizes(a)))
                .by("w", random(new Random(2), TYPE, -1, 1, sizes(b)));
        (b.startsWith("1") ? check.knownSizesOnly() : check).agreesWithDifferences(FLOAT64);
    }

    @ParameterizedTest
    @CsvSource({
        "ij->ji,2 3",
        "ij->i,2 3",
        "ij->,2 3",
        "ii->i,3 3",
        "AA->A,3 3",
        "ii,3 3",
        "...i->...,2 2 3",
        "iijj->ij,2 2 3 3"
    })
    void einsumOfOne(String equation, String sizes) {
        GradientCheck.of(node("Einsum", "x").with("equation", equation))
                .by("x", random(new Random(1), TYPE, -1, 1, sizes(sizes)))
                .agreesWithDifferences(FLOAT64);
    }

    @Test
    void einsumOfThree() {
        GradientCheck.of(node("Einsum", "x", "w", "b").with("equation", "ij,jk,kl->il"))
                .by("x", random(new Random(1), TYPE, -1, 1, 2, 3))
                .by("w", random(new Random(2), TYPE, -1, 1, 3, 2))
                .by("b", random(new Random(3), TYPE, -1, 1, 2, 4))
                .agreesWithDifferences(FLOAT64);
    }
}
