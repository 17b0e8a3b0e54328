package dev.vitrine.model;

import dev.vitrine.words.InputException;

/** Sparse tensors in the coordinate format of {@code SparseTensorProto}. */
final class Sparse {
    private static final long MAX_BYTES = 1L << 28;

    private Sparse() {}

    /** The dense tensor: zeros, and {@code values} at {@code indices} (linear [n], or coordinates [n, rank]). */
    static Tensor dense(String name, Tensor values, Tensor indices, long[] sizes) {
        try {
            long total = Tensor.count(sizes);
            int width = values.type().bits() / 8;
            boolean negative = java.util.Arrays.stream(sizes).anyMatch(s -> s < 0);
            if (width == 0 || negative || Math.multiplyExact(total, (long) width) > MAX_BYTES) {
                throw InputException.of("model.tensor-sparse", "name", name);
            }
            var buffer = Tensor.direct(total * width);
            long[] at = indices.longs();
            int n = (int) values.elements();
            for (int i = 0; i < n; i++) {
                long linear = indices.rank() == 1 ? at[i] : linear(at, i, sizes);
                if (linear < 0 || linear >= total) {
                    throw InputException.of("model.tensor-sparse", "name", name);
                }
                buffer.put((int) linear * width, values.bytes().slice((long) i * width, width), 0, width);
            }
            return Tensor.over(values.type(), Bytes.of(buffer), sizes);
        } catch (ArithmeticException | IndexOutOfBoundsException e) {
            throw new InputException(dev.vitrine.words.Text.of("model.tensor-sparse", "name", name), e);
        }
    }

    private static long linear(long[] coordinates, int row, long[] sizes) {
        long linear = 0;
        for (int axis = 0; axis < sizes.length; axis++) {
            linear = linear * sizes[axis] + coordinates[row * sizes.length + axis];
        }
        return linear;
    }
}
