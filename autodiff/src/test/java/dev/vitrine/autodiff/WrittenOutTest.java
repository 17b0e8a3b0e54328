package dev.vitrine.autodiff;

import static dev.vitrine.autodiff.GradientCheck.random;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Operators that are written out: the runtime's own kernel gives the same values, and central differences in float64 of what was
 * written give the gradient (of the kernel itself where it has float64).
 */
class WrittenOutTest {
    private static final double FLOAT32 = 1e-5;
    private static final double FLOAT64 = 1e-6;

    private static Node contrib(String op, String... inputs) {
        return new Node("", op, "com.microsoft", List.of(inputs), List.of("y"), java.util.Map.of());
    }

    private interface Case {
        GradientCheck in(DataType type);
    }

    private static void check(Case c) {
        c.in(DataType.FLOAT).agreesWithKernel(FLOAT32);
        c.in(DataType.DOUBLE).lowered().agreesWithDifferences(FLOAT64);
    }

    @Test
    void gates() {
        check(t -> GradientCheck.of(contrib("FastGelu", "x")).by("x", random(new Random(1), t, -2, 2, 2, 5)));
        // the runtime's optimiser makes a QuickGelu of the written form, for which it has no float64 kernel
        GradientCheck.of(contrib("QuickGelu", "x"))
                .by("x", random(new Random(1), DataType.FLOAT, -2, 2, 2, 5))
                .agreesWithKernel(FLOAT32)
                .agreesWithTwin(
                        v -> java.util.Arrays.stream(v.get("x"))
                                .map(x -> x / (1 + Math.exp(-1.702f * x)))
                                .toArray(),
                        FLOAT32);
    }

    @Test
    void gatesWithBias() {
        check(t -> GradientCheck.of(contrib("FastGelu", "x", "w"))
                .by("x", random(new Random(1), t, -2, 2, 2, 5))
                .by("w", random(new Random(2), t, -2, 2, 5)));
        // Erf has no float64 kernel: the values here, the slope of Erf in TwinRulesTest
        GradientCheck.of(contrib("BiasGelu", "x", "w"))
                .by("x", random(new Random(1), DataType.FLOAT, -2, 2, 2, 5))
                .by("w", random(new Random(2), DataType.FLOAT, -2, 2, 5))
                .agreesWithKernel(FLOAT32);
        GradientCheck.of(contrib("Gelu", "x"))
                .by("x", random(new Random(1), DataType.FLOAT, -2, 2, 2, 5))
                .agreesWithKernel(FLOAT32);
    }

    @ParameterizedTest
    @CsvSource({"true,true,true", "true,false,true", "true,true,false", "false,true,false", "false,true,true"})
    void skipNormalisation(boolean centred, boolean beta, boolean bias) {
        var op = centred ? "SkipLayerNormalization" : "SkipSimplifiedLayerNormalization";
        var node = centred
                ? contrib(op, "x", "w", "gamma", beta ? "beta" : "", bias ? "bias" : "")
                : contrib(op, "x", "w", "gamma", bias ? "bias" : "");
        check(t -> {
            var random = new Random(3);
            var c = GradientCheck.of(node.with("epsilon", 1e-3f))
                    .by("x", random(random, t, -1, 1, 2, 3, 8))
                    .by("w", random(random, t, -1, 1, 2, 3, 8))
                    .by("gamma", random(random, t, 0.5, 1.5, 8));
            if (centred && beta) {
                c.by("beta", random(random, t, -1, 1, 8));
            }
            if (bias) {
                c.by("bias", random(random, t, -1, 1, 8));
            }
            return c;
        });
    }

    @Test
    void rootMeanSquare() {
        check(t -> GradientCheck.of(Node.of("", "SimplifiedLayerNormalization", List.of("x", "w"), List.of("y"))
                        .with("axis", -1)
                        .with("epsilon", 1e-3f))
                .by("x", random(new Random(1), t, -1, 1, 2, 3, 4))
                .by("w", random(new Random(2), t, 0.5, 1.5, 4)));
    }

    @Test
    void embedding() {
        for (int form = 0; form < 2; form++) {
            var node = form == 0
                    ? contrib("EmbedLayerNormalization", "ids", "segments", "w", "p", "s", "gamma", "beta")
                    : contrib("EmbedLayerNormalization", "ids", "", "w", "p", "", "gamma", "beta");
            int f = form;
            check(t -> {
                var random = new Random(4);
                var c = GradientCheck.of(node.withOutputs(List.of("y", "mask")).with("epsilon", 1e-3f))
                        .outputs("y")
                        .given("ids", Tensor.cast(DataType.INT32, new float[] {0, 3, 1, 1, 2, 0}, 2, 3))
                        .by("w", random(random, t, -1, 1, 4, 8))
                        .by("p", random(random, t, -1, 1, 5, 8))
                        .by("gamma", random(random, t, 0.5, 1.5, 8))
                        .by("beta", random(random, t, -1, 1, 8));
                return f == 1
                        ? c
                        : c.given("segments", Tensor.cast(DataType.INT32, new float[] {0, 1, 1, 0, 0, 1}, 2, 3))
                                .by("s", random(random, t, -1, 1, 2, 8));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Relu", "Tanh", "Sigmoid", "LeakyRelu", "Clip", "HardSigmoid"})
    void fusedConvolution(String activation) {
        var parameters = switch (activation) {
            case "LeakyRelu" -> List.of(0.1f);
            case "Clip" -> List.of(-0.5f, 0.8f);
            case "HardSigmoid" -> List.of(0.2f, 0.5f);
            default -> List.<Float>of();
        };
        var node = contrib("FusedConv", "x", "w", "b")
                .with("activation", activation)
                .with("pads", new long[] {1, 1, 1, 1});
        var whole = parameters.isEmpty() ? node : node.with("activation_params", new Attribute.OfFloats(parameters));
        GradientCheck.of(whole)
                .by("x", random(new Random(1), DataType.FLOAT, -1, 1, 1, 2, 5, 5))
                .by("w", random(new Random(2), DataType.FLOAT, -1, 1, 3, 2, 3, 3))
                .by("b", random(new Random(3), DataType.FLOAT, -1, 1, 3))
                .agreesWithKernel(FLOAT32);
    }

    @Test
    void fusedProduct() {
        for (int form = 0; form < 4; form++) {
            long ta = form & 1;
            long tb = form >> 1;
            check(t -> GradientCheck.of(contrib("FusedMatMul", "x", "w")
                            .with("transA", ta)
                            .with("transB", tb)
                            .with("alpha", 0.5f))
                    .by("x", random(new Random(1), t, -1, 1, ta == 0 ? new long[] {2, 3, 4} : new long[] {2, 4, 3}))
                    .by("w", random(new Random(2), t, -1, 1, tb == 0 ? new long[] {2, 4, 5} : new long[] {2, 5, 4})));
            check(t -> GradientCheck.of(
                            contrib("FusedMatMul", "x", "w").with("transA", ta).with("transBatchA", 1))
                    .by("x", random(new Random(1), t, -1, 1, ta == 0 ? new long[] {3, 2, 4} : new long[] {4, 2, 3}))
                    .by("w", random(new Random(2), t, -1, 1, 2, 4, 5))
                    .knownSizesOnly());
        }
    }

    /** The name that FusedMatMul had before. */
    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "0,1", "1,1"})
    void transposedProduct(long ta, long tb) {
        check(t -> GradientCheck.of(contrib("TransposeMatMul", "x", "w")
                        .with("transA", ta)
                        .with("transB", tb)
                        .with("alpha", 0.5f))
                .by("x", random(new Random(1), t, -1, 1, ta == 0 ? new long[] {2, 3, 4} : new long[] {2, 4, 3}))
                .by("w", random(new Random(2), t, -1, 1, tb == 0 ? new long[] {2, 4, 5} : new long[] {2, 5, 4})));
    }

    @ParameterizedTest
    @ValueSource(floats = {1, 1.702f, -0.5f})
    void swish(float alpha) {
        var node = Node.of("", "Swish", List.of("x"), List.of("y"));
        for (var t : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            var c = GradientCheck.of(24, alpha == 1 ? node : node.with("alpha", alpha))
                    .by("x", random(new Random(1), t, -3, 3, 2, 5));
            if (t == DataType.FLOAT) {
                c.agreesWithKernel(FLOAT32);
            } else {
                c.agreesWithDifferences(FLOAT64);
            }
        }
    }

    @Test
    void scalingOfPictures() {
        var node = Node.of("", "ImageScaler", List.of("x"), List.of("y"))
                .with("scale", 0.5f)
                .with("bias", new Attribute.OfFloats(List.of(1f, -2f, 3f)));
        GradientCheck.of(9, node)
                .by("x", random(new Random(1), DataType.FLOAT, -1, 1, 2, 3, 2, 4))
                .agreesWithKernel(FLOAT32)
                .agreesWithUnitVectors(FLOAT32);
    }

    @ParameterizedTest
    @CsvSource({"none,0", "lengths,0", "keys,0", "none,1", "bias,0"})
    void packedAttention(String mask, long unidirectional) {
        boolean bias = mask.equals("bias");
        var node = contrib(
                        "Attention", "x", "w", "b", mask.equals("none") || bias ? "" : "mask", "", bias ? "more" : "")
                .with("num_heads", 2)
                .with("unidirectional", unidirectional);
        check(t -> {
            var random = new Random(5);
            var c = GradientCheck.of(node)
                    .by("x", random(random, t, -1, 1, 2, 3, 8))
                    .by("w", random(random, t, -0.5, 0.5, 8, 24))
                    .by("b", random(random, t, -1, 1, 24))
                    .knownSizesOnly();
            if (bias) {
                c.by("more", random(random, t, -1, 1, 2, 2, 3, 3));
            }
            return mask.equals("lengths")
                    ? c.given("mask", Tensor.cast(DataType.INT32, new float[] {2, 3}, 2))
                    : mask.equals("keys")
                            ? c.given("mask", Tensor.cast(DataType.INT32, new float[] {1, 1, 0, 1, 0, 1}, 2, 3))
                            : c;
        });
    }

    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "true,true"})
    void attentionOfManyHeads(boolean bias, boolean mask) {
        var node = contrib("MultiHeadAttention", "x", "w", "v", bias ? "b" : "", mask ? "mask" : "")
                .with("num_heads", 2);
        check(t -> {
            var random = new Random(6);
            var c = GradientCheck.of(node)
                    .by("x", random(random, t, -1, 1, 2, 3, 8))
                    .by("w", random(random, t, -1, 1, 2, 4, 8))
                    .by("v", random(random, t, -1, 1, 2, 4, 8))
                    .knownSizesOnly();
            if (bias) {
                c.by("b", random(random, t, -1, 1, 24));
            }
            return mask ? c.given("mask", Tensor.cast(DataType.INT32, new float[] {1, 1, 0, 1, 0, 1, 1, 1}, 2, 4)) : c;
        });
    }

    /** The standard operator: three or four dimensions, fewer heads of keys than of queries, masks, a cap. */
    @ParameterizedTest
    @CsvSource({
        "4,2,2,none,0,0",
        "4,4,2,none,0,0",
        "3,4,2,none,0,0",
        "4,2,2,float,0,0",
        "4,2,2,bool,0,0",
        "4,2,2,none,1,0",
        "4,2,2,none,0,2.5",
        "3,2,2,float,0,2.5"
    })
    void standardAttention(int rank, long heads, long shared, String mask, long causal, float cap) {
        var node = Node.of("", "Attention", List.of("x", "w", "v", mask.equals("none") ? "" : "mask"), List.of("y"))
                .with("is_causal", causal)
                .with("softcap", cap);
        var whole = rank == 3 ? node.with("q_num_heads", heads).with("kv_num_heads", shared) : node;
        long[] q = rank == 3 ? new long[] {2, 3, heads * 4} : new long[] {2, heads, 3, 4};
        long[] k = rank == 3 ? new long[] {2, 3, shared * 4} : new long[] {2, shared, 3, 4};
        for (var t : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            var random = new Random(7);
            var c = GradientCheck.of(23, whole)
                    .by("x", random(random, t, -1, 1, q))
                    .by("w", random(random, t, -1, 1, k))
                    .by("v", random(random, t, -1, 1, k))
                    .knownSizesOnly();
            if (mask.equals("bool")) {
                c.given("mask", Tensor.cast(DataType.BOOL, new float[] {1, 0, 1, 1, 1, 0, 1, 1, 1}, 3, 3));
            } else if (mask.equals("float")) {
                c.by("mask", random(random, t, -1, 1, 3, 3));
            }
            if (t == DataType.FLOAT) {
                c.agreesWithKernel(FLOAT32);
            } else {
                c.agreesWithDifferences(FLOAT64);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "nearest", "cubic"})
    void sampling(String mode) {
        for (var padding : List.of("zeros", "border", "reflection")) {
            for (long corners = 0; corners < 2; corners++) {
                var node = Node.of("", "GridSample", List.of("x", "w"), List.of("y"))
                        .with("mode", mode)
                        .with("padding_mode", padding)
                        .with("align_corners", corners);
                var random = new Random(8);
                GradientCheck.of(20, node)
                        .by("x", random(random, DataType.FLOAT, -1, 1, 2, 2, 4, 5))
                        .by("w", random(random, DataType.FLOAT, -1.3, 1.3, 2, 3, 3, 2))
                        .agreesWithKernel(1e-4);
                var check = GradientCheck.of(20, node).by("x", random(random, DataType.DOUBLE, -1, 1, 2, 2, 4, 5));
                var places = random(random, DataType.DOUBLE, -1.3, 1.3, 2, 3, 3, 2);
                // the nearest element does not change with the place
                (mode.equals("nearest") ? check.given("w", places) : check.by("w", places))
                        .agreesWithDifferences(FLOAT64);
            }
        }
    }

    @Test
    void samplingOfVolumes() {
        var node = Node.of("", "GridSample", List.of("x", "w"), List.of("y"));
        GradientCheck.of(20, node)
                .by("x", random(new Random(1), DataType.DOUBLE, -1, 1, 1, 2, 3, 4, 3))
                .by("w", random(new Random(2), DataType.DOUBLE, -1.2, 1.2, 1, 2, 2, 3, 3))
                .agreesWithDifferences(FLOAT64);
    }

    /** Regions within the map, over its borders, smaller than an element and beyond; as many samples as asked for, or as fit. */
    @ParameterizedTest
    @CsvSource({
        "avg,half_pixel,2",
        "avg,half_pixel,0",
        "avg,output_half_pixel,3",
        "avg,output_half_pixel,0",
        "max,half_pixel,2",
        "max,half_pixel,0",
        "max,output_half_pixel,1"
    })
    void regions(String mode, String coordinates, long samples) {
        var node = Node.of("", "RoiAlign", List.of("x", "w", "images"), List.of("y"))
                .with("mode", mode)
                .with("coordinate_transformation_mode", coordinates)
                .with("sampling_ratio", samples)
                .with("output_height", 2)
                .with("output_width", 3)
                .with("spatial_scale", 0.9f);
        GradientCheck.of(node)
                .by("x", random(new Random(1), DataType.FLOAT, -1, 1, 2, 3, 6, 7))
                .by("w", regions(DataType.FLOAT))
                .given("images", Tensor.of(new long[] {0, 1, 1, 0, 1}, 5))
                .agreesWithKernel(FLOAT32);
        GradientCheck.of(node)
                .by("x", random(new Random(1), DataType.DOUBLE, -1, 1, 2, 3, 6, 7))
                .by("w", regions(DataType.DOUBLE))
                .given("images", Tensor.of(new long[] {0, 1, 1, 0, 1}, 5))
                .agreesWithDifferences(FLOAT64);
    }

    /** Of the levels of a pyramid of maps one may have no region. */
    @ParameterizedTest
    @ValueSource(longs = {0, 2})
    void noRegion(long samples) {
        var some = Node.of("", "RoiAlign", List.of("x", "w", "images"), List.of("a"))
                .with("sampling_ratio", samples)
                .with("spatial_scale", 0.9f)
                .with("output_height", 2)
                .with("output_width", 2);
        var all = Node.of("", "Compress", List.of("w", "never"), List.of("none"));
        GradientCheck.of(
                        18,
                        some,
                        all.with("axis", 0),
                        all.withInputs(List.of("images", "never")).withOutputs(List.of("nowhere")),
                        some.withInputs(List.of("x", "none", "nowhere")).withOutputs(List.of("b")),
                        Node.of("", "Concat", List.of("a", "b"), List.of("y")).with("axis", 0))
                .by("x", random(new Random(1), DataType.DOUBLE, -1, 1, 2, 3, 6, 7))
                .by("w", regions(DataType.DOUBLE))
                .given("images", Tensor.of(new long[] {0, 1, 1, 0, 1}, 5))
                .given("never", Tensor.cast(DataType.BOOL, new float[5], 5))
                .agreesWithDifferences(FLOAT64);
    }

    private static Tensor regions(DataType type) {
        var corners = new float[] {
            0.13f, 0.21f, 5.3f, 4.4f, 1.2f, 0.7f, 3.1f, 5.5f, -3.1f, 2.2f, 9.3f, 8.1f, 2.05f, 2.11f, 2.3f, 2.4f, 9.2f,
            9.7f, 12.3f, 11.9f
        };
        return Tensor.cast(type, corners, 5, 4);
    }

    /** Before operator set 16 regions were not moved by half an element, and no attribute said so. */
    @Test
    void regionsOfTheFirstForm() {
        GradientCheck.of(
                        10,
                        Node.of("", "RoiAlign", List.of("x", "w", "images"), List.of("y"))
                                .with("sampling_ratio", 2)
                                .with("output_height", 2)
                                .with("output_width", 2))
                .by("x", random(new Random(1), DataType.DOUBLE, -1, 1, 2, 3, 6, 7))
                .by("w", regions(DataType.DOUBLE))
                .given("images", Tensor.of(new long[] {0, 1, 1, 0, 1}, 5))
                .agreesWithDifferences(FLOAT64);
    }

    @Test
    void normPools() {
        for (int form = 0; form < 6; form++) {
            var random = new Random(form);
            var node = Node.of("", "LpPool", List.of("x"), List.of("y"))
                    .with("kernel_shape", new long[] {2, 3})
                    .with("strides", new long[] {1 + form % 2, 1})
                    .with("p", 1 + form % 3)
                    .with("pads", new long[] {0, form % 2, 1, 1});
            GradientCheck.of(node)
                    .by("x", random(random, DataType.FLOAT, 0.2, 1, 2, 2, 4, 5))
                    .agreesWithKernel(FLOAT32);
            int p = 1 + form % 3;
            var global = Node.of("", "GlobalLpPool", List.of("x"), List.of("y")).with("p", p);
            check(t -> GradientCheck.of(global).by("x", random(new Random(p), t, 0.2, 1, 2, 2, 4, 5)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mean", "sum", "none"})
    void losses(String reduction) {
        for (var op : List.of("SoftmaxCrossEntropyLoss", "NegativeLogLikelihoodLoss")) {
            for (int form = 0; form < 4; form++) {
                var node = Node.of("", op, form % 2 == 0 ? List.of("x", "l") : List.of("x", "l", "w"), List.of("y"))
                        .with("reduction", reduction);
                var whole = form > 1 ? node.with("ignore_index", 2) : node;
                for (var t : List.of(DataType.FLOAT, DataType.DOUBLE)) {
                    var c = GradientCheck.of(whole)
                            .by("x", random(new Random(1), t, -2, -0.1, 2, 4, 3))
                            .given("l", Tensor.of(new long[] {0, 2, 1, 3, 3, 2}, 2, 3));
                    if (form % 2 == 1) {
                        c.by("w", random(new Random(2), t, 0.5, 1.5, 4));
                    }
                    if (t == DataType.FLOAT) {
                        c.agreesWithKernel(FLOAT32);
                    } else {
                        c.lowered().agreesWithDifferences(FLOAT64);
                    }
                }
            }
        }
    }

    @Test
    void norms() {
        for (long p = 1; p < 3; p++) {
            GradientCheck.of(Node.of("", "LpNormalization", List.of("x"), List.of("y"))
                            .with("axis", 1)
                            .with("p", p))
                    .by("x", random(new Random(p), DataType.DOUBLE, 0.2, 1, 2, 3, 4))
                    .agreesWithDifferences(FLOAT64);
        }
        check(t -> GradientCheck.of(Node.of("", "MeanVarianceNormalization", List.of("x"), List.of("y")))
                .by("x", random(new Random(1), t, -1, 1, 2, 3, 2, 4)));
        GradientCheck.of(23, Node.of("", "RMSNormalization", List.of("x", "w"), List.of("y")))
                .by("x", random(new Random(1), DataType.DOUBLE, -1, 1, 2, 3, 4))
                .by("w", random(new Random(2), DataType.DOUBLE, 0.5, 1.5, 4))
                .agreesWithDifferences(FLOAT64);
    }
}
