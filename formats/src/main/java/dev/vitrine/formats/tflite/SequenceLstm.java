package dev.vitrine.formats.tflite;

import dev.vitrine.formats.nhwc.Unsupported;
import dev.vitrine.formats.nhwc.Value;
import java.util.List;
import java.util.stream.IntStream;

/**
 * UNIDIRECTIONAL_SEQUENCE_LSTM: a layer of LSTM cells over a sequence. Its inputs are the sequence; the four matrices of inputs,
 * forget, cell and output; the four recurrent ones; peepholes; the four biases; a projection; two states; normalisations.
 */
final class SequenceLstm {
    /** The order of ONNX: input, output, forget, cell; in the file it is input, forget, cell, output. */
    private static final int[] GATES = {0, 3, 1, 2};

    private SequenceLstm() {}

    static List<Value> translate(Call c) {
        IntStream.concat(
                        IntStream.rangeClosed(9, 11),
                        IntStream.concat(IntStream.of(16, 17), IntStream.rangeClosed(20, 23)))
                .filter(i -> c.maybe(i).isPresent())
                .findFirst()
                .ifPresent(i -> {
                    throw new Unsupported("nhwc.variant");
                });
        // The converter adds a clip of the cell at 10, where tanh is 1 to the last digit.
        if (c.int8(0) != 4 || c.float32(1) != 0 && c.float32(1) < 10 || c.float32(2) != 0) {
            throw new Unsupported("nhwc.variant");
        }
        var g = c.g();
        long cells = c.in(2).weight().map(w -> w.stored().size(0)).orElseThrow(() -> new Unsupported("nhwc.computed"));
        var weights = gates(c, 1);
        var recurrent = gates(c, 5);
        var biases = gates(c, 12);
        var none = g.small("no_bias", dev.vitrine.model.Tensor.of(new float[(int) (4 * cells)], 1, 4 * cells));
        var bias = g.put("Concat", n -> n.with("axis", 1), biases, none);
        boolean timeFirst = c.flag(3);
        var sequence = g.in(c.in(0), timeFirst ? List.of(0, 1, 2) : List.of(1, 0, 2));
        var states = g.put("LSTM", 1, n -> n.with("hidden_size", cells), sequence, weights, recurrent, bias)
                .get(0);
        // [time, 1, batch, cells]
        var outputs = Value.plain(g.put("Squeeze", states, g.ints(1)), 3);
        return List.of(timeFirst ? outputs : c.ops().transpose(outputs, new long[] {1, 0, 2}));
    }

    /** Four matrices or vectors, one above the other, in ONNX's order of gates: [1, 4 cells, ...]. */
    private static String gates(Call c, int first) {
        var parts =
                IntStream.of(GATES).mapToObj(i -> c.g().plain(c.in(first + i))).toArray(String[]::new);
        return c.g().put("Unsqueeze", c.g().put("Concat", n -> n.with("axis", 0), parts), c.g().ints(0));
    }
}
