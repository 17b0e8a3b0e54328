package dev.vitrine.autodiff;

import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model that computes a value and its gradients; its outputs are {@link #value} and the gradient tensors.
 *
 * <p>Samples of a batch stay apart: the value has one entry per sample, and each sample's gradient is that of its own entry (a
 * mean loss excepted: it is one number, the mean over the batch).
 *
 * @param model the graph cut to what is needed, the backward graph appended; an ordinary ONNX model
 * @param gradients tensor asked for to the name of its gradient, which has the tensor's shape
 * @param value the name of the differentiated value: shape {@code [batch]}, or a scalar
 * @param tensor the tensor that the value was taken from
 * @param classAxis its axis of classes, for {@link Target#seed}
 * @param feed the additional input that chooses what is differentiated, where there is one
 * @param steps how the backward graph was made, in order
 */
public record Gradient(
        Model model,
        Map<String, String> gradients,
        String value,
        String tensor,
        int classAxis,
        Optional<Feed> feed,
        List<Step> steps) {

    /** The name of the input that weighs the elements of the target tensor: value = sum(tensor * seed). */
    public static final String SEED = "vitrine.seed";

    /** The name of the input that holds what the model should have answered. */
    public static final String LABEL = "vitrine.label";

    /**
     * An input that the model did not have before.
     *
     * @param name {@link #SEED} or {@link #LABEL}
     * @param type float32; a seed has size 1 in the batch dimension and is the same for all samples
     * @param value what the target says it should be, where the sizes are known; else see {@link Target#seed}
     */
    public record Feed(String name, TensorType type, Optional<Tensor> value) {}

    /**
     * The same gradient with the choice of what is differentiated written in: a model that takes only the inputs it had before.
     * Itself where there is no choice or its sizes are not known.
     */
    public Gradient settled() {
        var value = feed.filter(f -> f.name().equals(SEED)).flatMap(Feed::value);
        if (value.isEmpty()) {
            return this;
        }
        var graph = model.graph();
        var weights = new LinkedHashMap<>(graph.initializers());
        weights.put(SEED, value.get());
        var inputs = graph.inputs().stream().filter(i -> !i.name().equals(SEED)).toList();
        var whole = graph.withInitializers(weights).withInputs(inputs);
        return new Gradient(model.withGraph(whole), gradients, this.value, tensor, classAxis, Optional.empty(), steps);
    }

    public Gradient {
        gradients = Map.copyOf(gradients);
        steps = List.copyOf(steps);
    }
}
