package dev.vitrine.server;

import dev.vitrine.formats.Formats;
import dev.vitrine.methods.Structure;
import dev.vitrine.model.Costs;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Modules;
import dev.vitrine.model.Sanity;
import dev.vitrine.model.Sources;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code /models}: opening, describing and closing them. */
final class ModelsResource {
    private final Workspace workspace;
    private final Jobs jobs;

    ModelsResource(Workspace workspace, Jobs jobs) {
        this.workspace = workspace;
        this.jobs = jobs;
    }

    Answer open(Request request) throws Exception {
        var path = request.query().required("path");
        var weights = request.query().first("weights");
        var facts = jobs.run(
                request, Text.of("server.opening", "file", path), progress -> facts(opened(path, weights), path));
        return Answer.json(facts, request.words());
    }

    /** A folder of checkpoints is no model: who asks for it is told to ask for the series. */
    private OpenModel opened(String path, Optional<String> weights) {
        try {
            return workspace.open(path, weights);
        } catch (InputException e) {
            if (weights.isEmpty() && Files.isDirectory(workspace.files().path(path)) && isSeries(path)) {
                throw Problem.of(Problem.Kind.SERIES, "server.is-series", "folder", path);
            }
            throw e;
        }
    }

    private boolean isSeries(String path) {
        try {
            return !workspace
                    .series(List.of(path), Optional.empty())
                    .series()
                    .checkpoints()
                    .isEmpty();
        } catch (InputException e) {
            return false;
        }
    }

    Answer model(Request request) {
        var model = workspace.model(request.wild(0));
        return Answer.json(facts(model, model.name()), request.words());
    }

    Answer close(Request request) {
        workspace.close(request.wild(0));
        return Answer.json(Map.of(), request.words());
    }

    /** The program text that the file carries: all of it, or the class of one layer. */
    Answer source(Request request) {
        var open = workspace.model(request.wild(0));
        var all = Sources.of(open.model());
        var asked = request.query()
                .first("layer")
                .map(index -> all.of(LayersResource.node(open, index)))
                .orElse(all);
        return Answer.json(asked.parts(), request.words());
    }

    /** The model as an ONNX file. */
    Answer onnx(Request request) throws IOException {
        var open = workspace.model(request.wild(0));
        var name = String.valueOf(open.file().getFileName()).replaceFirst("\\.[^.]*$", "");
        return OnnxAnswer.of(open.model(), name, open.file().toString());
    }

    /**
     * What is known at once; the types that the file does not declare come with {@code /models/{m}/types}.
     *
     * @param path as it is asked for: the same file may have several names
     */
    static Map<String, Object> facts(OpenModel open, String path) {
        var model = open.model();
        var graph = model.graph();
        var notes = new ArrayList<Text>(model.origin().notes());
        notes.addAll(Sanity.check(graph));
        boolean typed = open.typed();
        if (typed) {
            notes.addAll(open.look().engine().typeNotes());
        }
        var facts = new LinkedHashMap<String, Object>();
        facts.put("id", open.id());
        facts.put("name", Formats.Place.of(open.file()).name());
        facts.put("path", path);
        facts.put("weights", open.weights().map(OpenModel.Weights::name));
        facts.put("bytes", open.bytes());
        facts.put("producer", model.producer());
        facts.put("opset", model.opset());
        facts.put("nodes", graph.nodes().size());
        facts.put("parameters", Costs.parameters(graph));
        facts.put("parameterBytes", Costs.bytes(graph));
        facts.put("types", typed ? "inferred" : "declared");
        facts.put("macs", typed ? macs(open) : Optional.empty());
        facts.put("inputs", values(graph.inputs(), open));
        facts.put("outputs", values(graph.outputs(), open));
        facts.put("operators", Modules.operators(graph));
        facts.put("sources", Sources.of(model).parts().size());
        facts.put("labels", open.look().labels().size());
        facts.put(
                "task", open.sidecar().flatMap(s -> s.task()).map(t -> t.name().toLowerCase(Locale.ROOT)));
        facts.put("notes", notes);
        facts.put(
                "inputsOpen", open.inputs().stream().map(InputsResource::facts).toList());
        return facts;
    }

    /** Unknown as soon as one layer's are. */
    private static Optional<Long> macs(OpenModel open) {
        var costs = open.costs();
        long sum = 0;
        for (var node : open.look().graph().nodes()) {
            var own = costs.macs(node);
            if (own.isEmpty()) {
                return Optional.empty();
            }
            sum += own.getAsLong();
        }
        return Optional.of(sum);
    }

    private static List<Map<String, Object>> values(List<Graph.Value> values, OpenModel open) {
        return values.stream()
                .map(v -> Structure.value(v.name(), open.typed() ? open.types().get(v.name()) : v.type()))
                .toList();
    }
}
