package dev.vitrine.methods;

import dev.vitrine.autodiff.Target;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Elements of a tensor, followed back through the nodes that only move them.
 *
 * @param tensor the tensor
 * @param at the elements' places, counted in the tensor's order; empty where they have no single place any more
 */
record Origin(String tensor, long[] at) {
    private static final Set<String> IN_ORDER =
            Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout");
    private static final Set<String> FINAL = Set.of("Softmax", "LogSoftmax", "Sigmoid");
    private static final Set<String> ELEMENTWISE = Set.of(
            "Softmax", "LogSoftmax", "Sigmoid", "Relu", "Clip", "Add", "Sub", "Mul", "Div", "BatchNormalization");
    private static final Set<String> BLURRING = Set.of("Resize", "Upsample");

    /** One element, by its index along every axis; item 0 along an axis of which all is meant. */
    static Origin of(Look look, String tensor, List<Long> indices) {
        var sizes = sizes(tensor, look);
        long at = 0;
        for (int axis = 0; axis < Math.min(sizes.length, indices.size()); axis++) {
            long index = indices.get(axis);
            at = at * sizes[axis] + (index == Target.ALL ? 0 : Math.floorMod(index, sizes[axis]));
        }
        return new Origin(tensor, new long[] {at});
    }

    /** The logits of these elements: the elements that a final softmax or sigmoid reads, else they themselves. */
    Origin logits(Look look) {
        var here = this;
        while (true) {
            var node = look.graph().producer(here.tensor);
            if (node.filter(n -> n.domain().isEmpty() && FINAL.contains(n.op())).isPresent()) {
                return new Origin(node.get().inputs().get(0), here.at);
            }
            var before = here.moved(look);
            if (before.isEmpty()) {
                return this;
            }
            here = before.get();
        }
    }

    /** The mean of these elements as a target. */
    Target mean(Look look) {
        var sizes = sizes(tensor, look);
        if (sizes.length > 1) {
            sizes[0] = 1;
        }
        var weights = new float[Math.toIntExact(Tensor.count(sizes))];
        for (long place : at) {
            weights[(int) place] = 1f / at.length;
        }
        return new Target.Weighted(tensor, Tensor.of(weights, sizes));
    }

    /** The maps that the last convolution before these elements reads: where a class activation map of them is taken. */
    Optional<String> maps(Look look) {
        var here = Optional.of(this);
        while (here.isPresent()) {
            var at = here.get();
            var node = look.graph().producer(at.tensor);
            if (node.filter(n -> n.is("Conv") || n.is("ConvTranspose")).isPresent()) {
                return node.flatMap(n -> n.input(0))
                        .filter(t -> look.graph().producer(t).isPresent());
            }
            here = at.moved(look)
                    .or(() -> node.filter(n -> ELEMENTWISE.contains(n.op()))
                            .flatMap(n -> read(n, look))
                            .map(t -> new Origin(t, at.at)))
                    .or(() -> node.filter(n -> BLURRING.contains(n.op()))
                            .flatMap(n -> n.input(0))
                            .map(t -> new Origin(t, new long[0])));
        }
        return Optional.empty();
    }

    /** The one input that is not a constant. */
    private static Optional<String> read(Node node, Look look) {
        var variable = node.inputs().stream()
                .filter(i -> !i.isEmpty() && look.graph().constant(i).isEmpty())
                .toList();
        return variable.size() == 1 ? Optional.of(variable.get(0)) : Optional.empty();
    }

    /** The same elements before the node that made their tensor, if it only moved them. */
    private Optional<Origin> moved(Look look) {
        var made = look.graph().producer(tensor);
        if (made.isEmpty()
                || !made.get().domain().isEmpty()
                || made.get().input(0).isEmpty()) {
            return Optional.empty();
        }
        var node = made.get();
        var from = node.inputs().get(0);
        if (IN_ORDER.contains(node.op())) {
            return Optional.of(new Origin(from, at));
        }
        return switch (node.op()) {
            case "Transpose" -> Optional.of(new Origin(from, transposed(node, sizes(from, look))));
            case "Concat" -> at.length == 0 ? Optional.empty() : taken(node, look);
            default -> Optional.empty();
        };
    }

    private static long[] sizes(String tensor, Look look) {
        return look.engine()
                .types()
                .shape(tensor)
                .flatMap(Shape::sizes)
                .orElseGet(() -> look.trace().get(tensor).sizes());
    }

    private long[] transposed(Node node, long[] sizes) {
        int rank = sizes.length;
        var perm = node.intsAttribute("perm").orElseGet(() -> new long[0]);
        var strides = new long[rank];
        long stride = 1;
        for (int axis = rank - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= sizes[axis];
        }
        var places = new long[at.length];
        for (int i = 0; i < at.length; i++) {
            long rest = at[i];
            for (int axis = rank - 1; axis >= 0; axis--) {
                int source = perm.length == rank ? (int) perm[axis] : rank - 1 - axis;
                places[i] += rest % sizes[source] * strides[source];
                rest /= sizes[source];
            }
        }
        return places;
    }

    /** Before a concatenation: in one of its inputs, if all elements come from the same one. */
    private Optional<Origin> taken(Node node, Look look) {
        var inputs = node.inputs().stream().map(i -> sizes(i, look)).toList();
        int rank = inputs.get(0).length;
        int axis = Math.floorMod((int) node.intAttribute("axis", 0), rank);
        long inner = 1;
        for (int i = axis + 1; i < rank; i++) {
            inner *= inputs.get(0)[i];
        }
        long whole = inputs.stream().mapToLong(s -> s[axis]).sum();
        long start = 0;
        for (int input = 0; input < inputs.size(); input++) {
            long size = inputs.get(input)[axis];
            var places = new long[at.length];
            boolean all = true;
            for (int i = 0; i < at.length && all; i++) {
                long along = at[i] / inner % whole - start;
                all = along >= 0 && along < size;
                places[i] = (at[i] / inner / whole * size + along) * inner + at[i] % inner;
            }
            if (all) {
                return Optional.of(new Origin(node.inputs().get(input), places));
            }
            start += size;
        }
        return Optional.empty();
    }
}
