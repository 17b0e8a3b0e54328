package dev.vitrine.autodiff;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.OnnxWriter;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.model.TensorTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Runs models on ONNX Runtime, and asks it for the types of their tensors. */
final class OrtRunner implements AutoCloseable {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private final OrtSession session;

    OrtRunner(Model model) {
        this(model, OrtSession.SessionOptions.OptLevel.ALL_OPT);
    }

    /** As written, without the runtime's optimisations. */
    static OrtRunner plain(Model model) {
        return new OrtRunner(model, OrtSession.SessionOptions.OptLevel.NO_OPT);
    }

    private OrtRunner(Model model, OrtSession.SessionOptions.OptLevel level) {
        try (var options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(level);
            options.setIntraOpNumThreads(1);
            options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            this.session = ENVIRONMENT.createSession(OnnxWriter.write(model), options);
        } catch (OrtException e) {
            throw new IllegalStateException(e.getMessage() + "\n" + describe(model), e);
        }
    }

    static String describe(Model model) {
        var text = new StringBuilder();
        model.graph()
                .nodes()
                .forEach(n -> text.append(n.outputs())
                        .append(" = ")
                        .append(n.op())
                        .append(n.inputs())
                        .append(n.attributes())
                        .append('\n'));
        return text.length() > 6000 ? text.substring(0, 6000) : text.toString();
    }

    static Map<String, Tensor> run(Model model, Map<String, Tensor> inputs) {
        try (var runner = new OrtRunner(model)) {
            return runner.run(inputs);
        } catch (RuntimeException e) {
            throw new IllegalStateException(e.getMessage() + "\n" + describe(model), e);
        }
    }

    Map<String, Tensor> run(Map<String, Tensor> inputs) {
        var feeds = new HashMap<String, OnnxTensor>();
        try {
            for (var name : session.getInputNames()) {
                feeds.put(
                        name,
                        toOrt(Optional.ofNullable(inputs.get(name))
                                .orElseThrow(() -> new IllegalStateException("no input " + name))));
            }
            try (var result = session.run(feeds)) {
                var outputs = new LinkedHashMap<String, Tensor>();
                for (var entry : result) {
                    if (entry.getValue() instanceof OnnxTensor tensor) {
                        outputs.put(entry.getKey(), fromOrt(tensor));
                    }
                }
                return outputs;
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
    }

    /** The types of all tensors as the runtime infers them. */
    static TensorTypes types(Model model) {
        var graph = model.graph();
        var outputs = new ArrayList<Graph.Value>();
        for (var node : graph.nodes()) {
            node.outputs().stream()
                    .filter(o -> !o.isEmpty())
                    .forEach(o -> outputs.add(new Graph.Value(o, TensorType.UNKNOWN)));
        }
        var types = new LinkedHashMap<String, TensorType>();
        graph.inputs().forEach(i -> types.put(i.name(), i.type()));
        try (var runner =
                new OrtRunner(model.withGraph(graph.withOutputs(outputs)), OrtSession.SessionOptions.OptLevel.NO_OPT)) {
            runner.session.getOutputInfo().forEach((name, info) -> {
                if (info.getInfo() instanceof TensorInfo tensor) {
                    types.put(name, typeOf(tensor, name, graph));
                }
            });
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
        return new TensorTypes(types);
    }

    private static TensorType typeOf(TensorInfo info, String name, Graph graph) {
        var type = Optional.of(dataType(info));
        if (info.getShape().length == 0) {
            return new TensorType(type, Optional.empty());
        }
        var dims = new ArrayList<>(Shape.of(info.getShape()).dims());
        for (int i = 0; i < dims.size(); i++) {
            var symbol = info.getDimensionNames()[i];
            if (dims.get(i) instanceof Shape.Dim.Unknown && !symbol.isEmpty()) {
                dims.set(i, new Shape.Dim.Symbol(symbol));
            }
        }
        return new TensorType(type, Optional.of(new Shape(dims)));
    }

    private static OnnxTensor toOrt(Tensor t) throws OrtException {
        var buffer = Tensor.direct(t.bytes().length());
        buffer.put(t.bytes().slice(0, (int) t.bytes().length())).flip();
        var type = switch (t.type()) {
            case FLOAT -> OnnxJavaType.FLOAT;
            case DOUBLE -> OnnxJavaType.DOUBLE;
            case INT64 -> OnnxJavaType.INT64;
            case INT32 -> OnnxJavaType.INT32;
            case BOOL -> OnnxJavaType.BOOL;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case UINT8 -> OnnxJavaType.UINT8;
            default -> throw new IllegalArgumentException(t.toString());
        };
        return OnnxTensor.createTensor(ENVIRONMENT, buffer, t.sizes(), type);
    }

    private static Tensor fromOrt(OnnxTensor tensor) {
        var info = tensor.getInfo();
        var type = dataType(info);
        var copy = Tensor.direct(type.bytes(Tensor.count(info.getShape())));
        copy.put(tensor.getByteBuffer()).flip();
        return Tensor.over(type, dev.vitrine.model.Bytes.of(copy), info.getShape());
    }

    private static DataType dataType(TensorInfo info) {
        return switch (info.type) {
            case FLOAT -> DataType.FLOAT;
            case DOUBLE -> DataType.DOUBLE;
            case INT64 -> DataType.INT64;
            case INT32 -> DataType.INT32;
            case BOOL -> DataType.BOOL;
            case FLOAT16 -> DataType.FLOAT16;
            case UINT8 -> DataType.UINT8;
            default -> throw new IllegalArgumentException(info.toString());
        };
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
