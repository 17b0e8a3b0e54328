package dev.vitrine.data;

import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Cause;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * NumPy's array files, versions 1 to 3: all real number types and booleans, both byte orders, C and Fortran order. Object
 * arrays hold Python code to run and are refused.
 *
 * <p>Source: {@code numpy/lib/_format_impl.py}.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-zA-Z?])(\\d*)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d\\sL,]*)\\)");
    private static final int MOST_HEADER = 1 << 16;
    private static final int MOST_RANK = 64;

    private Npy() {}

    /** @throws InputException if the file is no array of numbers or shorter than its header says */
    public static Tensor read(Path file) {
        return read(FileContent.read(file), file.toString());
    }

    /** Like {@link #read(Path)}, from memory; {@code name} stands in messages. */
    public static Tensor read(byte[] content, String name) {
        FileContent.refuseStandIns(content, name);
        if (ContentKind.of(content) != ContentKind.NPY || content.length < 10) {
            throw InputException.of("data.npy-not", "file", name);
        }
        var buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        boolean small = content[6] == 1;
        if (content[6] < 1 || content[6] > 3 || !small && content.length < 12) {
            throw InputException.of("data.npy-version", "file", name, "version", content[6]);
        }
        long headerLength = small ? Short.toUnsignedInt(buffer.getShort(8)) : Integer.toUnsignedLong(buffer.getInt(8));
        int start = small ? 10 : 12;
        if (headerLength > MOST_HEADER || start + headerLength > content.length) {
            throw InputException.of("data.npy-header", "file", name);
        }
        var header = new String(content, start, (int) headerLength, StandardCharsets.ISO_8859_1);
        return elements(content, start + (int) headerLength, header, name);
    }

    private static Tensor elements(byte[] content, int start, String header, String name) {
        if (header.contains("'|O'") || header.contains("'O'")) {
            throw InputException.of("data.npy-objects", "file", name);
        }
        var descr = find(DESCR, header, name);
        var code = descr.group(2) + descr.group(3);
        var type = typeOf(code).orElseThrow(() -> InputException.of("data.npy-type", "file", name, "type", code));
        long[] sizes = sizes(find(SHAPE, header, name).group(1), name);
        long bytes = bytes(type, sizes, name);
        if (bytes > content.length - start) {
            throw InputException.of("data.npy-short", "file", name, "needed", bytes, "found", content.length - start);
        }
        int width = type.bits() / 8;
        var elements = Tensor.direct(bytes);
        elements.put(content, start, (int) bytes).flip();
        if (descr.group(1).equals(">")) {
            elements = swapped(elements, width);
        }
        if (find(FORTRAN, header, name).group(1).equals("True") && sizes.length > 1) {
            elements = rowMajor(elements, sizes, width);
        }
        return Tensor.over(type, Bytes.of(elements), sizes);
    }

    private static long bytes(DataType type, long[] sizes, String name) {
        try {
            return type.bytes(Tensor.count(sizes));
        } catch (ArithmeticException e) {
            throw InputException.of("data.npy-header", "file", name);
        }
    }

    private static Matcher find(Pattern pattern, String header, String name) {
        var matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw InputException.of("data.npy-header", "file", name);
        }
        return matcher;
    }

    private static long[] sizes(String tuple, String name) {
        try {
            long[] sizes = Arrays.stream(tuple.split(","))
                    .map(s -> s.replace("L", "").strip())
                    .filter(s -> !s.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
            if (sizes.length <= MOST_RANK) {
                return sizes;
            }
        } catch (NumberFormatException e) {
            // Answered below, together with absurd ranks.
        }
        throw InputException.of("data.npy-header", "file", name);
    }

    private static Optional<DataType> typeOf(String code) {
        return switch (code) {
            case "f2" -> Optional.of(DataType.FLOAT16);
            case "f4", "f" -> Optional.of(DataType.FLOAT);
            case "f8", "d" -> Optional.of(DataType.DOUBLE);
            case "i1", "b" -> Optional.of(DataType.INT8);
            case "i2", "h" -> Optional.of(DataType.INT16);
            case "i4", "i" -> Optional.of(DataType.INT32);
            case "i8", "q" -> Optional.of(DataType.INT64);
            case "u1", "B" -> Optional.of(DataType.UINT8);
            case "u2", "H" -> Optional.of(DataType.UINT16);
            case "u4", "I" -> Optional.of(DataType.UINT32);
            case "u8", "Q" -> Optional.of(DataType.UINT64);
            case "b1", "?" -> Optional.of(DataType.BOOL);
            case "c8" -> Optional.of(DataType.COMPLEX64);
            case "c16" -> Optional.of(DataType.COMPLEX128);
            default -> Optional.empty();
        };
    }

    private static ByteBuffer swapped(ByteBuffer from, int width) {
        int part = width == 16 ? 8 : width;
        var to = Tensor.direct(from.limit());
        for (int at = 0; at < from.limit(); at++) {
            to.put(at / part * part + part - 1 - at % part, from.get(at));
        }
        return to;
    }

    private static ByteBuffer rowMajor(ByteBuffer from, long[] sizes, int width) {
        var to = Tensor.direct(from.limit());
        var index = new long[sizes.length];
        long count = from.limit() / width;
        for (long i = 0; i < count; i++) {
            long source = 0;
            for (int axis = sizes.length - 1; axis >= 0; axis--) {
                source = source * sizes[axis] + index[axis];
            }
            for (int b = 0; b < width; b++) {
                to.put((int) (i * width) + b, from.get((int) (source * width) + b));
            }
            for (int axis = sizes.length - 1; axis >= 0 && ++index[axis] == sizes[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return to;
    }

    /** The file's bytes: version 1.0, little-endian, C order. */
    public static byte[] bytes(Tensor tensor) {
        var header = header(tensor);
        var raw = tensor.bytes();
        var all = new byte[Math.toIntExact(header.length + raw.length())];
        System.arraycopy(header, 0, all, 0, header.length);
        raw.slice(0, (int) raw.length()).get(all, header.length, (int) raw.length());
        return all;
    }

    /** @throws InputException if the file cannot be written, or numpy has no such type */
    public static void write(Path file, Tensor tensor) {
        var header = header(tensor);
        try (var channel = Files.newByteChannel(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(header));
            var raw = tensor.bytes();
            for (long at = 0; at < raw.length(); ) {
                int part = (int) Math.min(1 << 24, raw.length() - at);
                var slice = raw.slice(at, part);
                while (slice.hasRemaining()) {
                    channel.write(slice);
                }
                at += part;
            }
        } catch (IOException e) {
            throw InputException.of("data.file-unwritable", "file", file, "cause", Cause.of(e));
        }
    }

    private static byte[] header(Tensor tensor) {
        var shape = Arrays.stream(tensor.sizes()).mapToObj(Long::toString).collect(Collectors.joining(", "));
        var words = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
                .formatted(descr(tensor.type()), tensor.rank() == 1 ? shape + "," : shape);
        int padded = (10 + words.length() + 1 + 63) / 64 * 64;
        var header = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (padded - 10));
        header.put(words.getBytes(StandardCharsets.ISO_8859_1));
        while (header.position() < padded - 1) {
            header.put((byte) ' ');
        }
        return header.put((byte) '\n').array();
    }

    private static String descr(DataType type) {
        return switch (type) {
            case FLOAT -> "<f4";
            case DOUBLE -> "<f8";
            case FLOAT16 -> "<f2";
            case INT8 -> "|i1";
            case INT16 -> "<i2";
            case INT32 -> "<i4";
            case INT64 -> "<i8";
            case UINT8 -> "|u1";
            case UINT16 -> "<u2";
            case UINT32 -> "<u4";
            case UINT64 -> "<u8";
            case BOOL -> "|b1";
            case COMPLEX64 -> "<c8";
            case COMPLEX128 -> "<c16";
            default -> throw InputException.of("data.npy-type-not-writable", "type", type.label());
        };
    }
}
