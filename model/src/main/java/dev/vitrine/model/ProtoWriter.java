package dev.vitrine.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the fields of one Protocol Buffers message; {@link ProtoReader} reads it back. */
public final class ProtoWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public ProtoWriter varint(int field, long value) {
        raw((long) field << 3);
        raw(value);
        return this;
    }

    public ProtoWriter fixed32(int field, float value) {
        raw((long) field << 3 | 5);
        int bits = Float.floatToRawIntBits(value);
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(bits >>> shift);
        }
        return this;
    }

    public ProtoWriter string(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public ProtoWriter message(int field, ProtoWriter inner) {
        return bytes(field, inner.toByteArray());
    }

    public ProtoWriter bytes(int field, byte[] value) {
        return beginning(field, value.length).raw(value);
    }

    /** The beginning of a field of so many bytes, which follow from elsewhere. */
    ProtoWriter beginning(int field, long length) {
        raw((long) field << 3 | 2);
        raw(length);
        return this;
    }

    /** Bytes that are fields already. */
    ProtoWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public byte[] toByteArray() {
        return out.toByteArray();
    }

    private void raw(long value) {
        while ((value & ~0x7FL) != 0) {
            out.write((int) value & 0x7F | 0x80);
            value >>>= 7;
        }
        out.write((int) value);
    }
}
