package dev.vitrine.data;

import dev.vitrine.model.Graph;
import java.util.OptionalLong;
import java.util.Set;

/** How many rows the embedding table has that an integer input chooses from. */
final class Vocabulary {
    private static final Set<String> KEEPS_INDICES =
            Set.of("Cast", "Identity", "Unsqueeze", "Squeeze", "Reshape", "Flatten");
    private static final int LONGEST_WALK = 6;

    private Vocabulary() {}

    static OptionalLong of(Graph graph, String input) {
        return of(graph, input, 0);
    }

    private static OptionalLong of(Graph graph, String tensor, int steps) {
        for (var node : graph.consumers(tensor)) {
            int table = switch (node.op()) {
                case "Gather" ->
                    node.intAttribute("axis", 0) == 0 && node.inputs().indexOf(tensor) == 1 ? 0 : -1;
                case "EmbedLayerNormalization" -> node.inputs().indexOf(tensor) == 0 ? 2 : 4;
                default -> -1;
            };
            var rows = table < 0
                    ? OptionalLong.empty()
                    : rows(graph, node.input(table).orElse(""));
            if (rows.isEmpty()
                    && KEEPS_INDICES.contains(node.op())
                    && steps < LONGEST_WALK
                    && node.output(0).isPresent()) {
                rows = of(graph, node.outputs().get(0), steps + 1);
            }
            if (rows.isPresent()) {
                return rows;
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong rows(Graph graph, String table) {
        return graph.constant(table)
                .filter(t -> t.rank() == 2)
                .map(t -> OptionalLong.of(t.size(0)))
                .orElse(OptionalLong.empty());
    }
}
