package dev.vitrine.formats.tflite;

import dev.vitrine.model.Bytes;
import dev.vitrine.words.InputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table of a FlatBuffer, read where it lies.
 *
 * <pre>{@code
 * table  := int32 distance back to its vtable, then fields
 * vtable := uint16 its size, uint16 the table's size, then for each field uint16 its place in the table, 0 if absent
 * vector := uint32 count, elements; strings, vectors and tables in a field are uint32 distances ahead
 * }</pre>
 *
 * See flatbuffers.dev/internals. Every place is checked against the bytes present; one outside is an {@link InputException} that
 * names it.
 *
 * @param bytes the whole file
 * @param at where the table begins
 */
record FlatTable(Bytes bytes, long at) {

    /** The table that the file begins with. */
    static FlatTable root(Bytes bytes) {
        return new FlatTable(bytes, uint32(bytes, 0));
    }

    Optional<FlatTable> table(int field) {
        return place(field).map(p -> new FlatTable(bytes, p + uint32(bytes, p)));
    }

    List<FlatTable> tables(int field) {
        var vector = vector(field, 4);
        var all = new ArrayList<FlatTable>();
        for (long i = 0; i < vector.count(); i++) {
            long p = vector.start() + 4 * i;
            all.add(new FlatTable(bytes, p + uint32(bytes, p)));
        }
        return all;
    }

    String string(int field) {
        var vector = vector(field, 1);
        return StandardCharsets.UTF_8
                .decode(bytes.slice(vector.start(), (int) vector.count()))
                .toString();
    }

    int int8(int field, int otherwise) {
        return place(field).map(p -> (int) need(bytes, p, 1).get(0)).orElse(otherwise);
    }

    boolean flag(int field) {
        return int8(field, 0) != 0;
    }

    int int32(int field, int otherwise) {
        return place(field).map(p -> need(bytes, p, 4).getInt(0)).orElse(otherwise);
    }

    long int64(int field) {
        return place(field).map(p -> need(bytes, p, 8).getLong(0)).orElse(0L);
    }

    float float32(int field, float otherwise) {
        return place(field).map(p -> need(bytes, p, 4).getFloat(0)).orElse(otherwise);
    }

    boolean has(int field) {
        return place(field).isPresent();
    }

    int[] int32s(int field) {
        var vector = vector(field, 4);
        var all = new int[(int) vector.count()];
        bytes.slice(vector.start(), 4 * all.length).asIntBuffer().get(all);
        return all;
    }

    long[] int64s(int field) {
        var vector = vector(field, 8);
        var all = new long[(int) vector.count()];
        bytes.slice(vector.start(), 8 * all.length).asLongBuffer().get(all);
        return all;
    }

    float[] float32s(int field) {
        var vector = vector(field, 4);
        var all = new float[(int) vector.count()];
        bytes.slice(vector.start(), 4 * all.length).asFloatBuffer().get(all);
        return all;
    }

    /** Elements of a vector in the file. */
    record Vector(long start, long count) {}

    /** A vector of elements of some bytes each, all of them present; without elements where the field is absent. */
    Vector vector(int field, int width) {
        var place = place(field);
        if (place.isEmpty()) {
            return new Vector(0, 0);
        }
        long start = place.get() + uint32(bytes, place.get());
        long count = uint32(bytes, start);
        if (count * width > bytes.length() - start - 4 || count * width > 1 << 30) {
            throw InputException.of("tflite.broken", "offset", start);
        }
        return new Vector(start + 4, count);
    }

    private Optional<Long> place(int field) {
        long vtable = at - need(bytes, at, 4).getInt(0);
        int size = uint16(bytes, vtable);
        int slot = 4 + 2 * field;
        if (slot + 2 > size) {
            return Optional.empty();
        }
        int within = uint16(bytes, vtable + slot);
        return within == 0 ? Optional.empty() : Optional.of(at + within);
    }

    private static int uint16(Bytes bytes, long at) {
        return Short.toUnsignedInt(need(bytes, at, 2).getShort(0));
    }

    private static long uint32(Bytes bytes, long at) {
        return Integer.toUnsignedLong(need(bytes, at, 4).getInt(0));
    }

    private static java.nio.ByteBuffer need(Bytes bytes, long at, int count) {
        if (at < 0 || at > bytes.length() - count) {
            throw InputException.of("tflite.broken", "offset", at);
        }
        return bytes.slice(at, count);
    }
}
