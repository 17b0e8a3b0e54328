package dev.vitrine.methods;

import dev.vitrine.artifact.Plane;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An LSTM, GRU or RNN node run step by step on the first item of a batch, with all that it does not give away: gates and cell
 * states. Equations: ONNX operator specification, versions 7 to 22.
 *
 * @param directions forward, reverse, or both in this order
 */
record RecurrentSteps(List<Direction> directions) {

    /**
     * One direction.
     *
     * @param reverse whether it reads from the end
     * @param parts {@code hidden}, {@code cell} and gates by name; each has a row per unit and a column per time step of the
     *     input, whichever way it is read; steps after the end of a shorter sequence are zero
     */
    record Direction(boolean reverse, Map<String, Plane> parts) {
        Plane part(String name) {
            return Optional.ofNullable(parts.get(name)).orElseThrow();
        }
    }

    private static final Map<String, List<String>> GATES = Map.of(
            "LSTM", List.of("input-gate", "output-gate", "forget-gate", "candidate"),
            "GRU", List.of("update-gate", "reset-gate", "candidate"),
            "RNN", List.of("hidden"));

    static boolean is(Node node) {
        return node.domain().isEmpty() && GATES.containsKey(node.op());
    }

    /** @param values the node's inputs by tensor name, those that are given */
    static RecurrentSteps of(Node node, Map<String, Tensor> values) {
        var inputs = new ArrayList<Optional<Tensor>>();
        for (int i = 0; i < 8; i++) {
            inputs.add(node.input(i).flatMap(n -> Optional.ofNullable(values.get(n))));
        }
        var word = node.stringAttribute("direction", "forward");
        var functions = functions(node, word.equals("bidirectional") ? 2 : 1);
        var directions = new ArrayList<Direction>();
        for (int d = 0; d < functions.size(); d++) {
            boolean reverse = word.equals("reverse") || d == 1;
            directions.add(new Run(node, inputs, d, reverse, functions.get(d)).steps());
        }
        return new RecurrentSteps(directions);
    }

    private static List<List<RecurrentActivation>> functions(Node node, int directions) {
        List<String> standard = switch (node.op()) {
            case "LSTM" -> List.of("Sigmoid", "Tanh", "Tanh");
            case "GRU" -> List.of("Sigmoid", "Tanh");
            default -> List.of("Tanh");
        };
        var names = new ArrayList<String>();
        node.attribute("activations")
                .ifPresentOrElse(a -> names.addAll(a instanceof Attribute.OfStrings s ? s.values() : List.of()), () -> {
                    names.addAll(standard);
                    names.addAll(standard);
                });
        var alphas = floats(node, "activation_alpha");
        var betas = floats(node, "activation_beta");
        var all = new ArrayList<List<RecurrentActivation>>();
        for (int d = 0; d < directions; d++) {
            var own = new ArrayList<RecurrentActivation>();
            for (int i = 0; i < standard.size(); i++) {
                int at = d * standard.size() + i;
                own.add(RecurrentActivation.named(at < names.size() ? names.get(at) : standard.get(i), alphas, betas));
            }
            all.add(own);
        }
        return all;
    }

    private static Iterator<Float> floats(Node node, String attribute) {
        return (node.attributes().get(attribute) instanceof Attribute.OfFloats f ? f.values() : List.<Float>of())
                .iterator();
    }

    /**
     * The largest difference to what the runtime gave as the node's first output, relative to 1 for values above 1.
     *
     * @param y {@code [T, directions, N, H]}, or {@code [N, T, directions, H]} for {@code layout} 1
     */
    double difference(Tensor y, boolean batchFirst) {
        double largest = 0;
        for (int d = 0; d < directions.size(); d++) {
            var theirs = hidden(y, batchFirst, d);
            var ours = directions.get(d).part("hidden");
            for (int i = 0; i < ours.count(); i++) {
                float v = theirs.values()[i];
                double difference = Math.abs(v - ours.values()[i]) / Math.max(1, Math.abs(v));
                largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
            }
        }
        return largest;
    }

    /** The hidden states of batch item 0 in one direction, from the runtime's first output: units by steps. */
    static Plane hidden(Tensor y, boolean batchFirst, int direction) {
        var values = y.floats();
        int units = (int) y.size(3);
        int steps = (int) y.size(batchFirst ? 1 : 0);
        int directions = (int) y.size(batchFirst ? 2 : 1);
        int batch = (int) y.size(batchFirst ? 0 : 2);
        var turned = new float[units * steps];
        for (int t = 0; t < steps; t++) {
            int at = (t * directions + direction) * (batchFirst ? 1 : batch) * units;
            for (int u = 0; u < units; u++) {
                turned[u * steps + t] = values[at + u];
            }
        }
        return Plane.of(turned, units, steps);
    }

    /** One direction of one node, unrolled. */
    private static final class Run {
        private final Node node;
        private final boolean reverse;
        private final List<RecurrentActivation> functions;
        private final float clip;
        private final int gates;
        private final int units;
        private final int width;
        private final int steps;
        private final int length;
        private final float[] x;
        private final float[] w;
        private final float[] r;
        private final float[] b;
        private final float[] peepholes;
        private final float[] hidden;
        private final float[] cell;
        private final Map<String, float[]> seen = new LinkedHashMap<>();

        Run(
                Node node,
                List<Optional<Tensor>> inputs,
                int direction,
                boolean reverse,
                List<RecurrentActivation> functions) {
            this.node = node;
            this.reverse = reverse;
            this.functions = functions;
            this.clip = node.floatAttribute("clip", Float.POSITIVE_INFINITY);
            boolean batchFirst = node.intAttribute("layout", 0) == 1;
            var sequence = inputs.get(0).orElseThrow();
            this.steps = (int) sequence.size(batchFirst ? 1 : 0);
            int batch = (int) sequence.size(batchFirst ? 0 : 1);
            this.width = (int) sequence.size(2);
            this.gates = Optional.ofNullable(GATES.get(node.op())).orElseThrow().size();
            var weights = inputs.get(1).orElseThrow();
            this.units = (int) weights.size(1) / gates;
            this.x = batchFirst ? sequence.at(0).floats() : firstOfBatch(sequence, batch);
            this.w = weights.at(direction).floats();
            this.r = inputs.get(2).orElseThrow().at(direction).floats();
            this.b = inputs.get(3).map(t -> t.at(direction).floats()).orElse(new float[2 * gates * units]);
            this.length = inputs.get(4).map(t -> (int) t.longs()[0]).orElse(steps);
            this.hidden = initial(inputs.get(5), direction, batchFirst);
            this.cell = node.is("LSTM") ? initial(inputs.get(6), direction, batchFirst) : new float[0];
            this.peepholes = node.is("LSTM")
                    ? inputs.get(7).map(t -> t.at(direction).floats()).orElse(new float[3 * units])
                    : new float[0];
            seen.put("hidden", new float[units * steps]);
            if (node.is("LSTM")) {
                seen.put("cell", new float[units * steps]);
            }
            GATES.getOrDefault(node.op(), List.of()).forEach(g -> seen.put(g, new float[units * steps]));
        }

        private float[] firstOfBatch(Tensor sequence, int batch) {
            var all = sequence.floats();
            var own = new float[steps * width];
            for (int t = 0; t < steps; t++) {
                System.arraycopy(all, t * batch * width, own, t * width, width);
            }
            return own;
        }

        /** {@code [directions, N, H]}, or {@code [N, directions, H]} for batch first. */
        private float[] initial(Optional<Tensor> given, int direction, boolean batchFirst) {
            return given.map(t -> (batchFirst
                                    ? t.at(0).at(direction)
                                    : t.at(direction).at(0))
                            .floats())
                    .orElse(new float[units]);
        }

        Direction steps() {
            for (int i = 0; i < length; i++) {
                int t = reverse ? length - 1 - i : i;
                switch (node.op()) {
                    case "LSTM" -> lstm(t);
                    case "GRU" -> gru(t);
                    default -> rnn(t);
                }
                keep("hidden", t, hidden);
            }
            var parts = new LinkedHashMap<String, Plane>();
            seen.forEach((name, values) -> parts.put(name, Plane.of(values, units, steps)));
            return new Direction(reverse, parts);
        }

        private void lstm(int t) {
            float[] z = sum(fromInput(t), fromState(hidden));
            boolean coupled = node.intAttribute("input_forget", 0) != 0;
            var input = new float[units];
            var forget = new float[units];
            var candidate = new float[units];
            var output = new float[units];
            for (int u = 0; u < units; u++) {
                input[u] = act(0, z[u] + peepholes[u] * cell[u]);
                forget[u] = coupled ? 1 - input[u] : act(0, z[2 * units + u] + peepholes[2 * units + u] * cell[u]);
                candidate[u] = act(1, z[3 * units + u]);
                cell[u] = forget[u] * cell[u] + input[u] * candidate[u];
                output[u] = act(0, z[units + u] + peepholes[units + u] * cell[u]);
                hidden[u] = output[u] * functions.get(2).of(cell[u]);
            }
            keep("input-gate", t, input);
            keep("output-gate", t, output);
            keep("forget-gate", t, forget);
            keep("candidate", t, candidate);
            keep("cell", t, cell);
        }

        private void gru(int t) {
            float[] fromInput = fromInput(t);
            float[] fromState = fromState(hidden);
            boolean resetAfter = node.intAttribute("linear_before_reset", 0) != 0;
            var update = new float[units];
            var reset = new float[units];
            var before = new float[units];
            for (int u = 0; u < units; u++) {
                update[u] = act(0, fromInput[u] + fromState[u]);
                reset[u] = act(0, fromInput[units + u] + fromState[units + u]);
                before[u] = reset[u] * hidden[u];
            }
            float[] fromReset = resetAfter ? fromState : fromState(before);
            var candidate = new float[units];
            for (int u = 0; u < units; u++) {
                float state = fromReset[2 * units + u] * (resetAfter ? reset[u] : 1);
                candidate[u] = act(1, fromInput[2 * units + u] + state);
                hidden[u] = (1 - update[u]) * candidate[u] + update[u] * hidden[u];
            }
            keep("update-gate", t, update);
            keep("reset-gate", t, reset);
            keep("candidate", t, candidate);
        }

        private void rnn(int t) {
            float[] z = sum(fromInput(t), fromState(hidden));
            for (int u = 0; u < units; u++) {
                hidden[u] = act(0, z[u]);
            }
        }

        private float act(int function, float z) {
            return functions.get(function).of(Math.max(-clip, Math.min(clip, z)));
        }

        /** W x + Wb, all gates. */
        private float[] fromInput(int t) {
            return product(w, x, t * width, width, 0);
        }

        /** R h + Rb, all gates. */
        private float[] fromState(float[] state) {
            return product(r, state, 0, units, gates * units);
        }

        private float[] product(float[] matrix, float[] vector, int from, int count, int bias) {
            var result = new float[gates * units];
            for (int row = 0; row < result.length; row++) {
                float sum = b[bias + row];
                for (int c = 0; c < count; c++) {
                    sum += matrix[row * count + c] * vector[from + c];
                }
                result[row] = sum;
            }
            return result;
        }

        private static float[] sum(float[] a, float[] b) {
            var sum = a.clone();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += b[i];
            }
            return sum;
        }

        private void keep(String part, int t, float[] values) {
            var into = Optional.ofNullable(seen.get(part)).orElseThrow();
            for (int u = 0; u < units; u++) {
                into[u * steps + t] = values[u];
            }
        }
    }
}
