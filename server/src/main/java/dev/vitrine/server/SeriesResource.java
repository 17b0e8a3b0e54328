package dev.vitrine.server;

import dev.vitrine.formats.CheckpointSeries;
import dev.vitrine.words.Text;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /series}: several files of one network, in the order of its training. */
final class SeriesResource {
    private final Workspace workspace;
    private final Jobs jobs;

    SeriesResource(Workspace workspace, Jobs jobs) {
        this.workspace = workspace;
        this.jobs = jobs;
    }

    Answer open(Request request) throws Exception {
        var names = request.query().all("path");
        var graph = request.query().first("graph");
        request.query().required("path");
        var opened = jobs.run(
                request, Text.of("server.opening", "file", names.get(0)), progress -> workspace.series(names, graph));
        var answer = new LinkedHashMap<String, Object>();
        answer.put(
                "checkpoints",
                opened.series().checkpoints().stream()
                        .map(c -> facts(c, opened))
                        .toList());
        answer.put(
                "left",
                opened.series().left().stream()
                        .map(l -> Map.of("file", String.valueOf(l.file().getFileName()), "why", l.why()))
                        .toList());
        return Answer.json(answer, request.words());
    }

    /** Asked for by {@code path}, or by {@code path} and {@code weights}, it is open as a model. */
    private Map<String, Object> facts(CheckpointSeries.Checkpoint checkpoint, Workspace.Opened opened) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", checkpoint.name());
        facts.put("file", String.valueOf(checkpoint.file().getFileName()));
        facts.put("step", checkpoint.step());
        var own = name(checkpoint.file(), opened);
        facts.put(
                "path",
                opened.graph()
                        .or(() -> checkpoint.graph().map(g -> name(g, opened)))
                        .orElse(own));
        facts.put("weights", checkpoint.graph().map(g -> own));
        return facts;
    }

    private String name(Path file, Workspace.Opened opened) {
        return opened.name(file, workspace.files());
    }
}
