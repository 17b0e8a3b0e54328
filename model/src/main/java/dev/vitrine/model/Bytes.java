package dev.vitrine.model;

import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/** A run of bytes that may be longer than a buffer: in memory, or in a mapped file where it costs no heap. */
public sealed interface Bytes {

    long length();

    /** A read-only, little-endian view of {@code length} bytes from {@code offset}; at most 1 GiB. */
    ByteBuffer slice(long offset, int length);

    static Bytes of(ByteBuffer buffer) {
        return new InMemory(buffer.slice().asReadOnlyBuffer());
    }

    /** Bytes held by a buffer, on the heap or native. */
    record InMemory(ByteBuffer buffer) implements Bytes {
        @Override
        public long length() {
            return buffer.capacity();
        }

        @Override
        public ByteBuffer slice(long offset, int length) {
            return buffer.slice((int) offset, length).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** Bytes that cannot be had, and why; asking for any of them says so. */
    record Missing(long length, Text why) implements Bytes {
        @Override
        public ByteBuffer slice(long offset, int count) {
            throw new InputException(why);
        }
    }

    /** Bytes of a mapped file: where a weight lives. */
    record InFile(MappedFile file, long offset, long length) implements Bytes {
        @Override
        public ByteBuffer slice(long from, int count) {
            if (from < 0 || count < 0 || from + count > length) {
                throw new IndexOutOfBoundsException("bytes " + from + ".." + (from + count) + " of " + length);
            }
            return file.slice(offset + from, count);
        }
    }

    /**
     * The elements of a tensor in another order of its axes, gathered when they are read: how a kernel that a file stores as
     * height, width, inputs, outputs is seen as outputs, inputs, height, width.
     *
     * @param stored the elements as they lie, row-major, at most 1 GiB
     * @param sizes the sizes as stored
     * @param axes which stored axis each axis of the view is, as in NumPy's and ONNX's transpose
     * @param width bytes per element: 1, 2, 4 or 8
     */
    record Permuted(Bytes stored, List<Long> sizes, List<Integer> axes, int width) implements Bytes {
        public Permuted {
            sizes = List.copyOf(sizes);
            axes = List.copyOf(axes);
            if (!axes.stream()
                    .sorted()
                    .toList()
                    .equals(IntStream.range(0, sizes.size()).boxed().toList())) {
                throw new IllegalArgumentException(axes + " is no order of " + sizes.size() + " axes");
            }
            long needed = width * Tensor.count(sizes.stream().mapToLong(n -> n).toArray());
            if (stored.length() != needed) {
                throw new IllegalArgumentException(sizes + " needs " + needed + " bytes, got " + stored.length());
            }
            if (needed > 1 << 30) {
                throw InputException.of("model.permuted-too-large", "bytes", needed);
            }
        }

        @Override
        public long length() {
            return stored.length();
        }

        /** Whole elements only. */
        @Override
        public ByteBuffer slice(long offset, int length) {
            if (offset < 0 || length < 0 || offset + length > length()) {
                throw new IndexOutOfBoundsException("bytes " + offset + ".." + (offset + length) + " of " + length());
            }
            var from = stored.slice(0, (int) stored.length());
            var into = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
            int rank = axes.size();
            var size = new int[rank];
            var step = new int[rank];
            for (int axis = 0; axis < rank; axis++) {
                int at = axes.get(axis);
                size[axis] = sizes.get(at).intValue();
                step[axis] = sizes.subList(at + 1, rank).stream()
                        .mapToInt(Long::intValue)
                        .reduce(1, (a, b) -> a * b);
            }
            var index = new int[rank];
            int source = 0;
            long rest = offset / width;
            for (int axis = rank - 1; axis >= 0 && rest > 0; axis--) {
                index[axis] = (int) (rest % size[axis]);
                rest /= size[axis];
                source += index[axis] * step[axis];
            }
            for (int at = 0; at < length; at += width) {
                switch (width) {
                    case 1 -> into.put(at, from.get(source));
                    case 2 -> into.putShort(at, from.getShort(2 * source));
                    case 4 -> into.putInt(at, from.getInt(4 * source));
                    default -> into.putLong(at, from.getLong(8 * source));
                }
                for (int axis = rank - 1; axis >= 0; axis--) {
                    source += step[axis];
                    if (++index[axis] < size[axis]) {
                        break;
                    }
                    source -= step[axis] * size[axis];
                    index[axis] = 0;
                }
            }
            return into.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
