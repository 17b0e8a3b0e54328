package dev.vitrine.formats.tflite;

import dev.vitrine.model.DataType;
import dev.vitrine.words.InputException;
import java.util.Optional;

/**
 * How codes stand for numbers: value = scale (code - zero point), for all elements or for each slice along an axis
 * (ai.google.dev/edge/litert, "8-bit quantization specification").
 *
 * @param type of the codes
 * @param scales one, or one for each slice
 * @param zeroPoints as many
 * @param axis of the slices
 */
record Quantisation(DataType type, float[] scales, long[] zeroPoints, int axis) {

    /** What a tensor's table says; empty where it is not quantised. */
    static Optional<Quantisation> read(FlatTable table, Optional<DataType> type) {
        var scales = table.float32s(2);
        var zeros = table.int64s(3);
        if (scales.length == 0 || type.isEmpty() || !type.get().isInteger()) {
            return Optional.empty();
        }
        if (zeros.length != scales.length && zeros.length > 1) {
            throw InputException.of("tflite.broken", "offset", table.at());
        }
        var each = new long[scales.length];
        java.util.Arrays.fill(each, zeros.length == 1 ? zeros[0] : 0);
        return Optional.of(
                new Quantisation(type.get(), scales, zeros.length == scales.length ? zeros : each, table.int32(6, 0)));
    }

    boolean perSlice() {
        return scales.length > 1;
    }

    /** Whether the same codes stand for the same numbers. */
    boolean same(Quantisation other) {
        return type == other.type
                && java.util.Arrays.equals(scales, other.scales)
                && java.util.Arrays.equals(zeroPoints, other.zeroPoints)
                && axis == other.axis;
    }
}
