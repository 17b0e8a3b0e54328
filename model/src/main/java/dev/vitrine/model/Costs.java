package dev.vitrine.model;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a node costs. Multiply-accumulates are counted for the operators that do nearly all of them: convolutions, matrix
 * products and recurrent cells; elementwise work is not counted, as is usual.
 */
public final class Costs {
    /** More than any machine holds; a file that claims more is wrong. */
    private static final long MOST_ELEMENTS = 1L << 48;

    private final Graph graph;
    private final TensorTypes types;

    public Costs(Graph graph, TensorTypes types) {
        this.graph = graph;
        this.types = types;
    }

    /** Elements of the weights that a node reads directly or keeps itself. */
    public long parameters(Node node) {
        long sum = learned(node);
        for (var input : Set.copyOf(node.inputs())) {
            var weight = graph.initializers().get(input);
            if (weight != null && isParameter(weight)) {
                sum += weight.elements();
            }
        }
        return sum;
    }

    /** Elements of all weights of the graph and of the graphs inside it, each counted once. */
    public static long parameters(Graph graph) {
        long sum = graph.initializers().values().stream()
                .filter(Costs::isParameter)
                .mapToLong(Tensor::elements)
                .sum();
        for (var node : graph.nodes()) {
            sum += learned(node);
            for (var inner : node.subgraphs()) {
                sum += parameters(inner);
            }
            sum += node.attributes().values().stream()
                    .filter(a -> node.is("Constant") && a instanceof Attribute.OfTensor t && isParameter(t.value()))
                    .mapToLong(a -> ((Attribute.OfTensor) a).value().elements())
                    .sum();
        }
        return sum;
    }

    /** Bytes of all weights of the graph and of the graphs inside it, those that Constant nodes hold included. */
    public static long bytes(Graph graph) {
        long sum = graph.initializers().values().stream()
                .mapToLong(t -> t.bytes().length())
                .sum();
        for (var node : graph.nodes()) {
            sum += Float.BYTES * learned(node);
            for (var inner : node.subgraphs()) {
                sum += bytes(inner);
            }
            sum += node.attributes().values().stream()
                    .filter(a -> node.is("Constant") && a instanceof Attribute.OfTensor t && isParameter(t.value()))
                    .mapToLong(a -> ((Attribute.OfTensor) a).value().bytes().length())
                    .sum();
        }
        return sum;
    }

    private static long learned(Node node) {
        return node.learned().values().stream().mapToLong(List::size).sum();
    }

    /** Shapes, axes and indices are integers and no parameters; quantised weights are 8-bit integers or less and are. */
    private static boolean isParameter(Tensor tensor) {
        return tensor.type().isFloating()
                || (tensor.type().bits() > 0 && tensor.type().bits() <= 8 && tensor.type() != DataType.BOOL);
    }

    /** Bytes of the node's outputs, where their shapes are known. */
    public OptionalLong activationBytes(Node node) {
        long sum = 0;
        for (var output : new HashSet<>(node.outputs())) {
            if (output.isEmpty()) {
                continue;
            }
            var type = types.get(output);
            var elements = type.shape().flatMap(Shape::elements);
            if (elements.isEmpty() || type.type().isEmpty() || elements.get() > MOST_ELEMENTS) {
                return OptionalLong.empty();
            }
            sum += type.type().get().bytes(elements.get());
        }
        return OptionalLong.of(sum);
    }

    /**
     * Multiply-accumulates for one run at the known shapes, a batch of unknown size counted as 1; empty where a shape that
     * matters is unknown or impossible, 0 for operators that are not counted.
     */
    public OptionalLong macs(Node node) {
        try {
            return exactMacs(node);
        } catch (ArithmeticException e) {
            // A file may claim shapes whose product no number holds.
            return OptionalLong.empty();
        }
    }

    private OptionalLong exactMacs(Node node) {
        return switch (node.domain().isEmpty() ? node.op() : "") {
            case "Conv", "FusedConv" -> product(outputElements(node), perOutput(node, 1, 1));
            case "ConvTranspose" -> product(inputElements(node), perOutput(node, 1, 1));
            case "Gemm" -> product(outputElements(node), inner(node, node.intAttribute("transA", 0) == 0 ? -1 : 0));
            case "MatMul", "MatMulInteger" -> product(outputElements(node), inner(node, -1));
            case "LSTM", "GRU", "RNN" -> recurrent(node);
            default -> OptionalLong.of(0);
        };
    }

    /** Products per output (or, transposed, per input) element: the kernel's size without its first dimension. */
    private OptionalLong perOutput(Node node, int weight, int from) {
        var shape = node.input(weight).flatMap(types::shape).flatMap(Shape::sizes);
        if (shape.isEmpty()) {
            return OptionalLong.empty();
        }
        long product = 1;
        for (int i = from; i < shape.get().length; i++) {
            product = Math.multiplyExact(product, shape.get()[i]);
        }
        return OptionalLong.of(product);
    }

    private OptionalLong inner(Node node, int axis) {
        var shape = node.input(0).flatMap(types::shape);
        if (shape.isEmpty() || shape.get().rank() == 0) {
            return OptionalLong.empty();
        }
        long size = shape.get().size(axis);
        return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
    }

    private OptionalLong recurrent(Node node) {
        var input = node.input(0).flatMap(types::shape);
        var w = node.input(1).flatMap(types::shape).flatMap(Shape::elements);
        var r = node.input(2).flatMap(types::shape).flatMap(Shape::elements);
        if (input.isEmpty() || input.get().rank() < 2 || w.isEmpty() || r.isEmpty()) {
            return OptionalLong.empty();
        }
        long steps = input.get().size(0);
        long batch = Math.max(1, input.get().size(1));
        return steps < 0
                ? OptionalLong.empty()
                : product(
                        OptionalLong.of(Math.multiplyExact(steps, batch)),
                        OptionalLong.of(Math.addExact(w.get(), r.get())));
    }

    private OptionalLong outputElements(Node node) {
        return elements(node.output(0).flatMap(types::shape));
    }

    private OptionalLong inputElements(Node node) {
        return elements(node.input(0).flatMap(types::shape));
    }

    /** Elements with an open first dimension taken as 1. */
    private static OptionalLong elements(java.util.Optional<Shape> shape) {
        if (shape.isEmpty()) {
            return OptionalLong.empty();
        }
        long product = 1;
        for (int i = 0; i < shape.get().rank(); i++) {
            long size = shape.get().size(i);
            if (size < 0 && i > 0) {
                return OptionalLong.empty();
            }
            product = Math.multiplyExact(product, size < 0 ? 1 : size);
        }
        return OptionalLong.of(product);
    }

    private static OptionalLong product(OptionalLong a, OptionalLong b) {
        return a.isPresent() && b.isPresent()
                ? OptionalLong.of(Math.multiplyExact(a.getAsLong(), b.getAsLong()))
                : OptionalLong.empty();
    }
}
