package dev.vitrine.formats.hdf5;

import dev.vitrine.words.InputException;

/** The sizes of a dataset or attribute (specification, section IV.A.2.b). */
final class Dataspace {
    private Dataspace() {}

    /** The sizes; none for a scalar, one of 0 for a value that is empty. */
    static long[] read(Cursor at) {
        int version = at.u8();
        int rank = at.u8();
        at.u8();
        int kind = 1;
        if (version == 1) {
            at.skip(5);
        } else if (version == 2) {
            kind = at.u8();
        } else {
            throw at.broken();
        }
        if (kind == 2) {
            return new long[] {0};
        }
        var sizes = new long[rank];
        long count = 1;
        for (int i = 0; i < rank; i++) {
            sizes[i] = at.length();
            if (sizes[i] < 0 || sizes[i] > 0 && count > (1L << 40) / sizes[i]) {
                throw InputException.of("formats.hdf5-huge", "position", at.position());
            }
            count *= Math.max(1, sizes[i]);
        }
        return sizes;
    }
}
