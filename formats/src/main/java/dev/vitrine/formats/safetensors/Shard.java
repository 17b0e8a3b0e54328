package dev.vitrine.formats.safetensors;

import dev.vitrine.formats.Json;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One safetensors file: 8 bytes, the length of a JSON header; the header, name to {@code {dtype, shape, data_offsets}}; then the
 * values, little-endian and row-major, without holes or overlap. Every rule of the format is checked, as the reference reader
 * does (huggingface/safetensors, {@code safetensors/src/tensor.rs}).
 *
 * @param tensors in the order of the header
 * @param metadata the texts of {@code __metadata__}
 */
record Shard(Map<String, Tensor> tensors, Map<String, String> metadata) {
    private static final long LARGEST_HEADER = 100_000_000;

    private static final Map<String, DataType> TYPES = Map.ofEntries(
            Map.entry("BOOL", DataType.BOOL),
            Map.entry("U8", DataType.UINT8),
            Map.entry("I8", DataType.INT8),
            Map.entry("U16", DataType.UINT16),
            Map.entry("I16", DataType.INT16),
            Map.entry("U32", DataType.UINT32),
            Map.entry("I32", DataType.INT32),
            Map.entry("U64", DataType.UINT64),
            Map.entry("I64", DataType.INT64),
            Map.entry("F16", DataType.FLOAT16),
            Map.entry("BF16", DataType.BFLOAT16),
            Map.entry("F32", DataType.FLOAT),
            Map.entry("F64", DataType.DOUBLE),
            Map.entry("C64", DataType.COMPLEX64),
            Map.entry("F4", DataType.FLOAT4E2M1),
            Map.entry("F8_E4M3", DataType.FLOAT8E4M3FN),
            Map.entry("F8_E4M3FNUZ", DataType.FLOAT8E4M3FNUZ),
            Map.entry("F8_E5M2", DataType.FLOAT8E5M2),
            Map.entry("F8_E5M2FNUZ", DataType.FLOAT8E5M2FNUZ),
            Map.entry("F8_E8M0", DataType.FLOAT8E8M0));

    /** Floats of six bits have no type of ours: their bytes are shown. */
    private static final List<String> SIX_BITS = List.of("F6_E2M3", "F6_E3M2");

    private record Entry(String name, String type, long[] sizes, long begin, long end) {}

    static Shard read(MappedFile file) {
        var in = file.bytes();
        if (in.length() < 8) {
            throw InputException.of("safetensors.short", "bytes", in.length());
        }
        long header = in.slice(0, 8).getLong(0);
        if (header < 0 || header > LARGEST_HEADER) {
            throw InputException.of(
                    "safetensors.header-large", "bytes", Long.toUnsignedString(header), "most", LARGEST_HEADER);
        }
        if (header > in.length() - 8) {
            throw InputException.of("safetensors.header-cut", "bytes", header, "left", in.length() - 8);
        }
        var start = 8 + header;
        var metadata = new LinkedHashMap<String, String>();
        var entries = new ArrayList<Entry>();
        Json.parse(text(in.slice(8, (int) header))).object().forEach((name, value) -> {
            if (name.equals("__metadata__")) {
                value.object().forEach((key, words) -> metadata.put(key, words.text("")));
            } else {
                entries.add(entry(name, value));
            }
        });
        check(entries, in.length() - start);
        var tensors = new LinkedHashMap<String, Tensor>();
        for (var entry : entries) {
            var bytes = new Bytes.InFile(file, start + entry.begin, entry.end - entry.begin);
            tensors.put(entry.name, tensor(entry, bytes));
        }
        return new Shard(tensors, metadata);
    }

    private static String text(ByteBuffer header) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(header).toString();
        } catch (CharacterCodingException e) {
            throw new InputException(Text.of("safetensors.not-utf8"), e);
        }
    }

    private static Entry entry(String name, Json value) {
        var shape = value.get("shape");
        var offsets = value.get("data_offsets").list().stream()
                .flatMap(n -> n.whole().stream())
                .toList();
        var sizes = shape.list().stream()
                .map(Json::whole)
                .flatMap(Optional::stream)
                .mapToLong(n -> n)
                .toArray();
        boolean natural = java.util.Arrays.stream(sizes).allMatch(n -> n >= 0);
        if (!shape.isList() || sizes.length != shape.list().size() || !natural || offsets.size() != 2) {
            throw InputException.of("safetensors.entry", "name", name);
        }
        return new Entry(name, value.get("dtype").text(""), sizes, offsets.get(0), offsets.get(1));
    }

    /** The ranges, in order, must cover all bytes after the header exactly. */
    private static void check(List<Entry> entries, long length) {
        long at = 0;
        var ordered = entries.stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList();
        for (var entry : ordered) {
            if (entry.end > length) {
                throw InputException.of("safetensors.beyond", "name", entry.name, "end", entry.end, "length", length);
            }
            if (entry.begin != at || entry.end < entry.begin) {
                throw InputException.of("safetensors.hole", "name", entry.name, "begin", entry.begin, "expected", at);
            }
            at = entry.end;
        }
        if (at != length) {
            throw InputException.of("safetensors.rest", "used", at, "length", length);
        }
    }

    private static Tensor tensor(Entry entry, Bytes bytes) {
        if (SIX_BITS.contains(entry.type)) {
            checkSize(entry, 6);
            return Tensor.over(DataType.UINT8, bytes, bytes.length());
        }
        var type = Optional.ofNullable(TYPES.get(entry.type))
                .orElseThrow(() -> InputException.of("safetensors.type", "name", entry.name, "type", entry.type));
        checkSize(entry, type.bits());
        return Tensor.over(type, bytes, entry.sizes);
    }

    private static void checkSize(Entry entry, int bits) {
        var shape = dev.vitrine.model.Shape.of(entry.sizes).toString();
        try {
            long needed = Math.multiplyExact(Tensor.count(entry.sizes), (long) bits);
            if (needed % 8 == 0 && needed / 8 == entry.end - entry.begin) {
                return;
            }
        } catch (ArithmeticException e) {
            // Said below.
        }
        throw InputException.of(
                "safetensors.size",
                "name",
                entry.name,
                "shape",
                shape,
                "type",
                entry.type,
                "bytes",
                entry.end - entry.begin);
    }
}
