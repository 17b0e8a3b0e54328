package dev.vitrine.model;

import dev.vitrine.words.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A cursor over the fields of one Protocol Buffers message, without copying what it skips.
 *
 * <pre>{@code
 * message := (tag value)*          tag := varint(field << 3 | wire)
 * wire 0: varint   1: 8 bytes   2: varint length, bytes   5: 4 bytes
 * }</pre>
 *
 * See protobuf.dev/programming-guides/encoding. Use: {@code while (r.next()) switch (r.field()) { case 1 -> r.varint(); ... default
 * -> r.skip(); }}.
 *
 * <p>Every read past the end is an {@link InputException} that names the byte.
 */
public final class ProtoReader {
    private final ByteBuffer buffer;
    private final long base;
    private int field;
    private int wire;

    private ProtoReader(ByteBuffer buffer, long base) {
        this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN);
        this.base = base;
    }

    /** Reads a message from the whole buffer. */
    public static ProtoReader of(ByteBuffer buffer) {
        return new ProtoReader(buffer.slice(), 0);
    }

    /** Moves to the next field; false at the end of the message. */
    public boolean next() {
        if (!buffer.hasRemaining()) {
            return false;
        }
        long tag = rawVarint();
        field = (int) (tag >>> 3);
        wire = (int) tag & 7;
        if (field == 0 || wire == 3 || wire == 4 || wire > 5) {
            throw InputException.of("model.proto-tag", "offset", offset());
        }
        return true;
    }

    public int field() {
        return field;
    }

    /** Position in the file, for messages. */
    public long offset() {
        return base + buffer.position();
    }

    public long varint() {
        expect(0);
        return rawVarint();
    }

    public float fixed32() {
        expect(5);
        require(4);
        return buffer.getFloat();
    }

    /** A nested message. */
    public ProtoReader message() {
        long start = startOfBytes();
        return new ProtoReader(takeBytes(start), start);
    }

    public String string() {
        return StandardCharsets.UTF_8.decode(takeBytes(startOfBytes())).toString();
    }

    /** A length-delimited value, as a view. */
    public ByteBuffer bytes() {
        return takeBytes(startOfBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether the current field holds many packed values rather than one. */
    public boolean packed() {
        return wire == 2;
    }

    /** Reads the values of a repeated integer field, packed or single. */
    public void varints(java.util.function.LongConsumer each) {
        if (packed()) {
            var inner = message();
            while (inner.buffer.hasRemaining()) {
                each.accept(inner.rawVarint());
            }
        } else {
            each.accept(varint());
        }
    }

    /** Reads the values of a repeated float field, packed or single. */
    public void floats(FloatConsumer each) {
        if (packed()) {
            var values = bytes();
            while (values.remaining() >= 4) {
                each.accept(values.getFloat());
            }
        } else {
            each.accept(fixed32());
        }
    }

    /** Takes a float. */
    public interface FloatConsumer {
        void accept(float value);
    }

    public void skip() {
        switch (wire) {
            case 0 -> rawVarint();
            case 1 -> take(8);
            case 2 -> takeBytes(startOfBytes());
            default -> take(4);
        }
    }

    /** File position of the first byte of the length-delimited value; its length is read and checked. */
    private int pendingLength;

    private long startOfBytes() {
        expect(2);
        long length = rawVarint();
        if (length < 0 || length > buffer.remaining()) {
            throw InputException.of(
                    "model.proto-truncated", "offset", offset(), "needed", length, "left", buffer.remaining());
        }
        pendingLength = (int) length;
        return offset();
    }

    private ByteBuffer takeBytes(long start) {
        var view = buffer.slice((int) (start - base), pendingLength);
        take(pendingLength);
        return view;
    }

    private void take(int count) {
        require(count);
        buffer.position(buffer.position() + count);
    }

    private void require(int count) {
        if (buffer.remaining() < count) {
            throw InputException.of(
                    "model.proto-truncated", "offset", offset(), "needed", count, "left", buffer.remaining());
        }
    }

    private void expect(int expected) {
        if (wire != expected) {
            throw InputException.of(
                    "model.proto-wire", "offset", offset(), "field", field, "got", wire, "want", expected);
        }
    }

    private long rawVarint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            require(1);
            byte b = buffer.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw InputException.of("model.proto-tag", "offset", offset());
    }
}
