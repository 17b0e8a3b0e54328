package dev.vitrine.formats;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The weights of one file in the graph of another: another checkpoint of the same network. Where both are graphs of the same
 * operators, each weight takes the other's place. Else a weight belongs to the one of its name;
 * else to the one whose name ends like it ({@code module.fc.weight} and {@code fc.weight}); and where names tell nothing, the
 * weights of one shape belong to each other in the order of the files, if there are as many on both sides.
 */
public final class WeightOverlay {
    private static final int MOST_NAMED = 5;

    private WeightOverlay() {}

    /**
     * The model with the weights of another.
     *
     * @throws InputException if no weight finds its place
     */
    public static Model of(Model model, Model checkpoint) {
        var graph = model.graph();
        if (!graph.nodes().isEmpty() && Skeleton.of(model).equals(Skeleton.of(checkpoint))) {
            return model.withGraph(graph.withInitializers(Skeleton.renamed(graph, checkpoint.graph())));
        }
        var own = new LinkedHashMap<String, Tensor>();
        graph.initializers().forEach((name, tensor) -> {
            if (tensor.type().isFloating() && tensor.elements() > 1) {
                own.put(name, tensor);
            }
        });
        var given = new LinkedHashMap<String, Tensor>(checkpoint.graph().initializers());
        given.values().removeIf(t -> !t.type().isFloating() || t.elements() < 2);
        var found = new LinkedHashMap<String, Tensor>();
        byName(own, given, found);
        byShape(own, given, found);
        if (found.isEmpty()) {
            throw InputException.of("formats.overlay-none");
        }
        var weights = new LinkedHashMap<>(graph.initializers());
        weights.putAll(found);
        var notes = new ArrayList<>(model.origin().notes());
        notes.add(Text.of("formats.overlay", "count", found.size(), "all", found.size() + own.size()));
        if (!own.isEmpty()) {
            notes.add(Text.of("formats.overlay-kept", "count", own.size(), "names", some(own)));
        }
        if (!given.isEmpty()) {
            notes.add(Text.of("formats.overlay-unused", "count", given.size(), "names", some(given)));
        }
        return with(model, graph.withInitializers(weights), notes);
    }

    /** Whether two checkpoints have the same names for everything. */
    static boolean sameNames(Model a, Model b) {
        return a.graph().tensors().equals(b.graph().tensors())
                && a.graph()
                        .initializers()
                        .keySet()
                        .equals(b.graph().initializers().keySet());
    }

    private static Model with(Model model, Graph graph, List<Text> notes) {
        var origin = model.origin();
        return new Model(
                model.source(),
                model.irVersion(),
                model.opsets(),
                model.functions(),
                model.producer(),
                model.metadata(),
                graph,
                origin.withNotes(notes));
    }

    /** Moves those that belong together by name from both sides to {@code found}. */
    private static void byName(Map<String, Tensor> own, Map<String, Tensor> given, Map<String, Tensor> found) {
        for (var name : List.copyOf(own.keySet())) {
            var exact = given.containsKey(name) ? Optional.of(name) : only(given, name);
            exact.ifPresent(key -> fitted(own, name, given.get(key)).ifPresent(tensor -> {
                found.put(name, tensor);
                own.remove(name);
                given.remove(key);
            }));
        }
    }

    /** The one name that ends like another, or that another ends like. */
    private static Optional<String> only(Map<String, Tensor> given, String name) {
        var alike = given.keySet().stream()
                .filter(key -> key.endsWith("." + name) || name.endsWith("." + key))
                .toList();
        return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
    }

    /** The tensor in the shape of its place; a matrix may lie the other way round. */
    private static Optional<Tensor> fitted(
            Map<String, Tensor> own, String name, @org.jspecify.annotations.Nullable Tensor tensor) {
        var place = own.get(name);
        if (place == null || tensor == null || place.type() != tensor.type()) {
            return Optional.empty();
        }
        if (Arrays.equals(place.sizes(), tensor.sizes())) {
            return Optional.of(tensor);
        }
        boolean turned = place.rank() == 2
                && tensor.rank() == 2
                && place.size(0) == tensor.size(1)
                && place.size(1) == tensor.size(0);
        return turned ? Optional.of(tensor.transpose(1, 0)) : Optional.empty();
    }

    private static void byShape(Map<String, Tensor> own, Map<String, Tensor> given, Map<String, Tensor> found) {
        var places = grouped(own);
        var offers = grouped(given);
        places.forEach((shape, names) -> {
            var keys = offers.getOrDefault(shape, List.of());
            if (keys.size() == names.size()) {
                for (int i = 0; i < keys.size(); i++) {
                    var tensor = given.remove(keys.get(i));
                    if (tensor != null) {
                        found.put(names.get(i), tensor);
                        own.remove(names.get(i));
                    }
                }
            }
        });
    }

    private static Map<String, List<String>> grouped(Map<String, Tensor> tensors) {
        var groups = new LinkedHashMap<String, List<String>>();
        tensors.forEach((name, t) -> groups.computeIfAbsent(t.tensorType().toString(), k -> new ArrayList<>())
                .add(name));
        return groups;
    }

    private static String some(Map<String, Tensor> tensors) {
        return tensors.entrySet().stream()
                        .limit(MOST_NAMED)
                        .map(e -> e.getKey() + " " + e.getValue().shape())
                        .collect(Collectors.joining(", "))
                + (tensors.size() > MOST_NAMED ? ", …" : "");
    }
}
