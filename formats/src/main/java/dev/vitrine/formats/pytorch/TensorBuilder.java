package dev.vitrine.formats.pytorch;

import dev.vitrine.formats.pytorch.Pickled.Global;
import dev.vitrine.formats.pytorch.Pickled.Made;
import dev.vitrine.formats.pytorch.Pickled.Persistent;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The calls in a pickle that stand for tensors ({@code torch/_utils.py}), and the tensors they stand for. This is the whole list
 * of calls that are understood; every other is only a name.
 */
final class TensorBuilder {
    private static final Map<String, DataType> TYPES = Map.ofEntries(
            Map.entry("float32", DataType.FLOAT),
            Map.entry("float64", DataType.DOUBLE),
            Map.entry("float16", DataType.FLOAT16),
            Map.entry("bfloat16", DataType.BFLOAT16),
            Map.entry("uint8", DataType.UINT8),
            Map.entry("int8", DataType.INT8),
            Map.entry("uint16", DataType.UINT16),
            Map.entry("int16", DataType.INT16),
            Map.entry("uint32", DataType.UINT32),
            Map.entry("int32", DataType.INT32),
            Map.entry("uint64", DataType.UINT64),
            Map.entry("int64", DataType.INT64),
            Map.entry("bool", DataType.BOOL),
            Map.entry("complex64", DataType.COMPLEX64),
            Map.entry("complex128", DataType.COMPLEX128),
            Map.entry("float8_e4m3fn", DataType.FLOAT8E4M3FN),
            Map.entry("float8_e4m3fnuz", DataType.FLOAT8E4M3FNUZ),
            Map.entry("float8_e5m2", DataType.FLOAT8E5M2),
            Map.entry("float8_e5m2fnuz", DataType.FLOAT8E5M2FNUZ),
            Map.entry("float8_e8m0fnu", DataType.FLOAT8E8M0));

    private static final int DEEPEST = 8;

    private final Storages storages;
    private final Map<String, Tensor> ready;

    /** @param storages where the numbers lie */
    TensorBuilder(Storages storages) {
        this.storages = storages;
        this.ready = Map.of();
    }

    /** @param ready tensors by the persistent id that stands for them */
    TensorBuilder(Map<String, Tensor> ready) {
        this.storages = reference -> {
            throw InputException.of("pytorch.no-storage", "key", reference.key());
        };
        this.ready = ready;
    }

    /**
     * The tensor that a value stands for; empty for every other value.
     *
     * @throws InputException if its storage is not there or too short
     */
    Optional<Tensor> tensor(Pickled value) {
        return tensor(value, 0);
    }

    private Optional<Tensor> tensor(Pickled value, int depth) {
        if (value instanceof Persistent persistent) {
            var id = persistent.id();
            return id.words()
                    .or(() -> id.whole().map(String::valueOf))
                    .flatMap(key -> Optional.ofNullable(ready.get(key)));
        }
        if (!(value instanceof Made made) || depth > DEEPEST) {
            return Optional.empty();
        }
        return switch (made.name()) {
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_qtensor" ->
                strided(made, Optional.empty());
            case "torch._utils._rebuild_tensor_v3" ->
                made.argument(6) instanceof Global type
                        ? Optional.ofNullable(TYPES.get(type.name())).flatMap(t -> strided(made, Optional.of(t)))
                        : Optional.empty();
            case "torch._utils._rebuild_parameter",
                    "torch._utils._rebuild_parameter_with_state",
                    "torch.nn.parameter.Parameter",
                    "torch.nn.parameter.Buffer" -> tensor(made.argument(0), depth + 1);
            case "torch._tensor._rebuild_from_type_v2" ->
                tensor(new Made(made.argument(0), made.argument(2)), depth + 1);
            default -> Optional.empty();
        };
    }

    private Optional<Tensor> strided(Made made, Optional<DataType> type) {
        return StorageReference.of(made.argument(0)).map(reference -> {
            try {
                var element = type.orElse(reference.type());
                long skipped = reference.from() * reference.type().bits() / element.bits();
                return StridedTensor.of(
                        element,
                        storages.bytes(reference),
                        Math.addExact(skipped, made.argument(1).whole().orElse(-1L)),
                        sizes(made.argument(2)),
                        sizes(made.argument(3)));
            } catch (ArithmeticException e) {
                throw new InputException(Text.of("pytorch.beyond", "shape", "?", "bytes", 0), e);
            }
        });
    }

    private static long[] sizes(Pickled value) {
        List<Pickled> items = value instanceof Made made && made.name().equals("torch.Size")
                ? made.argument(0).items()
                : value.items();
        return items.stream().mapToLong(n -> n.whole().orElse(-1L)).toArray();
    }

    /** The bytes of a storage that was written on a machine with the highest byte first. */
    static Bytes swapped(Bytes bytes, int width) {
        if (width == 1) {
            return bytes;
        }
        var from = bytes.slice(0, Math.toIntExact(bytes.length()));
        var into = Tensor.direct(bytes.length());
        for (int at = 0; at + width <= from.capacity(); at += width) {
            for (int b = width - 1; b >= 0; b--) {
                into.put(from.get(at + b));
            }
        }
        return Bytes.of(into.flip());
    }
}
