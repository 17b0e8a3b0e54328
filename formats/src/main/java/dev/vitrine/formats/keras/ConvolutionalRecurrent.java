package dev.vitrine.formats.keras;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * An LSTM whose products are convolutions, over one to three axes in space (Shi et al. 2015, "Convolutional LSTM Network",
 * arXiv:1506.04214, without its peepholes, as Keras has it): a Scan over the cell, written out.
 */
final class ConvolutionalRecurrent {
    private static final int GATES = 4;

    private ConvolutionalRecurrent() {}

    static List<Value> layer(LayerCall call) {
        var x = call.input();
        int n = x.rank() - 3;
        if (n < 1 || x.mask().isPresent()) {
            throw Unexpressed.setting(n < 1 ? "rank" : "mask", x.rank());
        } else if (call.flag(false, "return_state")) {
            throw Unexpressed.setting("return_state", true);
        } else if (call.inputs().size() > 1 || !call.named().isEmpty()) {
            throw Unexpressed.setting("initial_state", call.inputs().size() - 1);
        }
        boolean last = !call.setting("data_format").text("channels_last").equals("channels_first");
        var g = call.graph();
        var stepsFirst = IntStream.concat(
                        IntStream.of(1, 0, last ? n + 2 : 2), IntStream.range(last ? 2 : 3, last ? n + 2 : n + 3))
                .toArray();
        var steps = call.step("steps", "Transpose", List.of(g.last(x)), "perm", longs(stepsFirst));
        var sizes =
                IntStream.range(0, n).mapToLong(i -> x.size((last ? 2 : 3) + i)).toArray();
        var in = new Picture(steps, x.size(0), x.size(last ? -1 : 2), sizes, last);
        var cell = Cell.of(call, n);
        var window = Window.of(call, in, cell.size);
        for (long size : window.sizes()) {
            if (size < 0) {
                throw Unexpressed.setting("shape", x.shape());
            }
        }
        var made = scanned(call, cell, window, steps);
        if (!call.flag(false, "return_sequences")) {
            call.last("Identity", List.of(made.state));
            return LayerCall.one(in.value(call.name(), cell.filters, window.sizes()));
        }
        var batchFirst = IntStream.concat(
                        IntStream.of(1, 0),
                        last ? IntStream.concat(IntStream.range(3, n + 3), IntStream.of(2)) : IntStream.range(2, n + 3))
                .toArray();
        call.last("Transpose", List.of(made.sequence), "perm", longs(batchFirst));
        var shape = new ArrayList<>(List.of(x.size(0), x.size(1)));
        var inSpace = IntStream.range(0, n).mapToObj(i -> window.sizes()[i]).toList();
        if (last) {
            shape.addAll(inSpace);
            shape.add(cell.filters);
        } else {
            shape.add(cell.filters);
            shape.addAll(inSpace);
        }
        return LayerCall.one(Value.of(call.name(), shape));
    }

    /**
     * What happens in a step.
     *
     * @param size of the kernels
     * @param kernel gates x filters, inputs, axes in space; gates are input, forget, candidate, output
     * @param recurrent gates x filters, filters, axes in space
     */
    private record Cell(long filters, long[] size, Tensor kernel, Tensor recurrent, Optional<Tensor> bias) {

        static Cell of(LayerCall call, int axes) {
            var weights = call.weights().of(Recurrent.PARTS);
            if (weights.size() < 2
                    || weights.get(0).rank() != axes + 2
                    || weights.get(1).rank() != axes + 2) {
                throw new Unexpressed(Text.of("formats.keras-weights", "count", 3, "found", weights.size()));
            }
            var outputsFirst = IntStream.concat(IntStream.of(axes + 1, axes), IntStream.range(0, axes))
                    .toArray();
            long filters = weights.get(1).size(axes);
            if (weights.get(0).size(-1) != GATES * filters || weights.get(1).size(-1) != GATES * filters) {
                throw Unexpressed.setting("filters", filters);
            }
            return new Cell(
                    filters,
                    java.util.Arrays.copyOf(weights.get(0).sizes(), axes),
                    weights.get(0).transpose(outputsFirst),
                    weights.get(1).transpose(outputsFirst),
                    weights.size() > 2 ? Optional.of(weights.get(2)) : Optional.empty());
        }
    }

    /**
     * What came out.
     *
     * @param sequence steps, batch, filters, axes in space
     * @param state behind the last step, without the steps
     */
    private record Made(String sequence, String state) {}

    private static Made scanned(LayerCall call, Cell cell, Window window, String steps) {
        var g = call.graph();
        var kernel = call.weight("kernel", cell.kernel);
        var recurrent = call.weight("recurrent_kernel", cell.recurrent);
        var bias = cell.bias.map(b -> call.weight("bias", b));
        var body = new Building(g.version());
        var inside = call.in(body);
        var p = call.name() + "/step/";
        var product = body.node(
                p + "product",
                "Conv",
                bias.map(b -> List.of(p + "x", kernel, b)).orElse(List.of(p + "x", kernel)),
                window.attributes());
        // The state keeps its size: half of what the kernel reaches over is added on either side.
        int n = cell.size.length;
        var pads = new long[2 * n];
        for (int i = 0; i < n; i++) {
            pads[i] = (cell.size[i] - 1) / 2;
            pads[n + i] = cell.size[i] - 1 - pads[i];
        }
        var state =
                body.node(p + "state", "Conv", List.of(p + "h", recurrent), "kernel_shape", cell.size, "pads", pads);
        var sum = body.node(p + "sum", "Add", List.of(product, state));
        var parts = List.of(p + "i", p + "f", p + "g", p + "q");
        body.node(parts, "Split", List.of(sum), "axis", 1, "num_outputs", GATES);
        var gate = call.setting("recurrent_activation");
        var activation = call.setting("activation");
        var i = Activations.apply(inside, gate, parts.get(0), p + "input", 1);
        var f = Activations.apply(inside, gate, parts.get(1), p + "forget", 1);
        var candidate = Activations.apply(inside, activation, parts.get(2), p + "candidate", 1);
        var o = Activations.apply(inside, gate, parts.get(3), p + "output", 1);
        var kept = body.node(p + "remembered", "Mul", List.of(f, p + "c"));
        var added = body.node(p + "added", "Mul", List.of(i, candidate));
        var c = body.node(p + "new_c", "Add", List.of(kept, added));
        var h = body.node(p + "new", "Mul", List.of(o, Activations.apply(inside, activation, c, p + "seen", 1)));
        var shown = body.node(p + "out", "Identity", List.of(h));

        var zeros = zeros(call, cell, window, steps);
        var outputs = List.of(call.name() + "/state_h", call.name() + "/state_c", call.name() + "/sequence");
        g.node(
                outputs,
                "Scan",
                List.of(zeros, zeros, steps),
                "body",
                new Attribute.OfGraph(
                        body.body(call.name() + "/step", List.of(p + "h", p + "c", p + "x"), List.of(h, c, shown))),
                "num_scan_inputs",
                1,
                "scan_input_directions",
                new long[] {call.flag(false, "go_backwards") ? 1 : 0});
        return new Made(outputs.get(2), outputs.get(0));
    }

    /** Zeros of batch, filters, axes in space. */
    private static String zeros(LayerCall call, Cell cell, Window window, String steps) {
        var batch = call.step("batch", "Shape", List.of(steps), "start", 1, "end", 2);
        var rest = LongStream.concat(LongStream.of(cell.filters), LongStream.of(window.sizes()))
                .toArray();
        var shape = call.step("zeros_shape", "Concat", List.of(batch, call.constant("rest", rest)), "axis", 0);
        return call.step(
                "zeros",
                "ConstantOfShape",
                List.of(shape),
                "value",
                new Attribute.OfTensor(Tensor.of(new float[] {0}, 1)));
    }

    private static long[] longs(int[] values) {
        return IntStream.of(values).asLongStream().toArray();
    }
}
