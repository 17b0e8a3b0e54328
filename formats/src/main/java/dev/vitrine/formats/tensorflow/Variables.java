package dev.vitrine.formats.tensorflow;

import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.ProtoReader;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The variables of a SavedModel or checkpoint: a table of names, and data files in which the values stay.
 *
 * <pre>{@code
 * index := block*, footer                   footer := handles of two blocks, padding, 8 bytes of magic
 * block := entry*, uint32 restart*, uint32 count of restarts, then a byte of compression and a checksum
 * entry := varint shared, varint own, varint length, own bytes of the key, value
 * }</pre>
 *
 * See tensorflow/core/util/tensor_bundle and LevelDB's table_format.md. The key "" has the number of data files; every other the
 * type, shape, file, offset and size of a value.
 */
final class Variables {
    private static final int FOOTER = 48;
    private static final long MAGIC = 0xdb4775248b80fb57L;

    private final Path folder;
    private final ByteBuffer index;
    private final Map<String, ProtoReader> entries = new LinkedHashMap<>();
    private final Map<Integer, MappedFile> shards = new HashMap<>();
    private int shardCount = 1;

    private Variables(Path folder, ByteBuffer index) {
        this.folder = folder;
        this.index = index;
    }

    /**
     * Reads the index.
     *
     * @param folder with {@code variables.index} and its data files
     */
    static Variables read(Path folder) throws IOException {
        var path = folder.resolve("variables.index");
        if (!Files.isRegularFile(path) || !path.toRealPath().startsWith(folder)) {
            throw InputException.of("tensorflow.no-variables");
        }
        var file = MappedFile.open(path.toRealPath());
        if (file.length() < FOOTER || file.length() > 1 << 30) {
            throw damaged(0);
        }
        var variables = new Variables(folder, file.bytes().slice(0, (int) file.length()));
        variables.table();
        return variables;
    }

    private void table() {
        int footer = index.limit() - FOOTER;
        if (index.getLong(footer + 40) != MAGIC) {
            throw damaged(footer);
        }
        var handles = new Cursor(index, footer, footer + 40);
        handles.varint();
        handles.varint();
        long at = handles.varint();
        long size = handles.varint();
        block(at, size, (key, value) -> {
            var handle = new Cursor(index, value.position(), value.limit());
            block(handle.varint(), handle.varint(), this::entry);
        });
    }

    private void entry(byte[] key, ByteBuffer value) {
        var message = ProtoReader.of(value.slice());
        if (key.length > 0) {
            entries.put(new String(key, StandardCharsets.UTF_8), message);
            return;
        }
        while (message.next()) {
            if (message.field() == 1) {
                shardCount = (int) Math.max(1, Math.min(99_999, message.varint()));
            } else {
                message.skip();
            }
        }
    }

    private interface Each {
        void take(byte[] key, ByteBuffer value);
    }

    private void block(long at, long size, Each each) {
        if (at < 0 || size < 4 || size > index.limit() || at > index.limit() - size - 5) {
            throw damaged(at);
        }
        int start = (int) at;
        int end = (int) (at + size);
        if (index.get(end) != 0) {
            throw InputException.of("tensorflow.compressed");
        }
        long restarts = Integer.toUnsignedLong(index.getInt(end - 4));
        if (restarts > (size - 4) / 4) {
            throw damaged(end - 4);
        }
        var in = new Cursor(index, start, (int) (end - 4 - 4 * restarts));
        var key = new byte[0];
        while (in.remains()) {
            long shared = in.varint();
            long own = in.varint();
            long length = in.varint();
            if (shared < 0
                    || own < 0
                    || length < 0
                    || shared > key.length
                    || own + length > in.left()
                    || own > in.left()) {
                throw damaged(in.at);
            }
            key = Arrays.copyOf(key, (int) (shared + own));
            index.get(in.at, key, (int) shared, (int) own);
            in.at += (int) own;
            var value = index.duplicate().order(index.order());
            value.limit(in.at + (int) length).position(in.at);
            each.take(key, value);
            in.at += (int) length;
        }
    }

    /** Reads numbers of a part of the index. */
    private static final class Cursor {
        private final ByteBuffer bytes;
        private final int end;
        private int at;

        Cursor(ByteBuffer bytes, int at, int end) {
            this.bytes = bytes;
            this.at = at;
            this.end = end;
        }

        boolean remains() {
            return at < end;
        }

        int left() {
            return end - at;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < 64 && at < end; shift += 7) {
                byte b = bytes.get(at++);
                value |= (long) (b & 0x7F) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            throw damaged(at);
        }
    }

    private static InputException damaged(long offset) {
        return InputException.of("tensorflow.table", "offset", offset);
    }

    /** The value of a variable; empty where there is none of that name, and for kinds that are no numbers. */
    Optional<Tensor> get(String name) throws IOException {
        var entry = entries.remove(name);
        if (entry == null) {
            return Optional.empty();
        }
        Optional<DataType> type = Optional.empty();
        var shape = Shape.of();
        long shard = 0;
        long offset = 0;
        long size = 0;
        boolean sliced = false;
        while (entry.next()) {
            switch (entry.field()) {
                case 1 -> type = GraphDef.Reader.type(entry.varint());
                case 2 -> shape = GraphDef.Reader.shape(entry.message()).orElse(shape);
                case 3 -> shard = entry.varint();
                case 4 -> offset = entry.varint();
                case 5 -> size = entry.varint();
                case 7 -> {
                    sliced = true;
                    entry.skip();
                }
                default -> entry.skip();
            }
        }
        if (type.isEmpty() || type.get() == DataType.STRING || sliced) {
            return Optional.empty();
        }
        var file = "variables.data-%05d-of-%05d".formatted(shard, shardCount);
        if (shard < 0 || shard >= shardCount) {
            throw InputException.of("tensorflow.variable-broken", "variable", name, "file", file);
        }
        var data = shard((int) shard, file);
        var sizes = shape.sizes();
        var elements = shape.elements();
        boolean fits = sizes.isPresent()
                && elements.isPresent()
                && elements.get() <= Long.MAX_VALUE / 128
                && type.get().bytes(elements.get()) == size
                && offset >= 0
                && offset <= data.length()
                && size <= data.length() - offset;
        if (!fits) {
            throw InputException.of("tensorflow.variable-broken", "variable", name, "file", file);
        }
        return Optional.of(Tensor.over(type.get(), new Bytes.InFile(data, offset, size), sizes.get()));
    }

    private MappedFile shard(int number, String name) throws IOException {
        var known = shards.get(number);
        if (known != null) {
            return known;
        }
        var path = folder.resolve(name);
        if (!Files.isRegularFile(path) || !path.toRealPath().startsWith(folder)) {
            throw InputException.of("tensorflow.no-variables");
        }
        var file = MappedFile.open(path.toRealPath());
        shards.put(number, file);
        return file;
    }
}
