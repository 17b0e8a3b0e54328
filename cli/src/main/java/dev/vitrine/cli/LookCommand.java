package dev.vitrine.cli;

import dev.vitrine.artifact.Provenance;
import dev.vitrine.artifact.Result;
import dev.vitrine.data.Npy;
import dev.vitrine.methods.Look;
import dev.vitrine.methods.Method;
import dev.vitrine.methods.Options;
import dev.vitrine.model.Sha256;
import dev.vitrine.view.Colormap;
import dev.vitrine.view.Json;
import dev.vitrine.view.Palette;
import dev.vitrine.view.Rendering;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that looks in one way and shows what it sees: as a picture, as data, as JSON or as plain sentences. */
abstract class LookCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Subject subject = new Subject();

    @Option(names = "--out", paramLabel = "FILE", descriptionKey = "out")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    @Option(names = "--colormap", paramLabel = "NAME", descriptionKey = "colormap")
    private Optional<String> colormap = Optional.empty();

    @Option(names = "--quiet", descriptionKey = "quiet")
    private boolean quiet;

    LookCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The way of looking. */
    abstract Method method();

    /** What was set on the command line for it, by parameter name. */
    abstract Map<String, String> settings();

    /** Where the exact values go, for commands that can save them. */
    Optional<Path> dataFile() {
        return Optional.empty();
    }

    /** Whether the input is a folder of examples. */
    boolean isFolder() {
        return subject.isFolder();
    }

    /** Opens what is looked at; the caller closes the look's engine. */
    Look open(Subject asked) {
        return asked.open();
    }

    /** Looks, once the model is open. */
    Result see(Look look, Options options) {
        return method().look(look, options);
    }

    /** The same input for another model. */
    Look beside(Path model) {
        return subject.beside(model);
    }

    /** What is printed below the readings. */
    List<Text> lines(Result result) {
        return List.of();
    }

    @Override
    public Integer call() {
        out.ifPresent(Rendering::check);
        var drawing = drawing();
        var options = Options.of(method().card(), settings());
        // The whole file is read for its hash, so only where the result will carry it.
        var sha256 = json || saves()
                ? CompletableFuture.supplyAsync(() -> Sha256.of(subject.modelFile()))
                : CompletableFuture.completedFuture("");
        var look = open(subject);
        try (var engine = look.engine()) {
            long start = System.nanoTime();
            var result = look(look, options);
            double seconds = (System.nanoTime() - start) / 1e9;
            write(look, result, drawing, sha256);
            if (json) {
                print(look, result, sha256.join(), seconds);
            } else if (!quiet) {
                say(look, result);
            }
        }
        return 0;
    }

    private Result look(Look look, Options options) {
        if (quiet) {
            return see(look, options);
        }
        try (var progress = new ProgressLine(terminal, System.console() != null)) {
            return see(look.telling(progress), options);
        }
    }

    private boolean saves() {
        return out.isPresent() || dataFile().isPresent();
    }

    private Rendering.Options drawing() {
        var standard = Rendering.Options.standard();
        return colormap.map(name -> standard.palette(Palette.of(Colormap.named(name))))
                .orElse(standard);
    }

    private void write(Look look, Result result, Rendering.Options drawing, CompletableFuture<String> sha256) {
        if (!saves()) {
            return;
        }
        Supplier<Provenance> provenance = () -> Subject.provenance(look, sha256.join(), terminal);
        out.ifPresent(file -> Rendering.write(result, file, terminal.words(), provenance, drawing)
                .forEach(terminal::note));
        dataFile().ifPresent(file -> {
            var tensor =
                    result.data().values().stream().findFirst().orElseThrow(() -> InputException.of("cli.no-data"));
            Rendering.save(file, Npy.bytes(tensor));
            Rendering.save(
                    Path.of(file + ".json"),
                    Json.write(provenance.get().entries(), terminal.words()).getBytes(StandardCharsets.UTF_8));
        });
    }

    private void print(Look look, Result result, String sha256, double seconds) {
        var facts = new LinkedHashMap<String, Object>();
        look.given().ifPresent(g -> {
            var made = new LinkedHashMap<String, Object>();
            made.put("text", g.preprocessing());
            made.put("guessed", g.guessed());
            facts.put("preprocess", made);
        });
        facts.put("sha256", sha256);
        facts.putAll(result.facts());
        facts.putIfAbsent("reading", result.readings());
        facts.put("seconds", seconds);
        terminal.out().println(Json.write(facts, terminal.words()));
    }

    private void say(Look look, Result result) {
        look.given()
                .filter(Look.Given::guessed)
                .ifPresent(g -> terminal.note(Text.of("cli.guessed", "preprocessing", g.preprocessing())));
        result.readings().forEach(terminal::say);
        lines(result).forEach(terminal::say);
        out.ifPresent(file -> terminal.note(Text.of("cli.wrote", "file", file.toString())));
        dataFile().ifPresent(file -> terminal.note(Text.of("cli.wrote", "file", file.toString())));
    }
}
