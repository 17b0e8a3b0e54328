package dev.vitrine.data;

import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** Bringing an array to the type and shape of an input without changing what it says. */
final class TensorFit {
    private static final int MOST_RANK = 12;

    private TensorFit() {}

    /**
     * The array in the wanted type, with axes of size 1 added or left out so that it has the wanted shape.
     *
     * @param flat whether the source has no shape of its own (text, tables), so that any shape of as many elements will do
     * @param frames whether several steps may be given at once, along one axis, to be run one after the other
     * @throws InputException if type or shape do not fit; says both
     */
    static Tensor fit(Tensor given, TensorType wanted, boolean flat, boolean frames, String input, String source) {
        var typed = wanted.type().map(t -> typed(given, t, input, source)).orElse(given);
        if (wanted.shape().isEmpty()) {
            return typed;
        }
        var shape = wanted.shape().get();
        return sizes(given.sizes(), shape)
                .or(() -> flat ? flat(given.elements(), shape) : Optional.empty())
                .or(() -> frames && isFrames(given.sizes(), shape) ? Optional.of(given.sizes()) : Optional.empty())
                .map(typed::reshape)
                .orElseThrow(() -> InputException.of(
                        "data.input-shape",
                        "input",
                        Shortened.of(input),
                        "wanted",
                        shape.toString(),
                        "got",
                        given.shape().toString(),
                        "source",
                        source));
    }

    private static Tensor typed(Tensor given, DataType type, String input, String source) {
        if (given.type() == type) {
            return given;
        }
        boolean castable = given.type() != DataType.STRING
                && type != DataType.STRING
                && given.type() != DataType.COMPLEX64
                && given.type() != DataType.COMPLEX128;
        if (!castable) {
            throw wrongType(given, type, input, source);
        }
        if (type == DataType.INT64 && !given.type().isFloating()) {
            return Tensor.of(given.longs(), given.sizes());
        }
        if (type == DataType.INT32 && !given.type().isFloating()) {
            return narrowed(given, input, source);
        }
        if (type == DataType.DOUBLE) {
            return Tensor.of(given.doubles(), given.sizes());
        }
        var values = given.floats();
        if (!type.isFloating() && IntStream.range(0, values.length).anyMatch(i -> values[i] != Math.rint(values[i]))) {
            throw wrongType(given, type, input, source);
        }
        return Tensor.cast(type, values, given.sizes());
    }

    private static Tensor narrowed(Tensor given, String input, String source) {
        var values = given.longs();
        var buffer = Tensor.direct(4L * values.length);
        for (long v : values) {
            if (v != (int) v) {
                throw wrongType(given, DataType.INT32, input, source);
            }
            buffer.putInt((int) v);
        }
        return Tensor.over(DataType.INT32, Bytes.of(buffer.flip()), given.sizes());
    }

    private static InputException wrongType(Tensor given, DataType type, String input, String source) {
        return InputException.of(
                "data.input-type",
                "input",
                Shortened.of(input),
                "wanted",
                type.label(),
                "got",
                given.type().label(),
                "source",
                source);
    }

    /** The given sizes with ones added or left out, the foremost first, so that they have the wanted shape. */
    static Optional<long[]> sizes(long[] given, Shape wanted) {
        boolean same = given.length == wanted.rank()
                && IntStream.range(0, given.length).allMatch(i -> wanted.size(i) < 0 || wanted.size(i) == given[i]);
        if (same) {
            return Optional.of(given);
        }
        var core = Arrays.stream(given).filter(s -> s != 1).toArray();
        if (wanted.rank() > MOST_RANK || core.length > wanted.rank()) {
            return Optional.empty();
        }
        var placed = new long[wanted.rank()];
        return place(core, 0, wanted, 0, placed) ? Optional.of(placed) : Optional.empty();
    }

    private static boolean place(long[] core, int next, Shape wanted, int axis, long[] placed) {
        if (axis == wanted.rank()) {
            return next == core.length;
        }
        long size = wanted.size(axis);
        boolean roomForOne = wanted.rank() - axis > core.length - next;
        if (roomForOne && (size < 0 || size == 1)) {
            placed[axis] = 1;
            if (place(core, next, wanted, axis + 1, placed)) {
                return true;
            }
        }
        if (next < core.length && (size < 0 || size == core[next])) {
            placed[axis] = core[next];
            return place(core, next + 1, wanted, axis + 1, placed);
        }
        return false;
    }

    /** Whether one axis is a whole number of times as long as wanted, and all others are as wanted. */
    private static boolean isFrames(long[] given, Shape wanted) {
        return given.length == wanted.rank()
                && IntStream.range(0, given.length)
                        .allMatch(i -> wanted.size(i) < 0
                                || (wanted.size(i) == 0 ? given[i] == 0 : given[i] % wanted.size(i) == 0))
                && IntStream.range(0, given.length)
                                .filter(i -> wanted.size(i) >= 0 && wanted.size(i) != given[i])
                                .count()
                        == 1;
    }

    private static Optional<long[]> flat(long elements, Shape wanted) {
        var sizes = IntStream.range(0, wanted.rank())
                .mapToLong(i -> i == 0 && wanted.size(0) < 0 ? 1 : wanted.size(i))
                .toArray();
        return Arrays.stream(sizes).noneMatch(s -> s < 0) && Tensor.count(sizes) == elements
                ? Optional.of(sizes)
                : Optional.empty();
    }
}
