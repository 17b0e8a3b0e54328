package dev.vitrine.formats.tflite;

import dev.vitrine.formats.nhwc.NhwcGraph;
import dev.vitrine.formats.nhwc.Operations;
import dev.vitrine.formats.nhwc.Unsupported;
import dev.vitrine.formats.nhwc.Value;
import dev.vitrine.formats.nhwc.Window;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An operator that is being translated.
 *
 * @param g where its nodes go
 * @param ops the operators that TensorFlow and TensorFlow Lite share
 * @param inputs its inputs; empty where one is left out
 * @param declared what the file says of them
 * @param outputs what the file says of its outputs
 * @param options its settings
 */
record Call(
        NhwcGraph g,
        Operations ops,
        List<Optional<Value>> inputs,
        List<Optional<TfliteFile.Entry>> declared,
        List<TfliteFile.Entry> outputs,
        Optional<FlatTable> options) {

    Value in(int i) {
        return maybe(i).orElseThrow(() -> new Unsupported("nhwc.misfit"));
    }

    Optional<Value> maybe(int i) {
        return i < inputs.size() ? inputs.get(i) : Optional.empty();
    }

    List<Value> all() {
        var all = new ArrayList<Value>();
        for (int i = 0; i < inputs.size(); i++) {
            all.add(in(i));
        }
        return all;
    }

    /** An input of integers that is known before running. */
    long[] ints(int i) {
        return in(i).constant()
                .filter(c -> c.type().isInteger())
                .map(Tensor::longs)
                .orElseThrow(() -> new Unsupported("nhwc.computed"));
    }

    int int32(int field) {
        return options.map(o -> o.int32(field, 0)).orElse(0);
    }

    int int32(int field, int otherwise) {
        return options.map(o -> o.int32(field, otherwise)).orElse(otherwise);
    }

    float float32(int field) {
        return options.map(o -> o.float32(field, 0)).orElse(0f);
    }

    boolean flag(int field) {
        return options.map(o -> o.flag(field)).orElse(false);
    }

    int int8(int field) {
        return options.map(o -> o.int8(field, 0)).orElse(0);
    }

    /** The window of an operator whose options begin with padding, width and height of the step. */
    Window window(int dilationWidth, int dilationHeight) {
        long[] strides = {int32(2), int32(1)};
        long[] dilations =
                dilationWidth < 0 ? new long[] {1, 1} : new long[] {int32(dilationHeight, 1), int32(dilationWidth, 1)};
        return Window.of(int8(0) == 0, strides, dilations);
    }

    /** Applies the activation that is fused into an operator, the one of this field of its options. */
    Value activated(int field, Value x) {
        return switch (int8(field)) {
            case 0 -> x;
            case 1 -> ops.each("Relu", x);
            case 2 -> ops.clip(x, -1, 1);
            case 3 -> ops.clip(x, 0, 6);
            case 4 -> ops.each("Tanh", x);
            default -> throw new Unsupported("nhwc.variant");
        };
    }

    /** A size of an input, or -1 where it may change. */
    long size(int input, int axis) {
        return declared.get(input)
                .map(e -> e.shape())
                .filter(s -> axis < s.rank())
                .map(s -> s.size(axis))
                .orElse(-1L);
    }

    int rank(int output) {
        return outputs.get(output).shape().rank();
    }
}
