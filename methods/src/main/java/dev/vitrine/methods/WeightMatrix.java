package dev.vitrine.methods;

import dev.vitrine.artifact.Plane;
import dev.vitrine.methods.Weights.Weight;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Weights as matrices: gates of recurrent layers, and query, key and value of a fused attention projection, are parted, and
 * what is larger than {@link #LIMIT} either way becomes means of blocks. Rows are streamed, so any size can be shown.
 */
final class WeightMatrix {
    /** The most rows or columns of a shown matrix. */
    static final int LIMIT = 1024;

    private static final Set<String> BETWEEN = Set.of("Add", "Identity", "Cast", "Dropout", "Reshape", "Transpose");

    private WeightMatrix() {}

    /**
     * A matrix.
     *
     * @param rows as stored
     * @param columns as stored
     * @param shown the values, or means of blocks of them
     */
    record Part(Text title, int rows, int columns, Plane shown) {}

    /** The matrices of one weight; all dimensions after the first, leading ones aside, are columns. */
    static List<Part> parts(Look look, Weight weight) {
        var tensor = weight.tensor();
        var gates = weight.node().map(n -> gates(n, weight.input())).orElse(List.of());
        if (!gates.isEmpty() && tensor.rank() >= 2) {
            return gated(weight, gates);
        }
        int first = 0;
        while (first < tensor.rank() - 2 && tensor.size(first) == 1) {
            first++;
        }
        long rows = tensor.rank() < 2 ? 1 : tensor.size(first);
        long columns = tensor.elements() / rows;
        var axis = fused(look, weight);
        if (axis.isPresent()) {
            return projections(weight, rows, columns, axis.get());
        }
        return List.of(part(role(weight.name()), tensor, 0, columns, rows, columns));
    }

    /** Gates in the order of the ONNX operator set; none for a weight that has no gates. */
    private static List<String> gates(Node node, int input) {
        var all = switch (node.domain().isEmpty() ? node.op() : "") {
            case "LSTM" -> List.of("i", "o", "f", "c");
            case "GRU" -> List.of("z", "r", "h");
            case "RNN" -> List.of("h");
            default -> List.<String>of();
        };
        if (all.isEmpty() || input == 1 || input == 2) {
            return all;
        }
        if (input == 3) {
            var both = new ArrayList<String>();
            all.forEach(g -> both.add("W " + g));
            all.forEach(g -> both.add("R " + g));
            return both;
        }
        return input == 7 && node.op().equals("LSTM") ? List.of("i", "o", "f") : List.of();
    }

    private static List<Part> gated(Weight weight, List<String> gates) {
        var tensor = weight.tensor();
        int directions = (int) tensor.size(0);
        long columns = tensor.rank() > 2 ? tensor.size(2) : 1;
        long rows = tensor.size(1) / gates.size();
        var parts = new ArrayList<Part>();
        for (int d = 0; d < directions; d++) {
            for (int g = 0; g < gates.size(); g++) {
                long start = (d * tensor.size(1) + g * rows) * columns;
                var direction = Text.of(
                        directions == 1 ? "parameters.one-way" : d == 0 ? "parameters.forward" : "parameters.backward");
                var title =
                        Text.of("parameters.gate", "name", weight.name(), "gate", gates.get(g), "direction", direction);
                parts.add(
                        columns == 1
                                ? part(title, tensor, start, rows, 1, rows)
                                : part(title, tensor, start, columns, rows, columns));
            }
        }
        return parts;
    }

    /** The axis, 0 or 1, along which query, key and value lie one after the other. */
    private static Optional<Integer> fused(Look look, Weight weight) {
        var tensor = weight.tensor();
        if (tensor.rank() != 2 || weight.node().isEmpty()) {
            return Optional.empty();
        }
        var node = weight.node().get();
        int axis = node.is("Gemm") && node.intAttribute("transB", 0) == 1 ? 0 : 1;
        if (tensor.size(axis) % 3 != 0) {
            return Optional.empty();
        }
        boolean attention =
                node.op().contains("Attention") && node.domain().equals("com.microsoft") && weight.input() == 1;
        boolean product = node.domain().isEmpty()
                && Set.of("MatMul", "Gemm").contains(node.op())
                && weight.input() == 1
                && splitsInThree(look, node);
        return attention || product ? Optional.of(axis) : Optional.empty();
    }

    private static boolean splitsInThree(Look look, Node node) {
        var at = node;
        for (int step = 0; step < 6; step++) {
            var next = at.output(0).stream()
                    .flatMap(o -> look.graph().consumers(o).stream())
                    .filter(n -> n.is("Split") || BETWEEN.contains(n.op()))
                    .findFirst();
            if (next.isEmpty()) {
                return false;
            }
            at = next.get();
            if (at.is("Split")) {
                return at.outputs().size() == 3;
            }
        }
        return false;
    }

    private static List<Part> projections(Weight weight, long rows, long columns, int axis) {
        var roles = List.of("query", "key", "value");
        var parts = new ArrayList<Part>();
        for (int i = 0; i < 3; i++) {
            var title = named(roles.get(i), weight.name());
            parts.add(
                    axis == 0
                            ? part(title, weight.tensor(), i * rows / 3 * columns, columns, rows / 3, columns)
                            : part(title, weight.tensor(), i * columns / 3, columns, rows, columns / 3));
        }
        return parts;
    }

    private static Text named(String role, String name) {
        return Text.of("parameters." + (role.equals("value") ? "value-projection" : role), "name", name);
    }

    /** What the name of a weight says of its role in an attention layer. */
    private static Text role(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        var words = List.of(lower.split("[^a-z]+"));
        for (var role : List.of("query", "key", "value")) {
            var letter = role.substring(0, 1);
            if (words.contains(role) || lower.contains(letter + "_proj")) {
                return named(role, name);
            }
        }
        return Text.of("parameters.matrix", "name", name);
    }

    /** @param stride elements from one row to the next */
    private static Part part(Text title, Tensor tensor, long start, long stride, long rows, long columns) {
        int shownRows = (int) Math.min(rows, LIMIT);
        int shownColumns = (int) Math.min(columns, LIMIT);
        var values = new float[shownRows * shownColumns];
        var row = new float[Math.toIntExact(columns)];
        for (int r = 0; r < shownRows; r++) {
            long from = r * rows / shownRows;
            long to = (r + 1) * rows / shownRows;
            var sums = new double[shownColumns];
            for (long source = from; source < to; source++) {
                tensor.read(start + source * stride, row, 0, row.length);
                for (int c = 0; c < shownColumns; c++) {
                    int end = (int) ((c + 1) * columns / shownColumns);
                    for (int i = (int) (c * columns / shownColumns); i < end; i++) {
                        sums[c] += row[i];
                    }
                }
            }
            for (int c = 0; c < shownColumns; c++) {
                long width = (c + 1) * columns / shownColumns - c * columns / shownColumns;
                values[r * shownColumns + c] = (float) (sums[c] / ((to - from) * width));
            }
        }
        return new Part(
                title, Math.toIntExact(rows), Math.toIntExact(columns), Plane.of(values, shownRows, shownColumns));
    }
}
