package dev.vitrine.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Writes ONNX. Where weights go is the caller's choice, weight by weight: into the message, or into an external-data entry
 * that points at bytes that exist already, so that a graph over a 500 MB file is a few kB.
 */
public final class OnnxWriter {

    /** Where existing bytes lie, relative to the folder that the reader of the graph is told of. */
    public record Location(String file, long offset, long length) {}

    private final BiFunction<String, Tensor, Optional<Location>> locate;

    private OnnxWriter(BiFunction<String, Tensor, Optional<Location>> locate) {
        this.locate = locate;
    }

    /** A self-contained model, weights included. */
    public static byte[] write(Model model) {
        return write(model, (name, tensor) -> Optional.empty());
    }

    /** A model whose weights stay where {@code locate} says; those it does not know are included. */
    public static byte[] write(Model model, BiFunction<String, Tensor, Optional<Location>> locate) {
        return new OnnxWriter(locate).model(model);
    }

    /** Bytes that are written one after the other. */
    interface Copy {
        void write(Bytes bytes, OutputStream out) throws IOException;
    }

    /**
     * A model of which some weights are written from where they are: what comes before them, and each with its own beginning.
     *
     * @param length of all
     */
    record Streamed(byte[] beginning, List<byte[]> heads, List<Bytes> weights, long length) {
        void write(OutputStream out, Copy copy) throws IOException {
            out.write(beginning);
            for (int i = 0; i < heads.size(); i++) {
                out.write(heads.get(i));
                copy.write(weights.get(i), out);
            }
        }
    }

    /** A self-contained model; the weights named go last, so that they need not be held. */
    static Streamed streamed(Model model, Map<String, Tensor> last) {
        var writer = new OnnxWriter((name, tensor) -> Optional.empty());
        var others = new LinkedHashMap<>(model.graph().initializers());
        others.keySet().removeAll(last.keySet());
        var skeleton = writer.graph(model.graph().withInitializers(others)).toByteArray();
        var heads = new ArrayList<byte[]>();
        var weights = new ArrayList<Bytes>();
        long length = skeleton.length;
        for (var weight : last.entrySet()) {
            var bytes = weight.getValue().bytes();
            var head = writer.described(weight.getKey(), weight.getValue())
                    .beginning(9, bytes.length())
                    .toByteArray();
            var whole = new ProtoWriter().beginning(5, head.length + bytes.length());
            heads.add(whole.raw(head).toByteArray());
            weights.add(bytes);
            length += heads.get(heads.size() - 1).length + bytes.length();
        }
        var beginning = writer.around(model).beginning(7, length).raw(skeleton).toByteArray();
        return new Streamed(beginning, heads, weights, beginning.length - skeleton.length + length);
    }

    private byte[] model(Model model) {
        return around(model).message(7, graph(model.graph())).toByteArray();
    }

    private ProtoWriter around(Model model) {
        var out = new ProtoWriter().varint(1, model.irVersion()).string(2, model.producer());
        model.opsets().forEach((domain, version) -> out.message(8, opset(domain, version)));
        model.metadata().forEach((key, value) -> out.message(14, entry(key, value)));
        model.functions().forEach(f -> out.message(25, function(f)));
        return out;
    }

    private ProtoWriter graph(Graph graph) {
        var out = new ProtoWriter();
        graph.nodes().forEach(n -> out.message(1, node(n)));
        out.string(2, graph.name().isEmpty() ? "graph" : graph.name());
        graph.initializers().forEach((name, tensor) -> out.message(5, tensor(name, tensor)));
        graph.inputs().forEach(v -> out.message(11, value(v.name(), v.type())));
        graph.outputs().forEach(v -> out.message(12, value(v.name(), v.type())));
        graph.declared().forEach((name, type) -> out.message(13, value(name, type)));
        return out;
    }

    private ProtoWriter node(Node node) {
        var out = new ProtoWriter();
        node.inputs().forEach(i -> out.string(1, i));
        node.outputs().forEach(o -> out.string(2, o));
        out.string(3, node.name()).string(4, node.op());
        node.attributes().forEach((name, value) -> out.message(5, attribute(name, value)));
        if (!node.domain().isEmpty()) {
            out.string(7, node.domain());
        }
        return out;
    }

    private ProtoWriter attribute(String name, Attribute attribute) {
        var out = new ProtoWriter().string(1, name);
        if (attribute instanceof Attribute.OfFloat a) {
            return out.fixed32(2, a.value()).varint(20, 1);
        } else if (attribute instanceof Attribute.OfInt a) {
            return out.varint(3, a.value()).varint(20, 2);
        } else if (attribute instanceof Attribute.OfString a) {
            return out.string(4, a.value()).varint(20, 3);
        } else if (attribute instanceof Attribute.OfTensor a) {
            return out.message(5, tensor("", a.value())).varint(20, 4);
        } else if (attribute instanceof Attribute.OfGraph a) {
            return out.message(6, graph(a.value())).varint(20, 5);
        } else if (attribute instanceof Attribute.OfFloats a) {
            a.values().forEach(v -> out.fixed32(7, v));
            return out.varint(20, 6);
        } else if (attribute instanceof Attribute.OfInts a) {
            a.values().forEach(v -> out.varint(8, v));
            return out.varint(20, 7);
        } else if (attribute instanceof Attribute.OfStrings a) {
            a.values().forEach(v -> out.string(9, v));
            return out.varint(20, 8);
        } else if (attribute instanceof Attribute.OfTensors a) {
            a.values().forEach(v -> out.message(10, tensor("", v)));
            return out.varint(20, 9);
        } else if (attribute instanceof Attribute.OfGraphs a) {
            a.values().forEach(v -> out.message(11, graph(v)));
            return out.varint(20, 10);
        } else if (attribute instanceof Attribute.Reference a) {
            return out.varint(20, a.kind()).string(21, a.name());
        } else if (attribute instanceof Attribute.OfType a) {
            return out.bytes(14, array(a.message())).varint(20, 13);
        }
        ((Attribute.OfTypes) attribute).messages().forEach(m -> out.bytes(15, array(m)));
        return out.varint(20, 14);
    }

    private ProtoWriter described(String name, Tensor tensor) {
        var out = new ProtoWriter();
        for (long size : tensor.sizes()) {
            out.varint(1, size);
        }
        return out.varint(2, tensor.type().code()).string(8, name);
    }

    private ProtoWriter tensor(String name, Tensor tensor) {
        var out = described(name, tensor);
        if (tensor.type() == DataType.STRING) {
            tensor.strings().forEach(s -> out.bytes(6, s.getBytes(StandardCharsets.UTF_8)));
            return out;
        }
        var location = locate.apply(name, tensor);
        if (location.isEmpty()) {
            return out.bytes(9, array(tensor.bytes()));
        }
        return out.message(13, entry("location", location.get().file()))
                .message(13, entry("offset", Long.toString(location.get().offset())))
                .message(13, entry("length", Long.toString(location.get().length())))
                .varint(14, 1);
    }

    private static byte[] array(Bytes bytes) {
        var array = new byte[Math.toIntExact(bytes.length())];
        if (array.length > 0) {
            bytes.slice(0, array.length).get(array);
        }
        return array;
    }

    private static ProtoWriter value(String name, TensorType type) {
        var out = new ProtoWriter().string(1, name);
        type.type().ifPresent(element -> {
            var tensorType = new ProtoWriter().varint(1, element.code());
            type.shape().ifPresent(shape -> tensorType.message(2, shape(shape)));
            out.message(2, new ProtoWriter().message(1, tensorType));
        });
        return out;
    }

    private static ProtoWriter shape(Shape shape) {
        var out = new ProtoWriter();
        for (var dim : shape.dims()) {
            var d = new ProtoWriter();
            if (dim instanceof Shape.Dim.Known known) {
                d.varint(1, known.size());
            } else if (dim instanceof Shape.Dim.Symbol symbol) {
                d.string(2, symbol.name());
            }
            out.message(1, d);
        }
        return out;
    }

    private ProtoWriter function(Model.Function function) {
        var out = new ProtoWriter().string(1, function.name());
        function.inputs().forEach(i -> out.string(4, i));
        function.outputs().forEach(o -> out.string(5, o));
        function.attributes().forEach(a -> out.string(6, a));
        function.nodes().forEach(n -> out.message(7, node(n)));
        function.opsets().forEach((domain, version) -> out.message(9, opset(domain, version)));
        out.string(10, function.domain());
        function.defaults().forEach((name, value) -> out.message(11, attribute(name, value)));
        return function.overload().isEmpty() ? out : out.string(13, function.overload());
    }

    private static ProtoWriter opset(String domain, long version) {
        return new ProtoWriter().string(1, domain).varint(2, version);
    }

    private static ProtoWriter entry(String key, String value) {
        return new ProtoWriter().string(1, key).string(2, value);
    }
}
