package dev.vitrine.formats.torchexport;

import dev.vitrine.formats.Json;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Shape;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the file says of a tensor ({@code TensorMeta} of {@code torch/_export/serde/schema.py}).
 *
 * @param type of its elements
 * @param sizes each a number or, where it depends on the input, a name
 * @param strides elements from one index to the next; as many as sizes where all are numbers
 * @param offset of the first element in its storage
 */
record TensorMeta(DataType type, List<Shape.Dim> sizes, long[] strides, long offset) {
    /** The file format numbers types otherwise than PyTorch does ({@code ScalarType} of the schema). */
    private static final Map<Long, DataType> TYPES = Map.ofEntries(
            Map.entry(1L, DataType.UINT8),
            Map.entry(2L, DataType.INT8),
            Map.entry(3L, DataType.INT16),
            Map.entry(4L, DataType.INT32),
            Map.entry(5L, DataType.INT64),
            Map.entry(6L, DataType.FLOAT16),
            Map.entry(7L, DataType.FLOAT),
            Map.entry(8L, DataType.DOUBLE),
            Map.entry(10L, DataType.COMPLEX64),
            Map.entry(11L, DataType.COMPLEX128),
            Map.entry(12L, DataType.BOOL),
            Map.entry(13L, DataType.BFLOAT16),
            Map.entry(28L, DataType.UINT16),
            Map.entry(29L, DataType.FLOAT8E4M3FN),
            Map.entry(30L, DataType.FLOAT8E5M2),
            Map.entry(31L, DataType.FLOAT8E4M3FNUZ),
            Map.entry(32L, DataType.FLOAT8E5M2FNUZ));

    static TensorMeta of(Json json) {
        var sizes = new ArrayList<Shape.Dim>();
        for (var size : json.get("sizes").list()) {
            sizes.add(dim(size));
        }
        var strides = json.get("strides").list().stream()
                .flatMap(s -> s.get("as_int").whole().stream())
                .mapToLong(s -> s)
                .toArray();
        return new TensorMeta(
                type(json.get("dtype").whole(0)),
                sizes,
                strides,
                json.get("storage_offset").get("as_int").whole(0));
    }

    static DataType type(long code) {
        return Optional.ofNullable(TYPES.get(code))
                .orElseThrow(() -> InputException.of("torchexport.type", "code", code));
    }

    private static Shape.Dim dim(Json size) {
        var number = size.get("as_int").whole();
        if (number.isPresent()) {
            return new Shape.Dim.Known(Math.max(0, number.get()));
        }
        var expression = size.get("as_expr").get("expr_str").text("");
        var name = expression.replaceFirst("^Symbol\\('(\\w+)'.*\\)$", "$1");
        return name.matches("\\w+") ? new Shape.Dim.Symbol(name) : new Shape.Dim.Unknown();
    }

    TensorType tensorType() {
        return TensorType.of(type, new Shape(sizes));
    }

    /** The sizes as numbers; -1 where one depends on the input. */
    long[] numbers() {
        return sizes.stream()
                .mapToLong(s -> s instanceof Shape.Dim.Known known ? known.size() : -1)
                .toArray();
    }
}
