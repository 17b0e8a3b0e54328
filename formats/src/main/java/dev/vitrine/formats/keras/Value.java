package dev.vitrine.formats.keras;

import java.util.List;
import java.util.Optional;

/**
 * A tensor while the graph is built.
 *
 * @param tensor its name
 * @param shape the sizes as Keras has them, batch first, -1 where open
 * @param channelsFirst whether the graph has the last of these axes right behind the batch
 * @param mask the name of a boolean tensor (batch, time) that is false where a step is to be skipped
 */
record Value(String tensor, List<Long> shape, boolean channelsFirst, Optional<String> mask) {
    Value {
        shape = List.copyOf(shape);
    }

    static Value of(String tensor, List<Long> shape) {
        return new Value(tensor, shape, false, Optional.empty());
    }

    int rank() {
        return shape.size();
    }

    /** The size of one axis, as Keras counts them; negative ones from the end. */
    long size(int axis) {
        return shape.get(axis < 0 ? axis + rank() : axis);
    }

    /** Where an axis of Keras lies in the graph. */
    int axis(int axis) {
        int positive = axis < 0 ? axis + rank() : axis;
        return !channelsFirst || positive == 0 ? positive : positive == rank() - 1 ? 1 : positive + 1;
    }

    Value withMask(Optional<String> newMask) {
        return new Value(tensor, shape, channelsFirst, newMask);
    }

    /** The same layout under another name. */
    Value renamed(String newTensor) {
        return new Value(newTensor, shape, channelsFirst, mask);
    }
}
