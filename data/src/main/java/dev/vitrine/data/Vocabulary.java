package dev.vitrine.data;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** How many rows the smallest embedding table has that an integer input chooses from. */
final class Vocabulary {
    private static final Set<String> KEEPS_INDICES = Set.of(
            "Cast",
            "Concat",
            "Expand",
            "Flatten",
            "Identity",
            "Reshape",
            "Slice",
            "Split",
            "Squeeze",
            "Tile",
            "Transpose",
            "Unsqueeze");

    private Vocabulary() {}

    static OptionalLong of(Graph graph, String input) {
        long fewest = Long.MAX_VALUE;
        var open = new ArrayDeque<String>();
        var seen = new HashSet<String>();
        open.add(input);
        while (!open.isEmpty()) {
            var tensor = open.remove();
            for (var node : seen.add(tensor) ? graph.consumers(tensor) : List.<Node>of()) {
                int place = node.inputs().indexOf(tensor);
                int table = switch (node.op()) {
                    case "Gather" -> node.intAttribute("axis", 0) == 0 && place == 1 ? 0 : -1;
                    case "EmbedLayerNormalization" -> place == 0 ? 2 : 4;
                    default -> -1;
                };
                if (table >= 0) {
                    fewest = Math.min(fewest, rows(graph, node.input(table).orElse("")));
                } else if (KEEPS_INDICES.contains(node.op())) {
                    open.addAll(node.outputs());
                }
            }
        }
        return fewest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(fewest);
    }

    private static long rows(Graph graph, String table) {
        return graph.constant(table)
                .filter(t -> t.rank() == 2)
                .map(t -> t.size(0))
                .orElse(Long.MAX_VALUE);
    }
}
