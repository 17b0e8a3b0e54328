package dev.vitrine.formats.tensorflow;

import dev.vitrine.formats.nhwc.Operations.Masks;
import dev.vitrine.formats.nhwc.Unsupported;
import dev.vitrine.formats.nhwc.Value;
import dev.vitrine.model.DataType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** TensorFlow's operations that are expressed in ONNX, one entry each. */
final class TensorFlowOperators {

    /** Writes the nodes of an operation; gives its outputs, of which later ones may be left out. */
    interface Translation {
        List<Value> translate(Call call);
    }

    /** An operation with one output. */
    interface Single {
        Value translate(Call call);
    }

    private static final Map<String, Translation> TABLE = new HashMap<>();

    static {
        // what passes through
        for (var name : List.of(
                "Identity",
                "StopGradient",
                "PreventGradient",
                "Snapshot",
                "ReadVariableOp",
                "EnsureShape",
                "CheckNumerics")) {
            one(name, c -> c.in(0));
        }
        TABLE.put("IdentityN", Call::inputs);
        one("PlaceholderWithDefault", c -> c.in(0));

        // arithmetic
        both("Add", "Add");
        both("AddV2", "Add");
        both("Sub", "Sub");
        both("Mul", "Mul");
        both("RealDiv", "Div");
        both("Div", "Div");
        both("Pow", "Pow");
        both("Maximum", "Max");
        both("Minimum", "Min");
        both("Less", "Less");
        both("LessEqual", "LessOrEqual");
        both("Greater", "Greater");
        both("GreaterEqual", "GreaterOrEqual");
        both("Equal", "Equal");
        both("LogicalAnd", "And");
        both("LogicalOr", "Or");
        one("AddN", c -> c.ops().together("Sum", c.inputs().toArray(Value[]::new)));
        one("NotEqual", c -> c.ops().each("Not", c.ops().together("Equal", c.in(0), c.in(1))));
        one("FloorDiv", c -> {
            if (c.node().type("T").map(DataType::isInteger).orElse(false)) {
                throw new Unsupported("nhwc.variant");
            }
            return c.ops().each("Floor", c.ops().together("Div", c.in(0), c.in(1)));
        });
        one("SquaredDifference", c -> {
            var difference = c.ops().together("Sub", c.in(0), c.in(1));
            return c.ops().together("Mul", difference, difference);
        });
        one("Select", c -> c.ops().together("Where", c.in(0), c.in(1), c.in(2)));
        one("SelectV2", c -> c.ops().together("Where", c.in(0), c.in(1), c.in(2)));
        one("BiasAdd", c -> {
            c.channelsLast();
            return c.ops().together("Add", c.in(0), c.in(1));
        });

        // functions of one element
        for (var name : List.of(
                "Abs",
                "Ceil",
                "Cos",
                "Elu",
                "Erf",
                "Exp",
                "Floor",
                "Log",
                "Neg",
                "Relu",
                "Reciprocal",
                "Selu",
                "Sigmoid",
                "Sign",
                "Sin",
                "Softplus",
                "Softsign",
                "Sqrt",
                "Tanh")) {
            each(name, name);
        }
        one("Erfc", c -> c.ops().together("Sub", c.ops().number(1), c.ops().each("Erf", c.in(0))));
        each("LogicalNot", "Not");
        each("Rint", "Round");
        each("Round", "Round");
        one("Relu6", c -> c.ops().clip(c.in(0), 0, 6));
        one(
                "LeakyRelu",
                c -> c.ops().each("LeakyRelu", n -> n.with("alpha", c.node().number("alpha", 0.2f)), c.in(0)));
        one("Square", c -> c.ops().together("Mul", c.in(0), c.in(0)));
        one("Rsqrt", c -> c.ops().each("Reciprocal", c.ops().each("Sqrt", c.in(0))));
        one(
                "Cast",
                c -> c.ops().cast(c.in(0), c.node().type("DstT").orElseThrow(() -> new Unsupported("nhwc.variant"))));
        one("Softmax", c -> c.ops().softmax("Softmax", c.in(0), -1));
        one("LogSoftmax", c -> c.ops().softmax("LogSoftmax", c.in(0), -1));

        // convolutions, products, pools, normalisation
        one("Conv2D", c -> {
            // An input with more channels than the kernel reads is convolved in groups.
            long own = c.in(1).weight().map(w -> w.stored().size(2)).orElse(0L);
            long channels = c.size(0, 3);
            long groups = own > 0 && channels > own && channels % own == 0 ? channels / own : 1;
            return c.ops().conv(c.in(0), c.in(1), List.of(3, 2, 0, 1), Optional.empty(), c.window(), groups);
        });
        one("DepthwiseConv2dNative", c -> c.ops().depthwise(c.in(0), c.in(1), c.window()));
        one("Conv2DBackpropInput", c -> {
            var size = c.ints(0);
            if (size.length != 4 || c.size(2, 1) < 0 || c.size(2, 2) < 0) {
                throw new Unsupported("nhwc.computed");
            }
            long[] from = {c.size(2, 1), c.size(2, 2)};
            return c.ops()
                    .convTranspose(
                            c.in(2), c.in(1), List.of(3, 2, 0, 1), Optional.empty(), c.window(), from, new long[] {
                                size[1], size[2]
                            });
        });
        one("MaxPool", c -> c.ops().pool("MaxPool", c.in(0), c.plane("ksize"), c.window()));
        one("AvgPool", c -> c.ops().pool("AveragePool", c.in(0), c.plane("ksize"), c.window()));
        one("MatMul", c -> {
            boolean turnA = c.node().flag("transpose_a");
            boolean turnB = c.node().flag("transpose_b");
            return turnA
                    ? c.ops().matmul(c.in(0), true, c.in(1), turnB)
                    : c.ops().dense(c.ops().ofRank(c.in(0), 2), c.in(1), turnB, Optional.empty());
        });
        for (var name : List.of("BatchMatMul", "BatchMatMulV2", "BatchMatMulV3")) {
            one(
                    name,
                    c -> c.ops()
                            .matmul(
                                    c.in(0),
                                    c.node().flag("adj_x"),
                                    c.in(1),
                                    c.node().flag("adj_y")));
        }
        for (var name : List.of("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3")) {
            one(name, c -> {
                c.channelsLast();
                if (c.node().integer("is_training", 1) != 0) {
                    throw new Unsupported("nhwc.variant");
                }
                return c.ops().batchNormalization(c.inputs(), c.node().number("epsilon", 1e-4f));
            });
        }

        // reductions
        reduce("Mean", "ReduceMean");
        reduce("Sum", "ReduceSum");
        reduce("Max", "ReduceMax");
        reduce("Min", "ReduceMin");
        reduce("Prod", "ReduceProd");
        for (var name : List.of("ArgMax", "ArgMin")) {
            one(
                    name,
                    c -> typed(
                            c.ops().arg(name, c.in(0), c.integer(1)),
                            c,
                            c.node().type("output_type")));
        }

        // axes and parts
        one("Reshape", c -> c.ops().reshape(c.in(0), c.in(1), c.length(1)));
        one("Squeeze", c -> c.ops().squeeze(c.in(0), c.node().integers("squeeze_dims")));
        one("ExpandDims", c -> c.ops().expandDims(c.in(0), c.integer(1)));
        one("Transpose", c -> c.ops().transpose(c.in(0), c.ints(1)));
        one("ConcatV2", c -> c.ops().concat(c.integer(c.inputs().size() - 1), c.butLast()));
        one("Pack", c -> c.ops().pack(c.node().integer("axis", 0), c.inputs()));
        TABLE.put("Unpack", c -> c.ops().unpack(c.in(0), c.node().integer("axis", 0), parts(c, "num")));
        TABLE.put("Split", c -> c.ops().split(c.in(1), c.integer(0), parts(c, "num_split"), Optional.empty()));
        TABLE.put("SplitV", c -> c.ops().split(c.in(0), c.integer(2), parts(c, "num_split"), Optional.of(c.ints(1))));
        one("Pad", c -> c.ops().pad(c.in(0), c.ints(1), "constant", 0));
        one("PadV2", c -> c.ops().pad(c.in(0), c.ints(1), c.in(2)));
        one("MirrorPad", c -> {
            if (!c.node().text("mode", "").equals("REFLECT")) {
                throw new Unsupported("nhwc.variant");
            }
            return c.ops().pad(c.in(0), c.ints(1), "reflect", 0);
        });
        one("Slice", c -> c.ops().part(c.in(0), c.ints(1), c.ints(2)));
        one(
                "StridedSlice",
                c -> c.ops()
                        .stridedSlice(
                                c.in(0),
                                c.ints(1),
                                c.ints(2),
                                c.ints(3),
                                new Masks(
                                        c.node().integer("begin_mask", 0),
                                        c.node().integer("end_mask", 0),
                                        c.node().integer("ellipsis_mask", 0),
                                        c.node().integer("new_axis_mask", 0),
                                        c.node().integer("shrink_axis_mask", 0))));
        one("GatherV2", c -> {
            if (c.node().integer("batch_dims", 0) != 0) {
                throw new Unsupported("nhwc.variant");
            }
            return c.ops().gather(c.in(0), c.in(1), c.integer(2));
        });
        one("Gather", c -> c.ops().gather(c.in(0), c.in(1), 0));
        one("Tile", c -> c.ops().tile(c.in(0), c.in(1)));
        one("Shape", c -> c.ops().shape(c.in(0), c.node().type("out_type").orElse(DataType.INT32)));

        // pictures
        one("ResizeBilinear", c -> resize(c, true));
        one("ResizeNearestNeighbor", c -> resize(c, false));
        for (var name : List.of("DepthToSpace", "SpaceToDepth")) {
            one(name, c -> {
                c.channelsLast();
                return c.ops().blocks(name, c.in(0), c.node().integer("block_size", 2));
            });
        }
        one("SpaceToBatchND", c -> c.ops().spaceToBatch(c.in(0), block(c), c.ints(2)));
        one("BatchToSpaceND", c -> c.ops().batchToSpace(c.in(0), block(c), c.ints(2)));
    }

    private TensorFlowOperators() {}

    /** How an operation is written; empty for what cannot be expressed. */
    static Optional<Translation> of(String op) {
        return Optional.ofNullable(TABLE.get(op));
    }

    /** The names that have an entry. */
    static Set<String> expressed() {
        return Set.copyOf(TABLE.keySet());
    }

    private static void one(String name, Single translation) {
        TABLE.put(name, c -> List.of(translation.translate(c)));
    }

    private static void each(String name, String op) {
        one(name, c -> c.ops().each(op, c.in(0)));
    }

    private static void both(String name, String op) {
        one(name, c -> c.ops().together(op, c.in(0), c.in(1)));
    }

    private static void reduce(String name, String op) {
        one(name, c -> c.ops().reduce(op, c.in(0), c.ints(1), c.node().flag("keep_dims")));
    }

    private static Value typed(Value positions, Call c, Optional<DataType> type) {
        return type.filter(t -> t != DataType.INT64)
                .map(t -> c.ops().cast(positions, t))
                .orElse(positions);
    }

    private static int parts(Call c, String key) {
        long count = c.node().integer(key, 0);
        if (count < 1 || count > 4096) {
            throw new Unsupported("nhwc.misfit");
        }
        return (int) count;
    }

    private static Value resize(Call c, boolean bilinear) {
        return c.ops()
                .resize(
                        c.in(0),
                        c.ints(1),
                        bilinear,
                        c.node().flag("align_corners"),
                        c.node().flag("half_pixel_centers"));
    }

    private static long block(Call c) {
        var sizes = c.ints(1);
        if (sizes.length != 2 || sizes[0] != sizes[1]) {
            throw new Unsupported("nhwc.variant");
        }
        return sizes[0];
    }
}
