package dev.vitrine.cli;

import dev.vitrine.artifact.Provenance;
import dev.vitrine.artifact.Result;
import dev.vitrine.data.Inputs;
import dev.vitrine.data.Labels;
import dev.vitrine.data.Npy;
import dev.vitrine.data.Preprocess;
import dev.vitrine.data.Sidecar;
import dev.vitrine.engine.Engine;
import dev.vitrine.methods.Look;
import dev.vitrine.methods.Method;
import dev.vitrine.methods.Options;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import dev.vitrine.view.Colormap;
import dev.vitrine.view.Json;
import dev.vitrine.view.Palette;
import dev.vitrine.view.Rendering;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A command that looks at a model in one way and shows what it sees: as a picture, as data, as JSON or as plain sentences.
 * What can be asked of every such command is here.
 */
abstract class LookCommand implements Callable<Integer> {
    private final Terminal terminal;

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

    @Option(names = "--out", paramLabel = "FILE", descriptionKey = "out")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    @Option(names = "--colormap", paramLabel = "NAME", descriptionKey = "colormap")
    private Optional<String> colormap = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", descriptionKey = "threads")
    private int threads;

    @Option(names = "--lang", paramLabel = "en|zh", descriptionKey = "lang")
    private Optional<String> lang = Optional.empty();

    @Option(names = "--verbose", descriptionKey = "verbose")
    private boolean verbose;

    @Option(names = "--quiet", descriptionKey = "quiet")
    private boolean quiet;

    @Option(names = {"-h", "--help"}, usageHelp = true, descriptionKey = "help")
    private boolean help;

    LookCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The way of looking. */
    abstract Method method();

    /** What was set on the command line for it, by parameter name. */
    abstract Map<String, String> settings();

    /** Where the exact values go, where the command can save them. */
    Optional<Path> dataFile() {
        return Optional.empty();
    }

    /** More JSON fields than the method knows, such as the hash of the file. */
    Map<String, Object> extras(Model model) {
        return Map.of();
    }

    @Override
    public Integer call() {
        if (lang.isPresent() && !lang.get().matches("en|zh")) {
            throw InputException.of("cli.usage-lang", "lang", lang.get());
        }
        out.ifPresent(Rendering::check);
        var model = Model.open(modelFile);
        var options = Options.of(method().card(), settings());
        try (var engine = Engine.of(model, threads)) {
            long start = System.nanoTime();
            var look = look(model, engine);
            var result = method().look(look, options);
            double seconds = (System.nanoTime() - start) / 1e9;
            show(look, model, result, seconds);
        }
        return 0;
    }

    private Look look(Model model, Engine engine) {
        var sidecar = config.map(Sidecar::read).or(() -> model.source().flatMap(Sidecar::beside));
        var names = labels.or(() -> sidecar.flatMap(Sidecar::labels)).map(Labels::read);
        var look = Look.at(engine).with(names.map(Labels::names).orElse(List.of()));
        if (inputs.isEmpty()) {
            return look;
        }
        return look.with(given(model, inputs, preprocess.map(Preprocess::parse), sidecar));
    }

    /** Reads inputs as the model takes them. */
    static Look.Given given(
            Model model, List<String> arguments, Optional<Preprocess> asked, Optional<Sidecar> sidecar) {
        var read = Inputs.read(model, arguments, asked, sidecar);
        var picture = read.picture();
        var description = read.byName().values().stream()
                .findFirst()
                .map(Inputs.Given::description)
                .orElse(Text.of("methods.as-given"));
        var given = new Look.Given(
                read.tensors(),
                picture.map(Inputs.OfPicture::original),
                picture.map(Inputs.OfPicture::shown),
                picture.map(Inputs.OfPicture::geometry),
                description,
                read.guessed());
        if (picture.isEmpty()) {
            return given;
        }
        var input = read.mainInput().orElseThrow();
        return given.remake(changed -> {
            Map<String, Tensor> tensors = new LinkedHashMap<>(read.tensors());
            tensors.put(input, picture.get().preprocess().apply(changed, model.graph().typeOf(input)));
            return tensors;
        });
    }

    private void show(Look look, Model model, Result result, double seconds) {
        var provenance = provenance(look, model);
        look.given().filter(Look.Given::guessed).ifPresent(g -> {
            if (!quiet) {
                terminal.note(Text.of("cli.guessed", "preprocessing", g.preprocessing()));
            }
        });
        var options = Rendering.Options.standard();
        var drawn = colormap.map(name -> options.palette(Palette.of(Colormap.named(name)))).orElse(options);
        out.ifPresent(file ->
                Rendering.write(result, file, terminal.words(), provenance, drawn).forEach(terminal::note));
        dataFile().ifPresent(file -> {
            var tensor = result.data().values().stream()
                    .findFirst()
                    .orElseThrow(() -> InputException.of("cli.no-data"));
            Rendering.save(file, Npy.bytes(tensor));
            Rendering.save(
                    Path.of(file + ".json"),
                    Json.write(provenance.entries(), terminal.words()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        });
        if (json) {
            var facts = new LinkedHashMap<String, Object>();
            look.given().ifPresent(g -> {
                var made = new LinkedHashMap<String, Object>();
                made.put("text", g.preprocessing());
                made.put("guessed", g.guessed());
                facts.put("preprocess", made);
            });
            facts.putAll(result.facts());
            facts.putAll(extras(model));
            facts.put("reading", result.readings());
            facts.put("seconds", seconds);
            terminal.out().println(Json.write(facts, terminal.words()));
        } else if (!quiet) {
            result.readings().forEach(terminal::say);
            lines(result).forEach(terminal::say);
            out.ifPresent(file -> terminal.note(Text.of("cli.wrote", "file", file.toString())));
            dataFile().ifPresent(file -> terminal.note(Text.of("cli.wrote", "file", file.toString())));
        }
    }

    /** What is printed below the readings. */
    List<Text> lines(Result result) {
        return List.of();
    }

    private Provenance provenance(Look look, Model model) {
        return new Provenance(
                terminal.commandLine(),
                Version.NUMBER,
                Optional.of(Sha256.of(model)),
                look.given().map(g -> terminal.words().say(g.preprocessing())),
                Optional.empty(),
                Map.of());
    }
}
