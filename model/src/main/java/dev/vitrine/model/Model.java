package dev.vitrine.model;

import dev.vitrine.words.Text;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network: a graph, the operator sets it is written in, and where it came from. Immutable; weights stay in their files.
 *
 * @param source the file, symbolic links resolved; empty for a graph made in memory
 * @param irVersion the ONNX file format version
 * @param opsets domain (empty for the standard one) to version
 * @param functions operators that the model defines itself
 * @param producer who wrote the file, such as {@code pytorch 2.1}; may be empty
 * @param metadata free key and value texts
 * @param graph the main graph
 * @param origin the format it was read from
 */
public record Model(
        Optional<Path> source,
        long irVersion,
        Map<String, Long> opsets,
        List<Function> functions,
        String producer,
        Map<String, String> metadata,
        Graph graph,
        Origin origin) {

    /**
     * The format that a model was read from, and what its importer knows beyond the graph.
     *
     * @param format a short name such as {@code onnx} or {@code keras}
     * @param channelsFirst the tensors that have their channels right behind the batch, where the framework has them last: their
     *     values are saved in the framework's order
     * @param network a published network that this is, such as {@code vgg16}
     * @param pictures how pictures are prepared, where the file or the network says so
     * @param notes what could not be expressed, or was not there
     */
    public record Origin(
            String format,
            Set<String> channelsFirst,
            Optional<String> network,
            Optional<Pictures> pictures,
            List<Text> notes) {
        public static final Origin ONNX = new Origin("onnx", Set.of(), List.of());

        public Origin {
            channelsFirst = Set.copyOf(channelsFirst);
            notes = List.copyOf(notes);
        }

        /** Where nothing more is known. */
        public Origin(String format, Set<String> channelsFirst, List<Text> notes) {
            this(format, channelsFirst, Optional.empty(), Optional.empty(), notes);
        }

        public Origin withNotes(List<Text> newNotes) {
            return new Origin(format, channelsFirst, network, pictures, newNotes);
        }
    }

    /**
     * How pictures become numbers.
     *
     * @param preprocess as the command line's {@code --preprocess}
     * @param reason why, for people to judge it
     */
    public record Pictures(String preprocess, Text reason) {}

    /** An operator defined by nodes of its own. */
    public record Function(
            String domain,
            String name,
            String overload,
            List<String> inputs,
            List<String> outputs,
            List<String> attributes,
            Map<String, Attribute> defaults,
            Map<String, Long> opsets,
            List<Node> nodes) {}

    public Model {
        opsets = Collections.unmodifiableMap(new LinkedHashMap<>(opsets));
        functions = List.copyOf(functions);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** A model in ONNX's own terms. */
    public Model(
            Optional<Path> source,
            long irVersion,
            Map<String, Long> opsets,
            List<Function> functions,
            String producer,
            Map<String, String> metadata,
            Graph graph) {
        this(source, irVersion, opsets, functions, producer, metadata, graph, Origin.ONNX);
    }

    /** A model made in memory, in the standard operator set of the given version. */
    public static Model of(Graph graph, long opset) {
        return new Model(Optional.empty(), 8, Map.of("", opset), List.of(), "vitrine", Map.of(), graph);
    }

    /**
     * Reads an ONNX file: its skeleton at once, its weights when they are looked at.
     *
     * @throws dev.vitrine.words.InputException if the file cannot be read as ONNX; says why and where
     */
    public static Model open(Path file) {
        return OnnxReader.read(file);
    }

    /** The version of the standard operator set; 1 where none is said. */
    public long opset() {
        return opsets.getOrDefault("", 1L);
    }

    public Model withGraph(Graph newGraph) {
        return new Model(source, irVersion, opsets, functions, producer, metadata, newGraph, origin);
    }

    public Model withMetadata(Map<String, String> newMetadata) {
        return new Model(source, irVersion, opsets, functions, producer, newMetadata, graph, origin);
    }

    public Model withOpset(long version) {
        var newOpsets = new LinkedHashMap<>(opsets);
        newOpsets.put("", version);
        return new Model(source, irVersion, newOpsets, functions, producer, metadata, graph, origin);
    }
}
