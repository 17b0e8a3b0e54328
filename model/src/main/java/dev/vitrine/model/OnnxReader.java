package dev.vitrine.model;

import dev.vitrine.model.Model.Function;
import dev.vitrine.words.Cause;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads ONNX: one pass over the mapped file that keeps the skeleton and leaves weights where they are. Field numbers are those
 * of onnx.proto (github.com/onnx/onnx).
 */
final class OnnxReader {
    private static final int MAX_DEPTH = 256;

    private final TensorReader tensors;
    private int depth;

    private OnnxReader(TensorReader tensors) {
        this.tensors = tensors;
    }

    static Model read(Path path) {
        if (!Files.exists(path)) {
            throw InputException.of("model.no-file", "file", path.toString());
        }
        if (!Files.isRegularFile(path)) {
            throw InputException.of("model.no-regular-file", "file", path.toString());
        }
        try {
            var real = path.toRealPath();
            var file = MappedFile.open(real);
            if (file.length() > Integer.MAX_VALUE) {
                throw InputException.of("model.over-2gb", "file", path.toString());
            }
            var reader = new OnnxReader(new TensorReader(Optional.ofNullable(real.getParent()), Optional.of(file)));
            return reader.model(file.slice(0, (int) file.length()), Optional.of(real));
        } catch (InputException e) {
            throw e.text().key().startsWith("model.proto-") || e.text().key().startsWith("model.tensor-")
                    ? new InputException(Text.of("model.broken", "file", path.toString(), "why", e.text()), e)
                    : e;
        } catch (IOException e) {
            throw new InputException(Text.of("model.unreadable", "file", path.toString(), "why", Cause.of(e)), e);
        }
    }

    private Model model(ByteBuffer bytes, Optional<Path> source) {
        long ir = 0;
        var opsets = new LinkedHashMap<String, Long>();
        var functions = new ArrayList<Function>();
        var producer = new StringBuilder();
        var metadata = new LinkedHashMap<String, String>();
        Optional<Graph> graph = Optional.empty();
        var in = ProtoReader.of(bytes);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> ir = in.varint();
                case 2 -> producer.insert(0, in.string());
                case 3 -> producer.append(' ').append(in.string());
                case 7 -> graph = Optional.of(graph(in.message()));
                case 8 -> opset(in.message(), opsets);
                case 14 -> entry(in.message(), metadata);
                case 25 -> functions.add(function(in.message()));
                default -> in.skip();
            }
        }
        var where = source.map(Path::toString).orElse("");
        if (ir == 0 && graph.isEmpty()) {
            throw InputException.of("model.not-onnx", "file", where);
        }
        return new Model(
                source,
                ir,
                opsets,
                functions,
                producer.toString().strip(),
                metadata,
                graph.orElseThrow(() -> InputException.of("model.no-graph", "file", where)));
    }

    private Graph graph(ProtoReader in) {
        if (++depth > MAX_DEPTH) {
            throw InputException.of("model.too-deep", "depth", MAX_DEPTH);
        }
        String name = "";
        var nodes = new ArrayList<Node>();
        var weights = new LinkedHashMap<String, Tensor>();
        var inputs = new ArrayList<Graph.Value>();
        var outputs = new ArrayList<Graph.Value>();
        var declared = new LinkedHashMap<String, TensorType>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> nodes.add(node(in.message()));
                case 2 -> name = in.string();
                case 5 -> {
                    var named = tensors.read(in.message());
                    weights.put(named.name(), named.tensor());
                }
                case 11 -> inputs.add(value(in.message()));
                case 12 -> outputs.add(value(in.message()));
                case 13 -> {
                    var value = value(in.message());
                    declared.put(value.name(), value.type());
                }
                case 15 -> {
                    var named = sparse(in.message());
                    weights.put(named.name(), named.tensor());
                }
                default -> in.skip();
            }
        }
        depth--;
        inputs.removeIf(v -> weights.containsKey(v.name()));
        return new Graph(name, TopologicalOrder.of(nodes), weights, inputs, outputs, declared);
    }

    private Node node(ProtoReader in) {
        var inputs = new ArrayList<String>();
        var outputs = new ArrayList<String>();
        var attributes = new LinkedHashMap<String, Attribute>();
        String name = "";
        String op = "";
        String domain = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> inputs.add(in.string());
                case 2 -> outputs.add(in.string());
                case 3 -> name = in.string();
                case 4 -> op = in.string();
                case 5 -> attribute(in.message(), attributes);
                case 7 -> domain = standard(in.string());
                default -> in.skip();
            }
        }
        return new Node(name, op, domain, inputs, outputs, attributes);
    }

    private void attribute(ProtoReader in, Map<String, Attribute> into) {
        String name = "";
        int kind = 0;
        String reference = "";
        Optional<Attribute> single = Optional.empty();
        var floats = new ArrayList<Float>();
        var ints = new ArrayList<Long>();
        var strings = new ArrayList<String>();
        var manyTensors = new ArrayList<Tensor>();
        var graphs = new ArrayList<Graph>();
        var types = new ArrayList<Bytes>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.string();
                case 2 -> single = Optional.of(new Attribute.OfFloat(in.fixed32()));
                case 3 -> single = Optional.of(new Attribute.OfInt(in.varint()));
                case 4 -> single = Optional.of(new Attribute.OfString(in.string()));
                case 5 ->
                    single = Optional.of(
                            new Attribute.OfTensor(tensors.read(in.message()).tensor()));
                case 6 -> single = Optional.of(new Attribute.OfGraph(graph(in.message())));
                case 7 -> in.floats(floats::add);
                case 8 -> in.varints(ints::add);
                case 9 -> strings.add(in.string());
                case 10 -> manyTensors.add(tensors.read(in.message()).tensor());
                case 11 -> graphs.add(graph(in.message()));
                case 14 -> single = Optional.of(new Attribute.OfType(Bytes.of(in.bytes())));
                case 15 -> types.add(Bytes.of(in.bytes()));
                case 20 -> kind = (int) in.varint();
                case 21 -> reference = in.string();
                case 22 ->
                    single = Optional.of(
                            new Attribute.OfTensor(sparse(in.message()).tensor()));
                case 23 -> manyTensors.add(sparse(in.message()).tensor());
                default -> in.skip();
            }
        }
        if (!reference.isEmpty()) {
            into.put(name, new Attribute.Reference(reference, kind));
            return;
        }
        if (single.isPresent()) {
            into.put(name, single.get());
        } else if (kind == 1) {
            // A single value of zero may be left out of the file, and so may the kind of a list that is not empty.
            into.put(name, new Attribute.OfFloat(0));
        } else if (kind == 2) {
            into.put(name, new Attribute.OfInt(0));
        } else if (kind == 3) {
            into.put(name, new Attribute.OfString(""));
        } else if (kind == 6 || !floats.isEmpty()) {
            into.put(name, new Attribute.OfFloats(floats));
        } else if (kind == 8 || !strings.isEmpty()) {
            into.put(name, new Attribute.OfStrings(strings));
        } else if (kind == 9 || kind == 12 || !manyTensors.isEmpty()) {
            into.put(name, new Attribute.OfTensors(manyTensors));
        } else if (kind == 10 || !graphs.isEmpty()) {
            into.put(name, new Attribute.OfGraphs(graphs));
        } else if (kind == 14 || !types.isEmpty()) {
            into.put(name, new Attribute.OfTypes(types));
        } else {
            into.put(name, new Attribute.OfInts(ints));
        }
    }

    /** A sparse weight, as the dense tensor that it stands for. */
    private TensorReader.Named sparse(ProtoReader in) {
        Optional<TensorReader.Named> values = Optional.empty();
        Optional<Tensor> indices = Optional.empty();
        var dims = new ArrayList<Long>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> values = Optional.of(tensors.read(in.message()));
                case 2 -> indices = Optional.of(tensors.read(in.message()).tensor());
                case 3 -> in.varints(dims::add);
                default -> in.skip();
            }
        }
        var named = values.orElseThrow(() -> InputException.of("model.tensor-sparse", "name", ""));
        var index = indices.orElseThrow(() -> InputException.of("model.tensor-sparse", "name", named.name()));
        return new TensorReader.Named(
                named.name(),
                Sparse.dense(
                        named.name(),
                        named.tensor(),
                        index,
                        dims.stream().mapToLong(Long::longValue).toArray()));
    }

    private static Graph.Value value(ProtoReader in) {
        String name = "";
        var type = TensorType.UNKNOWN;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.string();
                case 2 -> type = type(in.message());
                default -> in.skip();
            }
        }
        return new Graph.Value(name, type);
    }

    private static TensorType type(ProtoReader in) {
        var type = TensorType.UNKNOWN;
        while (in.next()) {
            if (in.field() == 1) {
                type = tensorType(in.message());
            } else {
                in.skip();
            }
        }
        return type;
    }

    private static TensorType tensorType(ProtoReader in) {
        Optional<DataType> element = Optional.empty();
        Optional<Shape> shape = Optional.empty();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> element = DataType.of((int) in.varint());
                case 2 -> shape = Optional.of(shape(in.message()));
                default -> in.skip();
            }
        }
        return new TensorType(element, shape);
    }

    private static Shape shape(ProtoReader in) {
        var dims = new ArrayList<Shape.Dim>();
        while (in.next()) {
            if (in.field() == 1) {
                dims.add(dim(in.message()));
            } else {
                in.skip();
            }
        }
        return new Shape(dims);
    }

    private static Shape.Dim dim(ProtoReader in) {
        Shape.Dim dim = new Shape.Dim.Unknown();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> {
                    long size = in.varint();
                    // Older exporters write a negative size, or 0 in an input, for "any".
                    dim = size < 0 ? new Shape.Dim.Unknown() : new Shape.Dim.Known(size);
                }
                case 2 -> {
                    var symbol = in.string();
                    dim = symbol.isEmpty() ? new Shape.Dim.Unknown() : new Shape.Dim.Symbol(symbol);
                }
                default -> in.skip();
            }
        }
        return dim;
    }

    private Function function(ProtoReader in) {
        String name = "";
        String domain = "";
        String overload = "";
        var inputs = new ArrayList<String>();
        var outputs = new ArrayList<String>();
        var attributes = new ArrayList<String>();
        var defaults = new LinkedHashMap<String, Attribute>();
        var opsets = new LinkedHashMap<String, Long>();
        List<Node> nodes = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.string();
                case 4 -> inputs.add(in.string());
                case 5 -> outputs.add(in.string());
                case 6 -> attributes.add(in.string());
                case 7 -> nodes.add(node(in.message()));
                case 9 -> opset(in.message(), opsets);
                case 10 -> domain = standard(in.string());
                case 11 -> attribute(in.message(), defaults);
                case 13 -> overload = in.string();
                default -> in.skip();
            }
        }
        return new Function(domain, name, overload, inputs, outputs, attributes, defaults, opsets, nodes);
    }

    private static void opset(ProtoReader in, Map<String, Long> into) {
        String domain = "";
        long version = 1;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> domain = standard(in.string());
                case 2 -> version = in.varint();
                default -> in.skip();
            }
        }
        into.put(domain, version);
    }

    private static void entry(ProtoReader in, Map<String, String> into) {
        String key = "";
        String value = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.string();
                case 2 -> value = in.string();
                default -> in.skip();
            }
        }
        into.put(key, value);
    }

    private static String standard(String domain) {
        return domain.equals("ai.onnx") ? "" : domain;
    }
}
