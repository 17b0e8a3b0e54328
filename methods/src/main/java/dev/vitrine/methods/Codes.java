package dev.vitrine.methods;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the integers of a quantised weight stand for numbers: value = scale (code - zero point), for all elements, for each slice along
 * an axis, or for each block of elements along it (ONNX operator specification, DequantizeLinear 21, QLinearConv, QLinearMatMul).
 *
 * @param scale one number, one for each slice, or of the weight's rank with one for each block
 * @param zeroPoint as many; where there is none it is 0
 * @param axis of the slices or blocks, not negative
 */
record Codes(Tensor scale, Optional<Tensor> zeroPoint, int axis) {

    /** Of a stored tensor that a node turns into numbers by constants; empty where its elements are numbers themselves. */
    static Optional<Codes> of(Graph graph, String tensor) {
        var stored = graph.constant(tensor);
        return stored.filter(t -> t.type().isInteger())
                .flatMap(t -> graph.consumers(tensor).stream()
                        .flatMap(node -> of(graph, node, tensor, t).stream())
                        .findFirst());
    }

    private static Optional<Codes> of(Graph graph, Node node, String tensor, Tensor stored) {
        int last = Math.max(0, stored.rank() - 1);
        if (node.is("DequantizeLinear") && node.input(0).filter(tensor::equals).isPresent()) {
            return of(graph, node, 1, stored, node.intAttribute("axis", 1));
        } else if (node.is("QLinearConv")
                && node.input(3).filter(tensor::equals).isPresent()) {
            return of(graph, node, 4, stored, 0);
        } else if (node.is("QLinearMatMul")
                && node.input(3).filter(tensor::equals).isPresent()) {
            return of(graph, node, 4, stored, last);
        }
        return Optional.empty();
    }

    /** With scale and zero point at these inputs of a node. */
    private static Optional<Codes> of(Graph graph, Node node, int scaleAt, Tensor stored, long axis) {
        int from = (int) (axis < 0 ? axis + stored.rank() : axis);
        var zero = node.input(scaleAt + 1).filter(z -> !z.isEmpty());
        var zeroPoint = zero.flatMap(graph::constant);
        return zero.isPresent() && zeroPoint.isEmpty()
                ? Optional.empty()
                : node.input(scaleAt)
                        .flatMap(graph::constant)
                        .map(scale -> new Codes(
                                scale, zeroPoint, Math.min(Math.max(0, from), Math.max(0, stored.rank() - 1))))
                        .filter(codes -> codes.fits(stored));
    }

    private boolean fits(Tensor stored) {
        boolean likeScale = zeroPoint.map(z -> z.elements() == scale.elements()).orElse(true);
        boolean blocks = scale.rank() == stored.rank()
                && stored.rank() > 0
                && scale.elements() > 0
                && Arrays.equals(without(scale.sizes(), axis), without(stored.sizes(), axis));
        return likeScale
                && (scale.elements() == 1
                        || blocks
                        || scale.rank() == 1 && stored.rank() > 0 && scale.elements() == stored.size(axis));
    }

    private static long[] without(long[] sizes, int axis) {
        var rest = sizes.clone();
        rest[axis] = 1;
        return rest;
    }

    /** How many numbers share a scale along the axis: all of the slice but for blocks. */
    private long block(Tensor stored) {
        long scales = scale.rank() == 1 ? scale.elements() : scale.size(axis);
        return (stored.size(axis) + scales - 1) / scales;
    }

    /**
     * The numbers that the codes stand for, in their shape.
     *
     * @throws InputException if they cannot be read
     */
    Tensor real(Tensor stored) {
        var values = stored.floats();
        var scales = scale.floats();
        var zeros = zeroPoint.map(Tensor::floats).orElse(new float[scales.length]);
        if (scales.length == 1) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (values[i] - zeros[0]) * scales[0];
            }
            return Tensor.of(values, stored.sizes());
        }
        int inner = 1;
        for (int d = axis + 1; d < stored.rank(); d++) {
            inner *= (int) stored.size(d);
        }
        int along = (int) stored.size(axis);
        int block = (int) block(stored);
        int blocks = (along + block - 1) / block;
        boolean slices = scale.rank() == 1;
        for (int i = 0; i < values.length; i++) {
            int at = i / inner % along / block;
            int s = slices ? at : (i / inner / along * blocks + at) * inner + i % inner;
            values[i] = (values[i] - zeros[s]) * scales[s];
        }
        return Tensor.of(values, stored.sizes());
    }

    /** As JSON: how many scales there are, and along which axis. */
    Map<String, Object> facts(DataType type) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("type", type.label());
        facts.put("scales", scale.elements());
        facts.put("axis", scale.elements() == 1 ? Optional.empty() : Optional.of(axis));
        return facts;
    }
}
