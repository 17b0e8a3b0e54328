package dev.vitrine.formats.tensorflow;

import dev.vitrine.formats.tensorflow.GraphDef.Function;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts the bodies of functions where they are called, so that one graph is left. */
final class Flattening {
    private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");
    private static final int DEEPEST = 64;
    private static final int MOST_NODES = 2_000_000;
    private static final int MOST_CALLS = 100_000;

    private final Map<String, Function> functions;
    private final Set<String> names = new HashSet<>();
    private final List<NodeDef> flat = new ArrayList<>();
    private final Map<String, String> results = new HashMap<>();
    private int calls;

    Flattening(Map<String, Function> functions) {
        this.functions = functions;
    }

    /** The nodes of the main graph and of all functions that it calls, with references as in a main graph. */
    List<NodeDef> flat(List<NodeDef> nodes) {
        nodes.forEach(n -> names.add(n.name()));
        var resolved = new HashMap<String, String>();
        for (var node : nodes) {
            callee(node).ifPresent(f -> call(node, f, node.inputs(), resolved, 0));
        }
        for (var node : nodes) {
            if (callee(node).isEmpty()) {
                add(node.with(
                        node.name(),
                        node.inputs().stream().map(i -> followed(i, resolved)).toList()));
            }
        }
        // A call's argument may be the result of another call of the main graph.
        flat.replaceAll(n -> n.with(
                n.name(), n.inputs().stream().map(i -> followed(i, resolved)).toList()));
        results.putAll(resolved);
        return flat;
    }

    /** Where a value of the main graph comes from, once calls are gone. */
    String source(String reference) {
        return followed(reference, results);
    }

    private static String followed(String reference, Map<String, String> resolved) {
        var at = reference;
        for (int i = 0; i < DEEPEST; i++) {
            var next = resolved.get(plain(at));
            if (next == null) {
                return at;
            }
            at = next;
        }
        return at;
    }

    private static String plain(String reference) {
        return GraphTranslator.producer(reference) + ":" + GraphTranslator.output(reference);
    }

    private void add(NodeDef node) {
        if (flat.size() >= MOST_NODES) {
            throw InputException.of("tensorflow.too-many", "count", MOST_NODES);
        }
        flat.add(node);
    }

    private Optional<Function> callee(NodeDef node) {
        return CALLS.contains(node.op()) ? Optional.ofNullable(functions.get(node.function())) : Optional.empty();
    }

    /** Adds a function's body; its results are told under {@code call:0}, {@code call:1}, ... */
    private void call(NodeDef call, Function function, List<String> inputs, Map<String, String> resolved, int depth) {
        if (depth > DEEPEST) {
            throw InputException.of("tensorflow.too-deep", "function", function.name());
        }
        if (++calls > MOST_CALLS) {
            throw InputException.of("tensorflow.too-many", "count", MOST_CALLS);
        }
        var arguments = new HashMap<String, String>();
        for (int i = 0; i < Math.min(inputs.size(), function.arguments().size()); i++) {
            arguments.put(function.arguments().get(i), inputs.get(i));
        }
        var renamed = new HashMap<String, String>();
        for (var node : function.nodes()) {
            renamed.put(node.name(), unused(node.name()));
        }
        var inner = new HashMap<String, String>();
        for (var node : function.nodes()) {
            var from = node.inputs().stream()
                    .map(i -> outside(i, arguments, renamed))
                    .toList();
            var own = node.with(renamed.getOrDefault(node.name(), node.name()), from);
            var callee = callee(own);
            if (callee.isPresent()) {
                call(own, callee.get(), from, inner, depth + 1);
            } else {
                add(own);
            }
        }
        for (int i = 0; i < function.results().size(); i++) {
            var from = function.returned().get(function.results().get(i));
            if (from != null) {
                resolved.put(call.name() + ":" + i, followed(outside(from, arguments, renamed), inner));
            }
        }
        resolved.putAll(inner);
    }

    /** A reference inside a function, as {@code node:name:0}, as one in the main graph. */
    private static String outside(String reference, Map<String, String> arguments, Map<String, String> renamed) {
        if (reference.startsWith("^")) {
            return reference;
        }
        var parts = reference.split(":", -1);
        var argument = arguments.get(parts[0]);
        if (argument != null) {
            return argument;
        }
        var node = renamed.getOrDefault(parts[0], parts[0]);
        int output = parts.length == 3 ? first(parts[1]) + GraphTranslator.output("x:" + parts[2]) : 0;
        return output == 0 ? node : node + ":" + output;
    }

    /** The place of an operation's named output among all of them; those that are lists begin at the first. */
    private static int first(String name) {
        return switch (name) {
            case "batch_mean", "indices" -> 1;
            case "batch_variance" -> 2;
            case "reserve_space_1" -> 3;
            case "reserve_space_2" -> 4;
            case "reserve_space_3" -> 5;
            default -> 0;
        };
    }

    private String unused(String name) {
        var free = name;
        for (int i = 1; !names.add(free); i++) {
            free = name + "_" + i;
        }
        return free;
    }
}
