package dev.vitrine.formats.hdf5;

import dev.vitrine.model.Bytes;
import dev.vitrine.words.InputException;

/** An HDF5 file, or one that lies inside another file. */
public final class Hdf5 {
    /** The first eight bytes. */
    public static final String SIGNATURE = "\u0089HDF\r\n\u001a\n";

    private Hdf5() {}

    /**
     * The root group.
     *
     * @throws InputException if the bytes are no HDF5 file, or a broken one
     */
    public static Group open(Bytes bytes) {
        long start = start(bytes);
        var at = new Cursor(bytes, new Cursor.Widths(8, 8, 0), start + 8);
        int version = at.u8();
        if (version > 3) {
            throw InputException.of("formats.hdf5-unsupported", "what", "superblock " + version, "path", "/");
        }
        if (version >= 2) {
            var widths = widths(at, at.u8(), at.u8(), start);
            at.u8();
            var wide = new Cursor(bytes, widths, at.position());
            wide.address();
            wide.address();
            wide.address();
            return Group.at("", wide.atAddress(wide.address()));
        }
        at.skip(4);
        var widths = widths(at, at.u8(), at.u8(), start);
        at.skip(version == 1 ? 13 : 9);
        var wide = new Cursor(bytes, widths, at.position());
        wide.address();
        wide.address();
        wide.address();
        wide.address();
        wide.address();
        return Group.at("", wide.atAddress(wide.address()));
    }

    private static Cursor.Widths widths(Cursor at, int address, int length, long start) {
        if ((address != 4 && address != 8) || (length != 4 && length != 8)) {
            throw at.broken();
        }
        return new Cursor.Widths(address, length, start);
    }

    /** The signature stands at the start, or behind a block of the user's of 512 bytes, 1024, 2048, ... */
    private static long start(Bytes bytes) {
        for (long at = 0; at + 8 <= bytes.length(); at = at == 0 ? 512 : 2 * at) {
            var eight = bytes.slice(at, 8);
            boolean same = true;
            for (int i = 0; i < 8; i++) {
                same &= eight.get(i) == (byte) SIGNATURE.charAt(i);
            }
            if (same) {
                return at;
            }
        }
        throw InputException.of("formats.hdf5-broken", "position", 0);
    }
}
