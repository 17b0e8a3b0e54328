package dev.vitrine.server;

import dev.vitrine.data.DataFolder;
import dev.vitrine.data.Inputs;
import dev.vitrine.data.Labels;
import dev.vitrine.data.Preprocess;
import dev.vitrine.data.Sidecar;
import dev.vitrine.engine.Engine;
import dev.vitrine.formats.Formats;
import dev.vitrine.methods.Look;
import dev.vitrine.methods.Progress;
import dev.vitrine.model.Costs;
import dev.vitrine.model.Model;
import dev.vitrine.model.Modules;
import dev.vitrine.model.Sha256;
import dev.vitrine.model.TensorTypes;
import dev.vitrine.view.NetworkLayout;
import dev.vitrine.words.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model that is open, and the inputs that were given to it. */
final class OpenModel implements AutoCloseable {
    private static final int INPUTS = 24;

    private final String id;
    private final String name;
    private final Path file;
    private final Optional<Weights> weights;
    private final Look look;
    private final Optional<Sidecar> sidecar;
    private final Map<String, GivenInput> inputs = new LinkedHashMap<>(16, 0.75f, true);
    private Optional<List<String>> modules = Optional.empty();
    private Optional<NetworkLayout> layout = Optional.empty();
    private Optional<Map<Object, Integer>> indices = Optional.empty();
    private Optional<String> sha256 = Optional.empty();
    private Optional<Long> bytes = Optional.empty();

    /**
     * The file whose weights are laid over the model's own.
     *
     * @param name as it was asked for
     */
    record Weights(String name, Path file) {}

    private OpenModel(
            String id, String name, Path file, Optional<Weights> weights, Look look, Optional<Sidecar> sidecar) {
        this.id = id;
        this.name = name;
        this.file = file;
        this.weights = weights;
        this.look = look;
        this.sidecar = sidecar;
    }

    /**
     * Reads a model with what lies beside it.
     *
     * @throws InputException if it cannot be used
     */
    static OpenModel read(String id, String name, Path file, Optional<Weights> weights) {
        var model = Formats.open(file, weights.map(Weights::file));
        var sidecar = model.source().flatMap(Sidecar::beside);
        var labels = sidecar.flatMap(Sidecar::labels).map(Labels::read).map(Labels::names);
        var look = Look.at(Engine.of(model)).with(labels.orElse(List.of())).knowing(sidecar);
        return new OpenModel(id, name, file, weights, look, sidecar);
    }

    String id() {
        return id;
    }

    /** As it was asked for. */
    String name() {
        return name;
    }

    Path file() {
        return file;
    }

    Optional<Weights> weights() {
        return weights;
    }

    Look look() {
        return look;
    }

    Model model() {
        return look.engine().model();
    }

    /** Waits until they are inferred. */
    TensorTypes types() {
        return look.engine().types();
    }

    /** Whether {@link #types} waits no more. */
    boolean typed() {
        return look.engine().typesKnown();
    }

    Costs costs() {
        return new Costs(look.graph(), types());
    }

    Optional<Sidecar> sidecar() {
        return sidecar;
    }

    /** The module path of every node. */
    synchronized List<String> modules() {
        if (modules.isEmpty()) {
            modules = Optional.of(Modules.of(look.graph()));
        }
        return modules.get();
    }

    /** The network as it is drawn. */
    synchronized NetworkLayout layout() {
        if (layout.isEmpty()) {
            layout = Optional.of(new NetworkLayout(look.graph(), modules()));
        }
        return layout.get();
    }

    /** The index of every node, by identity. */
    synchronized Map<Object, Integer> indices() {
        if (indices.isEmpty()) {
            var all = new IdentityHashMap<Object, Integer>();
            var nodes = look.graph().nodes();
            for (int i = 0; i < nodes.size(); i++) {
                all.put(nodes.get(i), i);
            }
            indices = Optional.of(all);
        }
        return indices.get();
    }

    /** How many bytes its file has, or its folder, with the files beside it that hold its weights. */
    synchronized long bytes() {
        if (bytes.isEmpty()) {
            bytes = Optional.of(Footprint.of(Formats.Place.of(file).file(), model()));
        }
        return bytes.get();
    }

    /** The hash of the file, for what is saved; read when it is first asked for. */
    synchronized String sha256() {
        if (sha256.isEmpty()) {
            sha256 = Optional.of(Sha256.of(model()));
        }
        return sha256.get();
    }

    /** Gives an input, as {@code --input} and {@code --preprocess} do; the same words give the same input. */
    GivenInput give(List<String> arguments, Optional<String> preprocess, NamedFiles files, Progress progress) {
        var key =
                HexFormat.of().toHexDigits((long) List.of(arguments, preprocess).hashCode() * 0x9E3779B97F4A7C15L);
        var known = find(key);
        if (known.isPresent() && known.get().arguments().equals(arguments)) {
            return known.get();
        }
        var paths = arguments.stream().map(files::argument).toList();
        var asked = preprocess.map(Preprocess::parse);
        var input = paths.size() == 1 && Files.isDirectory(Path.of(paths.get(0)))
                ? folder(key, arguments, paths.get(0), asked, progress)
                : one(key, arguments, paths, asked);
        synchronized (this) {
            inputs.put(key, input);
            if (inputs.size() > INPUTS) {
                var oldest = inputs.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
        return input;
    }

    private GivenInput one(String key, List<String> arguments, List<String> paths, Optional<Preprocess> asked) {
        var read = Inputs.read(model(), paths, asked, sidecar);
        return new GivenInput(
                key,
                arguments,
                paths,
                asked.map(Preprocess::toOption),
                look.with(Look.Given.of(model(), read)),
                Optional.of(read));
    }

    private GivenInput folder(
            String key, List<String> arguments, String path, Optional<Preprocess> asked, Progress progress) {
        var examples = new ArrayList<Look.Example>();
        var items = DataFolder.read(Path.of(path)).items();
        for (var item : items) {
            progress.at(examples.size(), items.size());
            var read = Inputs.read(model(), List.of(item.file().toString()), asked, sidecar);
            examples.add(
                    new Look.Example(item.file().toString(), Look.Given.of(model(), read), Optional.of(item.label())));
        }
        return new GivenInput(
                key, arguments, List.of(path), asked.map(Preprocess::toOption), look.over(examples), Optional.empty());
    }

    private synchronized Optional<GivenInput> find(String key) {
        return Optional.ofNullable(inputs.get(key));
    }

    GivenInput input(String key) {
        return find(key).orElseThrow(() -> Problem.of(Problem.Kind.MISSING, "server.no-input"));
    }

    synchronized List<GivenInput> inputs() {
        return List.copyOf(inputs.values());
    }

    @Override
    public void close() {
        look.engine().close();
    }
}
