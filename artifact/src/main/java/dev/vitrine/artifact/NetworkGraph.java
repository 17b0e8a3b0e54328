package dev.vitrine.artifact;

import dev.vitrine.words.Text;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A network drawn as boxes and arrows. */
public record NetworkGraph(Text title, List<Vertex> vertices, List<Edge> edges) implements Artifact {

    /**
     * One box.
     *
     * @param id unique in the graph
     * @param label the name shown
     * @param op the operator, or what else it is
     * @param category decides the colour
     * @param module the module path it belongs to, parts divided by {@code /}; may be empty
     * @param detail a second line, such as the output shape; may be empty
     */
    public record Vertex(String id, String label, String op, Category category, String module, Text detail) {}

    /** An arrow between two vertices, by id; {@code tensor} is what flows, and may be empty. */
    public record Edge(String from, String to, String tensor) {}

    /** What an operator does, coarsely. */
    public enum Category {
        INPUT,
        OUTPUT,
        CONVOLUTION,
        LINEAR,
        NORMALISATION,
        ACTIVATION,
        POOLING,
        RECURRENT,
        ATTENTION,
        ARITHMETIC,
        SHAPE,
        CONTROL,
        OTHER;

        private static final Set<String> SHAPES = Set.of(
                "Reshape",
                "Flatten",
                "Transpose",
                "Concat",
                "Split",
                "Slice",
                "Gather",
                "GatherElements",
                "GatherND",
                "Squeeze",
                "Unsqueeze",
                "Expand",
                "Tile",
                "Pad",
                "Shape",
                "Size",
                "Cast",
                "CastLike",
                "Identity",
                "Constant",
                "ConstantOfShape",
                "Range",
                "Resize",
                "Upsample",
                "DepthToSpace",
                "SpaceToDepth",
                "ScatterND",
                "ScatterElements",
                "OneHot",
                "NonZero",
                "TopK",
                "Where",
                "Dropout");
        private static final Set<String> ACTIVATIONS = Set.of(
                "Relu",
                "LeakyRelu",
                "PRelu",
                "Elu",
                "Selu",
                "Celu",
                "Gelu",
                "Sigmoid",
                "HardSigmoid",
                "HardSwish",
                "Swish",
                "Tanh",
                "Softplus",
                "Softsign",
                "ThresholdedRelu",
                "Mish",
                "Softmax",
                "LogSoftmax",
                "Hardmax",
                "Clip",
                "Shrink");
        private static final Set<String> ARITHMETICS = Set.of(
                "Add",
                "Sub",
                "Mul",
                "Div",
                "Pow",
                "Sqrt",
                "Exp",
                "Log",
                "Neg",
                "Abs",
                "Reciprocal",
                "Sum",
                "Mean",
                "Max",
                "Min",
                "Erf",
                "Floor",
                "Ceil",
                "Round",
                "Sign",
                "Sin",
                "Cos",
                "Equal",
                "Greater",
                "Less",
                "GreaterOrEqual",
                "LessOrEqual",
                "And",
                "Or",
                "Not",
                "Xor",
                "Mod",
                "CumSum",
                "ArgMax",
                "ArgMin");

        /** The category of an ONNX operator. */
        public static Category of(String op) {
            if (op.contains("Conv")) {
                return CONVOLUTION;
            }
            if (op.contains("Attention")) {
                return ATTENTION;
            }
            if (op.contains("Norm") || op.equals("LRN")) {
                return NORMALISATION;
            }
            if (op.contains("Pool")) {
                return POOLING;
            }
            if (op.contains("MatMul") || op.equals("Gemm") || op.equals("Einsum") || op.equals("Linear")) {
                return LINEAR;
            }
            return switch (op) {
                case "LSTM", "GRU", "RNN" -> RECURRENT;
                case "If", "Loop", "Scan", "SequenceMap" -> CONTROL;
                default ->
                    SHAPES.contains(op)
                            ? SHAPE
                            : ACTIVATIONS.contains(op)
                                    ? ACTIVATION
                                    : ARITHMETICS.contains(op) || op.startsWith("Reduce") ? ARITHMETIC : OTHER;
            };
        }
    }

    public NetworkGraph {
        vertices = List.copyOf(vertices);
        edges = List.copyOf(edges);
        var ids = new HashSet<String>();
        for (var vertex : vertices) {
            if (!ids.add(vertex.id())) {
                throw new IllegalArgumentException("two vertices are called " + vertex.id());
            }
        }
        for (var edge : edges) {
            if (!ids.contains(edge.from()) || !ids.contains(edge.to())) {
                throw new IllegalArgumentException("no such vertex: " + edge);
            }
        }
    }
}
