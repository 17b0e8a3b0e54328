package dev.vitrine.engine;

import dev.vitrine.model.Tensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model makes of one input: any tensor by name, computed when it is first asked for and kept. Asking for several at
 * once costs one run; asking again costs none.
 */
public final class Trace {
    private final Engine engine;
    private final Map<String, Tensor> inputs;
    private final Map<String, Tensor> seen = new LinkedHashMap<>();

    Trace(Engine engine, Map<String, Tensor> inputs) {
        this.engine = engine;
        this.inputs = Map.copyOf(inputs);
        seen.putAll(inputs);
    }

    /** The inputs that this trace is of. */
    public Map<String, Tensor> inputs() {
        return inputs;
    }

    /**
     * One tensor.
     *
     * @throws dev.vitrine.words.InputException if the run fails, or the value is a sequence or map
     */
    public Tensor get(String tensor) {
        return Optional.ofNullable(get(List.of(tensor)).get(tensor))
                .orElseThrow(() -> dev.vitrine.words.InputException.of("engine.not-a-tensor", "name", tensor));
    }

    /** Several tensors, in one run of only what they need; those that are sequences or maps are absent. */
    public synchronized Map<String, Tensor> get(Collection<String> tensors) {
        var weights = engine.model().graph().initializers();
        var missing = tensors.stream()
                .filter(t -> !seen.containsKey(t) && !weights.containsKey(t))
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            seen.putAll(engine.run(missing, inputs));
        }
        var found = new LinkedHashMap<String, Tensor>();
        for (var name : tensors) {
            var value = seen.getOrDefault(name, weights.get(name));
            if (value != null) {
                found.put(name, value);
            }
        }
        return found;
    }

    /** Bytes held. */
    synchronized long bytes() {
        return seen.values().stream().mapToLong(t -> t.bytes().length()).sum();
    }
}
