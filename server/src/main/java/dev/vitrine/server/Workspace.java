package dev.vitrine.server;

import dev.vitrine.formats.CheckpointSeries;
import dev.vitrine.formats.Formats;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is open: models by file, their inputs, and what was seen of them. All of it bounded. */
final class Workspace implements AutoCloseable {
    private static final int MODELS = 12;
    private static final int LIVELY = 2;
    private static final int SERIES = 4;

    private final NamedFiles files;
    private final Recent recent;
    private final SeenResults seen = new SeenResults();
    private final CommonColours colours = new CommonColours();
    private final Map<String, OpenModel> models = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Opened> series = new LinkedHashMap<>(4, 0.75f, true);
    private String current = "";

    Workspace(Settings settings) {
        files = new NamedFiles(settings.samples(), settings.uploadBytes());
        recent = new Recent(settings.recent());
    }

    NamedFiles files() {
        return files;
    }

    Recent recent() {
        return recent;
    }

    SeenResults seen() {
        return seen;
    }

    CommonColours colours() {
        return colours;
    }

    /**
     * Opens a file, or finds it open; a file that has changed since is opened anew.
     *
     * @param name as {@link NamedFiles} takes it
     * @param weights another file, whose weights are laid over it
     */
    OpenModel open(String name, Optional<String> weights) {
        var file = files.path(name);
        var over = weights.map(w -> new OpenModel.Weights(w, files.path(w)));
        var id = over.map(w -> id(file, w.file())).orElseGet(() -> id(file));
        var known = find(id);
        if (known.isPresent()) {
            return known.get();
        }
        var opened = OpenModel.read(id, name, file, over);
        if (NamedFiles.isOfThisMachine(name) && Formats.Place.of(file).inside().isEmpty()) {
            recent.add(file);
        }
        return keep(opened);
    }

    /** Checkpoints that are looked at together. */
    record Opened(List<String> names, Optional<String> graph, CheckpointSeries series) {

        /** What a checkpoint is called when it is asked for: as it was named, or by its path. */
        String name(Path file, NamedFiles files) {
            return Stream.concat(names.stream(), graph.stream())
                    .filter(n -> files.path(n).equals(file))
                    .findFirst()
                    .orElse(file.toString());
        }
    }

    /**
     * Several files of one network, or the folders that they are in; the last that were asked for are kept.
     *
     * @param graph the model whose graph they are weights of
     */
    Opened series(List<String> names, Optional<String> graph) {
        var id = id(
                Stream.concat(names.stream(), graph.stream()).map(files::path).toArray(Path[]::new));
        synchronized (series) {
            var known = series.get(id);
            if (known != null) {
                return known;
            }
        }
        var paths = names.stream().map(files::path).toList();
        var opened = new Opened(
                names,
                graph,
                graph.map(g -> CheckpointSeries.over(Formats.open(files.path(g)), paths))
                        .orElseGet(() -> CheckpointSeries.open(paths)));
        synchronized (series) {
            series.put(id, opened);
            if (series.size() > SERIES) {
                var oldest = series.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
        return opened;
    }

    private synchronized OpenModel keep(OpenModel opened) {
        var other = models.putIfAbsent(opened.id(), opened);
        if (other != null) {
            opened.close();
            return other;
        }
        if (models.size() > MODELS) {
            var oldest = models.values().iterator();
            oldest.next().close();
            oldest.remove();
        }
        return opened;
    }

    private static String id(Path... opened) {
        try {
            var state = new StringBuilder();
            for (var file : opened) {
                var place = Formats.Place.of(file);
                var real = place.file().toRealPath();
                state.append(real + place.inside().orElse("") + "\n" + Files.size(real) + "\n"
                        + Files.getLastModifiedTime(real) + "\n");
            }
            var hash = MessageDigest.getInstance("SHA-256")
                    .digest(state.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (IOException e) {
            throw InputException.of("data.file-missing", "file", opened[opened.length - 1].toString());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Of the models that were not asked for lately, what can be computed again is forgotten. */
    private Optional<OpenModel> find(String id) {
        Optional<OpenModel> found;
        var idle = new ArrayList<OpenModel>();
        synchronized (this) {
            found = Optional.ofNullable(models.get(id));
            if (found.isPresent() && !id.equals(current)) {
                current = id;
                idle.addAll(models.values());
            }
        }
        idle.stream()
                .limit(Math.max(0, idle.size() - LIVELY))
                .forEach(m -> m.look().engine().release());
        return found;
    }

    OpenModel model(String id) {
        return find(id).orElseThrow(() -> Problem.of(Problem.Kind.MISSING, "server.no-model"));
    }

    synchronized List<OpenModel> models() {
        return List.copyOf(models.values());
    }

    void close(String id) {
        Optional<OpenModel> closed;
        synchronized (this) {
            closed = Optional.ofNullable(models.remove(id));
        }
        closed.ifPresent(OpenModel::close);
        seen.forget(id);
    }

    /** Frees what can be made again. */
    void forget() {
        seen.clear();
    }

    @Override
    public void close() {
        List<OpenModel> all;
        synchronized (this) {
            all = List.copyOf(models.values());
            models.clear();
        }
        all.forEach(OpenModel::close);
        files.close();
    }
}
