package dev.vitrine.cli;

import dev.vitrine.artifact.Provenance;
import dev.vitrine.data.Inputs;
import dev.vitrine.data.Preprocess;
import dev.vitrine.data.Sidecar;
import dev.vitrine.formats.CheckpointSeries;
import dev.vitrine.formats.Formats;
import dev.vitrine.methods.Look;
import dev.vitrine.model.Model;
import dev.vitrine.words.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What a command looks at: the model, its input and what is known of both. A mixin of every command that needs a model. */
final class Subject {

    @Parameters(index = "0", paramLabel = "MODEL", descriptionKey = "model")
    private Path modelFile = Path.of("");

    @Mixin
    private Circumstances circumstances = new Circumstances();

    /** Opens the model; the caller closes the look's engine. */
    Look open() {
        return circumstances.open(modelFile);
    }

    /**
     * Opens several files of one network, the first of which is the model that was named.
     *
     * @param graph the model whose graph the files are weights of; empty where each is a model of its own
     */
    CheckpointSeries series(List<Path> more, Optional<Path> graph) {
        circumstances.check();
        var files = new ArrayList<Path>(List.of(modelFile));
        files.addAll(more);
        return graph.map(g -> CheckpointSeries.over(Formats.open(g), files))
                .orElseGet(() -> CheckpointSeries.open(files));
    }

    /** A look at the last of them, among the others; the caller closes its engine. */
    Look last(CheckpointSeries series) {
        var last = series.checkpoints().get(series.checkpoints().size() - 1).model();
        return circumstances
                .look(last)
                .among(series.checkpoints().stream()
                        .map(c -> new Look.Checkpoint(c.name(), c.step(), c.model()))
                        .toList());
    }

    /** Opens another model, with the same input as it takes it; the caller closes the look's engine. */
    Look beside(Path other) {
        return circumstances.beside(other);
    }

    /** The model's file as it was named. */
    Path modelFile() {
        return modelFile;
    }

    /** Whether the input is a folder of examples. */
    boolean isFolder() {
        return circumstances.isFolder();
    }

    /** Reads inputs as the model takes them. */
    static Look.Given given(
            Model model, List<String> arguments, Optional<Preprocess> asked, Optional<Sidecar> sidecar) {
        return Look.Given.of(model, Inputs.read(model, arguments, asked, sidecar));
    }

    /** Where a result about this look comes from. */
    static Provenance provenance(Look look, String sha256, Terminal terminal) {
        Words words = terminal.words();
        return new Provenance(
                terminal.commandLine(),
                Version.NUMBER,
                Optional.of(sha256),
                look.given().map(g -> words.say(g.preprocessing())),
                Optional.empty(),
                Map.of());
    }
}
