package dev.vitrine.autodiff;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * RNN, GRU and LSTM, by their equations in the ONNX specification, as one Scan per direction.
 *
 * <pre>
 *   X ──► MatMul with W, bias ──► Scan { state, slice ──► gates ──► new state } ──► Y, last state
 * </pre>
 *
 * The states leave the Scan at every step, whether anybody reads them or not: its reverse pass does. Samples that have ended keep
 * their state and give zeros.
 */
final class RecurrentOperators {
    static final Map<String, Lowering.Writer> WRITERS = Map.of(
            "RNN", (node, g) -> new Network(node, g, 1, RecurrentOperators::rnn).write(),
            "GRU", (node, g) -> new Network(node, g, 3, RecurrentOperators::gru).write(),
            "LSTM", (node, g) -> new Network(node, g, 4, RecurrentOperators::lstm).write());

    private RecurrentOperators() {}

    /** One step: the new states from the old ones and from what the input adds to each gate. */
    private interface Cell {
        List<String> step(Step s);
    }

    /**
     * What a cell reads.
     *
     * @param input what the input and the biases add, [N, gates * H]
     * @param states the states before, each [N, H]
     */
    private record Step(Direction d, GraphBuilder g, String input, List<String> states) {
        /** What the last hidden state adds to all gates, in the order of the weights. */
        String recurrent() {
            return g.op("MatMul", states.get(0), d.recurrence);
        }

        List<String> gates(String sum) {
            return g.put(call("Split", sum).with("axis", -1).with("num_outputs", d.network.gates), d.network.gates);
        }

        /** The f-th activation function of this direction. */
        String activated(int f, String tensor) {
            float bound = d.network.node.floatAttribute("clip", 0);
            var x = bound == 0 ? tensor : g.op("Clip", tensor, g.scalar(-bound, tensor), g.scalar(bound, tensor));
            return d.activations.get(f).write(x, g);
        }

        String peephole(String gate, int part, String cell) {
            return d.peepholes.isEmpty() ? gate : g.add(gate, g.mul(d.peepholes.get(part), cell));
        }
    }

    private static List<String> rnn(Step s) {
        return List.of(s.activated(0, s.g.add(s.input, s.recurrent())));
    }

    private static List<String> gru(Step s) {
        var g = s.g;
        var h = s.states.get(0);
        var in = s.gates(s.input);
        boolean linearFirst = s.d.network.linearBeforeReset();
        String update;
        String reset;
        String candidate;
        if (linearFirst) {
            var again = s.gates(s.recurrent());
            update = s.activated(0, g.add(in.get(0), again.get(0)));
            reset = s.activated(0, g.add(in.get(1), again.get(1)));
            var hidden = s.d.hiddenBias.isEmpty() ? again.get(2) : g.add(again.get(2), s.d.hiddenBias);
            candidate = s.activated(1, g.add(in.get(2), g.mul(reset, hidden)));
        } else {
            update = s.activated(0, g.add(in.get(0), g.op("MatMul", h, s.d.parts.get(0))));
            reset = s.activated(0, g.add(in.get(1), g.op("MatMul", h, s.d.parts.get(1))));
            candidate = s.activated(1, g.add(in.get(2), g.op("MatMul", g.mul(reset, h), s.d.parts.get(2))));
        }
        var fresh = g.mul(g.sub(g.scalar(1, update), update), candidate);
        return List.of(g.add(fresh, g.mul(update, h)));
    }

    private static List<String> lstm(Step s) {
        var g = s.g;
        var cell = s.states.get(1);
        var gates = s.gates(g.add(s.input, s.recurrent()));
        var in = s.activated(0, s.peephole(gates.get(0), 0, cell));
        var forget = s.d.network.node.intAttribute("input_forget", 0) == 1
                ? g.sub(g.scalar(1, in), in)
                : s.activated(0, s.peephole(gates.get(2), 2, cell));
        var candidate = s.activated(1, gates.get(3));
        var next = g.add(g.mul(forget, cell), g.mul(in, candidate));
        var out = s.activated(0, s.peephole(gates.get(1), 1, next));
        return List.of(g.mul(out, s.d.activations.get(2).write(next, g)), next);
    }

    /** A recurrent node. */
    private static final class Network {
        private final Node node;
        private final GraphBuilder g;
        private final int gates;
        private final Cell cell;
        private final long hidden;
        private final int directions;
        private final int states;
        private final boolean batchFirst;
        private final String x;
        private final Shape.Dim batch;

        Network(Node node, GraphBuilder g, int gates, Cell cell) {
            this.node = node;
            this.g = g;
            this.gates = gates;
            this.cell = cell;
            this.batchFirst = node.intAttribute("layout", 0) == 1;
            this.directions = node.stringAttribute("direction", "forward").equals("bidirectional") ? 2 : 1;
            this.states = node.op().equals("LSTM") ? 2 : 1;
            this.hidden = node.intAttribute(
                    "hidden_size",
                    g.shapeOf(node.inputs().get(2)).map(s -> s.size(2)).orElse(-1L));
            if (hidden < 0) {
                throw unsupported(Text.of("autodiff.recurrent-size"));
            }
            var input = node.inputs().get(0);
            this.x = batchFirst ? g.transpose(input, 1, 0, 2) : ranked(input);
            this.batch = g.shapeOf(x)
                    .map(s -> s.dims().get(1))
                    .filter(d -> !(d instanceof Shape.Dim.Unknown))
                    .orElse(new Shape.Dim.Symbol(x + "/batch"));
        }

        /** Steps, batch, features: in a branch nobody else may know that there are three. */
        private String ranked(String input) {
            if (g.rank(input).isPresent()) {
                return input;
            }
            var known = g.op("Identity", input);
            g.declare(known, TensorType.of(g.type(input), Shape.of(-1, -1, -1)));
            return known;
        }

        InputException unsupported(Text reason) {
            return InputException.of(
                    "autodiff.recurrent-form", "node", g.graph().label(node), "op", node.op(), "reason", reason);
        }

        /** [N, size], where no sum over a broadcast N need be prepared for. */
        Shape row(long size) {
            return new Shape(List.of(batch, new Shape.Dim.Known(size)));
        }

        boolean linearBeforeReset() {
            return node.intAttribute("linear_before_reset", 0) == 1;
        }

        List<String> write() {
            var outputs = new ArrayList<String>();
            var last = new ArrayList<List<String>>();
            for (int d = 0; d < directions; d++) {
                var found = new Direction(this, d).run();
                outputs.add(g.op("Unsqueeze", found.get(0), g.ints(1)));
                last.add(found.subList(1, found.size()));
            }
            var results = new ArrayList<String>();
            var y = joined(outputs, 1);
            results.add(batchFirst ? g.transpose(y, 2, 0, 1, 3) : y);
            for (int s = 0; s < states; s++) {
                var each = new ArrayList<String>();
                for (var direction : last) {
                    each.add(g.op("Unsqueeze", direction.get(s), g.ints(0)));
                }
                var all = joined(each, 0);
                results.add(batchFirst ? g.transpose(all, 1, 0, 2) : all);
            }
            return results;
        }

        private String joined(List<String> parts, int axis) {
            return parts.size() == 1
                    ? parts.get(0)
                    : g.put(call("Concat", parts.toArray(String[]::new)).with("axis", axis));
        }
    }

    /** One direction of a recurrent node. */
    private static final class Direction {
        private final Network network;
        private final GraphBuilder g;
        private final int index;
        private final boolean backwards;
        private final List<Activation> activations;
        private final String recurrence;
        private final List<String> parts;
        private final List<String> peepholes;
        private final String hiddenBias;
        private final String input;

        Direction(Network network, int index) {
            this.network = network;
            this.g = network.g;
            this.index = index;
            this.backwards = index == 1
                    || network.node.stringAttribute("direction", "forward").equals("reverse");
            this.activations = Activation.of(network).get(index);
            var r = g.transpose(part(2, 0), 1, 0);
            boolean apart = network.node.op().equals("GRU") && !network.linearBeforeReset();
            this.recurrence = r;
            this.parts = apart ? columns(r, 3) : List.of();
            this.peepholes =
                    network.node.op().equals("LSTM") && network.node.input(7).isPresent()
                            ? slices(part(7, 0), 3)
                            : List.of();
            var projected = g.op("MatMul", network.x, g.transpose(part(1, 0), 1, 0));
            if (network.node.input(3).isEmpty()) {
                this.hiddenBias = "";
                this.input = projected;
                return;
            }
            var both = g.put(call("Split", part(3, 0)).with("axis", 0).with("num_outputs", 2), 2);
            if (network.node.op().equals("GRU") && network.linearBeforeReset()) {
                var own = slices(both.get(0), 3);
                var again = slices(both.get(1), 3);
                this.hiddenBias = again.get(2);
                var sum = g.put(
                        call("Concat", g.add(own.get(0), again.get(0)), g.add(own.get(1), again.get(1)), own.get(2))
                                .with("axis", 0));
                this.input = g.add(projected, sum);
            } else {
                this.hiddenBias = "";
                this.input = g.add(projected, g.add(both.get(0), both.get(1)));
            }
        }

        /** This direction's part of an input. */
        private String part(int i, int axis) {
            var whole = network.node.inputs().get(i);
            return network.directions == 1
                    ? g.op("Squeeze", whole, g.ints(axis))
                    : g.put(call("Gather", whole, g.constant(Tensor.scalar((long) index)))
                            .with("axis", axis));
        }

        private List<String> slices(String vector, int n) {
            return g.put(call("Split", vector).with("axis", 0).with("num_outputs", n), n);
        }

        private List<String> columns(String matrix, int n) {
            return g.put(call("Split", matrix).with("axis", 1).with("num_outputs", n), n);
        }

        private String first(int state) {
            int input = state == 0 ? 5 : 6;
            if (network.node.input(input).isPresent()) {
                return part(input, network.batchFirst ? 1 : 0);
            }
            return g.filled(0, g.type(network.x), g.join(g.size(network.x, 1), g.ints(network.hidden)));
        }

        /** Y [T, N, H] and the last states [N, H]. */
        List<String> run() {
            var body = g.body();
            var type = g.type(network.x);
            var inputs = new ArrayList<Graph.Value>();
            var outer = new ArrayList<String>();
            var before = new ArrayList<String>();
            for (int s = 0; s < network.states; s++) {
                before.add(input(body, inputs, type, network.row(network.hidden)));
                outer.add(first(s));
            }
            var slice = input(body, inputs, type, network.row(network.gates * network.hidden));
            outer.add(input);
            Optional<String> running = Optional.empty();
            if (network.node.input(4).isPresent()) {
                running = Optional.of(input(body, inputs, DataType.BOOL, network.row(1)));
                outer.add(running(network.node.inputs().get(4)));
            }
            var after = network.cell.step(new Step(this, body, slice, before));
            var leaving = new ArrayList<String>();
            if (running.isPresent()) {
                leaving.add(body.op("Where", running.get(), after.get(0), body.scalar(0, type)));
                var kept = new ArrayList<String>();
                for (int s = 0; s < network.states; s++) {
                    kept.add(body.op("Where", running.get(), after.get(s), before.get(s)));
                }
                after = kept;
            }
            leaving.addAll(after);
            var outputs = new ArrayList<>(after);
            outputs.addAll(leaving);
            long direction = backwards ? 1 : 0;
            int entering = outer.size() - network.states;
            var scan = call("Scan", outer.toArray(String[]::new))
                    .with("body", new Attribute.OfGraph(body.asBody(inputs, outputs)))
                    .with("num_scan_inputs", entering)
                    .with("scan_input_directions", filled(entering, direction))
                    .with("scan_output_directions", filled(leaving.size(), direction));
            var results = g.put(scan, outputs.size());
            for (int i = 0; i < results.size(); i++) {
                var row = network.row(network.hidden);
                g.declare(results.get(i), TensorType.of(type, i < network.states ? row : stacked(row)));
            }
            var found = new ArrayList<String>();
            found.add(results.get(network.states));
            found.addAll(results.subList(0, network.states));
            return found;
        }

        private static Shape stacked(Shape row) {
            return new Shape(List.of(
                    new Shape.Dim.Unknown(), row.dims().get(0), row.dims().get(1)));
        }

        private static long[] filled(int n, long value) {
            var all = new long[n];
            java.util.Arrays.fill(all, value);
            return all;
        }

        private static String input(GraphBuilder body, List<Graph.Value> inputs, DataType type, Shape shape) {
            var name = body.input(TensorType.of(type, shape));
            inputs.add(new Graph.Value(name, TensorType.of(type, -1, -1)));
            return name;
        }

        /** Whether a sample still runs at a step, [T, N, 1]. */
        private String running(String lengths) {
            var steps = g.op(
                    "Range",
                    g.constant(Tensor.scalar(0L)),
                    g.op("Squeeze", g.size(network.x, 0)),
                    g.constant(Tensor.scalar(1L)));
            return g.op("Less", g.reshape(steps, -1, 1, 1), g.reshape(g.cast(lengths, DataType.INT64), 1, -1, 1));
        }
    }

    /**
     * An activation function. As in the runtime, alpha and beta are taken from the node's lists in turn by those functions that
     * have them; those of an RNN by direction.
     */
    private record Activation(String name, double alpha, double beta) {
        private static final Map<String, double[]> DEFAULTS = Map.of(
                "affine", new double[] {1, 0},
                "leakyrelu", new double[] {0.01},
                "thresholdedrelu", new double[] {1},
                "scaledtanh", new double[] {1, 1},
                "hardsigmoid", new double[] {0.2, 0.5},
                "elu", new double[] {1});

        static List<List<Activation>> of(Network network) {
            var plain = switch (network.node.op()) {
                case "RNN" -> List.of("Tanh");
                case "GRU" -> List.of("Sigmoid", "Tanh");
                default -> List.of("Sigmoid", "Tanh", "Tanh");
            };
            var names = new ArrayList<String>();
            if (network.node.attributes().get("activations") instanceof Attribute.OfStrings given
                    && !given.values().isEmpty()) {
                names.addAll(given.values());
            }
            while (names.size() < plain.size() * network.directions) {
                names.add(plain.get(names.size() % plain.size()));
            }
            var alphas = numbers(network.node, "activation_alpha");
            var betas = numbers(network.node, "activation_beta");
            var all = new ArrayList<Activation>();
            for (var name : names) {
                var kind = name.toLowerCase(Locale.ROOT);
                var defaults = DEFAULTS.getOrDefault(kind, new double[0]);
                boolean skips = network.node.op().equals("RNN");
                double alpha = skips || defaults.length > 0 ? next(alphas, defaults.length > 0 ? defaults[0] : 0) : 0;
                double beta = skips || defaults.length > 1 ? next(betas, defaults.length > 1 ? defaults[1] : 0) : 0;
                var activation = new Activation(kind, alpha, beta);
                if (!activation.known()) {
                    throw network.unsupported(Text.of("autodiff.recurrent-activation", "activation", name));
                }
                all.add(activation);
            }
            var each = new ArrayList<List<Activation>>();
            for (int d = 0; d < network.directions; d++) {
                each.add(all.subList(d * plain.size(), (d + 1) * plain.size()));
            }
            return each;
        }

        private static ArrayList<Float> numbers(Node node, String key) {
            return node.attributes().get(key) instanceof Attribute.OfFloats given
                    ? new ArrayList<>(given.values())
                    : new ArrayList<>();
        }

        private static double next(List<Float> given, double otherwise) {
            return given.isEmpty() ? otherwise : given.remove(0);
        }

        private boolean known() {
            return DEFAULTS.containsKey(name)
                    || List.of("relu", "tanh", "sigmoid", "softsign", "softplus")
                            .contains(name);
        }

        String write(String x, GraphBuilder g) {
            return switch (name) {
                case "affine" -> g.add(g.scale(x, alpha, x), g.scalar(beta, x));
                case "scaledtanh" -> g.scale(g.op("Tanh", g.scale(x, beta, x)), alpha, x);
                case "leakyrelu" -> g.put(call("LeakyRelu", x).with("alpha", (float) alpha));
                case "thresholdedrelu" -> g.put(call("ThresholdedRelu", x).with("alpha", (float) alpha));
                case "elu" -> g.put(call("Elu", x).with("alpha", (float) alpha));
                case "hardsigmoid" ->
                    g.put(call("HardSigmoid", x).with("alpha", (float) alpha).with("beta", (float) beta));
                case "relu" -> g.op("Relu", x);
                case "tanh" -> g.op("Tanh", x);
                case "sigmoid" -> g.op("Sigmoid", x);
                case "softsign" -> g.op("Softsign", x);
                default -> g.op("Softplus", x);
            };
        }
    }
}
