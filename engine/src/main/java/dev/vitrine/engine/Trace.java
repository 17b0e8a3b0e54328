package dev.vitrine.engine;

import dev.vitrine.model.Tensor;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a model makes of one input: any tensor by name, computed when it is first asked for and kept. Asking for several at
 * once costs one run; asking again costs none.
 */
public final class Trace {
    private final Engine engine;
    private final Map<String, Tensor> inputs;
    private final ReentrantLock turn = new ReentrantLock();
    private final Map<String, Tensor> seen = new LinkedHashMap<>(16, 0.75f, true);

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

    /**
     * Several tensors, in one run of only what they need; those that are sequences or maps are absent. Two who ask at once for
     * the same cost one run.
     */
    public Map<String, Tensor> get(Collection<String> tensors) {
        var held = held(tensors);
        if (!held.keySet().containsAll(tensors)) {
            turn();
            try {
                held = held(tensors);
                held.putAll(made(tensors, held.keySet()));
            } finally {
                turn.unlock();
            }
            engine.trim();
        }
        var found = new LinkedHashMap<String, Tensor>();
        for (var name : tensors) {
            Optional.ofNullable(held.get(name)).ifPresent(value -> found.put(name, value));
        }
        return found;
    }

    private void turn() {
        try {
            turn.lockInterruptibly();
        } catch (InterruptedException e) {
            throw (CancellationException) new CancellationException().initCause(e);
        }
    }

    private synchronized Map<String, Tensor> held(Collection<String> tensors) {
        var weights = engine.model().graph().initializers();
        var held = new HashMap<String, Tensor>();
        for (var name : tensors) {
            Optional.ofNullable(seen.get(name))
                    .or(() -> Optional.ofNullable(weights.get(name)))
                    .ifPresent(value -> held.put(name, value));
        }
        return held;
    }

    private Map<String, Tensor> made(Collection<String> tensors, Set<String> held) {
        var missing = tensors.stream().filter(t -> !held.contains(t)).distinct().toList();
        if (missing.isEmpty()) {
            return Map.of();
        }
        Map<String, Tensor> known;
        synchronized (this) {
            known = Map.copyOf(seen);
        }
        var made = engine.runFrom(known, missing, inputs);
        synchronized (this) {
            seen.putAll(made);
        }
        return made;
    }

    /** Forgets what was asked for longest ago; it is computed again when it is asked for. */
    synchronized void trim(long most) {
        long held = bytes();
        var oldest = seen.entrySet().iterator();
        while (held > most && oldest.hasNext()) {
            var entry = oldest.next();
            if (!inputs.containsKey(entry.getKey())) {
                held -= entry.getValue().bytes().length();
                oldest.remove();
            }
        }
    }

    /** Bytes held. */
    synchronized long bytes() {
        return seen.values().stream().mapToLong(t -> t.bytes().length()).sum();
    }
}
