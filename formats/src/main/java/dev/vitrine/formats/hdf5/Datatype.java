package dev.vitrine.formats.hdf5;

import dev.vitrine.model.DataType;
import java.util.Optional;

/**
 * What the elements of a dataset or attribute are (specification, section IV.A.2.d).
 *
 * @param kind its class
 * @param size bytes per element
 * @param element the same among our types, where it is a little-endian number
 */
record Datatype(Kind kind, int size, Optional<DataType> element) {

    enum Kind {
        NUMBER,
        TEXT,
        VARIABLE_TEXT,
        OPAQUE,
        OTHER
    }

    static Datatype read(Cursor at) {
        int head = at.u8();
        long bits = at.u8() | at.u8() << 8 | at.u8() << 16;
        long size = at.u32();
        if (size <= 0 || size > 1 << 20) {
            throw at.broken();
        }
        int bytes = (int) size;
        return switch (head & 15) {
            case 0 ->
                new Datatype(
                        Kind.NUMBER,
                        bytes,
                        (bits & 1) != 0 && bytes > 1 ? Optional.empty() : whole(bytes, (bits & 8) != 0));
            case 1 -> new Datatype(Kind.NUMBER, bytes, (bits & 1) != 0 ? Optional.empty() : real(bytes));
            case 3 -> new Datatype(Kind.TEXT, bytes, Optional.empty());
            case 5 -> new Datatype(Kind.OPAQUE, bytes, bytes == 2 ? Optional.of(DataType.BFLOAT16) : Optional.empty());
            // h5py writes booleans as an enumeration over bytes.
            case 8 -> new Datatype(Kind.NUMBER, bytes, bytes == 1 ? Optional.of(DataType.BOOL) : Optional.empty());
            case 9 -> new Datatype((bits & 15) == 1 ? Kind.VARIABLE_TEXT : Kind.OTHER, bytes, Optional.empty());
            default -> new Datatype(Kind.OTHER, bytes, Optional.empty());
        };
    }

    private static Optional<DataType> whole(int bytes, boolean signed) {
        return switch (bytes) {
            case 1 -> Optional.of(signed ? DataType.INT8 : DataType.UINT8);
            case 2 -> Optional.of(signed ? DataType.INT16 : DataType.UINT16);
            case 4 -> Optional.of(signed ? DataType.INT32 : DataType.UINT32);
            case 8 -> Optional.of(signed ? DataType.INT64 : DataType.UINT64);
            default -> Optional.empty();
        };
    }

    private static Optional<DataType> real(int bytes) {
        return switch (bytes) {
            case 2 -> Optional.of(DataType.FLOAT16);
            case 4 -> Optional.of(DataType.FLOAT);
            case 8 -> Optional.of(DataType.DOUBLE);
            default -> Optional.empty();
        };
    }
}
