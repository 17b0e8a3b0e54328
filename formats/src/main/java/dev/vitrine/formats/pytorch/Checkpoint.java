package dev.vitrine.formats.pytorch;

import dev.vitrine.formats.pytorch.Pickled.Dictionary;
import dev.vitrine.formats.pytorch.Pickled.Global;
import dev.vitrine.formats.pytorch.Pickled.Made;
import dev.vitrine.formats.pytorch.Pickled.Whole;
import dev.vitrine.formats.pytorch.Pickled.Written;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a saved value of PyTorch holds of a network: a state dict, one under a key of a training checkpoint, or a whole pickled
 * module, whose classes are names and whose tensors are its own. What belongs to training (the state of an optimizer, of random
 * numbers) is counted and left out.
 *
 * @param weights dotted name to values
 * @param classes dotted path of a module to the name of its class, where the file tells
 * @param notes what was left out, and under which key the network was found
 */
record Checkpoint(Map<String, Tensor> weights, Map<String, String> classes, List<Text> notes) {
    private static final int DEEPEST = 100;
    private static final int MOST = 1_000_000;

    /** Parts of the keys of a checkpoint under which training keeps its own. */
    private static final List<String> APART =
            List.of("optim", "schedule", "rng", "random", "callback", "loops", "scaler");

    private static final List<String> OF_MODULE = List.of("_parameters", "_buffers", "_modules");

    /**
     * Finds the network in a value.
     *
     * @throws InputException if it holds no tensor, or one whose numbers are not there
     */
    static Checkpoint of(Pickled value, TensorBuilder builder) {
        var whole = new Walk(builder);
        boolean keyed = whole.isKeyed(value);
        var parts = new LinkedHashMap<String, Walk>();
        if (keyed) {
            value.named().forEach((key, part) -> {
                var walk = new Walk(builder);
                walk.visit("", part, 0);
                if (!walk.tensors.isEmpty()) {
                    parts.put(key, walk);
                }
            });
        } else {
            whole.visit("", value, 0);
            parts.put("", whole);
        }
        return of(parts);
    }

    /** All tensors of a value by name, or none. */
    static Optional<Map<String, Tensor>> tensors(Pickled value, TensorBuilder builder) {
        var walk = new Walk(builder);
        walk.visit("", value, 0);
        return walk.tensors.isEmpty() ? Optional.empty() : Optional.of(walk.tensors);
    }

    private static Checkpoint of(Map<String, Walk> parts) {
        var weights = new LinkedHashMap<String, Tensor>();
        var classes = new LinkedHashMap<String, String>();
        var notes = new ArrayList<Text>();
        var network = new LinkedHashMap<>(parts);
        network.keySet().removeIf(key -> isApart(key));
        if (network.isEmpty()) {
            network.putAll(parts);
        }
        var only = network.size() == 1 ? network.keySet().iterator().next() : "";
        boolean under =
                !only.isEmpty() && !network.values().iterator().next().tensors.containsKey("");
        network.forEach((key, walk) -> {
            walk.tensors.forEach((name, tensor) -> weights.put(under ? name : joined(key, name), tensor));
            walk.classes.forEach((path, kind) -> classes.put(under ? path : joined(key, path), kind));
        });
        if (weights.isEmpty()) {
            throw InputException.of("pytorch.no-tensors");
        }
        if (under) {
            notes.add(Text.of("pytorch.under", "key", only));
        }
        long apart = parts.entrySet().stream()
                .filter(e -> !network.containsKey(e.getKey()))
                .mapToLong(e -> e.getValue().tensors.size())
                .sum();
        if (apart > 0) {
            notes.add(Text.of("pytorch.apart", "count", apart));
        }
        return new Checkpoint(weights, classes, notes);
    }

    /** Names of layers are dotted; keys of a checkpoint are not. */
    private static boolean isApart(String key) {
        return key.indexOf('.') < 0 && APART.stream().anyMatch(key.toLowerCase(Locale.ROOT)::contains);
    }

    private static String joined(String path, String name) {
        return path.isEmpty() || name.isEmpty() ? path + name : path + "." + name;
    }

    /** One way through a value, each container at most once on the way down. */
    private static final class Walk {
        private final TensorBuilder builder;
        private final Map<String, Tensor> tensors = new LinkedHashMap<>();
        private final Map<String, String> classes = new LinkedHashMap<>();
        private final Set<Pickled> above = Collections.newSetFromMap(new IdentityHashMap<>());
        private int visited;

        Walk(TensorBuilder builder) {
            this.builder = builder;
        }

        /** Whether a value is a dictionary, or was made like one, and no tensor or module. */
        boolean isKeyed(Pickled value) {
            return value instanceof Dictionary
                    || value instanceof Made made
                            && made.state.isEmpty()
                            && !made.named().isEmpty();
        }

        void visit(String path, Pickled value, int depth) {
            if (++visited > MOST || depth > DEEPEST || !above.add(value)) {
                return;
            }
            var tensor = builder.tensor(value);
            if (tensor.isPresent()) {
                tensors.put(path, tensor.get());
            } else if (value instanceof Made made) {
                visitMade(path, made, depth);
            } else if (value instanceof Dictionary dictionary) {
                dictionary.entries.forEach(e ->
                        key(e.getKey()).ifPresent(k -> visit(joined(path, k), e.getValue(), depth + 1)));
            } else {
                visitAll(path, value.items(), depth);
            }
            above.remove(value);
        }

        private void visitMade(String path, Made made, int depth) {
            var state = made.state.map(Pickled::named).orElse(Map.of());
            // An ordered dictionary carries versions of modules as its state.
            var kind = made.callee instanceof Global type && !type.module().equals("collections") ? type.name() : "";
            if (!state.isEmpty() && !kind.isEmpty()) {
                classes.put(path, kind.substring(kind.lastIndexOf('.') + 1));
            }
            if (state.containsKey("_parameters")) {
                for (var part : OF_MODULE) {
                    Optional.ofNullable(state.get(part))
                            .ifPresent(p -> p.named().forEach((name, v) -> visit(joined(path, name), v, depth + 1)));
                }
                return;
            }
            state.forEach((name, v) -> visit(joined(path, name), v, depth + 1));
            made.named().forEach((name, v) -> visit(joined(path, name), v, depth + 1));
            visitAll(path, made.items, depth);
        }

        private void visitAll(String path, List<Pickled> items, int depth) {
            for (int i = 0; i < items.size(); i++) {
                visit(joined(path, Integer.toString(i)), items.get(i), depth + 1);
            }
        }

        private static Optional<String> key(Pickled key) {
            return key instanceof Written written
                    ? Optional.of(written.text())
                    : key instanceof Whole whole ? Optional.of(whole.value().toString()) : Optional.empty();
        }
    }
}
