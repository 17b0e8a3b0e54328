package dev.vitrine.model;

import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How people name parts of a graph: by node name, by tensor name, or by the unique end of either. */
public final class Layers {
    private final Graph graph;
    private final Map<String, Set<String>> tensorsByName = new HashMap<>();

    public Layers(Graph graph) {
        this.graph = graph;
        for (var tensor : graph.tensors()) {
            put(tensor, tensor);
        }
        for (var node : graph.nodes()) {
            node.output(0).ifPresent(first -> {
                if (!node.name().isEmpty()) {
                    put(node.name(), first);
                }
            });
        }
    }

    private void put(String name, String tensor) {
        tensorsByName.computeIfAbsent(name, k -> new LinkedHashSet<>()).add(tensor);
    }

    /**
     * The tensor that a name stands for: a tensor of that name; else the first output of the node of that name; else what the
     * unique name that ends in it, after a separator, stands for.
     *
     * @throws InputException if no or more than one name fits; says the nearest ones
     */
    public String tensor(String name) {
        var exact = tensorsByName.get(name);
        if (exact != null) {
            return exact.contains(name) ? name : only(name, exact);
        }
        var ends = new LinkedHashSet<String>();
        tensorsByName.forEach((full, tensors) -> {
            if (full.endsWith(name)
                    && full.length() > name.length()
                    && "/.:_".indexOf(full.charAt(full.length() - name.length() - 1)) >= 0) {
                ends.addAll(tensors);
            }
        });
        if (ends.isEmpty()) {
            throw InputException.of("model.no-layer", "name", name, "near", String.join(", ", nearest(name)));
        }
        return only(name, ends);
    }

    private static String only(String name, Set<String> found) {
        if (found.size() > 1) {
            throw InputException.of(
                    "model.many-layers",
                    "name",
                    name,
                    "found",
                    found.stream().limit(5).collect(Collectors.joining(", ")));
        }
        return found.iterator().next();
    }

    /** The node that makes the named tensor. */
    public Node node(String name) {
        var tensor = tensor(name);
        return graph.producer(tensor).orElseThrow(() -> InputException.of("model.no-node", "name", tensor));
    }

    /** Up to five names that look most like a given one. */
    public List<String> nearest(String name) {
        var wanted = name.toLowerCase(Locale.ROOT);
        var scored = new ArrayList<Map.Entry<String, Integer>>();
        for (var candidate : tensorsByName.keySet()) {
            if (candidate.length() <= 200) {
                scored.add(Map.entry(candidate, distance(wanted, candidate.toLowerCase(Locale.ROOT))));
            }
        }
        return scored.stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .limit(5)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Levenshtein distance; a name that contains the wanted one is near. */
    private static int distance(String a, String b) {
        if (b.contains(a)) {
            return 0;
        }
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                row[j] = Math.min(
                        Math.min(row[j] + 1, row[j - 1] + 1), diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
