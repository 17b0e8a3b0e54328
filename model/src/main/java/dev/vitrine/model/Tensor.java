package dev.vitrine.model;

import dev.vitrine.words.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A value: element type, sizes, and little-endian elements in row-major order, wherever they lie. A weight is a tensor whose
 * bytes are in a mapped file; a traced activation is one whose bytes are in native memory.
 *
 * <p>Reading as {@code float} or {@code long} converts from every numeric type; nothing is copied until it is read.
 */
public final class Tensor {
    private final DataType type;
    private final long[] sizes;
    private final Bytes bytes;
    private final List<String> strings;

    private Tensor(DataType type, long[] sizes, Bytes bytes, List<String> strings) {
        this.type = type;
        this.sizes = sizes.clone();
        this.bytes = bytes;
        this.strings = strings;
    }

    /** A tensor over existing bytes, exactly as many as type and sizes need. */
    public static Tensor over(DataType type, Bytes bytes, long... sizes) {
        long needed = type.bytes(count(sizes));
        if (bytes.length() != needed) {
            throw new IllegalArgumentException(
                    "%s %s needs %d bytes, got %d".formatted(type, Arrays.toString(sizes), needed, bytes.length()));
        }
        return new Tensor(type, sizes, bytes, List.of());
    }

    public static Tensor of(float[] values, long... sizes) {
        var buffer = direct(4L * values.length);
        buffer.asFloatBuffer().put(values);
        return over(DataType.FLOAT, Bytes.of(buffer), sizes);
    }

    public static Tensor of(double[] values, long... sizes) {
        var buffer = direct(8L * values.length);
        buffer.asDoubleBuffer().put(values);
        return over(DataType.DOUBLE, Bytes.of(buffer), sizes);
    }

    public static Tensor of(long[] values, long... sizes) {
        var buffer = direct(8L * values.length);
        buffer.asLongBuffer().put(values);
        return over(DataType.INT64, Bytes.of(buffer), sizes);
    }

    public static Tensor ofStrings(List<String> values, long... sizes) {
        return new Tensor(DataType.STRING, sizes, Bytes.of(ByteBuffer.allocate(0)), List.copyOf(values));
    }

    public static Tensor scalar(float value) {
        return of(new float[] {value});
    }

    public static Tensor scalar(long value) {
        return of(new long[] {value});
    }

    /** Values rounded and saturated to an integer type, or converted to a float type. */
    public static Tensor cast(DataType type, float[] values, long... sizes) {
        var buffer = direct(type.bytes(values.length));
        for (float v : values) {
            switch (type) {
                case FLOAT -> buffer.putFloat(v);
                case DOUBLE -> buffer.putDouble(v);
                case FLOAT16 -> buffer.putShort(Half.toFloat16(v));
                case BFLOAT16 -> buffer.putShort(Half.toBfloat16(v));
                case INT64 -> buffer.putLong(Math.round((double) v));
                case UINT64 -> buffer.putLong(v >= 0x1p63f ? unsigned(v) : Math.max(0, Math.round((double) v)));
                case INT32 -> buffer.putInt(Math.round(v));
                case UINT32 -> buffer.putInt((int) Math.max(0, Math.min(0xFFFFFFFFL, Math.round((double) v))));
                case INT16 -> buffer.putShort((short) Math.max(-32768, Math.min(32767, Math.round(v))));
                case UINT16 -> buffer.putShort((short) Math.max(0, Math.min(65535, Math.round(v))));
                case INT8 -> buffer.put((byte) Math.max(-128, Math.min(127, Math.round(v))));
                case UINT8 -> buffer.put((byte) Math.max(0, Math.min(255, Math.round(v))));
                case BOOL -> buffer.put((byte) (v != 0 ? 1 : 0));
                default -> throw InputException.of("model.type-not-writable", "type", type.label());
            }
        }
        return over(type, Bytes.of(buffer.flip()), sizes);
    }

    /** A float of 2^63 and more as an unsigned long, saturated. */
    private static long unsigned(float value) {
        return value >= 0x1p64f ? -1 : (long) (value * 0.5f) << 1;
    }

    /** A little-endian buffer outside the heap. */
    public static ByteBuffer direct(long bytes) {
        return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    public DataType type() {
        return type;
    }

    /** The sizes of all dimensions; empty for a scalar. */
    public long[] sizes() {
        return sizes.clone();
    }

    public int rank() {
        return sizes.length;
    }

    /** The size of one dimension; negative axes count from the end. */
    public long size(int axis) {
        return sizes[axis < 0 ? axis + sizes.length : axis];
    }

    public Shape shape() {
        return Shape.of(sizes);
    }

    public TensorType tensorType() {
        return TensorType.of(type, sizes);
    }

    /** The number of elements. */
    public long elements() {
        return count(sizes);
    }

    public Bytes bytes() {
        return bytes;
    }

    /** The elements of a string tensor. */
    public List<String> strings() {
        return strings;
    }

    /** The same elements in another shape of equal size. */
    public Tensor reshape(long... newSizes) {
        if (count(newSizes) != elements()) {
            throw new IllegalArgumentException(shape() + " cannot become " + Shape.of(newSizes));
        }
        return new Tensor(type, newSizes, bytes, strings);
    }

    /**
     * The same elements with the axes in another order, without copying: axis i of the result is axis {@code axes[i]} of this
     * one, as in NumPy's transpose.
     *
     * @throws InputException if there is more than 1 GiB of them
     */
    public Tensor transpose(int... axes) {
        if (type.bits() < 8) {
            throw new IllegalArgumentException("axes of " + tensorType() + " are not byte-aligned");
        }
        var ordered = Arrays.stream(axes).mapToLong(axis -> sizes[axis]).toArray();
        var permuted = new Bytes.Permuted(
                bytes,
                Arrays.stream(sizes).boxed().toList(),
                Arrays.stream(axes).boxed().toList(),
                type.bits() / 8);
        return new Tensor(type, ordered, permuted, List.of());
    }

    /** Part {@code index} along the first dimension, without copying. */
    public Tensor at(long index) {
        long[] rest = Arrays.copyOfRange(sizes, 1, sizes.length);
        long length = type.bytes(count(rest));
        if (length > 1 << 30 || type.bits() < 8) {
            throw new IllegalArgumentException("a part of " + shape() + " is too large or not byte-aligned");
        }
        return over(type, Bytes.of(bytes.slice(index * length, (int) length)), rest);
    }

    /** All elements as floats, copied. */
    public float[] floats() {
        var all = new float[whole()];
        read(0, all, 0, all.length);
        return all;
    }

    /** All elements as longs, copied; floats are truncated. */
    public long[] longs() {
        var all = new long[whole()];
        switch (type) {
            case INT64, UINT64 -> bytes.slice(0, 8 * all.length).asLongBuffer().get(all);
            case INT32 -> {
                var ints = bytes.slice(0, 4 * all.length).asIntBuffer();
                Arrays.setAll(all, ints::get);
            }
            case UINT32 -> {
                var ints = bytes.slice(0, 4 * all.length).asIntBuffer();
                Arrays.setAll(all, i -> Integer.toUnsignedLong(ints.get(i)));
            }
            default -> {
                var values = doubles();
                Arrays.setAll(all, i -> (long) values[i]);
            }
        }
        return all;
    }

    /** All elements as doubles, copied. */
    public double[] doubles() {
        var all = new double[whole()];
        switch (type) {
            case DOUBLE -> bytes.slice(0, 8 * all.length).asDoubleBuffer().get(all);
            case INT64, INT32, UINT32 -> {
                var values = longs();
                Arrays.setAll(all, i -> values[i]);
            }
            case UINT64 -> {
                var values = longs();
                Arrays.setAll(all, i -> values[i] >= 0 ? values[i] : ((values[i] >>> 1 | values[i] & 1)) * 2.0);
            }
            default -> {
                var values = floats();
                Arrays.setAll(all, i -> values[i]);
            }
        }
        return all;
    }

    /** The number of elements, where all of them can be had and fit an array. */
    private int whole() {
        if (bytes instanceof Bytes.Missing missing) {
            throw new InputException(missing.why());
        }
        return Math.toIntExact(elements());
    }

    /** The only element of a one-element tensor, as a float. */
    public float item() {
        return floats()[0];
    }

    /**
     * Copies {@code count} elements from position {@code from} (row-major) as floats. At most 2^28 at a time.
     *
     * @throws InputException for strings and complex numbers
     */
    public void read(long from, float[] into, int at, int count) {
        if (type.bits() > 0 && type.bits() < 8) {
            readPacked(from, into, at, count);
            return;
        }
        int width = type.bits() / 8;
        var slice = count == 0 ? ByteBuffer.allocate(0) : bytes.slice(from * width, count * width);
        switch (type) {
            case FLOAT -> slice.asFloatBuffer().get(into, at, count);
            case DOUBLE -> {
                var view = slice.asDoubleBuffer();
                for (int i = 0; i < count; i++) {
                    into[at + i] = (float) view.get(i);
                }
            }
            case FLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = Half.fromFloat16(slice.getShort(2 * i));
                }
            }
            case BFLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = Float.intBitsToFloat(slice.getShort(2 * i) << 16);
                }
            }
            case INT64 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = slice.getLong(8 * i);
                }
            }
            case UINT64 -> {
                for (int i = 0; i < count; i++) {
                    long v = slice.getLong(8 * i);
                    into[at + i] = v >= 0 ? v : (v >>> 1 | v & 1) * 2f;
                }
            }
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = slice.getInt(4 * i);
                }
            }
            case UINT32 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = Integer.toUnsignedLong(slice.getInt(4 * i));
                }
            }
            case INT16 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = slice.getShort(2 * i);
                }
            }
            case UINT16 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = Short.toUnsignedInt(slice.getShort(2 * i));
                }
            }
            case INT8 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = slice.get(i);
                }
            }
            case UINT8, BOOL -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = Byte.toUnsignedInt(slice.get(i));
                }
            }
            case FLOAT8E4M3FN -> decode(Minifloat.E4M3FN, slice, into, at, count);
            case FLOAT8E4M3FNUZ -> decode(Minifloat.E4M3FNUZ, slice, into, at, count);
            case FLOAT8E5M2 -> decode(Minifloat.E5M2, slice, into, at, count);
            case FLOAT8E5M2FNUZ -> decode(Minifloat.E5M2FNUZ, slice, into, at, count);
            case FLOAT8E8M0 -> decode(Minifloat.E8M0, slice, into, at, count);
            default -> throw InputException.of("model.type-not-readable", "type", type.label());
        }
    }

    /** Elements of less than a byte; the first lies in the lowest bits. */
    private void readPacked(long from, float[] into, int at, int count) {
        int bits = type.bits();
        int perByte = 8 / bits;
        long first = from / perByte;
        var slice = bytes.slice(first, count == 0 ? 0 : (int) ((from + count - 1) / perByte - first + 1));
        for (int i = 0; i < count; i++) {
            long element = from + i;
            int code =
                    slice.get((int) (element / perByte - first)) >> bits * (int) (element % perByte) & (1 << bits) - 1;
            into[at + i] = switch (type) {
                case FLOAT4E2M1 -> Minifloat.E2M1.value(code);
                case INT4, INT2 -> code << 32 - bits >> 32 - bits;
                default -> code;
            };
        }
    }

    private static void decode(Minifloat format, ByteBuffer codes, float[] into, int at, int count) {
        for (int i = 0; i < count; i++) {
            into[at + i] = format.value(codes.get(i) & 0xFF);
        }
    }

    /** The product of sizes; 1 for a scalar. */
    public static long count(long... sizes) {
        long n = 1;
        for (long size : sizes) {
            n = Math.multiplyExact(n, size);
        }
        return n;
    }

    @Override
    public String toString() {
        return tensorType().toString();
    }
}
