package dev.vitrine.formats.keras;

import dev.vitrine.formats.Candidate;
import dev.vitrine.formats.Importer;
import dev.vitrine.formats.Json;
import dev.vitrine.formats.hdf5.Group;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Cause;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keras: {@code .keras} as a file or folder, {@code .h5} and {@code .hdf5} of all versions, weights beside a JSON, and weights alone. */
public final class KerasImporter implements Importer {
    private static final long OPSET = 18;
    private static final int MAX_DEPTH = 32;

    @Override
    public boolean recognises(Candidate candidate) {
        return KerasFile.recognises(candidate);
    }

    @Override
    public Model read(Path path) {
        try {
            return model(KerasFile.open(path));
        } catch (InputException e) {
            throw new InputException(Text.of("formats.keras-broken", "file", path.toString(), "why", e.text()), e);
        } catch (IOException e) {
            throw new InputException(Text.of("formats.unreadable", "file", path.toString(), "why", Cause.of(e)), e);
        }
    }

    private static Model model(KerasFile file) {
        var known = file.weights().flatMap(Application::of);
        if (file.config().isEmpty()) {
            return known.flatMap(application -> known(file, application))
                    .orElseGet(() -> weightsOnly(file, Text.of("formats.keras-weights-only")));
        }
        if (!Network.describes(file.config().get())) {
            return weightsOnly(
                    file,
                    Text.of(
                            "formats.keras-subclassed",
                            "class",
                            file.config().get().get("class_name").text("?")));
        }
        var notes = file.weights().isEmpty() ? List.of(Text.of("formats.keras-no-weights")) : List.<Text>of();
        var source = file.weights().map(KerasImporter::source).orElse(NONE);
        return network(file, new Building(file.major()), file.config().get(), source, known, notes);
    }

    /** A file with nothing but the weights of a network of keras.applications; empty if they do not fit its layers. */
    private static Optional<Model> known(KerasFile file, Application application) {
        var architecture = application.architecture();
        var group = file.weights().orElseThrow();
        var source = group.texts("layer_names").isPresent()
                ? LegacyWeights.of(group).inTurn(architecture.shapes())
                : Optional.<Weights.Source>of(new SavedWeights(group));
        var note = Text.of(
                application.head() ? "formats.keras-known" : "formats.keras-known-bare", "name", application.name());
        return source.map(weights -> network(
                file,
                new Building(Application.KERAS),
                architecture.config(),
                weights,
                Optional.of(application),
                List.of(note)));
    }

    private static Model network(
            KerasFile file,
            Building building,
            Json config,
            Weights.Source source,
            Optional<Application> known,
            List<Text> said) {
        var graph = building.graph(Network.of(config), source);
        var notes = new ArrayList<>(said);
        notes.addAll(building.notes());
        return model(
                file,
                graph,
                new Model.Origin(
                        "keras",
                        building.channelsFirst(),
                        known.map(Application::name),
                        known.map(Application::pictures),
                        notes));
    }

    private static Model model(KerasFile file, Graph graph, Model.Origin origin) {
        var opsets = new LinkedHashMap<String, Long>(Map.of("", OPSET));
        if (graph.nodes().stream().anyMatch(n -> n.domain().equals(Building.DOMAIN))) {
            opsets.put(Building.DOMAIN, 1L);
        }
        return new Model(
                Optional.of(file.source()),
                8,
                opsets,
                List.of(),
                ("keras " + file.version()).strip(),
                Map.of(),
                graph,
                origin);
    }

    private static final Weights.Source NONE = new Weights.Source() {
        @Override
        public Weights of(Network network, int position) {
            return parts -> List.of();
        }

        @Override
        public Weights.Source inside(Network network, int position) {
            return this;
        }
    };

    /** The older files list their layers; the newer ones have a tree. */
    private static Weights.Source source(Group group) {
        return group.texts("layer_names").isPresent() ? LegacyWeights.of(group) : new SavedWeights(group);
    }

    /** A file whose network is not known: its weights, each group as a node of its own. */
    private static Model weightsOnly(KerasFile file, Text note) {
        var root = file.weights().orElseThrow(() -> InputException.of("formats.keras-nothing"));
        var nodes = new ArrayList<Node>();
        var weights = new LinkedHashMap<String, Tensor>();
        collect(root, nodes, weights, 0);
        if (nodes.isEmpty()) {
            throw InputException.of("formats.keras-nothing");
        }
        var graph = new Graph("weights", nodes, weights, List.of(), List.of(), Map.of());
        return model(file, graph, new Model.Origin("keras", Set.of(), List.of(note)));
    }

    private static void collect(Group group, List<Node> nodes, Map<String, Tensor> weights, int depth) {
        if (depth > MAX_DEPTH
                || group.path().equals("optimizer")
                || group.path().equals("optimizer_weights")) {
            return;
        }
        var own = new ArrayList<String>();
        for (var name : group.names()) {
            var dataset = group.dataset(name);
            if (dataset.isPresent()) {
                weights.put(dataset.get().path(), dataset.get().tensor());
                own.add(dataset.get().path());
            } else {
                group.group(name).ifPresent(g -> collect(g, nodes, weights, depth + 1));
            }
        }
        if (!own.isEmpty()) {
            var name = group.path().replaceFirst("/?vars$", "");
            var unique = name.isEmpty() || weights.containsKey(name) ? name + "/weights" : name;
            nodes.add(new Node(unique, "Weights", Building.DOMAIN, own, List.of(unique), Map.of()));
        }
    }
}
