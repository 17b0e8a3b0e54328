package dev.vitrine.cli;

import dev.vitrine.data.DataFolder;
import dev.vitrine.data.Labels;
import dev.vitrine.data.Preprocess;
import dev.vitrine.data.Sidecar;
import dev.vitrine.engine.Engine;
import dev.vitrine.formats.Formats;
import dev.vitrine.methods.Look;
import dev.vitrine.model.Model;
import dev.vitrine.words.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a model is looked at with: its input and what its file does not say. A mixin of every command that opens a model. */
final class Circumstances {

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

    void check() {
        every.lang().filter(l -> !l.matches("en|zh")).ifPresent(l -> {
            throw InputException.of("cli.usage-lang", "lang", l);
        });
        if (threads < 0) {
            throw InputException.of("cli.usage-threads", "threads", threads);
        }
    }

    /** Opens a model; the caller closes the look's engine. */
    Look open(Path file) {
        check();
        return open(file, config, weights);
    }

    /** Opens another model, with the same input as it takes it; the caller closes the look's engine. */
    Look beside(Path other) {
        return open(other, Optional.empty(), Optional.empty());
    }

    private Look open(Path file, Optional<Path> known, Optional<Path> checkpoint) {
        Engine.prepare();
        return look(Formats.open(file, checkpoint), known);
    }

    /** Looks at a model that is open; the caller closes the look's engine. */
    Look look(Model model) {
        return look(model, config);
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
            return look.with(Subject.given(model, inputs, asked, sidecar));
        }
        var examples = new ArrayList<Look.Example>();
        for (var item : DataFolder.read(Path.of(inputs.get(0))).items()) {
            examples.add(new Look.Example(
                    item.file().toString(),
                    Subject.given(model, List.of(item.file().toString()), asked, sidecar),
                    Optional.of(item.label())));
        }
        return look.over(examples);
    }

    /** Whether the input is a folder of examples. */
    boolean isFolder() {
        return inputs.size() == 1 && Files.isDirectory(Path.of(inputs.get(0)));
    }
}
