package dev.vitrine.formats.keras;

import dev.vitrine.formats.Json;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Layers that go from step to step. Plain ones become ONNX's SimpleRNN, LSTM and GRU; those of which some steps are skipped become
 * a Scan over the cell, written out, that keeps its state there.
 */
final class Recurrent {
    static final String[] PARTS = {"cell"};
    static final String[] BOTH = {"forward_layer/cell", "backward_layer/cell"};

    private static final String CUDNN = "CuDNN";
    private static final Json CUDNN_CONFIG =
            Json.parse("{\"activation\": \"tanh\", \"recurrent_activation\": \"sigmoid\"}");

    private Recurrent() {}

    /** How a layer walks. */
    private record Walk(
            boolean sequences, boolean states, boolean backwards, boolean aligned, boolean zeroWhereSkipped) {}

    /**
     * What happens in a step.
     *
     * @param type {@code SimpleRNN}, {@code LSTM} or {@code GRU}
     * @param gates blocks in the kernels: 1, 4 (input, forget, candidate, output) or 3 (update, reset, candidate)
     * @param kernel inputs, gates x units
     * @param recurrent units, gates x units
     * @param resetAfter of a GRU: whether the reset gate acts behind the product, which then has a bias of its own
     */
    private record Cell(
            String type,
            int gates,
            int units,
            Tensor kernel,
            Tensor recurrent,
            Optional<Tensor> bias,
            Json activation,
            Json recurrentActivation,
            boolean resetAfter,
            String prefix) {

        boolean isLstm() {
            return gates == 4;
        }
    }

    static List<Value> layer(LayerCall call) {
        var cell = cell(call, call.layer().type(), call.config(), call.weights().of(PARTS), "");
        return walk(call, cell, walk(call.config()), call.input(), initial(call, call.inputs(), cell), call.name());
    }

    /** The layer RNN, which holds a cell of any kind. */
    static List<Value> ofCell(LayerCall call) {
        var inner = call.config().get("cell");
        if (inner.isList() || inner.get("class_name").text("").equals("StackedRNNCells")) {
            return ofCells(
                    call,
                    inner.isList()
                            ? inner.list()
                            : inner.get("config").get("cells").list());
        }
        var type = cellType(inner);
        var cell = cell(call, type, inner.get("config"), call.weights().of(PARTS), "");
        return walk(call, cell, walk(call.config()), call.input(), initial(call, call.inputs(), cell), call.name());
    }

    private static String cellType(Json cell) {
        return cell.get("class_name").text("?").replaceFirst("Cell$", "");
    }

    /** Cells that hand on what they make within each step, which is one layer behind the other. */
    private static List<Value> ofCells(LayerCall call, List<Json> cells) {
        var walk = walk(call.config());
        if (cells.isEmpty()
                || walk.states
                || call.inputs().size() > 1
                || !call.named().isEmpty()) {
            throw Unexpressed.setting("cell", "StackedRNNCells");
        } else if (walk.backwards && call.input().mask().isPresent()) {
            throw Unexpressed.setting("go_backwards", true);
        }
        var weights = call.weights().of(stored(cells));
        var x = call.input();
        int taken = 0;
        for (int k = 0; k < cells.size(); k++) {
            boolean last = k == cells.size() - 1;
            var config = cells.get(k).get("config");
            int own = Math.min(config.get("use_bias").bool(true) ? 3 : 2, weights.size() - taken);
            var cell =
                    cell(call, cellType(cells.get(k)), config, weights.subList(taken, taken + own), "cell" + k + "_");
            taken += own;
            var step = new Walk(
                    !last || walk.sequences, false, k == 0 && walk.backwards, false, last && walk.zeroWhereSkipped);
            x = walk(call, cell, step, x, List.of(), last ? call.name() : call.name() + "/cell" + k)
                    .get(0);
        }
        return List.of(x);
    }

    /** Where the newer files keep the weights of each cell: under its class, those of one class counted. */
    private static String[] stored(List<Json> cells) {
        var parts = new ArrayList<String>();
        for (var cell : cells) {
            var name = "cell/cells/"
                    + SavedWeights.snakeCase(cell.get("class_name").text("?"));
            long before = parts.stream()
                    .filter(p -> p.matches(java.util.regex.Pattern.quote(name) + "(_\\d+)?"))
                    .count();
            parts.add(before == 0 ? name : name + "_" + before);
        }
        return parts.toArray(String[]::new);
    }

    /** One layer from the first step to the last, one back, put together. */
    static List<Value> bidirectional(LayerCall call) {
        var layer = Network.wrapped(call.config().get("layer"));
        var other = call.config().get("backward_layer");
        var config = layer.config();
        var weights = call.weights().of(BOTH);
        if (!LayerTable.get(layer).equals(LayerTable.get(Network.wrapped(Json.parse("{\"class_name\": \"LSTM\"}"))))
                || config.get("return_state").bool(false)
                || weights.size() % 2 != 0) {
            throw Unexpressed.setting("layer", layer.type());
        }
        int half = weights.size() / 2;
        var forward = cell(call, layer.type(), config, weights.subList(0, half), "forward_");
        var backward = cell(
                call,
                layer.type(),
                other.isObject() ? other.get("config") : config,
                weights.subList(half, 2 * half),
                "backward_");
        boolean sequences = config.get("return_sequences").bool(false);
        var mode = call.config().get("merge_mode");
        var there = walk(
                        call,
                        forward,
                        new Walk(sequences, false, false, true, sequences),
                        call.input(),
                        List.of(),
                        call.name() + "/forward")
                .get(0);
        var back = walk(
                        call,
                        backward,
                        new Walk(sequences, false, true, true, sequences),
                        call.input(),
                        List.of(),
                        call.name() + "/backward")
                .get(0);
        if (mode.isNull() && call.config().object().containsKey("merge_mode")) {
            return List.of(there, back);
        }
        var pair = List.of(there.tensor(), back.tensor());
        var shape = new ArrayList<>(there.shape());
        switch (mode.text("concat")) {
            case "concat" -> {
                call.last("Concat", pair, "axis", -1);
                shape.set(shape.size() - 1, there.size(-1) + back.size(-1));
            }
            case "sum" -> call.last("Add", pair);
            case "mul" -> call.last("Mul", pair);
            case "ave" -> call.last("Div", List.of(call.step("sum", "Add", pair), call.scalar("two", 2)));
            default -> throw Unexpressed.setting("merge_mode", mode);
        }
        return List.of(Value.of(call.name(), shape).withMask(there.mask()));
    }

    private static Walk walk(Json config) {
        return new Walk(
                config.get("return_sequences").bool(false),
                config.get("return_state").bool(false),
                config.get("go_backwards").bool(false),
                false,
                config.get("zero_output_for_mask").bool(false));
    }

    private static Cell cell(LayerCall call, String type, Json config, List<Tensor> weights, String prefix) {
        if (type.startsWith(CUDNN)) {
            return cell(call, type.substring(CUDNN.length()), CUDNN_CONFIG, fromCudnn(weights), prefix);
        }
        int gates = switch (type) {
            case "SimpleRNN" -> 1;
            case "LSTM" -> 4;
            case "GRU" -> 3;
            default -> throw new Unexpressed(Text.of("formats.keras-class", "class", type));
        };
        if (weights.size() < 2 || weights.get(0).rank() != 2 || weights.get(1).rank() != 2) {
            throw new Unexpressed(Text.of("formats.keras-weights", "count", 3, "found", weights.size()));
        }
        int units = (int) weights.get(1).size(0);
        if (weights.get(1).size(1) != (long) gates * units || weights.get(0).size(1) != (long) gates * units) {
            throw Unexpressed.setting("units", units);
        }
        // Keras 1 and 2 alone had the harder gates as their standard; tf.keras and Keras 3 write what they use.
        var standard = Json.parse("\"hard_sigmoid\"");
        return new Cell(
                type,
                gates,
                units,
                weights.get(0),
                weights.get(1),
                weights.size() > 2 ? Optional.of(weights.get(2)) : Optional.empty(),
                config.get("activation").isNull() ? Json.parse("\"linear\"") : config.get("activation"),
                config.get("recurrent_activation").isNull() ? standard : config.get("recurrent_activation"),
                weights.size() > 2
                        ? weights.get(2).rank() == 2
                        : config.get("reset_after").bool(false),
                prefix);
    }

    /**
     * Weights as a layer without CuDNN has them. Each gate's kernel lies there with units before inputs, and has two biases, which an
     * LSTM adds up.
     */
    private static List<Tensor> fromCudnn(List<Tensor> weights) {
        if (weights.size() != 3
                || weights.get(0).rank() != 2
                || weights.get(1).rank() != 2
                || weights.get(2).rank() != 1) {
            throw new Unexpressed(Text.of("formats.keras-weights", "count", 3, "found", weights.size()));
        }
        int units = (int) weights.get(1).size(0);
        int inputs = (int) weights.get(0).size(0);
        int width = (int) weights.get(1).size(1);
        if (units == 0
                || width % units != 0
                || weights.get(0).size(1) != width
                || weights.get(2).elements() != 2L * width) {
            throw Unexpressed.setting("units", units);
        }
        var biases = weights.get(2).floats();
        var bias = Tensor.of(biases, 2, width);
        if (width / units == 4) {
            var sums = new float[width];
            for (int i = 0; i < width; i++) {
                sums[i] = biases[i] + biases[width + i];
            }
            bias = Tensor.of(sums, width);
        }
        return List.of(
                turned(weights.get(0).floats(), inputs, units, width),
                turned(weights.get(1).floats(), units, units, width),
                bias);
    }

    /** Each block of {@code units} columns, read row by row, is a matrix of units x inputs. */
    private static Tensor turned(float[] from, int inputs, int units, int width) {
        var to = new float[from.length];
        for (int gate = 0; gate < width / units; gate++) {
            for (int i = 0; i < inputs; i++) {
                for (int u = 0; u < units; u++) {
                    int at = u * inputs + i;
                    to[i * width + gate * units + u] = from[at / units * width + gate * units + at % units];
                }
            }
        }
        return Tensor.of(to, inputs, width);
    }

    /** States that are given: behind the sequence, or by name. */
    private static List<Value> initial(LayerCall call, List<Value> inputs, Cell cell) {
        var given = new ArrayList<>(inputs.subList(Math.min(1, inputs.size()), inputs.size()));
        for (int i = 0; call.named().containsKey("initial_state/" + i); i++) {
            given.add(call.named().get("initial_state/" + i));
        }
        Optional.ofNullable(call.named().get("initial_state")).ifPresent(given::add);
        if (!given.isEmpty() && given.size() != (cell.isLstm() ? 2 : 1)) {
            throw Unexpressed.setting("initial_state", given.size());
        }
        return given;
    }

    private static List<Value> walk(LayerCall call, Cell cell, Walk walk, Value x, List<Value> initial, String name) {
        if (x.rank() != 3) {
            throw Unexpressed.setting("rank", x.rank());
        }
        var g = call.graph();
        var steps = g.node(name + "/steps", "Transpose", List.of(g.last(x)), "perm", new long[] {1, 0, 2});
        var made = x.mask().isPresent() || !isStandard(call, cell)
                ? scanned(call, cell, walk, x, steps, initial, name)
                : plain(call, cell, walk, steps, initial, name);
        var results = new ArrayList<Value>();
        var shape = List.of(x.size(0), (long) cell.units);
        if (walk.sequences) {
            g.node(name, "Transpose", List.of(made.sequence), "perm", new long[] {1, 0, 2});
            results.add(Value.of(name, List.of(x.size(0), x.size(1), (long) cell.units))
                    .withMask(x.mask()));
        } else {
            g.node(name, "Identity", List.of(made.last));
            results.add(Value.of(name, shape));
        }
        if (walk.states) {
            made.states.forEach(s -> results.add(Value.of(s, shape)));
        }
        return results;
    }

    /**
     * What came out of a walk.
     *
     * @param sequence steps, batch, units
     * @param last batch, units
     * @param states each batch, units
     */
    private record Made(String sequence, String last, List<String> states) {}

    private static Made plain(LayerCall call, Cell cell, Walk walk, String steps, List<Value> initial, String name) {
        var g = call.graph();
        var owner = call.owner() + "/" + cell.prefix;
        var inputs = new ArrayList<>(List.of(
                steps,
                g.weight(owner + "W", gatesFirst(cell, cell.kernel)),
                g.weight(owner + "R", gatesFirst(cell, cell.recurrent)),
                g.weight(owner + "B", biases(cell))));
        var first = g.constant(name + "/first", 0);
        if (!initial.isEmpty()) {
            inputs.add("");
            for (int i = 0; i < initial.size(); i++) {
                inputs.add(g.node(
                        name + "/initial" + i,
                        "Unsqueeze",
                        List.of(initial.get(i).tensor(), first)));
            }
        }
        var outputs = new ArrayList<>(List.of(name + "/all", name + "/all_h"));
        if (cell.isLstm()) {
            outputs.add(name + "/all_c");
        }
        var attributes = new ArrayList<Object>(List.of(
                "hidden_size",
                cell.units,
                "direction",
                walk.backwards ? "reverse" : "forward",
                "activations",
                new Attribute.OfStrings(
                        functions(cell).stream().map(Recurrent::function).toList())));
        var alphas = functions(cell).stream().flatMap(f -> alpha(call, f)).toList();
        if (!alphas.isEmpty()) {
            attributes.addAll(List.of("activation_alpha", new Attribute.OfFloats(alphas)));
            attributes.addAll(List.of(
                    "activation_beta",
                    new Attribute.OfFloats(
                            functions(cell).stream().flatMap(Recurrent::beta).toList())));
        }
        if (cell.gates == 3) {
            attributes.addAll(List.of("linear_before_reset", cell.resetAfter ? 1 : 0));
        }
        g.node(outputs, cell.type.equals("SimpleRNN") ? "RNN" : cell.type, inputs, attributes.toArray());
        var sequence =
                g.node(name + "/sequence", "Squeeze", List.of(name + "/all", g.constant(name + "/direction", 1)));
        if (walk.backwards && !walk.aligned && walk.sequences) {
            sequence = g.node(
                    name + "/turned",
                    "Slice",
                    List.of(
                            sequence,
                            g.constant(name + "/from", -1),
                            g.constant(name + "/to", Long.MIN_VALUE),
                            first,
                            g.constant(name + "/stride", -1)));
        }
        var states = new ArrayList<String>();
        for (var output : outputs.subList(1, outputs.size())) {
            var state = name + "/state" + output.substring(output.length() - 2);
            states.add(g.node(state, "Squeeze", List.of(output, first)));
        }
        return new Made(sequence, states.get(0), states);
    }

    private static List<Json> functions(Cell cell) {
        return cell.isLstm()
                ? List.of(cell.recurrentActivation, cell.activation, cell.activation)
                : cell.gates == 3 ? List.of(cell.recurrentActivation, cell.activation) : List.of(cell.activation);
    }

    private static boolean isStandard(LayerCall call, Cell cell) {
        return functions(cell).stream().noneMatch(f -> function(f).isEmpty())
                && call.graph().version() > 0;
    }

    /** What ONNX calls an activation inside a recurrent operator; empty where it has none. */
    private static String function(Json activation) {
        return switch (Activations.name(activation)) {
            case "sigmoid" -> "Sigmoid";
            case "tanh" -> "Tanh";
            case "relu" -> "Relu";
            case "hard_sigmoid" -> "HardSigmoid";
            case "linear" -> "Affine";
            default -> "";
        };
    }

    private static Stream<Float> alpha(LayerCall call, Json activation) {
        return switch (function(activation)) {
            case "HardSigmoid" -> Stream.of((float) Activations.hardSlope(call));
            case "Affine" -> Stream.of(1f);
            default -> Stream.of();
        };
    }

    private static Stream<Float> beta(Json activation) {
        return switch (function(activation)) {
            case "HardSigmoid" -> Stream.of(0.5f);
            case "Affine" -> Stream.of(0f);
            default -> Stream.of();
        };
    }

    /** Which block of ONNX is which of Keras: input, output, forget, candidate for an LSTM. */
    private static int[] order(Cell cell) {
        return cell.isLstm() ? new int[] {0, 3, 1, 2} : cell.gates == 3 ? new int[] {0, 1, 2} : new int[] {0};
    }

    /** Inputs, gates x units to 1, gates x units, inputs. */
    private static Tensor gatesFirst(Cell cell, Tensor kernel) {
        int inputs = (int) kernel.size(0);
        int width = cell.gates * cell.units;
        var from = kernel.floats();
        var to = new float[from.length];
        var order = order(cell);
        for (int gate = 0; gate < cell.gates; gate++) {
            for (int unit = 0; unit < cell.units; unit++) {
                for (int i = 0; i < inputs; i++) {
                    to[(gate * cell.units + unit) * inputs + i] = from[i * width + order[gate] * cell.units + unit];
                }
            }
        }
        return Tensor.of(to, 1, width, inputs);
    }

    /** The biases of the inputs' product, then those of the state's. */
    private static Tensor biases(Cell cell) {
        int width = cell.gates * cell.units;
        var to = new float[2 * width];
        cell.bias.ifPresent(b -> {
            var from = b.floats();
            var order = order(cell);
            for (int half = 0; half < from.length / width; half++) {
                for (int gate = 0; gate < cell.gates; gate++) {
                    System.arraycopy(
                            from,
                            half * width + order[gate] * cell.units,
                            to,
                            half * width + gate * cell.units,
                            cell.units);
                }
            }
        });
        return Tensor.of(to, 1, 2L * width);
    }

    private static Made scanned(
            LayerCall call, Cell cell, Walk walk, Value x, String steps, List<Value> initial, String name) {
        var g = call.graph();
        var owner = call.owner() + "/" + cell.prefix;
        var kernel = g.weight(owner + "kernel", cell.kernel);
        var recurrent = g.weight(owner + "recurrent_kernel", cell.recurrent);
        var bias = cell.bias.map(b -> g.weight(owner + "bias", b));
        var body = new Building(g.version());
        var inside = call.in(body);
        var p = name + "/step/";
        boolean masked = x.mask().isPresent();
        var next = step(inside, cell, kernel, recurrent, bias, p);
        var kept = new ArrayList<String>();
        var outside = new ArrayList<String>();
        var given = new ArrayList<>(List.of(p + "h"));
        if (cell.isLstm()) {
            given.add(p + "c");
        }
        for (int i = 0; i < given.size(); i++) {
            kept.add(
                    masked
                            ? body.node(p + "kept" + i, "Where", List.of(p + "mask", next.get(i), given.get(i)))
                            : body.node(p + "kept" + i, "Identity", List.of(next.get(i))));
        }
        // A step that is skipped gives what the step before it gave, and at first nothing.
        given.add(p + "o");
        kept.add(
                masked
                        ? body.node(p + "shown", "Where", List.of(p + "mask", next.get(0), p + "o"))
                        : body.node(p + "shown", "Identity", List.of(next.get(0))));
        var shown = walk.zeroWhereSkipped && masked
                ? body.node(p + "out", "Where", List.of(p + "mask", next.get(0), body.scalar(p + "zero", 0)))
                : body.node(p + "out", "Identity", List.of(kept.get(kept.size() - 1)));
        var zeros = zeros(call, x, cell, name);
        for (int i = 0; i < given.size() - 1; i++) {
            outside.add(initial.isEmpty() ? zeros : initial.get(i).tensor());
        }
        outside.add(zeros);
        int states = given.size();
        given.add(p + "x");
        outside.add(steps);
        if (masked) {
            given.add(p + "mask");
            var turned = g.node(name + "/mask", "Transpose", List.of(x.mask().get()), "perm", new long[] {1, 0});
            outside.add(g.node(name + "/masks", "Unsqueeze", List.of(turned, g.constant(name + "/axis", 2))));
        }
        kept.add(shown);
        var outputs = new ArrayList<String>();
        for (int i = 0; i < states; i++) {
            outputs.add(name + "/state_" + (i == states - 1 ? "o" : i == 0 ? "h" : "c"));
        }
        outputs.add(name + "/sequence");
        long back = walk.backwards ? 1 : 0;
        g.node(
                outputs,
                "Scan",
                outside,
                "body",
                new Attribute.OfGraph(body.body(name + "/step", given, kept)),
                "num_scan_inputs",
                masked ? 2 : 1,
                "scan_input_directions",
                Building.filled(masked ? 2 : 1, back),
                "scan_output_directions",
                new long[] {walk.aligned ? back : 0});
        return new Made(name + "/sequence", name + "/state_o", outputs.subList(0, states - 1));
    }

    /** Zeros of batch x units. */
    private static String zeros(LayerCall call, Value x, Cell cell, String name) {
        var g = call.graph();
        var batch = g.node(name + "/batch", "Shape", List.of(g.last(x)), "start", 0, "end", 1);
        var shape = g.node(
                name + "/zeros_shape", "Concat", List.of(batch, g.constant(name + "/units", cell.units)), "axis", 0);
        return g.node(
                name + "/zeros",
                "ConstantOfShape",
                List.of(shape),
                "value",
                new Attribute.OfTensor(Tensor.of(new float[] {0}, 1)));
    }

    /** The state behind a step: h, and c of an LSTM. */
    private static List<String> step(
            LayerCall call, Cell cell, String kernel, String recurrent, Optional<String> bias, String p) {
        var g = call.graph();
        var x = p + "x";
        var h = p + "h";
        if (cell.gates == 3) {
            return List.of(gru(call, cell, kernel, recurrent, bias, p));
        }
        var product = g.node(p + "product", "MatMul", List.of(x, kernel));
        var state = g.node(p + "state", "MatMul", List.of(h, recurrent));
        var sum = g.node(p + "sum", "Add", List.of(product, state));
        var biased = bias.isPresent() ? g.node(p + "biased", "Add", List.of(sum, bias.get())) : sum;
        if (cell.gates == 1) {
            return List.of(Activations.apply(call, cell.activation, biased, p + "new", -1));
        }
        var parts = List.of(p + "i", p + "f", p + "g", p + "q");
        g.node(parts, "Split", List.of(biased), "axis", 1, "num_outputs", 4);
        var i = Activations.apply(call, cell.recurrentActivation, parts.get(0), p + "input", -1);
        var f = Activations.apply(call, cell.recurrentActivation, parts.get(1), p + "forget", -1);
        var candidate = Activations.apply(call, cell.activation, parts.get(2), p + "candidate", -1);
        var o = Activations.apply(call, cell.recurrentActivation, parts.get(3), p + "output", -1);
        var kept = g.node(p + "remembered", "Mul", List.of(f, p + "c"));
        var added = g.node(p + "added", "Mul", List.of(i, candidate));
        var c = g.node(p + "new_c", "Add", List.of(kept, added));
        var seen = Activations.apply(call, cell.activation, c, p + "seen", -1);
        return List.of(g.node(p + "new", "Mul", List.of(o, seen)), c);
    }

    private static String gru(
            LayerCall call, Cell cell, String kernel, String recurrent, Optional<String> bias, String p) {
        var g = call.graph();
        var h = p + "h";
        var ofX = g.node(p + "product", "MatMul", List.of(p + "x", kernel));
        var halves = List.of(p + "bias_x", p + "bias_h");
        if (bias.isPresent() && cell.resetAfter) {
            g.node(halves, "Split", List.of(bias.get()), "axis", 0, "num_outputs", 2);
            ofX = g.node(p + "biased", "Add", List.of(ofX, halves.get(0)));
        } else if (bias.isPresent()) {
            ofX = g.node(p + "biased", "Add", List.of(ofX, bias.get()));
        }
        var xs = List.of(p + "xz", p + "xr", p + "xh");
        g.node(xs, "Split", List.of(ofX), "axis", 1, "num_outputs", 3);
        var hs = List.of(p + "hz", p + "hr", p + "hh");
        if (cell.resetAfter) {
            var ofH = g.node(p + "state", "MatMul", List.of(h, recurrent));
            g.node(
                    hs,
                    "Split",
                    List.of(bias.isPresent() ? g.node(p + "state_biased", "Add", List.of(ofH, halves.get(1))) : ofH),
                    "axis",
                    1,
                    "num_outputs",
                    3);
        } else {
            var rs = List.of(p + "Rz", p + "Rr", p + "Rh");
            g.node(rs, "Split", List.of(recurrent), "axis", 1, "num_outputs", 3);
            g.node(hs.get(0), "MatMul", List.of(h, rs.get(0)));
            g.node(hs.get(1), "MatMul", List.of(h, rs.get(1)));
        }
        var z = Activations.apply(
                call,
                cell.recurrentActivation,
                g.node(p + "sum_z", "Add", List.of(xs.get(0), hs.get(0))),
                p + "update",
                -1);
        var r = Activations.apply(
                call,
                cell.recurrentActivation,
                g.node(p + "sum_r", "Add", List.of(xs.get(1), hs.get(1))),
                p + "reset",
                -1);
        String candidate;
        if (cell.resetAfter) {
            candidate = g.node(p + "reset_state", "Mul", List.of(r, hs.get(2)));
        } else {
            var reset = g.node(p + "reset_state", "Mul", List.of(r, h));
            candidate = g.node(hs.get(2), "MatMul", List.of(reset, p + "Rh"));
        }
        var next = Activations.apply(
                call, cell.activation, g.node(p + "sum_h", "Add", List.of(xs.get(2), candidate)), p + "candidate", -1);
        var change = g.node(p + "change", "Sub", List.of(h, next));
        var kept = g.node(p + "kept", "Mul", List.of(z, change));
        return g.node(p + "new", "Add", List.of(next, kept));
    }

    /** A layer on every step by itself: batch and steps become one axis for it. */
    static List<Value> distributed(LayerCall call) {
        var layer = Network.wrapped(call.config().get("layer"));
        var x = call.input();
        if (layer.inner().isPresent()
                || x.rank() < 3
                || x.shape().subList(2, x.rank()).stream().anyMatch(d -> d < 0)) {
            throw Unexpressed.setting("layer", layer.type());
        }
        var g = call.graph();
        var rest = new ArrayList<>(x.shape().subList(2, x.rank()));
        var shape = new ArrayList<>(List.of(-1L));
        shape.addAll(rest);
        var tensor = g.last(x);
        var flat = call.step("steps", "Reshape", List.of(tensor, call.constant("flat", longs(shape))));
        var parts = LayerTable.parts(layer);
        Weights weights = asked -> call.weights()
                .of(
                        asked.length == 0
                                ? new String[] {"layer"}
                                : Stream.of(asked).map(a -> "layer/" + a).toArray(String[]::new));
        var inner = call.of(
                layer, call.name() + "/each", List.of(Value.of(flat, shape)), parts.length == 0 ? weights : weights);
        var each = g.inner(inner);
        if (each.size() != 1) {
            throw Unexpressed.setting("layer", layer.type());
        }
        var result = each.get(0);
        var behind = result.shape().subList(1, result.rank());
        if (behind.stream().anyMatch(d -> d < 0)) {
            throw Unexpressed.setting("layer", layer.type());
        }
        var first = call.step("first", "Shape", List.of(tensor), "start", 0, "end", 2);
        var sizes = call.step("sizes", "Concat", List.of(first, call.constant("rest", longs(behind))), "axis", 0);
        call.last("Reshape", List.of(g.last(result), sizes));
        var all = new ArrayList<>(x.shape().subList(0, 2));
        all.addAll(behind);
        return List.of(Value.of(call.name(), all).withMask(x.mask()));
    }

    /** Steps in which every feature has one value are to be skipped. */
    static List<Value> masking(LayerCall call) {
        var x = call.input();
        var g = call.graph();
        var tensor = g.last(x);
        var equal = call.step(
                "equal",
                "Equal",
                List.of(tensor, call.scalar("value", call.setting("mask_value").number(0))));
        var other = call.step("other", "Cast", List.of(call.step("not", "Not", List.of(equal))), "to", 1);
        var any = call.step("any", "ReduceMax", List.of(other, call.constant("last", -1)), "keepdims", 1);
        call.last("Mul", List.of(tensor, any));
        var flat = call.step("flat", "Squeeze", List.of(any, call.constant("axis", -1)));
        var mask = call.step("mask", "Cast", List.of(flat), "to", 9);
        return List.of(Value.of(call.name(), x.shape()).withMask(Optional.of(mask)));
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(v -> v).toArray();
    }
}
