package dev.vitrine.autodiff;

import static dev.vitrine.autodiff.GradientCheck.node;
import static dev.vitrine.autodiff.GradientCheck.random;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Operators without a float64 kernel that are linear in every input: the operator on unit vectors is the exact gradient. */
class LinearRulesTest {
    private static final double FLOAT32 = 1e-5;

    @Test
    void convolutionsOfEveryForm() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            int rank = 1 + random.nextInt(3);
            long group = new long[] {1, 1, 2, 3}[random.nextInt(4)];
            long in = group * (1 + random.nextInt(2));
            long out = group * (1 + random.nextInt(2));
            var kernel = sizes(random, rank, 1, 3);
            var strides = sizes(random, rank, 1, random.nextBoolean() ? 1 : 3);
            var dilations = sizes(random, rank, 1, 2);
            var spatial = sizes(random, rank, 5, rank == 3 ? 6 : 8);
            var node = node("Conv", 3)
                    .with("strides", strides)
                    .with("dilations", dilations)
                    .with("group", group);
            switch (random.nextInt(4)) {
                case 0 -> node = node.with("pads", sizes(random, 2 * rank, 0, 2));
                case 1 ->
                    node = node.with("auto_pad", random.nextBoolean() ? "SAME_UPPER" : "SAME_LOWER")
                            .with("dilations", sizes(random, rank, 1, 1));
                case 2 -> node = node.with("auto_pad", "VALID");
                default -> {}
            }
            GradientCheck.of(node)
                    .by("x", random(random, DataType.FLOAT, -1, 1, join(2, in, spatial)))
                    .by("w", random(random, DataType.FLOAT, -1, 1, join(out, in / group, kernel)))
                    .by("b", random(random, DataType.FLOAT, -1, 1, out))
                    .agreesWithUnitVectors(FLOAT32);
        }
    }

    @Test
    void transposedConvolutions() {
        for (int seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            int rank = 1 + random.nextInt(2);
            long group = 1 + random.nextInt(2);
            long in = group * (1 + random.nextInt(2));
            long perGroup = 1 + random.nextInt(2);
            var kernel = sizes(random, rank, 2, 3);
            var strides = sizes(random, rank, 1, 3);
            var node = node("ConvTranspose", 3).with("strides", strides).with("group", group);
            if (random.nextBoolean()) {
                node = node.with("pads", sizes(random, 2 * rank, 0, 1));
            }
            if (random.nextBoolean()) {
                var extra = new long[rank];
                for (int i = 0; i < rank; i++) {
                    extra[i] = strides[i] - 1;
                }
                node = node.with("output_padding", extra);
            }
            GradientCheck.of(node)
                    .by("x", random(random, DataType.FLOAT, -1, 1, join(2, in, sizes(random, rank, 3, 5))))
                    .by("w", random(random, DataType.FLOAT, -1, 1, join(in, perGroup, kernel)))
                    .by("b", random(random, DataType.FLOAT, -1, 1, perGroup * group))
                    .agreesWithUnitVectors(FLOAT32);
        }
    }

    /** What the sizes of the result decide: automatic padding and a wished output shape. */
    @Test
    void transposedConvolutionsPaddedAutomatically() {
        for (int seed = 0; seed < 24; seed++) {
            var random = new Random(seed);
            var strides = sizes(random, 2, 1, 3);
            var kernel = sizes(random, 2, 2, 3);
            var spatial = sizes(random, 2, 3, 4);
            var node = node("ConvTranspose", 3).with("strides", strides);
            if (seed % 3 == 0) {
                var wished = new long[2];
                for (int i = 0; i < 2; i++) {
                    wished[i] = Math.max((spatial[i] - 1) * strides[i] + kernel[i] - random.nextInt(2), 1);
                }
                node = node.with("output_shape", wished);
            } else {
                node = node.with("auto_pad", seed % 3 == 1 ? "SAME_UPPER" : "SAME_LOWER");
            }
            GradientCheck.of(node)
                    .by("x", random(random, DataType.FLOAT, -1, 1, join(2, 2, spatial)))
                    .by("w", random(random, DataType.FLOAT, -1, 1, join(2, 3, kernel)))
                    .by("b", random(random, DataType.FLOAT, -1, 1, 3))
                    .knownSizesOnly()
                    .agreesWithUnitVectors(FLOAT32);
        }
    }

    /** Strided depthwise convolutions have a way of their own where the sizes are known. */
    @Test
    void stridedDepthwiseConvolutions() {
        for (int seed = 0; seed < 30; seed++) {
            var random = new Random(seed);
            var node = node("Conv", 3)
                    .with("strides", sizes(random, 2, 1, 3))
                    .with("dilations", sizes(random, 2, 1, 2))
                    .with("pads", sizes(random, 4, 0, 2))
                    .with("group", 3);
            GradientCheck.of(node)
                    .by("x", random(random, DataType.FLOAT, -1, 1, join(2, 3, sizes(random, 2, 5, 8))))
                    .by("w", random(random, DataType.FLOAT, -1, 1, join(3, 1, sizes(random, 2, 1, 3))))
                    .by("b", random(random, DataType.FLOAT, -1, 1, 3))
                    .agreesWithUnitVectors(FLOAT32);
        }
    }

    /** Enough channels for the runtime's blocked layout, to which the gradient returns. */
    @Test
    void stridedConvolutionsOfManyChannels() {
        for (int seed = 0; seed < 6; seed++) {
            var random = new Random(seed);
            long kernel = 1 + random.nextInt(3);
            var node = node("Conv", 3)
                    .with("strides", new long[] {2, 2})
                    .with("pads", sizes(random, 4, 0, (int) kernel - 1));
            GradientCheck.of(node)
                    .by("x", random(random, DataType.FLOAT, -1, 1, join(1, 16, sizes(random, 2, 4, 6))))
                    .by("w", random(random, DataType.FLOAT, -1, 1, 16, 16, kernel, kernel))
                    .by("b", random(random, DataType.FLOAT, -1, 1, 16))
                    .agreesWithUnitVectors(FLOAT32);
        }
    }

    @Test
    void averagePools() {
        for (int seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            int rank = 1 + random.nextInt(3);
            var kernel = sizes(random, rank, 2, 3);
            var node = node("AveragePool", 1)
                    .with("kernel_shape", kernel)
                    .with("strides", random.nextBoolean() ? kernel : sizes(random, rank, 1, 2))
                    .with("ceil_mode", random.nextInt(2))
                    .with("count_include_pad", random.nextInt(2));
            if (random.nextBoolean()) {
                node = node.with("ceil_mode", 0).with("pads", sizes(random, 2 * rank, 0, 1));
            }
            GradientCheck.of(19, node)
                    .by("x", random(random, DataType.FLOAT, -1, 1, join(2, 2, sizes(random, rank, 4, 7))))
                    .knownSizesOnly()
                    .agreesWithUnitVectors(FLOAT32);
        }
    }

    @Test
    void globalAverage() {
        for (var sizes : new long[][] {{2, 3, 5}, {2, 3, 4, 5}, {2, 3, 2, 3, 2}}) {
            GradientCheck.of(node("GlobalAveragePool", 1))
                    .by("x", random(new Random(1), DataType.FLOAT, -1, 1, sizes))
                    .agreesWithUnitVectors(FLOAT32);
        }
    }

    @Test
    void resizing() {
        var coordinates = new String[] {"half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"};
        for (int seed = 0; seed < 48; seed++) {
            var random = new Random(seed);
            var mode = new String[] {"nearest", "linear", "cubic"}[seed % 3];
            var node = Node.of("", "Resize", List.of("x", "", "scales"), List.of("y"))
                    .with("mode", mode)
                    .with("coordinate_transformation_mode", coordinates[seed / 3 % 4]);
            if (mode.equals("nearest")) {
                node = node.with(
                        "nearest_mode",
                        new String[] {"floor", "ceil", "round_prefer_floor", "round_prefer_ceil"}[random.nextInt(4)]);
            }
            var options = new float[] {2, 3, 1.5f, 0.5f, 2.3f};
            var scales = new float[] {1, 1, options[random.nextInt(5)], options[random.nextInt(5)]};
            var check = GradientCheck.of(node).by("x", random(random, DataType.FLOAT, -1, 1, 2, 2, 4, 5));
            check.given("scales", Tensor.of(scales, 4)).agreesWithUnitVectors(FLOAT32);
        }
    }

    @Test
    void resizingToSizes() {
        for (var mode : new String[] {"nearest", "linear"}) {
            var node = Node.of("", "Resize", List.of("x", "", "", "sizes"), List.of("y"))
                    .with("mode", mode);
            GradientCheck.of(node)
                    .by("x", random(new Random(3), DataType.FLOAT, -1, 1, 1, 2, 4, 5))
                    .given("sizes", Tensor.of(new long[] {1, 2, 7, 9}, 4))
                    .agreesWithUnitVectors(FLOAT32);
        }
    }

    /** The forms that Resize had before operator set 10: scales as an attribute, then as an input. */
    @Test
    void upsampling() {
        for (var mode : new String[] {"nearest", "linear"}) {
            for (var scales : new float[][] {{1, 1, 2, 3}, {1, 1, 1.5f, 2.5f}}) {
                var values = new ArrayList<Float>();
                for (float scale : scales) {
                    values.add(scale);
                }
                var node = node("Upsample", 1).with("mode", mode);
                var x = random(new Random(3), DataType.FLOAT, -1, 1, 2, 2, 4, 5);
                GradientCheck.of(7, node.with("scales", new Attribute.OfFloats(values)))
                        .by("x", x)
                        .agreesWithUnitVectors(FLOAT32);
                GradientCheck.of(9, node.withInputs(List.of("x", "scales")))
                        .by("x", x)
                        .given("scales", Tensor.of(scales, 4))
                        .agreesWithUnitVectors(FLOAT32);
            }
        }
    }

    /** The gradient has the type of what was cast. */
    @Test
    void casts() {
        GradientCheck.of(node("Cast", 1).with("to", DataType.DOUBLE.code()))
                .by("x", random(new Random(5), DataType.FLOAT, -1, 1, 3, 6))
                .agreesWithUnitVectors(FLOAT32);
        GradientCheck.of(node("Cast", 1).with("to", DataType.FLOAT.code()))
                .by("x", random(new Random(5), DataType.DOUBLE, -1, 1, 3, 6))
                .agreesWithUnitVectors(FLOAT32);
    }

    @Test
    void mean() {
        var random = new Random(4);
        GradientCheck.of(node("Mean", 3))
                .by("x", random(random, DataType.FLOAT, -1, 1, 2, 3))
                .by("w", random(random, DataType.FLOAT, -1, 1, 3))
                .by("b", random(random, DataType.FLOAT, -1, 1, 2, 1))
                .agreesWithUnitVectors(FLOAT32);
    }

    /** Strided convolutions of single pixels have a way of their own where the sizes are known. */
    @Test
    void stridedPointwiseConvolutions() {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            long channels = random.nextBoolean() ? 8 : 3;
            GradientCheck.of(node("Conv", 3).with("strides", sizes(random, 2, 1, 3)))
                    .by("x", random(random, DataType.FLOAT, -1, 1, join(2, channels, sizes(random, 2, 3, 6))))
                    .by("w", random(random, DataType.FLOAT, -1, 1, 2, channels, 1, 1))
                    .by("b", random(random, DataType.FLOAT, -1, 1, 2))
                    .agreesWithUnitVectors(FLOAT32);
        }
    }

    /** In two dimensions: the runtime adds up lines with dilation, and volumes, in wrong places. */
    @Test
    void patchesAddedUp() {
        for (int seed = 0; seed < 30; seed++) {
            var random = new Random(seed);
            var image = sizes(random, 2, 4, 6);
            var kernel = sizes(random, 2, 1, 3);
            var strides = sizes(random, 2, 1, 2);
            var dilations = sizes(random, 2, 1, 2);
            var pads = sizes(random, 4, 0, 1);
            long patches = 1;
            for (int i = 0; i < 2; i++) {
                long room = image[i] + pads[i] + pads[i + 2] - (kernel[i] - 1) * dilations[i] - 1;
                patches *= room / strides[i] + 1;
            }
            var node = Node.of("", "Col2Im", java.util.List.of("x", "image", "kernel"), java.util.List.of("y"))
                    .with("strides", strides)
                    .with("dilations", dilations)
                    .with("pads", pads);
            GradientCheck.of(node)
                    .given("image", Tensor.of(image, 2))
                    .given("kernel", Tensor.of(kernel, 2))
                    .by("x", random(random, DataType.FLOAT, -1, 1, 2, 3 * Tensor.count(kernel), patches))
                    .agreesWithUnitVectors(FLOAT32);
        }
    }

    @Test
    void unpooling() {
        GradientCheck.of(Node.of("", "MaxUnpool", List.of("x", "i"), List.of("y"))
                        .with("kernel_shape", new long[] {2, 2})
                        .with("strides", new long[] {2, 2}))
                .given("i", Tensor.of(new long[] {5, 7, 13, 10}, 1, 1, 2, 2))
                .by("x", random(new Random(1), DataType.FLOAT, -1, 1, 1, 1, 2, 2))
                .agreesWithUnitVectors(FLOAT32);
    }

    @Test
    void croppingAndPaddingAroundTheCentre() {
        for (var sizes : new long[][] {{3, 7}, {6, 2}, {4, 5}}) {
            GradientCheck.of(Node.of("", "CenterCropPad", List.of("x", "sizes"), List.of("y")))
                    .given("sizes", Tensor.of(sizes, 2))
                    .by("x", random(new Random(1), DataType.FLOAT, -1, 1, 4, 5))
                    .agreesWithUnitVectors(FLOAT32);
            GradientCheck.of(Node.of("", "CenterCropPad", List.of("x", "sizes"), List.of("y"))
                            .with("axes", new long[] {-1, 1}))
                    .given("sizes", Tensor.of(sizes, 2))
                    .by("x", random(new Random(1), DataType.FLOAT, -1, 1, 2, 4, 5))
                    .agreesWithUnitVectors(FLOAT32);
        }
    }

    private static long[] sizes(Random random, int n, int low, int high) {
        return random.ints(n, low, high + 1).asLongStream().toArray();
    }

    private static long[] join(long a, long b, long[] rest) {
        return java.util.stream.LongStream.concat(java.util.stream.LongStream.of(a, b), java.util.Arrays.stream(rest))
                .toArray();
    }
}
