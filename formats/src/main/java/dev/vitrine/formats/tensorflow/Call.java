package dev.vitrine.formats.tensorflow;

import dev.vitrine.formats.nhwc.NhwcGraph;
import dev.vitrine.formats.nhwc.Operations;
import dev.vitrine.formats.nhwc.Unsupported;
import dev.vitrine.formats.nhwc.Value;
import dev.vitrine.formats.nhwc.Window;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * An operation that is being translated.
 *
 * @param g where its nodes go
 * @param ops the operators that TensorFlow and TensorFlow Lite share
 * @param node it
 * @param inputs its inputs without control dependencies
 * @param shapes what the file says of the shapes of these
 */
record Call(NhwcGraph g, Operations ops, NodeDef node, List<Value> inputs, List<Optional<Shape>> shapes) {

    Value in(int i) {
        if (i < 0 || i >= inputs.size()) {
            throw new Unsupported("nhwc.misfit");
        }
        return inputs.get(i);
    }

    /** An input of integers that is known before running. */
    long[] ints(int i) {
        return in(i).constant()
                .filter(c -> c.type().isInteger())
                .map(Tensor::longs)
                .orElseThrow(() -> new Unsupported("nhwc.computed"));
    }

    long integer(int i) {
        var all = ints(i);
        if (all.length != 1) {
            throw new Unsupported("nhwc.misfit");
        }
        return all[0];
    }

    /** How many elements an input of integers has, or -1: the rank of what it is the shape of. */
    int length(int input) {
        return in(input).constant().map(t -> (int) t.elements()).orElse((int) size(input, 0));
    }

    /** A size of an input, or -1 where the file does not say it. */
    long size(int input, int axis) {
        return shapes.get(input)
                .filter(s -> axis < s.rank())
                .map(s -> s.size(axis))
                .orElse(-1L);
    }

    /** Height and width of a list for all four axes. */
    long[] plane(String key) {
        var all = node.integers(key);
        if (all.length == 0) {
            return new long[] {1, 1};
        }
        if (all.length != 4 || all[0] != 1 || all[3] != 1) {
            throw new Unsupported("nhwc.variant");
        }
        return new long[] {all[1], all[2]};
    }

    Window window() {
        channelsLast();
        var strides = plane("strides");
        var dilations = plane("dilations");
        return switch (node.text("padding", "VALID")) {
            case "SAME" -> Window.of(true, strides, dilations);
            case "VALID" -> Window.of(false, strides, dilations);
            default -> {
                var pads = node.integers("explicit_paddings");
                if (pads.length != 8) {
                    throw new Unsupported("nhwc.misfit");
                }
                yield new Window(strides, dilations, Optional.of(new long[] {pads[2], pads[4], pads[3], pads[5]}));
            }
        };
    }

    void channelsLast() {
        if (!node.text("data_format", "NHWC").equals("NHWC")) {
            throw new Unsupported("nhwc.variant");
        }
    }

    /** All inputs but the last. */
    List<Value> butLast() {
        return inputs.subList(0, Math.max(0, inputs.size() - 1));
    }
}
