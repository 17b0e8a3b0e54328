package dev.vitrine.formats.tensorflow;

import dev.vitrine.formats.Candidate;
import dev.vitrine.formats.Importer;
import dev.vitrine.formats.tensorflow.GraphTranslator.Door;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Model;
import dev.vitrine.model.ProtoReader;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads a SavedModel of TensorFlow 1 or 2: a folder with {@code saved_model.pb}, or that file. Its serving signature says what comes
 * in and goes out.
 */
public final class SavedModelImporter implements Importer {
    private static final String FILE = "saved_model.pb";

    /** The version 1 of the schema, then a meta graph that begins with what is said about it; ONNX has a text there. */
    private static final Pattern HEAD = Pattern.compile("\\A\u0008\1\u0012[^\0]{1,5}\n", Pattern.DOTALL);

    @Override
    public boolean recognises(Candidate candidate) {
        return candidate.folder()
                ? Files.isRegularFile(candidate.path().resolve(FILE))
                : HEAD.matcher(candidate.head()).lookingAt();
    }

    @Override
    public Model read(Path path) {
        return GraphDefImporter.reading(path, () -> {
            var folder = Files.isDirectory(path) ? path.toRealPath() : null;
            var real = (folder != null ? folder.resolve(FILE) : path).toRealPath();
            var reader = new GraphDef.Reader(MappedFile.open(real));
            return model(real, meta(reader));
        });
    }

    /** A signature: names of inputs and outputs to tensors of the graph. */
    private record Signature(List<Door> inputs, List<Door> outputs) {}

    private record Meta(GraphDef graph, Map<String, Signature> signatures, String version) {}

    private static Meta meta(GraphDef.Reader reader) {
        var in = reader.whole();
        while (in.next()) {
            if (in.field() == 2) {
                return meta(in.message(), reader);
            }
            in.skip();
        }
        throw InputException.of("tensorflow.no-graph");
    }

    private static Meta meta(ProtoReader in, GraphDef.Reader reader) {
        Optional<GraphDef> graph = Optional.empty();
        var signatures = new TreeMap<String, Signature>();
        String version = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> {
                    var info = in.message();
                    while (info.next()) {
                        if (info.field() == 5) {
                            version = info.string();
                        } else {
                            info.skip();
                        }
                    }
                }
                case 2 -> graph = Optional.of(reader.graph(in.message()));
                case 5 -> {
                    var entry = in.message();
                    String key = "";
                    Optional<Signature> signature = Optional.empty();
                    while (entry.next()) {
                        switch (entry.field()) {
                            case 1 -> key = entry.string();
                            case 2 -> signature = Optional.of(signature(entry.message()));
                            default -> entry.skip();
                        }
                    }
                    var known = key;
                    signature.ifPresent(s -> signatures.put(known, s));
                }
                default -> in.skip();
            }
        }
        return new Meta(graph.orElseThrow(() -> InputException.of("tensorflow.no-graph")), signatures, version);
    }

    private static Signature signature(ProtoReader in) {
        var inputs = new TreeMap<String, Door>();
        var outputs = new TreeMap<String, Door>();
        while (in.next()) {
            switch (in.field()) {
                case 1, 2 -> {
                    var side = in.field() == 1 ? inputs : outputs;
                    var entry = in.message();
                    String name = "";
                    Optional<Door> door = Optional.empty();
                    while (entry.next()) {
                        switch (entry.field()) {
                            case 1 -> name = entry.string();
                            case 2 -> door = Optional.of(door(entry.message()));
                            default -> entry.skip();
                        }
                    }
                    var known = name;
                    door.ifPresent(d -> side.put(known, new Door(known, d.source(), d.type())));
                }
                default -> in.skip();
            }
        }
        return new Signature(List.copyOf(inputs.values()), List.copyOf(outputs.values()));
    }

    private static Door door(ProtoReader in) {
        String tensor = "";
        var type = TensorType.UNKNOWN;
        Optional<Shape> shape = Optional.empty();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> tensor = in.string();
                case 2 -> type = new TensorType(GraphDef.Reader.type(in.varint()), Optional.empty());
                case 3 -> shape = GraphDef.Reader.shape(in.message());
                default -> in.skip();
            }
        }
        return new Door("", tensor, new TensorType(type.type(), shape));
    }

    private static Model model(Path file, Meta meta) throws IOException {
        var signature = Optional.ofNullable(meta.signatures().get("serving_default"))
                .filter(s -> !s.outputs().isEmpty())
                .or(() -> meta.signatures().values().stream()
                        .filter(s -> !s.inputs().isEmpty() && !s.outputs().isEmpty())
                        .findFirst())
                .orElseThrow(() -> InputException.of("tensorflow.no-signature"));
        var flattening = new Flattening(meta.graph().functions());
        var nodes = flattening.flat(meta.graph().nodes());
        var translator = new GraphTranslator(nodes, variables(file, nodes));
        var outputs = signature.outputs().stream()
                .map(d -> new Door(d.name(), flattening.source(d.source()), d.type()))
                .toList();
        return translator.model(file, ("TensorFlow " + meta.version()).strip(), signature.inputs(), outputs);
    }

    /** The values of the variables, by the names of the nodes that hold them (TensorFlow 1) or refer to them (2). */
    private static Map<String, Tensor> variables(Path file, List<NodeDef> nodes) throws IOException {
        var byName = new HashMap<String, NodeDef>();
        nodes.forEach(n -> byName.put(n.name(), n));
        var holders = nodes.stream()
                .filter(n -> n.op().equals("VarHandleOp") || n.op().equals("VariableV2") || n.op().equals("Variable"))
                .toList();
        if (holders.isEmpty()) {
            return Map.of();
        }
        var folder = Optional.ofNullable(file.getParent()).orElse(file).resolve("variables");
        if (!Files.isDirectory(folder) || !folder.toRealPath().equals(folder)) {
            throw InputException.of("tensorflow.no-variables");
        }
        var table = Variables.read(folder);
        var keys = restored(nodes, byName);
        var values = new LinkedHashMap<String, Tensor>();
        for (var holder : holders) {
            var key = Optional.ofNullable(keys.get(holder.name()));
            var own = holder.text("shared_name", "").isEmpty() ? holder.name() : holder.text("shared_name", "");
            var value = table.get(key.orElse(own));
            value.ifPresent(v -> values.put(holder.name(), v));
        }
        return values;
    }

    /** Under which name each variable is restored, as the graph that restores them says: assignment from the n-th restored. */
    private static Map<String, String> restored(List<NodeDef> nodes, Map<String, NodeDef> byName) {
        var keys = new HashMap<String, String>();
        for (var node : nodes) {
            if (!node.op().equals("AssignVariableOp") && !node.op().equals("Assign")
                    || node.inputs().size() < 2) {
                continue;
            }
            var from = node.inputs().get(1);
            var source = byName.get(GraphTranslator.producer(from));
            for (int step = 0;
                    step < 8
                            && source != null
                            && source.op().equals("Identity")
                            && !source.inputs().isEmpty();
                    step++) {
                from = source.inputs().get(0);
                source = byName.get(GraphTranslator.producer(from));
            }
            if (source == null
                    || !source.op().equals("RestoreV2")
                    || source.inputs().size() < 2) {
                continue;
            }
            var names = Optional.ofNullable(
                            byName.get(GraphTranslator.producer(source.inputs().get(1))))
                    .flatMap(n -> n.attr("value"))
                    .flatMap(NodeDef.Attr::tensor)
                    .map(Tensor::strings)
                    .orElse(List.of());
            int place = GraphTranslator.output(from);
            if (place < names.size()) {
                keys.put(GraphTranslator.producer(node.inputs().get(0)), names.get(place));
            }
        }
        return keys;
    }
}
