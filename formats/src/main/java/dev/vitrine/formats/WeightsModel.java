package dev.vitrine.formats;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Named weights without a graph as a model that cannot run: one node for each module that has weights of its own, in a domain
 * named after the format. Modules are told by the dotted names ({@code layer1.0.conv1.weight}); the kind of a module is the class
 * that the file names, else {@link LayerGuess a guess}, which is said on the node and in the notes.
 *
 * @param file the file, symbolic links resolved
 * @param format a short name, also the domain of the nodes
 * @param producer who wrote the file; may be empty
 * @param weights dotted name to values
 * @param classes module path, dotted, to the name of its class, where the file tells
 * @param metadata free key and value texts
 * @param notes what could not be expressed, or was not there
 */
public record WeightsModel(
        Path file,
        String format,
        String producer,
        Map<String, Tensor> weights,
        Map<String, String> classes,
        Map<String, String> metadata,
        List<Text> notes) {

    public Model model() {
        var modules = new LinkedHashMap<String, Map<String, Tensor>>();
        var parents = new HashSet<String>();
        weights.forEach((name, tensor) -> {
            var module = parent(name);
            modules.computeIfAbsent(module, m -> new LinkedHashMap<>()).put(name.substring(start(module)), tensor);
            while (!module.isEmpty()) {
                module = parent(module);
                parents.add(module);
            }
        });
        var nodes = new ArrayList<Node>();
        var taken = new HashSet<>(weights.keySet());
        boolean guessed = false;
        for (var module : modules.entrySet()) {
            var path = module.getKey();
            var own = module.getValue();
            var known = Optional.ofNullable(classes.get(path));
            guessed |= known.isEmpty();
            nodes.add(node(path, own, known, path.isEmpty() || parents.contains(path), taken));
        }
        var all = new ArrayList<Text>();
        all.add(Text.of("formats.weights-only"));
        if (guessed) {
            all.add(Text.of("formats.kinds-guessed"));
        }
        all.addAll(notes);
        return new Model(
                Optional.of(file),
                8,
                Map.of(),
                List.of(),
                producer,
                metadata,
                new Graph("", nodes, weights, List.of(), List.of(), Map.of()),
                new Model.Origin(format, Set.of(), all));
    }

    private Node node(String path, Map<String, Tensor> own, Optional<String> known, boolean around, Set<String> taken) {
        // What lies beside modules inside the same module is a part of its own, so that the tree has one leaf for it.
        var label = !around
                ? path
                : own.size() == 1 ? qualified(path, own.keySet().iterator().next()) : qualified(path, "weights");
        var output = label;
        while (!taken.add(output)) {
            output += ".";
        }
        var kind = known.orElseGet(() -> LayerGuess.of(path, own));
        // Weight and bias where those of standard operators are.
        var inputs = new ArrayList<String>();
        inputs.add("");
        for (var first : List.of("weight", "bias")) {
            if (own.containsKey(first)) {
                inputs.add(qualified(path, first));
            }
        }
        own.keySet().stream()
                .filter(name -> !name.equals("weight") && !name.equals("bias"))
                .forEach(name -> inputs.add(qualified(path, name)));
        var node = new Node(label.replace('.', '/'), kind, format, inputs, List.of(output), Map.of());
        return known.isPresent() ? node : node.with("guessed", new Attribute.OfString("from names and shapes"));
    }

    private static String qualified(String module, String name) {
        return module.isEmpty() ? name : module + "." + name;
    }

    private static String parent(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    private static int start(String module) {
        return module.isEmpty() ? 0 : module.length() + 1;
    }
}
