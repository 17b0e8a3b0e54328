package dev.vitrine.formats.tflite;

import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a TFLite file holds, as far as Vitrine uses it: its first sub-graph.
 *
 * @param description free text, by the converter
 * @param tensors with unique names
 * @param inputs indices of tensors
 * @param outputs indices of tensors
 * @param operators in the order in which they run
 * @param subgraphs how many graphs the file has; all but the first are branches, bodies or other signatures
 */
record TfliteFile(
        String description,
        List<Entry> tensors,
        List<Integer> inputs,
        List<Integer> outputs,
        List<Operator> operators,
        int subgraphs) {

    /**
     * A tensor.
     *
     * @param type the declared element type; empty for kinds that are no numbers
     * @param shape with -1 for a size that may change
     * @param quantisation how codes stand for numbers
     * @param data its elements, if it is a constant
     */
    record Entry(
            String name,
            Optional<DataType> type,
            Shape shape,
            Optional<Quantisation> quantisation,
            Optional<Tensor> data) {
        /** What it is in the graph: of a quantised tensor the numbers, not the codes. */
        TensorType valueType() {
            return new TensorType(quantisation.isPresent() ? Optional.of(DataType.FLOAT) : type, Optional.of(shape));
        }
    }

    /**
     * One operator application.
     *
     * @param code of a builtin operator
     * @param custom the name of a custom operator
     * @param inputs indices of tensors, -1 for one that is left out
     * @param options the settings, as a table whose fields depend on the code
     */
    record Operator(
            int code, String custom, List<Integer> inputs, List<Integer> outputs, Optional<FlatTable> options) {}

    private static final int CUSTOM = 32;
    private static final Map<Integer, DataType> TYPES = Map.ofEntries(
            Map.entry(0, DataType.FLOAT),
            Map.entry(1, DataType.FLOAT16),
            Map.entry(2, DataType.INT32),
            Map.entry(3, DataType.UINT8),
            Map.entry(4, DataType.INT64),
            Map.entry(5, DataType.STRING),
            Map.entry(6, DataType.BOOL),
            Map.entry(7, DataType.INT16),
            Map.entry(8, DataType.COMPLEX64),
            Map.entry(9, DataType.INT8),
            Map.entry(10, DataType.DOUBLE),
            Map.entry(11, DataType.COMPLEX128),
            Map.entry(12, DataType.UINT64),
            Map.entry(15, DataType.UINT32),
            Map.entry(16, DataType.UINT16),
            Map.entry(17, DataType.INT4),
            Map.entry(18, DataType.BFLOAT16),
            Map.entry(19, DataType.INT2),
            Map.entry(20, DataType.UINT4));

    static DataType type(int code) {
        return Optional.ofNullable(TYPES.get(code)).orElse(DataType.FLOAT);
    }

    static TfliteFile read(MappedFile file) {
        var root = FlatTable.root(file.bytes());
        var codes = root.tables(1);
        var graphs = root.tables(2);
        var buffers = root.tables(4);
        if (graphs.isEmpty()) {
            throw InputException.of("tflite.no-graph");
        }
        var graph = graphs.get(0);
        var tensors = new ArrayList<Entry>();
        var names = new HashSet<String>();
        for (var table : graph.tables(0)) {
            tensors.add(entry(table, file, buffers, tensors.size(), names));
        }
        var operators = new ArrayList<Operator>();
        for (var table : graph.tables(3)) {
            int index = table.int32(0, 0);
            if (index < 0 || index >= codes.size()) {
                throw InputException.of("tflite.broken", "offset", table.at());
            }
            var code = codes.get(index);
            int builtin = Math.max(Byte.toUnsignedInt((byte) code.int8(0, 0)), code.int32(3, 0));
            operators.add(new Operator(
                    builtin,
                    builtin == CUSTOM ? code.string(1) : "",
                    indices(table, 1, tensors.size(), true),
                    indices(table, 2, tensors.size(), false),
                    table.table(4)));
        }
        return new TfliteFile(
                root.string(3),
                List.copyOf(tensors),
                indices(graph, 1, tensors.size(), false),
                indices(graph, 2, tensors.size(), false),
                List.copyOf(operators),
                graphs.size());
    }

    private static List<Integer> indices(FlatTable table, int field, int tensors, boolean optional) {
        var all = Arrays.stream(table.int32s(field)).boxed().toList();
        if (all.stream().anyMatch(i -> i >= tensors || i < (optional ? -1 : 0))) {
            throw InputException.of("tflite.broken", "offset", table.at());
        }
        return all;
    }

    private static Entry entry(
            FlatTable table, MappedFile file, List<FlatTable> buffers, int index, HashSet<String> names) {
        var given = table.string(3).isEmpty() ? "tensor_" + index : table.string(3);
        // What was fused has the names of all its parts, which ends in the whole name of the first.
        var first = given.contains(";") ? given.substring(0, given.indexOf(';')) : given;
        var name = first.isEmpty() || names.contains(first) ? given : first;
        for (int i = 2; !names.add(name); i++) {
            name = given + "_" + i;
        }
        var type = Optional.ofNullable(TYPES.get(Byte.toUnsignedInt((byte) table.int8(1, 0))));
        var fixed = longs(table.int32s(0));
        var signature = longs(table.int32s(7));
        if (fixed.length > 64) {
            throw InputException.of("tflite.broken", "offset", table.at());
        }
        var shape = Shape.of(signature.length == fixed.length ? signature : fixed);
        var quantisation = table.table(4).flatMap(q -> Quantisation.read(q, type));
        int buffer = table.int32(2, 0);
        if (buffer < 0 || buffer > 0 && buffer >= buffers.size()) {
            throw InputException.of("tflite.broken", "offset", table.at());
        }
        var bytes = buffer == 0 ? Optional.<Bytes>empty() : data(buffers.get(buffer), file);
        boolean dense = table.table(6).isEmpty();
        var known = name;
        var data = bytes.filter(b -> dense && type.isPresent() && type.get().bits() > 0)
                .map(b -> tensor(known, type.get(), b, fixed));
        return new Entry(name, type, shape, quantisation, data);
    }

    private static Optional<Bytes> data(FlatTable buffer, MappedFile file) {
        long offset = buffer.int64(1);
        long length = buffer.int64(2);
        if (offset <= 1) {
            var inside = buffer.vector(0, 1);
            offset = inside.start();
            length = inside.count();
        }
        if (offset < 0 || length < 0 || offset > file.length() || length > file.length() - offset) {
            throw InputException.of("tflite.broken", "offset", buffer.at());
        }
        return length == 0 ? Optional.empty() : Optional.of(new Bytes.InFile(file, offset, length));
    }

    private static Tensor tensor(String name, DataType type, Bytes bytes, long[] sizes) {
        try {
            if (Arrays.stream(sizes).allMatch(n -> n >= 0) && type.bytes(Tensor.count(sizes)) == bytes.length()) {
                return Tensor.over(type, bytes, sizes);
            }
        } catch (ArithmeticException e) {
            // Sizes whose product no number holds are wrong in the same way.
        }
        throw InputException.of(
                "tflite.tensor-size", "tensor", name, "shape", Shape.of(sizes), "bytes", bytes.length());
    }

    private static long[] longs(int[] values) {
        return Arrays.stream(values).asLongStream().toArray();
    }
}
