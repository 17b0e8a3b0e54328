package dev.vitrine.formats.hdf5;

import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.Arrays;

/** A dataset: numbers, or why they cannot be had. */
public final class Dataset {
    private final String path;
    private final ObjectHeader header;
    private final Cursor file;

    Dataset(String path, ObjectHeader header, Cursor file) {
        this.path = path;
        this.header = header;
        this.file = file;
    }

    public String path() {
        return path;
    }

    public long[] sizes() {
        return Dataspace.read(first(ObjectHeader.DATASPACE).data());
    }

    /**
     * The values: where the file holds them whole, they stay there; chunks are put together now.
     *
     * @throws InputException if they are of a kind that is not read, or do not lie in the file
     */
    public Tensor tensor() {
        if (header.all(ObjectHeader.EXTERNAL_FILES).findAny().isPresent()) {
            throw InputException.of("formats.hdf5-link", "name", path);
        }
        var sizes = sizes();
        var datatype = Datatype.read(first(ObjectHeader.DATATYPE).data());
        var type = datatype.element()
                .orElseThrow(() ->
                        InputException.of("formats.hdf5-unsupported", "what", "type " + datatype.kind(), "path", path));
        return Tensor.over(type, bytes(type, sizes), sizes);
    }

    private Bytes bytes(DataType type, long[] sizes) {
        long needed = type.bytes(Tensor.count(sizes));
        var at = first(ObjectHeader.LAYOUT).data();
        int version = at.u8();
        if (version == 1 || version == 2) {
            at.u8();
            int kind = at.u8();
            at.skip(5);
            if (kind == 1) {
                return contiguous(at.address(), needed);
            }
            throw unsupported("layout " + version);
        }
        if (version != 3 && version != 4) {
            throw unsupported("layout " + version);
        }
        return switch (at.u8()) {
            case 0 -> {
                int size = at.u16();
                if (size < needed) {
                    throw at.broken();
                }
                yield Bytes.of(at.next((int) needed));
            }
            case 1 -> contiguous(at.address(), needed);
            case 2 -> {
                if (version == 4) {
                    throw unsupported("newer chunk index");
                }
                int rank = at.u8() - 1;
                long tree = at.address();
                var chunk = new long[rank];
                for (int i = 0; i < rank; i++) {
                    chunk[i] = at.u32();
                }
                if (rank != sizes.length || Arrays.stream(chunk).anyMatch(c -> c <= 0)) {
                    throw at.broken();
                }
                yield new Chunks(file, path, header, sizes, chunk, type.bits() / 8).read(tree);
            }
            default -> throw unsupported("virtual data");
        };
    }

    /** Values that were never written are zero. */
    private Bytes contiguous(long address, long needed) {
        if (address == -1) {
            return Chunks.zeros(path, needed, 0);
        }
        return file.atAddress(address).bytes(needed);
    }

    private ObjectHeader.Message first(int type) {
        return header.all(type)
                .findFirst()
                .orElseThrow(() -> InputException.of("formats.hdf5-broken-object", "path", path));
    }

    private InputException unsupported(String what) {
        return InputException.of("formats.hdf5-unsupported", "what", what, "path", path);
    }
}
