package dev.vitrine.formats;

import dev.vitrine.model.Bytes;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A ZIP archive (PKWARE APPNOTE, ZIP64 included), of which the members are read where they lie: a stored member is a part of the
 * mapped file. Names are names only; nothing is ever unpacked to a path.
 */
public final class Archive {
    private static final int END = 22;
    private static final int DIRECTORY_ENTRY = 46;
    private static final int LOCAL_HEADER = 30;
    private static final int MOST_ENTRIES = 200_000;
    private static final long MOST_INFLATED = 1L << 30;

    private final MappedFile file;
    private final long start;
    private final Map<String, Entry> entries;

    /**
     * One member.
     *
     * @param stored whether its bytes lie in the file as they are
     * @param offset of its bytes in the archive
     * @param length of its bytes in the file
     * @param size of its content
     */
    public record Entry(String name, boolean stored, long offset, long length, long size) {}

    private Archive(MappedFile file, long start, Map<String, Entry> entries) {
        this.file = file;
        this.start = start;
        this.entries = entries;
    }

    /** Whether bytes begin as those of an archive do. */
    public static boolean looksLikeOne(Candidate candidate) {
        return candidate.startsWith("PK\u0003\u0004");
    }

    /**
     * Reads the directory of an archive.
     *
     * @throws InputException if it is cut or contradicts itself
     */
    public static Archive of(MappedFile file) {
        return of(file, 0, file.length());
    }

    /**
     * The archive that a member is.
     *
     * @throws InputException if it is compressed, cut or contradicts itself
     */
    public Archive inner(Entry entry) {
        if (!entry.stored) {
            throw broken(file, new IllegalArgumentException(entry.name));
        }
        return of(file, start + entry.offset, entry.length);
    }

    private static Archive of(MappedFile file, long start, long length) {
        try {
            var all = new Bytes.InFile(file, start, length);
            return new Archive(file, start, Collections.unmodifiableMap(directory(file, all)));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw broken(file, e);
        }
    }

    /** The members in the order of the directory; of several with one name the last. */
    public Collection<Entry> entries() {
        return entries.values();
    }

    public Optional<Entry> entry(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /**
     * The content of a member: a part of the mapped file where it is stored, else inflated into memory.
     *
     * @throws InputException if it is compressed in a way that is not read, larger than 1 GiB inflated, or broken
     */
    public Bytes bytes(Entry entry) {
        if (entry.stored) {
            return new Bytes.InFile(file, start + entry.offset, entry.length);
        }
        if (entry.size > MOST_INFLATED || entry.size / 1100 > entry.length) {
            throw InputException.of(
                    "formats.zip-bomb", "name", entry.name, "bytes", entry.size, "stored", entry.length);
        }
        var inflater = new Inflater(true);
        try {
            var out = Tensor.direct(entry.size);
            inflater.setInput(file.bytes().slice(start + entry.offset, Math.toIntExact(entry.length)));
            while (out.hasRemaining()) {
                if (inflater.inflate(out) == 0 && (inflater.finished() || inflater.needsInput())) {
                    throw broken(file, new DataFormatException(entry.name));
                }
            }
            return Bytes.of(out.flip());
        } catch (DataFormatException e) {
            throw broken(file, e);
        } finally {
            inflater.end();
        }
    }

    /**
     * The content of a member as text in UTF-8.
     *
     * @throws InputException if it is longer than {@code most} bytes
     */
    public String text(Entry entry, int most) {
        if (entry.size > most) {
            throw InputException.of(
                    "formats.zip-bomb", "name", entry.name, "bytes", entry.size, "stored", entry.length);
        }
        return StandardCharsets.UTF_8
                .decode(bytes(entry).slice(0, (int) entry.size))
                .toString();
    }

    private static Map<String, Entry> directory(MappedFile file, Bytes all) {
        int tail = (int) Math.min(all.length(), END + 65_535);
        var last = all.slice(all.length() - tail, tail);
        int end = tail - END;
        while (end >= 0 && last.getInt(end) != 0x06054b50) {
            end--;
        }
        if (end < 0) {
            throw broken(file, new IllegalArgumentException("no end record"));
        }
        long count = Short.toUnsignedLong(last.getShort(end + 10));
        long size = Integer.toUnsignedLong(last.getInt(end + 12));
        long start = Integer.toUnsignedLong(last.getInt(end + 16));
        if (end >= 20 && last.getInt(end - 20) == 0x07064b50) {
            var wide = all.slice(checked(all, last.getLong(end - 12), 56), 56);
            count = wide.getLong(32);
            size = wide.getLong(40);
            start = wide.getLong(48);
        }
        if (count < 0 || count > MOST_ENTRIES || size < 0 || size > 1 << 30 || count * DIRECTORY_ENTRY > size) {
            throw broken(file, new IllegalArgumentException("directory"));
        }
        var directory = all.slice(checked(all, start, size), (int) size);
        var entries = new LinkedHashMap<String, Entry>();
        int at = 0;
        for (long i = 0; i < count; i++) {
            if (directory.getInt(at) != 0x02014b50) {
                throw broken(file, new IllegalArgumentException("directory"));
            }
            int name = Short.toUnsignedInt(directory.getShort(at + 28));
            int extra = Short.toUnsignedInt(directory.getShort(at + 30));
            int comment = Short.toUnsignedInt(directory.getShort(at + 32));
            var entry = entry(all, directory, at, name, extra);
            entries.remove(entry.name);
            entries.put(entry.name, entry);
            at += DIRECTORY_ENTRY + name + extra + comment;
        }
        return entries;
    }

    private static Entry entry(Bytes all, ByteBuffer directory, int at, int name, int extra) {
        var text = StandardCharsets.UTF_8
                .decode(directory.slice(at + DIRECTORY_ENTRY, name))
                .toString();
        int method = Short.toUnsignedInt(directory.getShort(at + 10));
        long length = Integer.toUnsignedLong(directory.getInt(at + 20));
        long size = Integer.toUnsignedLong(directory.getInt(at + 24));
        long header = Integer.toUnsignedLong(directory.getInt(at + 42));
        for (int field = at + DIRECTORY_ENTRY + name; field + 4 <= at + DIRECTORY_ENTRY + name + extra; ) {
            int bytes = Short.toUnsignedInt(directory.getShort(field + 2));
            if (directory.getShort(field) == 1) {
                // ZIP64: only the values that did not fit, in this order.
                int value = field + 4;
                if (size == 0xFFFFFFFFL) {
                    size = directory.getLong(value);
                    value += 8;
                }
                if (length == 0xFFFFFFFFL) {
                    length = directory.getLong(value);
                    value += 8;
                }
                if (header == 0xFFFFFFFFL) {
                    header = directory.getLong(value);
                }
            }
            field += 4 + bytes;
        }
        if (method != 0 && method != 8) {
            throw InputException.of("formats.zip-method", "name", text, "method", method);
        }
        var local = all.slice(checked(all, header, LOCAL_HEADER), LOCAL_HEADER);
        long offset = header
                + LOCAL_HEADER
                + Short.toUnsignedLong(local.getShort(26))
                + Short.toUnsignedLong(local.getShort(28));
        checked(all, offset, length);
        if (size < 0 || method == 0 && size != length) {
            throw new IllegalArgumentException(text);
        }
        return new Entry(text, method == 0, offset, length, size);
    }

    private static long checked(Bytes all, long offset, long length) {
        if (offset < 0 || length < 0 || offset > all.length() - length) {
            throw new IndexOutOfBoundsException("bytes " + offset + " and " + length + " more");
        }
        return offset;
    }

    private static InputException broken(MappedFile file, Exception why) {
        return new InputException(
                Text.of("formats.zip-broken", "file", file.path().toString()), why);
    }
}
