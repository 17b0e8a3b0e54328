package dev.vitrine.autodiff;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.TensorTypes;
import dev.vitrine.words.InputException;
import java.util.Optional;
import java.util.Set;

/**
 * Where in a graph a target sits.
 *
 * @param tensor the tensor whose elements are differentiated
 * @param classAxis the axis of classes
 */
public record TargetPoint(String tensor, int classAxis) {
    private static final Set<String> PASSING =
            Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Cast", "Dropout", "Transpose");
    private static final Set<String> FINAL = Set.of("Softmax", "LogSoftmax", "Sigmoid");

    /**
     * Finds the tensor. For a logit this walks back from the output through reshapes; where the last thing before them is a
     * softmax or sigmoid, the logit is its input, else the output itself.
     *
     * @throws InputException if the named output does not exist or no output has floating type
     */
    public static TargetPoint find(Graph graph, Target target, GraphBuilder types) {
        var output = target.output().orElseGet(() -> firstFloating(graph, types));
        if (graph.producer(output).isEmpty()
                && graph.inputs().stream().noneMatch(i -> i.name().equals(output))) {
            throw InputException.of("autodiff.no-tensor", "tensor", output);
        }
        var end = finalActivation(graph, output);
        var tensor = output;
        if (target.beforeSoftmax() && end.isPresent()) {
            tensor = unflattened(graph, end.get().inputs().get(0), types);
        }
        return new TargetPoint(tensor, classAxis(tensor, end, types));
    }

    /** As {@link #find(Graph, Target, GraphBuilder)}, from what is known of the graph's tensors. */
    public static TargetPoint find(Graph graph, Target target, TensorTypes types) {
        return find(graph, target, new GraphBuilder(graph, types, ""));
    }

    /** A row that exists only for the softmax, such as that of an old softmax over several axes, is looked through. */
    private static String unflattened(Graph graph, String tensor, GraphBuilder types) {
        return types.shapeOf(tensor).isPresent()
                ? tensor
                : graph.producer(tensor)
                        .filter(n -> n.is("Flatten"))
                        .map(n -> n.inputs().get(0))
                        .orElse(tensor);
    }

    private static String firstFloating(Graph graph, GraphBuilder types) {
        return graph.outputs().stream()
                .map(Graph.Value::name)
                .filter(o -> types.typeOf(o).type().map(t -> t.isFloating()).orElse(true))
                .findFirst()
                .orElseThrow(() -> InputException.of("autodiff.no-output"));
    }

    private static Optional<Node> finalActivation(Graph graph, String output) {
        var at = output;
        while (true) {
            var producer = graph.producer(at);
            if (producer.isEmpty() || !producer.get().domain().isEmpty()) {
                return Optional.empty();
            }
            var node = producer.get();
            if (FINAL.contains(node.op())) {
                return Optional.of(node);
            }
            if (!PASSING.contains(node.op()) || node.inputs().isEmpty()) {
                return Optional.empty();
            }
            at = node.inputs().get(0);
        }
    }

    /** Softmax says it; else the last axis of matrices and sequences, and axis 1 of maps. */
    private static int classAxis(String tensor, Optional<Node> end, GraphBuilder types) {
        int rank = types.rank(tensor).orElse(2);
        if (rank < 2) {
            return 0;
        }
        if (end.isPresent() && !end.get().is("Sigmoid") && touches(end.get(), tensor)) {
            int axis = Math.toIntExact(end.get().intAttribute("axis", -1));
            return axis < 0 ? axis + rank : axis;
        }
        return rank == 3 ? 2 : 1;
    }

    private static boolean touches(Node end, String tensor) {
        return end.inputs().contains(tensor) || end.outputs().contains(tensor);
    }
}
