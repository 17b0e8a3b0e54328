package dev.vitrine.autodiff;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What follows for the type of a new node's results from those of its inputs. The runtime knows the types of the model's own
 * tensors; these are for the nodes appended to it, and for the insides of loops and branches, which the runtime keeps to itself.
 */
final class ResultTypes {
    private static final Set<String> SAME_SHAPE = Set.of(
            "Abs",
            "BatchNormalization",
            "Cast",
            "Clip",
            "CumSum",
            "Elu",
            "Erf",
            "Exp",
            "HardSigmoid",
            "Identity",
            "LayerNormalization",
            "LeakyRelu",
            "Log",
            "LogSoftmax",
            "Neg",
            "Not",
            "Relu",
            "Sigmoid",
            "Sign",
            "Softmax",
            "Softplus",
            "Softsign",
            "Sqrt",
            "Tanh",
            "ThresholdedRelu",
            "Trilu");
    private static final Set<String> BROADCASTING =
            Set.of("Add", "Div", "Mul", "Pow", "Sub", "And", "Or", "Equal", "Greater", "Less", "Min", "Max");
    private static final Set<String> COMPARING =
            Set.of("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Not", "And", "Or", "Xor", "IsNaN");

    private static final Set<String> OPAQUE = Set.of(
            "ConvInteger",
            "DequantizeLinear",
            "DynamicQuantizeLinear",
            "If",
            "Loop",
            "MatMulInteger",
            "QLinearConv",
            "QLinearMatMul",
            "QuantizeLinear",
            "Scan");

    private final GraphBuilder known;

    ResultTypes(GraphBuilder known) {
        this.known = known;
    }

    /** One type per output; {@link TensorType#UNKNOWN} where nothing follows. */
    List<TensorType> of(Node node) {
        if (OPAQUE.contains(node.op()) || !node.domain().isEmpty()) {
            return node.outputs().stream().map(o -> TensorType.UNKNOWN).toList();
        }
        var type = Optional.of(type(node));
        var types = new ArrayList<TensorType>();
        for (int i = 0; i < node.outputs().size(); i++) {
            boolean alike = i == 0 || node.is("Split");
            types.add(alike ? new TensorType(type, shape(node)) : TensorType.UNKNOWN);
        }
        return types;
    }

    private DataType type(Node node) {
        if (COMPARING.contains(node.op())) {
            return DataType.BOOL;
        }
        return switch (node.op()) {
            case "Cast" -> DataType.of((int) node.intAttribute("to", 1)).orElse(DataType.FLOAT);
            case "Shape", "Size", "NonZero", "ArgMax", "ArgMin" -> DataType.INT64;
            case "ConstantOfShape" ->
                node.attribute("value")
                        .filter(Attribute.OfTensor.class::isInstance)
                        .map(a -> ((Attribute.OfTensor) a).value().type())
                        .orElse(DataType.FLOAT);
            case "Where" -> known.type(node.inputs().get(1));
            case "OneHot" -> known.type(node.inputs().get(2));
            default -> known.type(node.inputs().get(0));
        };
    }

    private Optional<Shape> shape(Node node) {
        if (node.inputs().get(0).isEmpty()) {
            return Optional.empty();
        }
        var first = known.shapeOf(node.inputs().get(0));
        if (SAME_SHAPE.contains(node.op())) {
            return first;
        }
        if (BROADCASTING.contains(node.op()) && node.inputs().size() == 2) {
            return broadcast(first, known.shapeOf(node.inputs().get(1)));
        }
        return switch (node.op()) {
            case "Reshape" -> reshaped(first, node.inputs().get(1));
            case "Expand" ->
                known.knownInts(node.inputs().get(1)).flatMap(s -> broadcast(first, Optional.of(Shape.of(s))));
            case "ConstantOfShape" -> made(node.inputs().get(0));
            case "Shape" -> first.map(s -> Shape.of(elements(node, s.rank())));
            case "Where" ->
                broadcast(
                        first,
                        broadcast(
                                known.shapeOf(node.inputs().get(1)),
                                known.shapeOf(node.inputs().get(2))));
            case "Tile" -> first.map(s -> open(s.rank()));
            case "Transpose" -> first.flatMap(s -> transposed(node, s));
            case "Unsqueeze" -> first.flatMap(s -> axes(node).map(a -> unsqueezed(s, a)));
            case "Squeeze" -> first.flatMap(s -> axes(node).map(a -> squeezed(s, a)));
            case "Gemm" ->
                first.flatMap(s -> known.shapeOf(node.inputs().get(1)).map(o -> gemm(node, s, o)));
            case "Gather" ->
                first.flatMap(s -> known.shapeOf(node.inputs().get(1)).map(i -> gathered(node, s, i)));
            case "MatMul" -> first.flatMap(s -> product(s, node.inputs().get(1)));
            case "Concat" -> first.map(s -> joined(node, s));
            case "Split" -> first.map(s -> split(node, s));
            case "Slice", "Pad", "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "Resize" ->
                first.map(s -> open(s.rank()));
            case "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin" ->
                first.filter(s -> node.intAttribute("keepdims", 1) == 1).map(s -> open(s.rank()));
            default -> Optional.empty();
        };
    }

    private static Shape open(int rank) {
        var sizes = new long[rank];
        Arrays.fill(sizes, -1);
        return Shape.of(sizes);
    }

    private Optional<long[]> axes(Node node) {
        return node.input(1).flatMap(known::knownInts);
    }

    private static Optional<Shape> transposed(Node node, Shape shape) {
        var perm = node.intsAttribute("perm");
        var dims = new ArrayList<Shape.Dim>();
        for (int i = 0; i < shape.rank(); i++) {
            long from = perm.isPresent() ? perm.get()[i] : shape.rank() - 1L - i;
            dims.add(shape.dims().get((int) from));
        }
        return Optional.of(new Shape(dims));
    }

    private static Shape unsqueezed(Shape shape, long[] axes) {
        int rank = shape.rank() + axes.length;
        var single = new boolean[rank];
        for (long axis : axes) {
            single[(int) (axis < 0 ? axis + rank : axis)] = true;
        }
        var dims = new ArrayList<Shape.Dim>();
        int next = 0;
        for (int i = 0; i < rank; i++) {
            dims.add(single[i] ? new Shape.Dim.Known(1) : shape.dims().get(next++));
        }
        return new Shape(dims);
    }

    private static Shape squeezed(Shape shape, long[] axes) {
        var dims = new ArrayList<Shape.Dim>();
        for (int i = 0; i < shape.rank(); i++) {
            int at = i;
            if (Arrays.stream(axes).noneMatch(a -> (a < 0 ? a + shape.rank() : a) == at)) {
                dims.add(shape.dims().get(i));
            }
        }
        return new Shape(dims);
    }

    /** Sizes of 0 are those of before, -1 is what is left; of a shape that is worked out, the number of sizes. */
    private Optional<Shape> reshaped(Optional<Shape> before, String shape) {
        var sizes = known.knownInts(shape);
        if (sizes.isEmpty()) {
            return made(shape);
        }
        var dims = new ArrayList<Shape.Dim>();
        for (int i = 0; i < sizes.get().length; i++) {
            long size = sizes.get()[i];
            int axis = i;
            dims.add(
                    size != 0
                            ? size < 0 ? new Shape.Dim.Unknown() : new Shape.Dim.Known(size)
                            : before.filter(b -> b.rank() > axis)
                                    .map(b -> b.dims().get(axis))
                                    .orElse(new Shape.Dim.Unknown()));
        }
        return Optional.of(new Shape(dims));
    }

    private Optional<Shape> made(String shape) {
        return known.knownInts(shape)
                .map(Shape::of)
                .or(() -> known.shapeOf(shape)
                        .filter(s -> s.rank() == 1 && s.size(0) >= 0)
                        .map(s -> open((int) s.size(0))));
    }

    private static long elements(Node node, int rank) {
        long start = node.intAttribute("start", 0);
        long end = node.intAttribute("end", rank);
        return Math.max(0, Math.min(end < 0 ? end + rank : end, rank) - (start < 0 ? start + rank : start));
    }

    private Shape joined(Node node, Shape first) {
        int axis = axis(node, first);
        long total = 0;
        for (var input : node.inputs()) {
            long size = known.shapeOf(input).map(s -> s.size(axis)).orElse(-1L);
            total = total < 0 || size < 0 ? -1 : total + size;
        }
        return with(first, axis, total);
    }

    /** Parts of equal size; of others only the rest of their shape. */
    private static Shape split(Node node, Shape whole) {
        int axis = axis(node, whole);
        long parts = node.intAttribute("num_outputs", 0);
        boolean equal = parts > 0 && whole.size(axis) >= 0 && whole.size(axis) % parts == 0;
        return with(whole, axis, equal ? whole.size(axis) / parts : -1);
    }

    private static int axis(Node node, Shape shape) {
        int axis = (int) node.intAttribute("axis", 0);
        return axis < 0 ? axis + shape.rank() : axis;
    }

    /** A shape with another size along one axis; unknown below 0. */
    private static Shape with(Shape shape, int axis, long size) {
        var dims = new ArrayList<>(shape.dims());
        dims.set(axis, size < 0 ? new Shape.Dim.Unknown() : new Shape.Dim.Known(size));
        return new Shape(dims);
    }

    private static Shape gemm(Node node, Shape left, Shape right) {
        int row = (int) node.intAttribute("transA", 0);
        int column = 1 - (int) node.intAttribute("transB", 0);
        return new Shape(List.of(left.dims().get(row), right.dims().get(column)));
    }

    private static Shape gathered(Node node, Shape data, Shape indices) {
        int axis = (int) node.intAttribute("axis", 0);
        int at = axis < 0 ? axis + data.rank() : axis;
        var dims = new ArrayList<>(data.dims().subList(0, at));
        dims.addAll(indices.dims());
        dims.addAll(data.dims().subList(at + 1, data.rank()));
        return new Shape(dims);
    }

    /** A matrix product; where both are stacks, only the rank. */
    private Optional<Shape> product(Shape left, String right) {
        var other = known.shapeOf(right);
        if (left.rank() < 2 || other.map(Shape::rank).orElse(0) < 2) {
            return Optional.empty();
        }
        if (other.get().rank() > 2) {
            return Optional.of(open(Math.max(left.rank(), other.get().rank())));
        }
        var dims = new ArrayList<>(left.dims());
        dims.set(left.rank() - 1, other.get().dims().get(1));
        return Optional.of(new Shape(dims));
    }

    /** Where one operand has at least the rank of the other, and the other only equal or single sizes, it wins. */
    private static Optional<Shape> broadcast(Optional<Shape> a, Optional<Shape> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return Optional.empty();
        }
        var large = a.get().rank() >= b.get().rank() ? a.get() : b.get();
        var small = large == a.get() ? b.get() : a.get();
        int lead = large.rank() - small.rank();
        for (int axis = 0; axis < small.rank(); axis++) {
            var dim = small.dims().get(axis);
            if (!dim.equals(new Shape.Dim.Known(1))
                    && (dim instanceof Shape.Dim.Unknown
                            || !dim.equals(large.dims().get(axis + lead)))) {
                return Optional.of(open(large.rank()));
            }
        }
        return Optional.of(large);
    }
}
