package dev.vitrine.formats.keras;

import java.util.ArrayList;
import java.util.List;

/**
 * A tensor with axes in space, its channels behind the batch, for layers whose setting {@code data_format} says where Keras has
 * them.
 *
 * @param tensor in the graph, as batch, channels, and the axes in space
 * @param sizes of the axes in space; -1 where open
 * @param last whether Keras has the channels last
 */
record Picture(String tensor, long batch, long channels, long[] sizes, boolean last) {

    static Picture of(LayerCall call) {
        return of(call, call.input());
    }

    static Picture of(LayerCall call, Value value) {
        if (value.rank() < 3) {
            throw Unexpressed.setting("rank", value.rank());
        }
        var format = call.setting("data_format", "dim_ordering").text("channels_last");
        boolean last = !format.equals("channels_first") && !format.equals("th");
        int n = value.rank() - 2;
        var sizes = new long[n];
        for (int i = 0; i < n; i++) {
            sizes[i] = value.size(last ? 1 + i : 2 + i);
        }
        return new Picture(
                last ? call.graph().first(value) : call.graph().last(value),
                value.size(0),
                value.size(last ? -1 : 1),
                sizes,
                last);
    }

    int axes() {
        return sizes.length;
    }

    /** A result of the same kind. */
    Value value(String result, long newChannels, long... newSizes) {
        var shape = new ArrayList<Long>();
        shape.add(batch);
        if (!last) {
            shape.add(newChannels);
        }
        for (long size : newSizes) {
            shape.add(size);
        }
        if (last) {
            shape.add(newChannels);
        }
        return new Value(result, shape, last, java.util.Optional.empty());
    }

    /** A result without axes in space. */
    Value vector(String result) {
        return Value.of(result, List.of(batch, channels));
    }
}
