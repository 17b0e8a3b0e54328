package dev.vitrine.engine;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.OnnxFile;
import dev.vitrine.model.Sanity;
import dev.vitrine.model.WholeFile;
import dev.vitrine.words.InputException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A network of any format as an ONNX file, which stays only if it reads again, is sound, and the runtime takes it. */
public final class Conversion {
    private static final int MOST_NAMED = 5;

    /** Where the file says what it was before. */
    private static final String FORMAT = "vitrine.format";

    /** The first version of the format whose weights need not be inputs as well. */
    private static final long INITIALIZERS_ALONE = 4;

    private Conversion() {}

    /**
     * Writes a model as ONNX.
     *
     * @return the file, and the one beside it that has its weights where 2 GB do not hold them
     * @throws InputException if there is no graph, if a part of it cannot be said in ONNX, if the runtime refuses it, or if the
     *     file cannot be written; then nothing is
     */
    public static List<Path> write(Model model, Path out) {
        var converted = inOnnx(model);
        return WholeFile.write(out, part -> {
            OnnxFile.write(converted, part);
            var written = Model.open(part);
            check(written);
            Session.of(written, Session.Purpose.LOOK, 0).close();
        });
    }

    private static void check(Model model) {
        Sanity.check(model.graph()).stream().findFirst().ifPresent(finding -> {
            throw new InputException(finding);
        });
    }

    private static Model inOnnx(Model model) {
        var graph = model.graph();
        if (graph.isWeightsOnly() || graph.outputs().isEmpty()) {
            throw InputException.of("engine.convert-no-graph");
        }
        var foreign = graph.nodes().stream()
                .filter(n -> !TypeInference.DOMAINS.contains(n.domain())
                        && model.functions().stream().noneMatch(f -> f.domain().equals(n.domain())))
                .toList();
        if (!foreign.isEmpty()) {
            throw InputException.of(
                    "engine.convert-foreign",
                    "count",
                    foreign.size(),
                    "nodes",
                    foreign.stream()
                            .limit(MOST_NAMED)
                            .map(n -> n.name() + " (" + n.op() + ")")
                            .collect(Collectors.joining(", ")));
        }
        check(model);
        var used = new HashSet<>(Set.of(""));
        domains(graph, used);
        model.functions().forEach(f -> used.addAll(f.opsets().keySet()));
        var opsets = new LinkedHashMap<>(model.opsets());
        opsets.keySet().retainAll(used);
        var metadata = new LinkedHashMap<>(model.metadata());
        metadata.putIfAbsent(FORMAT, model.origin().format());
        return new Model(
                model.source(),
                Math.max(INITIALIZERS_ALONE, model.irVersion()),
                opsets,
                model.functions(),
                model.producer(),
                metadata,
                graph.withOutputs(typed(model)));
    }

    /** ONNX wants the rank of every output in the file. */
    private static List<Graph.Value> typed(Model model) {
        var outputs = model.graph().outputs();
        if (outputs.stream().allMatch(v -> v.type().shape().isPresent())) {
            return outputs;
        }
        var types = TypeInference.of(model).types();
        return outputs.stream()
                .map(v -> new Graph.Value(v.name(), types.get(v.name())))
                .toList();
    }

    private static void domains(Graph graph, Set<String> into) {
        for (Node node : graph.nodes()) {
            into.add(node.domain());
            node.subgraphs().forEach(inner -> domains(inner, into));
        }
    }
}
