package dev.vitrine.formats.hdf5;

import dev.vitrine.model.Bytes;
import dev.vitrine.words.InputException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A place in a file that moves while it reads. Reading past the end is an error that names the byte. */
final class Cursor {
    private final Bytes bytes;
    private final Widths widths;
    private long at;

    /**
     * How many bytes an address and a length have in this file, and where address 0 lies.
     *
     * @param address 2, 4 or 8
     * @param length 2, 4 or 8
     */
    record Widths(int address, int length, long base) {}

    Cursor(Bytes bytes, Widths widths, long at) {
        this.bytes = bytes;
        this.widths = widths;
        this.at = at;
    }

    long position() {
        return at;
    }

    /** Moves to a position in the file. */
    Cursor to(long position) {
        at = position;
        return this;
    }

    void skip(long count) {
        at += count;
    }

    /** Another cursor at the same place. */
    Cursor copy() {
        return new Cursor(bytes, widths, at);
    }

    /** Another cursor at an address, which counts from the superblock's base. */
    Cursor atAddress(long address) {
        return new Cursor(bytes, widths, widths.base + address);
    }

    Widths widths() {
        return widths;
    }

    int u8() {
        return Byte.toUnsignedInt(next(1).get(0));
    }

    int u16() {
        return Short.toUnsignedInt(next(2).getShort(0));
    }

    long u32() {
        return Integer.toUnsignedLong(next(4).getInt(0));
    }

    long i64() {
        return next(8).getLong(0);
    }

    /** An address; -1 where it is undefined. */
    long address() {
        return sized(widths.address);
    }

    long length() {
        return sized(widths.length);
    }

    /** An unsigned number of 1, 2, 4 or 8 bytes; all ones of an address width are -1. */
    long sized(int width) {
        return switch (width) {
            case 1 -> u8();
            case 2 -> u16();
            case 4 -> {
                long value = u32();
                yield value == 0xFFFFFFFFL ? -1 : value;
            }
            case 8 -> i64();
            default -> throw broken();
        };
    }

    /** Whether the four letters of a structure stand here; then the cursor is behind them. */
    boolean signature(String letters) {
        var four = next(4);
        for (int i = 0; i < 4; i++) {
            if (four.get(i) != letters.charAt(i)) {
                at -= 4;
                return false;
            }
        }
        return true;
    }

    void require(String letters) {
        if (!signature(letters)) {
            throw broken();
        }
    }

    /** Text up to a zero byte, in UTF-8. */
    String string() {
        long end = at;
        while (new Cursor(bytes, widths, end).u8() != 0) {
            if (++end - at > 1 << 16) {
                throw broken();
            }
        }
        var text = text((int) (end - at));
        at++;
        return text;
    }

    /** Text of so many bytes, in UTF-8, up to the first zero byte. */
    String text(int count) {
        var text = StandardCharsets.UTF_8.decode(next(count)).toString();
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /** A view of the next bytes, little-endian. */
    ByteBuffer next(int count) {
        require(at, count);
        var view = bytes.slice(at, count);
        at += count;
        return view;
    }

    /** Fails unless so many bytes lie there. */
    void require(long position, long count) {
        if (position < 0 || count < 0 || position > bytes.length() - count || count > 1 << 30) {
            throw InputException.of(
                    "formats.hdf5-short", "position", position, "needed", count, "length", bytes.length());
        }
    }

    /** The next bytes, however many, where they lie. */
    Bytes bytes(long count) {
        if (at < 0 || at > bytes.length() - count) {
            throw InputException.of("formats.hdf5-short", "position", at, "needed", count, "length", bytes.length());
        }
        return bytes instanceof Bytes.InFile file
                ? new Bytes.InFile(file.file(), file.offset() + at, count)
                : Bytes.of(bytes.slice(at, Math.toIntExact(count)));
    }

    long fileLength() {
        return bytes.length();
    }

    InputException broken() {
        return InputException.of("formats.hdf5-broken", "position", at);
    }
}
