package dev.vitrine.formats.pytorch;

import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** A view of a storage through sizes and strides, as PyTorch has them, as a {@link Tensor}. */
public final class StridedTensor {
    /** A view that repeats its storage may be larger than it; but not by much. */
    private static final long SMALL = 1 << 20;

    private StridedTensor() {}

    /**
     * The tensor. One whose elements lie without gaps stays where it is, if need be with its axes in another order; of any other
     * the elements are copied.
     *
     * @param storage its bytes, little-endian
     * @param offset the first element, in elements
     * @param sizes one for each axis
     * @param strides elements from one index to the next, for each axis
     * @throws InputException if it reaches beyond the storage, or repeats it to more than it can hold
     */
    public static Tensor of(DataType type, Bytes storage, long offset, long[] sizes, long[] strides) {
        try {
            return checked(type, storage, offset, sizes, strides);
        } catch (ArithmeticException e) {
            throw beyond(sizes, storage);
        }
    }

    private static Tensor checked(DataType type, Bytes storage, long offset, long[] sizes, long[] strides) {
        int width = type.bits() / 8;
        long elements = Tensor.count(sizes);
        boolean usable = sizes.length == strides.length
                && offset >= 0
                && Arrays.stream(sizes).allMatch(n -> n >= 0)
                && Arrays.stream(strides).allMatch(n -> n >= 0);
        if (!usable) {
            throw beyond(sizes, storage);
        }
        if (elements == 0) {
            return Tensor.over(type, part(storage, 0, 0), sizes);
        }
        long last = offset;
        for (int axis = 0; axis < sizes.length; axis++) {
            last = Math.addExact(last, Math.multiplyExact(sizes[axis] - 1, strides[axis]));
        }
        if (last >= storage.length() / width) {
            throw beyond(sizes, storage);
        }
        var order = IntStream.range(0, sizes.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(a -> sizes[a] == 1 ? Long.MAX_VALUE : strides[a])
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .mapToInt(a -> a)
                .toArray();
        long dense = 1;
        boolean whole = true;
        for (int i = order.length - 1; i >= 0; i--) {
            int axis = order[i];
            whole &= sizes[axis] == 1 || strides[axis] == dense;
            dense *= sizes[axis];
        }
        if (!whole) {
            return copied(type, storage, offset, sizes, strides);
        }
        var stored = Tensor.over(
                type,
                part(storage, offset * width, elements * width),
                Arrays.stream(order).mapToLong(a -> sizes[a]).toArray());
        var axes = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            axes[order[i]] = i;
        }
        boolean inOrder = Arrays.equals(axes, IntStream.range(0, axes.length).toArray());
        return inOrder ? stored : stored.transpose(axes);
    }

    private static Tensor copied(DataType type, Bytes storage, long offset, long[] sizes, long[] strides) {
        int width = type.bits() / 8;
        long bytes = Math.multiplyExact(Tensor.count(sizes), (long) width);
        if (bytes > Math.max(SMALL, storage.length()) || storage.length() > 1 << 30) {
            throw beyond(sizes, storage);
        }
        var from = storage.slice(0, (int) storage.length());
        var into = Tensor.direct(bytes);
        var index = new long[sizes.length];
        long at = offset;
        while (into.hasRemaining()) {
            for (int b = 0; b < width; b++) {
                into.put(from.get((int) (at * width + b)));
            }
            for (int axis = sizes.length - 1; axis >= 0; axis--) {
                at += strides[axis];
                if (++index[axis] < sizes[axis]) {
                    break;
                }
                at -= strides[axis] * sizes[axis];
                index[axis] = 0;
            }
        }
        return Tensor.over(type, Bytes.of(into.flip()), sizes);
    }

    private static Bytes part(Bytes storage, long from, long length) {
        return storage instanceof Bytes.InFile in
                ? new Bytes.InFile(in.file(), in.offset() + from, length)
                : Bytes.of(storage.slice(from, Math.toIntExact(length)));
    }

    private static InputException beyond(long[] sizes, Bytes storage) {
        return InputException.of("pytorch.beyond", "shape", Shape.of(sizes).toString(), "bytes", storage.length());
    }
}
