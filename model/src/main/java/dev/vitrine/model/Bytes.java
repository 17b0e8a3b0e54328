package dev.vitrine.model;

import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
}
