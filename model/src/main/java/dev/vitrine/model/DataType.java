package dev.vitrine.model;

import java.util.Optional;

/** Element types of tensors, with the numbers of {@code TensorProto.DataType} in onnx.proto. */
public enum DataType {
    FLOAT(1, 32, "float32"),
    UINT8(2, 8, "uint8"),
    INT8(3, 8, "int8"),
    UINT16(4, 16, "uint16"),
    INT16(5, 16, "int16"),
    INT32(6, 32, "int32"),
    INT64(7, 64, "int64"),
    STRING(8, 0, "string"),
    BOOL(9, 8, "bool"),
    FLOAT16(10, 16, "float16"),
    DOUBLE(11, 64, "float64"),
    UINT32(12, 32, "uint32"),
    UINT64(13, 64, "uint64"),
    COMPLEX64(14, 64, "complex64"),
    COMPLEX128(15, 128, "complex128"),
    BFLOAT16(16, 16, "bfloat16"),
    FLOAT8E4M3FN(17, 8, "float8e4m3fn"),
    FLOAT8E4M3FNUZ(18, 8, "float8e4m3fnuz"),
    FLOAT8E5M2(19, 8, "float8e5m2"),
    FLOAT8E5M2FNUZ(20, 8, "float8e5m2fnuz"),
    UINT4(21, 4, "uint4"),
    INT4(22, 4, "int4"),
    FLOAT4E2M1(23, 4, "float4e2m1"),
    FLOAT8E8M0(24, 8, "float8e8m0"),
    UINT2(25, 2, "uint2"),
    INT2(26, 2, "int2");

    private final int code;
    private final int bits;
    private final String label;

    DataType(int code, int bits, String label) {
        this.code = code;
        this.bits = bits;
        this.label = label;
    }

    /** The number in onnx.proto. */
    public int code() {
        return code;
    }

    /** Bits per element; 0 for strings. */
    public int bits() {
        return bits;
    }

    /** The name people know, such as {@code float32}. */
    public String label() {
        return label;
    }

    /**
     * Bytes that {@code elements} values of this type take, packed.
     *
     * @throws ArithmeticException if their bits are more than 2^63
     */
    public long bytes(long elements) {
        return Math.addExact(Math.multiplyExact(elements, (long) bits), 7) / 8;
    }

    /** Whether values are real numbers with a fraction, so that gradients of them make sense. */
    public boolean isFloating() {
        return this == FLOAT || this == DOUBLE || this == FLOAT16 || this == BFLOAT16;
    }

    /** Whether values are whole numbers. */
    public boolean isInteger() {
        return switch (this) {
            case UINT2, INT2, UINT4, INT4, UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
            default -> false;
        };
    }

    public static Optional<DataType> of(int code) {
        for (var type : values()) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
