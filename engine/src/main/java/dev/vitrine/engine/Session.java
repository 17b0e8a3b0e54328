package dev.vitrine.engine;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.OnnxWriter;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * One graph made ready to run.
 *
 * <p>The runtime gets a graph of a few kB as bytes. Its large weights are external-data entries, written here after checking,
 * that point into the files where the weights lie; the runtime maps those files, so all sessions of a model share one copy in
 * the page cache. It never gets a path from a model.
 */
final class Session implements AutoCloseable {
    /** Below this, a weight travels inside the graph, where the runtime's shape inference and constant folding see it. */
    private static final long INLINE = 1024;

    /** What the session is for. */
    enum Purpose {
        /** Type inference: no optimisation. */
        TYPES,
        /** Looking: optimised, weights used where they are mapped; room for activations goes back after each run. */
        LOOK,
        /** Looking again and again, as along a path of inputs: as LOOK, but its room is kept for the next run. */
        AGAIN,
        /** Many inputs: optimised, weights packed for speed. */
        DATASET
    }

    private final OrtSession session;
    private final Purpose purpose;
    private final List<String> outputs;

    private Session(OrtSession session, Purpose purpose, List<String> outputs) {
        this.session = session;
        this.purpose = purpose;
        this.outputs = outputs;
    }

    /**
     * @param threads intra-operator threads; 0 leaves the choice to the runtime
     * @throws InputException if the runtime does not take the graph; names the node and the reason
     */
    static Session of(Model model, Purpose purpose, int threads) {
        checkActivations(model.graph());
        var session = create(model, purpose, threads);
        var strange = new ArrayList<String>();
        try {
            session.getOutputInfo().forEach((name, info) -> {
                if (info.getInfo() instanceof TensorInfo tensor && tensor.type == OnnxJavaType.UNKNOWN) {
                    strange.add(name);
                }
            });
            var names = model.graph().outputs().stream().map(Graph.Value::name).toList();
            if (strange.isEmpty() || purpose == Purpose.TYPES) {
                return new Session(session, purpose, names);
            }
            // The Java API has no type for uint16/32/64, float8 and int4: they leave the graph as int64 or float.
            session.close();
            return new Session(create(cast(model, strange), purpose, threads), purpose, names);
        } catch (OrtException e) {
            throw RunFailure.of(e);
        }
    }

    /** With fewer parameters than directions the runtime reads beyond their end and takes the process with it. */
    private static void checkActivations(Graph graph) {
        for (var node : graph.nodes()) {
            node.subgraphs().forEach(Session::checkActivations);
            int directions = node.stringAttribute("direction", "forward").equals("bidirectional") ? 2 : 1;
            for (var name : List.of("activation_alpha", "activation_beta")) {
                if (node.is("RNN")
                        && node.attributes().get(name) instanceof Attribute.OfFloats given
                        && given.values().size() < directions) {
                    throw InputException.of(
                            "engine.few-activation-values",
                            "node",
                            graph.label(node),
                            "attribute",
                            name,
                            "directions",
                            directions);
                }
            }
        }
    }

    private static OrtSession create(Model model, Purpose purpose, int threads) {
        try (var options = new OrtSession.SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.setOptimizationLevel(purpose == Purpose.TYPES ? OptLevel.NO_OPT : OptLevel.ALL_OPT);
            if (purpose != Purpose.DATASET) {
                options.addConfigEntry("session.disable_prepacking", "1");
            }
            if (!model.origin().equals(Model.Origin.ONNX)) {
                // Importers write what each tensor is rounded to; fused integer kernels round otherwise, and saturate
                // before AVX-VNNI.
                options.addConfigEntry("session.disable_quant_qdq", "1");
            }
            var faulty = faultyRewrites(model.graph());
            if (!faulty.isEmpty()) {
                options.addConfigEntry("optimization.disable_specified_optimizers", String.join(";", faulty));
            }
            if (threads > 0) {
                options.setIntraOpNumThreads(threads);
            }
            var folder = model.source().flatMap(p -> Optional.ofNullable(p.getParent()));
            if (folder.isPresent()) {
                options.addConfigEntry(
                        "session.model_external_initializers_file_folder_path",
                        folder.get().toString());
            }
            var runnable = new Model(
                    model.source(),
                    Math.max(8, model.irVersion()),
                    model.opsets().isEmpty() ? Map.of("", 1L) : model.opsets(),
                    model.functions(),
                    model.producer(),
                    Map.of(),
                    StoredOrder.of(
                            model.graph().withoutDeclared(),
                            tensor -> folder.flatMap(f -> location(f, tensor)).isPresent()));
            var bytes = OnnxWriter.write(runnable, (name, tensor) -> folder.flatMap(f -> location(f, tensor)));
            return environment().createSession(bytes, options);
        } catch (OrtException e) {
            throw RunFailure.of(e);
        }
    }

    /**
     * Rewrites of the runtime (1.28 to 1.30) that would change what this graph computes: it takes the zeros of a Pad for the padding
     * of the MaxPool behind, which has none, and moves a Transpose past a Pad of some axes without renaming them.
     */
    private static List<String> faultyRewrites(Graph graph) {
        var faulty = new ArrayList<String>();
        var pads = graph.nodes().stream().filter(n -> n.is("Pad")).toList();
        if (pads.stream()
                .flatMap(p -> p.outputs().stream())
                .anyMatch(o -> graph.consumers(o).stream().anyMatch(n -> n.is("MaxPool")))) {
            faulty.add("Pad_Fusion");
        }
        if (pads.stream()
                .anyMatch(p -> p.input(3).filter(axes -> !inOrder(graph, axes)).isPresent())) {
            faulty.add("TransposeOptimizer");
            faulty.add("TransposeOptimizer_CPUExecutionProvider");
        }
        return faulty;
    }

    /** Whether a Pad names all axes, as far as the axes themselves tell: 0, 1, 2 and 3 or more. */
    private static boolean inOrder(Graph graph, String axes) {
        return graph.constant(axes)
                .map(Tensor::longs)
                .filter(all -> all.length > 3
                        && Arrays.equals(all, LongStream.range(0, all.length).toArray()))
                .isPresent();
    }

    static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    }

    private static Optional<OnnxWriter.Location> location(Path folder, Tensor tensor) {
        return tensor.bytes() instanceof Bytes.InFile in
                        && in.length() >= INLINE
                        && in.file().path().startsWith(folder)
                ? Optional.of(new OnnxWriter.Location(
                        folder.relativize(in.file().path()).toString(), in.offset(), in.length()))
                : Optional.empty();
    }

    private static Model cast(Model model, List<String> names) {
        var graph = model.graph();
        var nodes = new ArrayList<>(graph.nodes());
        var outputs = new ArrayList<Graph.Value>();
        for (var output : graph.outputs()) {
            if (names.contains(output.name())) {
                var plain = output.name() + "/plain";
                nodes.add(Node.of("", "Cast", List.of(output.name()), List.of(plain))
                        .with("to", new Attribute.OfInt(DataType.FLOAT.code())));
                outputs.add(new Graph.Value(plain, TensorType.UNKNOWN));
            } else {
                outputs.add(output);
            }
        }
        return model.withGraph(graph.withNodes(nodes).withOutputs(outputs));
    }

    /** What the runtime knows of inputs and outputs before a run. */
    Map<String, NodeInfo> outputInfo() {
        try {
            return session.getOutputInfo();
        } catch (OrtException e) {
            throw RunFailure.of(e);
        }
    }

    /**
     * Runs the graph once.
     *
     * @return the outputs by name; an output that is a sequence or map is absent
     * @throws InputException if an input is missing or does not fit, or a node fails; names it and the reason
     */
    Map<String, Tensor> run(Map<String, Tensor> inputs) {
        var values = new LinkedHashMap<String, OnnxTensor>();
        try {
            for (var name : session.getInputNames()) {
                var given = Optional.ofNullable(inputs.get(name))
                        .orElseThrow(() -> InputException.of("engine.input-missing", "name", name));
                values.put(name, Values.toRuntime(given));
            }
            try (var result = Interruption.guard(purpose == Purpose.LOOK, options -> session.run(values, options))) {
                var named = new LinkedHashMap<String, Tensor>();
                int i = 0;
                for (var entry : result) {
                    OnnxValue value = entry.getValue();
                    if (value instanceof OnnxTensor tensor) {
                        named.put(outputs.get(i), Values.fromRuntime(tensor));
                    }
                    i++;
                }
                return named;
            }
        } catch (OrtException e) {
            throw RunFailure.of(e);
        } finally {
            values.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw RunFailure.of(e);
        }
    }
}
