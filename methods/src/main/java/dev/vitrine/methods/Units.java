package dev.vitrine.methods;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.Optional;
import java.util.Set;

/**
 * One activation as units, each with a value at every position or time step: the channels of a map, the features of a token, the
 * cells of a recurrent node.
 *
 * @param values unit after unit, each {@code rows * columns} values
 * @param rows positions below each other; 1 for a sequence
 * @param columns positions side by side, or time steps
 */
record Units(float[] values, int units, int rows, int columns) {
    private static final Set<String> KEEPING = Set.of("Identity", "Dropout", "Cast", "Relu", "Tanh", "Sigmoid");

    static Units of(Graph graph, String tensor, Tensor value) {
        var time = overTime(graph, tensor, value);
        if (time.isPresent()) {
            return time.get();
        }
        var maps = ChannelMaps.of(value, ChannelLayout.of(graph, tensor));
        return new Units(maps.planes().get(0).values(), maps.channels(), maps.rows(), maps.columns());
    }

    /** Recurrent nodes have time first: {@code [T, directions, N, H]}, or {@code [T, N, H]} once squeezed. */
    private static Optional<Units> overTime(Graph graph, String tensor, Tensor value) {
        var node = graph.producer(tensor);
        int squeezed = 4 - value.rank();
        while (node.isPresent()
                && (KEEPING.contains(node.get().op()) || node.get().op().equals("Squeeze"))) {
            tensor = node.get().inputs().get(0);
            node = graph.producer(tensor);
        }
        var name = tensor;
        var recurrent = node.filter(n -> RecurrentSteps.is(n)
                && n.output(0).filter(name::equals).isPresent()
                && n.intAttribute("layout", 0) == 0);
        if (recurrent.isEmpty() || squeezed < 0 || squeezed > 1 || value.elements() == 0) {
            return Optional.empty();
        }
        var all = value.floats();
        int steps = (int) value.size(0);
        int directions = squeezed == 0 ? (int) value.size(1) : 1;
        int batch = (int) value.size(-2);
        int cells = (int) value.size(-1);
        var turned = new float[directions * cells * steps];
        for (int t = 0; t < steps; t++) {
            for (int d = 0; d < directions; d++) {
                for (int u = 0; u < cells; u++) {
                    turned[(d * cells + u) * steps + t] = all[((t * directions + d) * batch) * cells + u];
                }
            }
        }
        return Optional.of(new Units(turned, directions * cells, 1, steps));
    }

    int positions() {
        return rows * columns;
    }

    float at(int unit, int position) {
        return values[unit * positions() + position];
    }

    /** The mean of each unit over its positions. */
    float[] means() {
        var means = new float[units];
        for (int u = 0; u < units; u++) {
            double sum = 0;
            for (int p = 0; p < positions(); p++) {
                sum += at(u, p);
            }
            means[u] = (float) (sum / positions());
        }
        return means;
    }

    /** The values of one unit over all positions. */
    float[] unit(int unit) {
        return java.util.Arrays.copyOfRange(values, unit * positions(), (unit + 1) * positions());
    }

    /** A unit, and one of its positions where one was named. */
    record Chosen(int unit, Optional<Integer> position) {}

    /**
     * @param text {@code C}, or {@code C,Y,X}
     * @throws InputException if that is no unit of this layer; says which there are
     */
    Chosen chosen(String text) {
        var parts = text.strip().split("\\s*,\\s*", -1);
        try {
            int unit = Integer.parseInt(parts[0]);
            if (unit >= 0 && unit < units && parts.length == 1) {
                return new Chosen(unit, Optional.empty());
            }
            int y = parts.length == 3 ? Integer.parseInt(parts[1]) : -1;
            int x = parts.length == 3 ? Integer.parseInt(parts[2]) : -1;
            if (unit >= 0 && unit < units && y >= 0 && y < rows && x >= 0 && x < columns) {
                return new Chosen(unit, Optional.of(y * columns + x));
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message for everything that is no unit.
        }
        throw InputException.of(
                "activations.no-unit", "unit", text, "last", units - 1, "lastRow", rows - 1, "lastColumn", columns - 1);
    }
}
