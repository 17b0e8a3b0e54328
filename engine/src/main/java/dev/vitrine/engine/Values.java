package dev.vitrine.engine;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** Our tensors to the runtime's and back. */
final class Values {
    private Values() {}

    static OnnxTensor toRuntime(Tensor tensor) throws OrtException {
        var environment = Session.environment();
        if (tensor.type() == DataType.STRING) {
            return OnnxTensor.createTensor(environment, tensor.strings().toArray(String[]::new), tensor.sizes());
        }
        var type = runtimeType(tensor.type())
                .orElseThrow(() ->
                        InputException.of("engine.type", "type", tensor.type().label()));
        int length = Math.toIntExact(tensor.bytes().length());
        var view = length == 0 ? Tensor.direct(0) : tensor.bytes().slice(0, length);
        var buffer = view;
        if (!view.isDirect() || view.isReadOnly()) {
            buffer = Tensor.direct(length).put(view).flip();
        }
        return OnnxTensor.createTensor(environment, buffer.order(ByteOrder.nativeOrder()), tensor.sizes(), type);
    }

    static Tensor fromRuntime(OnnxTensor value) throws OrtException {
        var info = value.getInfo();
        if (info.type == OnnxJavaType.STRING) {
            var strings = info.getShape().length == 0
                    ? new Object[] {value.getValue()}
                    : flatten((Object[]) value.getValue());
            return Tensor.ofStrings(Arrays.stream(strings).map(String::valueOf).toList(), info.getShape());
        }
        return Tensor.over(type(info.type), Bytes.of(value.getByteBuffer()), info.getShape());
    }

    private static Object[] flatten(Object[] nested) {
        return Arrays.stream(nested)
                .flatMap(o ->
                        o instanceof Object[] inner ? Arrays.stream(flatten(inner)) : java.util.stream.Stream.of(o))
                .toArray();
    }

    static DataType type(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> DataType.FLOAT;
            case DOUBLE -> DataType.DOUBLE;
            case INT8 -> DataType.INT8;
            case INT16 -> DataType.INT16;
            case INT32 -> DataType.INT32;
            case INT64 -> DataType.INT64;
            case BOOL -> DataType.BOOL;
            case STRING -> DataType.STRING;
            case UINT8 -> DataType.UINT8;
            case FLOAT16 -> DataType.FLOAT16;
            case BFLOAT16 -> DataType.BFLOAT16;
            case UNKNOWN -> throw InputException.of("engine.type", "type", "?");
        };
    }

    private static Optional<OnnxJavaType> runtimeType(DataType type) {
        return switch (type) {
            case FLOAT -> Optional.of(OnnxJavaType.FLOAT);
            case DOUBLE -> Optional.of(OnnxJavaType.DOUBLE);
            case INT8 -> Optional.of(OnnxJavaType.INT8);
            case INT16 -> Optional.of(OnnxJavaType.INT16);
            case INT32 -> Optional.of(OnnxJavaType.INT32);
            case INT64 -> Optional.of(OnnxJavaType.INT64);
            case BOOL -> Optional.of(OnnxJavaType.BOOL);
            case UINT8 -> Optional.of(OnnxJavaType.UINT8);
            case FLOAT16 -> Optional.of(OnnxJavaType.FLOAT16);
            case BFLOAT16 -> Optional.of(OnnxJavaType.BFLOAT16);
            default -> Optional.empty();
        };
    }
}
