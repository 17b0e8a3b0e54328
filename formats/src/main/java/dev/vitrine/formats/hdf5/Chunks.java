package dev.vitrine.formats.hdf5;

import dev.vitrine.model.Bytes;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Puts the chunks of a dataset together (specification, sections III.A.1 and IV.A.2.l). */
final class Chunks {
    private static final long MOST = 1L << 30;
    private static final int MAX_DEPTH = 32;

    private final Cursor file;
    private final String path;
    private final long[] sizes;
    private final long[] chunk;
    private final int width;
    private final List<Integer> filters = new ArrayList<>();
    private final ByteBuffer whole;

    Chunks(Cursor file, String path, ObjectHeader header, long[] sizes, long[] chunk, int width) {
        this.file = file;
        this.path = path;
        this.sizes = sizes;
        this.chunk = chunk;
        this.width = width;
        header.all(ObjectHeader.FILTERS).findFirst().ifPresent(m -> filters(m.data()));
        long bytes = width * Tensor.count(sizes);
        bounded(path, bytes, file.fileLength());
        bounded(path, chunkBytes(), file.fileLength());
        whole = Tensor.direct(bytes);
    }

    /** Memory for values that take less room in the file; refused where the file cannot hold so many. */
    static Bytes zeros(String path, long bytes, long stored) {
        bounded(path, bytes, Math.max(stored, 1 << 16));
        return Bytes.of(Tensor.direct(bytes));
    }

    /** Deflate makes at most 1032 bytes of one. */
    private static void bounded(String path, long bytes, long stored) {
        if (bytes > MOST || bytes / 1100 > stored) {
            throw InputException.of("formats.hdf5-bomb", "path", path, "bytes", bytes);
        }
    }

    private long chunkBytes() {
        long bytes = width;
        for (long c : chunk) {
            bytes = Math.min(MOST + 1, bytes * c);
        }
        return bytes;
    }

    Bytes read(long tree) {
        if (tree != -1) {
            node(tree, new HashSet<>(), 0);
        }
        return Bytes.of(whole.rewind());
    }

    private void filters(Cursor at) {
        int version = at.u8();
        int count = at.u8();
        at.skip(version == 1 ? 6 : 0);
        for (int i = 0; i < count; i++) {
            int id = at.u16();
            int name = version == 1 || id >= 256 ? at.u16() : 0;
            at.u16();
            int values = at.u16();
            at.skip(version == 1 ? (name + 7) / 8 * 8 : name);
            at.skip(4L * values + (version == 1 && values % 2 == 1 ? 4 : 0));
            if (id < 1 || id > 3) {
                throw InputException.of("formats.hdf5-unsupported", "what", "filter " + id, "path", path);
            }
            filters.add(id);
        }
    }

    private void node(long address, Set<Long> seen, int depth) {
        var at = file.atAddress(address);
        at.require("TREE");
        if (at.u8() != 1 || !seen.add(address) || depth > MAX_DEPTH) {
            throw at.broken();
        }
        int level = at.u8();
        int count = at.u16();
        at.address();
        at.address();
        for (int i = 0; i < count; i++) {
            long bytes = at.u32();
            long mask = at.u32();
            var start = new long[chunk.length];
            for (int axis = 0; axis < start.length; axis++) {
                start[axis] = at.i64();
            }
            at.skip(8);
            long child = at.address();
            if (level > 0) {
                node(child, seen, depth + 1);
            } else {
                place(decoded(file.atAddress(child), bytes, mask), start);
            }
        }
    }

    private ByteBuffer decoded(Cursor at, long bytes, long mask) {
        at.require(at.position(), bytes);
        var data = at.next((int) bytes);
        for (int i = filters.size() - 1; i >= 0; i--) {
            if ((mask >> i & 1) == 0) {
                data = switch (filters.get(i)) {
                    case 1 -> inflated(data, at);
                    case 2 -> unshuffled(data);
                    default -> data.slice(0, Math.max(0, data.limit() - 4));
                };
            }
        }
        if (data.remaining() < chunkBytes()) {
            throw at.broken();
        }
        return data;
    }

    private ByteBuffer inflated(ByteBuffer data, Cursor at) {
        var inflater = new Inflater();
        try {
            // A checksum may stand behind the values.
            var out = ByteBuffer.allocate((int) chunkBytes() + 4);
            inflater.setInput(data);
            while (out.hasRemaining() && !inflater.finished()) {
                if (inflater.inflate(out) == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
            }
            return out.flip();
        } catch (DataFormatException e) {
            throw at.broken();
        } finally {
            inflater.end();
        }
    }

    /** The first bytes of all elements lie together, then the second bytes, and so on. */
    private ByteBuffer unshuffled(ByteBuffer data) {
        int count = data.remaining() / width;
        var out = ByteBuffer.allocate(data.remaining());
        for (int i = 0; i < count; i++) {
            for (int b = 0; b < width; b++) {
                out.put(i * width + b, data.get(b * count + i));
            }
        }
        for (int i = count * width; i < data.remaining(); i++) {
            out.put(i, data.get(i));
        }
        return out;
    }

    /** Copies the rows of a chunk that lie inside the dataset. */
    private void place(ByteBuffer data, long[] start) {
        int rank = sizes.length;
        if (rank == 0) {
            whole.put(0, data, 0, width);
            return;
        }
        for (int axis = 0; axis < rank; axis++) {
            if (start[axis] < 0 || start[axis] >= sizes[axis]) {
                return;
            }
        }
        long row = Math.min(chunk[rank - 1], sizes[rank - 1] - start[rank - 1]);
        var index = new long[rank];
        while (true) {
            long from = 0;
            long to = 0;
            for (int axis = 0; axis < rank; axis++) {
                from = from * chunk[axis] + index[axis];
                to = to * sizes[axis] + start[axis] + index[axis];
            }
            whole.put((int) to * width, data, (int) from * width, (int) row * width);
            int axis = rank - 2;
            while (axis >= 0 && (++index[axis] >= chunk[axis] || start[axis] + index[axis] >= sizes[axis])) {
                index[axis--] = 0;
            }
            if (axis < 0) {
                return;
            }
        }
    }
}
