package dev.vitrine.engine;

import dev.vitrine.model.Bytes;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Weights that their file keeps in another order of axes than the graph has them, such as Keras's kernels: the runtime gets
 * them as they lie, with a Transpose that it folds when it makes the session. So they need not be copied by us.
 */
final class StoredOrder {
    private StoredOrder() {}

    /** @param byReference which tensors the runtime reads from their file; the others travel in the graph, in its order */
    static Graph of(Graph graph, Predicate<Tensor> byReference) {
        var weights = new LinkedHashMap<String, Tensor>();
        var ordering = new ArrayList<Node>();
        graph.initializers().forEach((name, tensor) -> {
            if (!(tensor.bytes() instanceof Bytes.Permuted view)) {
                weights.put(name, tensor);
                return;
            }
            var sizes = view.sizes().stream().mapToLong(n -> n).toArray();
            var stored = Tensor.over(tensor.type(), view.stored(), sizes);
            if (!byReference.test(stored)) {
                weights.put(name, tensor);
                return;
            }
            weights.put(name + "/stored", stored);
            var axes = view.axes().stream().mapToLong(axis -> axis).toArray();
            var permuted =
                    stored.transpose(view.axes().stream().mapToInt(axis -> axis).toArray());
            boolean reshaped = !permuted.shape().equals(tensor.shape());
            ordering.add(Node.of("", "Transpose", List.of(name + "/stored"), List.of(reshaped ? name + "/order" : name))
                    .with("perm", axes));
            if (reshaped) {
                weights.put(name + "/sizes", Tensor.of(tensor.sizes(), tensor.rank()));
                ordering.add(Node.of("", "Reshape", List.of(name + "/order", name + "/sizes"), List.of(name)));
            }
        });
        if (ordering.isEmpty()) {
            return graph;
        }
        ordering.addAll(graph.nodes());
        return new Graph(graph.name(), ordering, weights, graph.inputs(), graph.outputs(), Map.of());
    }
}
