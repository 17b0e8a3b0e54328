package dev.vitrine.data;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** A single integer that the graph compares with values it knows, such as a sampling rate, is one of them. */
final class Mode {
    private static final Set<String> SAME = Set.of("Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze");

    private Mode() {}

    /** The largest of the values that the input is compared with; empty where it is not compared. */
    static OptionalLong of(Graph graph, String input) {
        var known = OptionalLong.empty();
        var open = new ArrayDeque<String>();
        var seen = new HashSet<String>();
        open.add(input);
        while (!open.isEmpty()) {
            var tensor = open.remove();
            for (var node : seen.add(tensor) ? graph.consumers(tensor) : List.<Node>of()) {
                if (node.is("Equal")) {
                    known = larger(known, compared(graph, node));
                } else if (SAME.contains(node.op())) {
                    open.addAll(node.outputs());
                }
            }
        }
        return known;
    }

    private static OptionalLong compared(Graph graph, Node equal) {
        return equal.inputs().stream()
                .flatMap(i -> graph.constant(i).stream())
                .map(Tensor::longs)
                .flatMapToLong(Arrays::stream)
                .max();
    }

    private static OptionalLong larger(OptionalLong a, OptionalLong b) {
        return a.isEmpty() || b.isPresent() && b.getAsLong() > a.getAsLong() ? b : a;
    }
}
