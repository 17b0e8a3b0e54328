package dev.vitrine.model;

import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code TensorProto}. Elements stay where they lie whenever the file holds them as they are in memory: raw data,
 * packed floats and doubles, external data. External data is looked for in the model's folder only.
 */
public final class TensorReader {
    private final Optional<Path> folder;
    private final Optional<MappedFile> file;
    private final Map<Path, MappedFile> external = new HashMap<>();

    TensorReader(Optional<Path> folder, Optional<MappedFile> file) {
        this.folder = folder;
        this.file = file;
    }

    /** A tensor and the name it is stored under. */
    public record Named(String name, Tensor tensor) {}

    /** Reads a whole {@code TensorProto} message, such as a {@code .pb} test input, without external data. */
    public static Named read(ByteBuffer message) {
        return new TensorReader(Optional.empty(), Optional.empty()).read(ProtoReader.of(message));
    }

    Named read(ProtoReader in) {
        var dims = new ArrayList<Long>();
        int code = 0;
        String name = "";
        Optional<Bytes> data = Optional.empty();
        var singles = new Growing();
        var strings = new ArrayList<String>();
        var entries = new HashMap<String, String>();
        boolean isExternal = false;
        long start = in.offset();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> in.varints(dims::add);
                case 2 -> code = (int) in.varint();
                case 4, 10 -> {
                    if (in.packed()) {
                        data = Optional.of(view(in));
                    } else if (in.field() == 4) {
                        singles.floatValue(in.fixed32());
                    } else {
                        in.skip();
                    }
                }
                case 5 -> {
                    int type = code;
                    in.varints(v -> singles.integer(v, type));
                }
                case 6 -> strings.add(in.string());
                case 7, 11 -> {
                    int type = code;
                    in.varints(v -> singles.integer(v, type));
                }
                case 8 -> name = in.string();
                case 9 -> data = Optional.of(view(in));
                case 13 -> entry(in.message(), entries);
                case 14 -> isExternal = in.varint() == 1;
                default -> in.skip();
            }
        }
        int wanted = code;
        var type = DataType.of(code)
                .orElseThrow(() -> InputException.of("model.tensor-type", "offset", start, "code", wanted));
        long[] sizes = dims.stream().mapToLong(Long::longValue).toArray();
        return new Named(
                name,
                tensor(
                        name,
                        type,
                        sizes,
                        data,
                        singles,
                        strings,
                        isExternal ? Optional.of(entries) : Optional.empty()));
    }

    private Tensor tensor(
            String name,
            DataType type,
            long[] sizes,
            Optional<Bytes> data,
            Growing singles,
            List<String> strings,
            Optional<Map<String, String>> entries) {
        long needed;
        try {
            for (long size : sizes) {
                if (size < 0) {
                    throw InputException.of(
                            "model.tensor-negative",
                            "name",
                            name,
                            "shape",
                            Shape.of(sizes).toString());
                }
            }
            needed = type.bytes(Tensor.count(sizes));
        } catch (ArithmeticException e) {
            throw new InputException(
                    Text.of(
                            "model.tensor-huge",
                            "name",
                            name,
                            "shape",
                            Shape.of(sizes).toString()),
                    e);
        }
        if (type == DataType.STRING) {
            if (strings.size() != Tensor.count(sizes)) {
                throw sizeError(name, sizes, Tensor.count(sizes), strings.size());
            }
            return Tensor.ofStrings(strings, sizes);
        }
        Bytes bytes = entries.isPresent()
                ? external(name, entries.get(), needed)
                : data.filter(d -> d.length() > 0 || singles.length() == 0).orElseGet(() -> singles.bytes());
        if (bytes.length() != needed) {
            throw sizeError(name, sizes, needed, bytes.length());
        }
        return Tensor.over(type, bytes, sizes);
    }

    private static InputException sizeError(String name, long[] sizes, long needed, long got) {
        return InputException.of(
                "model.tensor-size", "name", name, "shape", Shape.of(sizes).toString(), "needed", needed, "got", got);
    }

    private Bytes view(ProtoReader in) {
        var bytes = in.bytes();
        long end = in.offset();
        return file.<Bytes>map(f -> new Bytes.InFile(f, end - bytes.remaining(), bytes.remaining()))
                .orElseGet(() -> Bytes.of(bytes));
    }

    private static void entry(ProtoReader in, Map<String, String> entries) {
        String key = "";
        String value = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.string();
                case 2 -> value = in.string();
                default -> in.skip();
            }
        }
        entries.put(key, value);
    }

    /** Bytes beside the model; where they cannot be had the model still opens, and reading them says why. */
    private Bytes external(String name, Map<String, String> entries, long needed) {
        var location = entries.getOrDefault("location", "");
        try {
            long offset = Long.parseLong(entries.getOrDefault("offset", "0"));
            long length = Long.parseLong(entries.getOrDefault("length", Long.toString(needed)));
            var root = folder.orElseThrow(() -> InputException.of("model.external-nowhere", "name", name));
            var path = root.resolve(location).normalize();
            if (location.isEmpty() || Path.of(location).isAbsolute() || !path.startsWith(root)) {
                return new Bytes.Missing(needed, Text.of("model.external-outside", "name", name, "location", location));
            }
            if (!Files.isRegularFile(path)) {
                return new Bytes.Missing(needed, Text.of("model.external-missing", "name", name, "location", location));
            }
            var real = path.toRealPath();
            if (!real.startsWith(root)) {
                return new Bytes.Missing(needed, Text.of("model.external-outside", "name", name, "location", location));
            }
            var mapped = external.get(real);
            if (mapped == null) {
                mapped = MappedFile.open(real);
                external.put(real, mapped);
            }
            if (offset < 0 || length != needed || offset > mapped.length() - length) {
                return new Bytes.Missing(
                        needed,
                        Text.of(
                                "model.external-short",
                                "name",
                                name,
                                "location",
                                location,
                                "offset",
                                offset,
                                "needed",
                                needed,
                                "length",
                                mapped.length()));
            }
            return new Bytes.InFile(mapped, offset, needed);
        } catch (NumberFormatException | InvalidPathException e) {
            throw new InputException(Text.of("model.external-entry", "name", name, "location", location), e);
        } catch (IOException e) {
            return new Bytes.Missing(needed, Text.of("model.external-missing", "name", name, "location", location));
        }
    }

    /** Elements that the file holds one by one as numbers, put together as little-endian bytes. */
    private static final class Growing {
        private ByteBuffer buffer = Tensor.direct(0);

        void floatValue(float value) {
            room(4).putFloat(value);
        }

        void integer(long value, int code) {
            int bits = DataType.of(code).map(DataType::bits).orElse(64);
            switch (bits) {
                case 64 -> room(8).putLong(value);
                case 32 -> room(4).putInt((int) value);
                case 16 -> room(2).putShort((short) value);
                default -> room(1).put((byte) value);
            }
        }

        int length() {
            return buffer.position();
        }

        Bytes bytes() {
            return Bytes.of(buffer.duplicate().flip());
        }

        private ByteBuffer room(int more) {
            if (buffer.remaining() < more) {
                buffer = Tensor.direct(Math.max(64, 2L * buffer.capacity())).put(buffer.flip());
            }
            return buffer;
        }
    }
}
