package dev.vitrine.formats.pytorch;

import dev.vitrine.formats.pytorch.Pickled.Global;
import dev.vitrine.formats.pytorch.Pickled.Persistent;
import dev.vitrine.model.DataType;
import java.util.Map;
import java.util.Optional;

/**
 * The persistent id {@code ('storage', type, key, location, elements[, view])} of a storage ({@code torch/serialization.py}).
 *
 * @param elements how many it has, in elements of the type, as the file claims
 * @param from the first element of a view into it
 */
record StorageReference(String key, DataType type, long elements, long from) {
    private static final Map<String, DataType> TYPES = Map.ofEntries(
            Map.entry("FloatStorage", DataType.FLOAT),
            Map.entry("DoubleStorage", DataType.DOUBLE),
            Map.entry("HalfStorage", DataType.FLOAT16),
            Map.entry("BFloat16Storage", DataType.BFLOAT16),
            Map.entry("ByteStorage", DataType.UINT8),
            Map.entry("CharStorage", DataType.INT8),
            Map.entry("ShortStorage", DataType.INT16),
            Map.entry("IntStorage", DataType.INT32),
            Map.entry("LongStorage", DataType.INT64),
            Map.entry("BoolStorage", DataType.BOOL),
            Map.entry("ComplexFloatStorage", DataType.COMPLEX64),
            Map.entry("ComplexDoubleStorage", DataType.COMPLEX128),
            Map.entry("QInt8Storage", DataType.INT8),
            Map.entry("QUInt8Storage", DataType.UINT8),
            Map.entry("QInt32Storage", DataType.INT32),
            Map.entry("UntypedStorage", DataType.UINT8));

    /** What a value refers to; empty if it is no storage of a known type. */
    static Optional<StorageReference> of(Pickled value) {
        if (!(value instanceof Persistent persistent)) {
            return Optional.empty();
        }
        var id = persistent.id().items();
        if (id.size() < 5 || !id.get(0).words().equals(Optional.of("storage")) || !(id.get(1) instanceof Global type)) {
            return Optional.empty();
        }
        var view = id.size() > 5 ? id.get(5).items() : java.util.List.<Pickled>of();
        var elements = id.get(4).whole().filter(n -> n >= 0);
        return Optional.ofNullable(TYPES.get(type.name()))
                .flatMap(t -> elements.flatMap(n -> id.get(2)
                        .words()
                        .map(key -> new StorageReference(
                                key,
                                t,
                                n,
                                view.size() == 3 ? view.get(1).whole().orElse(0L) : 0))));
    }
}
