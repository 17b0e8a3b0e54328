package dev.vitrine.cli;

import dev.vitrine.artifact.Provenance;
import dev.vitrine.data.DataFolder;
import dev.vitrine.data.Inputs;
import dev.vitrine.data.Labels;
import dev.vitrine.data.Preprocess;
import dev.vitrine.data.Sidecar;
import dev.vitrine.engine.Engine;
import dev.vitrine.formats.CheckpointSeries;
import dev.vitrine.formats.Formats;
import dev.vitrine.methods.Look;
import dev.vitrine.model.Model;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Words;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a command looks at: the model, its input and what is known of both. A mixin of every command that opens a model. */
final class Subject {

    @Parameters(index = "0", paramLabel = "MODEL", descriptionKey = "model")
    private Path modelFile = Path.of("");

    @Option(names = "--input", paramLabel = "[NAME=]FILE", descriptionKey = "input")
    private List<String> inputs = List.of();

    @Option(names = "--preprocess", paramLabel = "PRESET", descriptionKey = "preprocess")
    private Optional<String> preprocess = Optional.empty();

    @Option(names = "--labels", paramLabel = "FILE", descriptionKey = "labels")
    private Optional<Path> labels = Optional.empty();

    @Option(names = "--config", paramLabel = "FILE", descriptionKey = "config")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--weights", paramLabel = "FILE", descriptionKey = "weights-file")
    private Optional<Path> weights = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", descriptionKey = "threads")
    private int threads;

    @Mixin
    private EveryCommand every = new EveryCommand();

    /** Opens the model; the caller closes the look's engine. */
    Look open() {
        check();
        return open(modelFile, config, weights);
    }

    private void check() {
        every.lang().filter(l -> !l.matches("en|zh")).ifPresent(l -> {
            throw InputException.of("cli.usage-lang", "lang", l);
        });
        if (threads < 0) {
            throw InputException.of("cli.usage-threads", "threads", threads);
        }
    }

    /**
     * Opens several files of one network, the first of which is the model that was named.
     *
     * @param graph the model whose graph the files are weights of; empty where each is a model of its own
     */
    CheckpointSeries series(List<Path> more, Optional<Path> graph) {
        check();
        var files = new ArrayList<Path>(List.of(modelFile));
        files.addAll(more);
        return graph.map(g -> CheckpointSeries.over(Formats.open(g), files))
                .orElseGet(() -> CheckpointSeries.open(files));
    }

    /** A look at the last of them, among the others; the caller closes its engine. */
    Look last(CheckpointSeries series) {
        var last = series.checkpoints().get(series.checkpoints().size() - 1).model();
        return look(last, config)
                .among(series.checkpoints().stream()
                        .map(c -> new Look.Checkpoint(c.name(), c.step(), c.model()))
                        .toList());
    }

    /** Opens another model, with the same input as it takes it; the caller closes the look's engine. */
    Look beside(Path other) {
        return open(other, Optional.empty(), Optional.empty());
    }

    private Look open(Path file, Optional<Path> known, Optional<Path> checkpoint) {
        Engine.prepare();
        return look(Formats.open(file, checkpoint), known);
    }

    private Look look(Model model, Optional<Path> known) {
        var sidecar = known.map(Sidecar::read).or(() -> model.source().flatMap(Sidecar::beside));
        var names = labels.or(() -> sidecar.flatMap(Sidecar::labels)).map(Labels::read);
        var look = Look.at(Engine.of(model, threads))
                .with(names.map(Labels::names).orElse(List.of()))
                .knowing(sidecar);
        if (inputs.isEmpty()) {
            return look;
        }
        var asked = preprocess.map(Preprocess::parse);
        if (!isFolder()) {
            return look.with(given(model, inputs, asked, sidecar));
        }
        var examples = new ArrayList<Look.Example>();
        for (var item : DataFolder.read(Path.of(inputs.get(0))).items()) {
            examples.add(new Look.Example(
                    item.file().toString(),
                    given(model, List.of(item.file().toString()), asked, sidecar),
                    Optional.of(item.label())));
        }
        return look.over(examples);
    }

    /** The model's file as it was named. */
    Path modelFile() {
        return modelFile;
    }

    /** Whether the input is a folder of examples. */
    boolean isFolder() {
        return inputs.size() == 1 && Files.isDirectory(Path.of(inputs.get(0)));
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
