package dev.vitrine.formats.keras;

import dev.vitrine.formats.Archive;
import dev.vitrine.formats.Candidate;
import dev.vitrine.formats.Json;
import dev.vitrine.formats.hdf5.Group;
import dev.vitrine.formats.hdf5.Hdf5;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.MappedFile;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What lies in a file of Keras, or in several that belong together: the configuration, the weights, or both.
 *
 * @param source the file that the model is known by
 * @param config the object {@code {class_name, config}}
 * @param weights the root of the HDF5 file of the weights
 * @param version of Keras that wrote it, such as {@code 2.4.0}; may be empty
 */
record KerasFile(Path source, Optional<Json> config, Optional<Group> weights, String version) {
    private static final int MOST_CONFIG = 64 << 20;
    private static final String CONFIG = "config.json";
    private static final String METADATA = "metadata.json";
    private static final String WEIGHTS = "model.weights.h5";

    static boolean recognises(Candidate candidate) {
        if (candidate.folder()) {
            return Files.isRegularFile(candidate.path().resolve(CONFIG))
                    && Files.isRegularFile(candidate.path().resolve(METADATA));
        }
        if (candidate.startsWith("{")) {
            return candidate.head().contains("\"class_name\"")
                    && candidate.head().contains("\"config\"");
        }
        return isHdf5(candidate)
                || candidate
                        .archive()
                        .filter(a ->
                                a.entry(CONFIG).isPresent() && a.entry(METADATA).isPresent())
                        .isPresent();
    }

    /** The signature may stand behind a block of the user's. */
    private static boolean isHdf5(Candidate candidate) {
        return Stream.of(0, 512, 1024, 2048).anyMatch(at -> candidate.head().startsWith(Hdf5.SIGNATURE, at));
    }

    static KerasFile open(Path path) throws IOException {
        var real = path.toRealPath();
        if (Files.isDirectory(real)) {
            return folder(real);
        }
        var file = MappedFile.open(real);
        var first = (char) (file.length() > 0 ? file.bytes().slice(0, 1).get(0) : 0);
        return switch (first) {
            case 'P' -> archive(real, Archive.of(file));
            case '{' -> architecture(real, file);
            default -> hdf5(real, file);
        };
    }

    private static KerasFile archive(Path path, Archive archive) {
        var config = Json.parse(archive.text(archive.entry(CONFIG).orElseThrow(), MOST_CONFIG));
        var version = archive.entry(METADATA)
                .map(e -> Json.parse(archive.text(e, MOST_CONFIG))
                        .get("keras_version")
                        .text(""));
        var weights = archive.entry(WEIGHTS).map(e -> Hdf5.open(archive.bytes(e)));
        return new KerasFile(path, Optional.of(config), weights, version.orElse(""));
    }

    private static KerasFile folder(Path folder) throws IOException {
        var config = Json.parse(text(MappedFile.open(inside(folder, CONFIG))));
        var metadata = Json.parse(text(MappedFile.open(inside(folder, METADATA))));
        var weights = folder.resolve(WEIGHTS);
        boolean there = Files.isRegularFile(weights);
        return new KerasFile(
                there ? inside(folder, WEIGHTS) : inside(folder, CONFIG),
                Optional.of(config),
                there
                        ? Optional.of(Hdf5.open(
                                MappedFile.open(inside(folder, WEIGHTS)).bytes()))
                        : Optional.empty(),
                metadata.get("keras_version").text(""));
    }

    /** A file of a folder, which must not be a link that leads out of it. */
    private static Path inside(Path folder, String name) throws IOException {
        var real = folder.resolve(name).toRealPath();
        if (!real.startsWith(folder)) {
            throw InputException.of("formats.keras-outside", "file", name);
        }
        return real;
    }

    /** A configuration by itself; its weights lie beside it. */
    private static KerasFile architecture(Path path, MappedFile file) throws IOException {
        var config = Json.parse(text(file));
        var weights = beside(path, List.of(".h5", ".hdf5", ".weights.h5", "_weights.h5", "_weights.hdf5"));
        return new KerasFile(
                weights.orElse(path),
                Optional.of(config),
                weights.isPresent()
                        ? Optional.of(Hdf5.open(MappedFile.open(weights.get()).bytes()))
                        : Optional.empty(),
                config.get("keras_version").text(""));
    }

    private static KerasFile hdf5(Path path, MappedFile file) throws IOException {
        var root = Hdf5.open(file.bytes());
        var version = root.text("keras_version").orElse("");
        var own = root.text("model_config").map(Json::parse);
        if (own.isPresent()) {
            return new KerasFile(path, own, root.group("model_weights"), version);
        }
        var json = beside(path, List.of(".json"));
        if (json.isEmpty()) {
            return new KerasFile(path, Optional.empty(), Optional.of(root), version);
        }
        var config = Json.parse(text(MappedFile.open(json.get())));
        return Network.describes(config)
                ? new KerasFile(
                        path,
                        Optional.of(config),
                        Optional.of(root),
                        version.isEmpty() ? config.get("keras_version").text("") : version)
                : new KerasFile(path, Optional.empty(), Optional.of(root), version);
    }

    /** NAME with another ending, else the only file of its folder with that ending; never one that is elsewhere. */
    private static Optional<Path> beside(Path path, List<String> endings) throws IOException {
        var folder = Optional.ofNullable(path.getParent()).orElse(path.resolveSibling(""));
        var name = folder.relativize(path).toString();
        int dot = name.lastIndexOf('.');
        var stem = dot > 0 ? name.substring(0, dot) : name;
        for (var ending : endings) {
            for (var full : List.of(stem, stem.replaceFirst("[._]weights$", ""))) {
                var found = folder.resolve(full + ending);
                if (isOwn(found) && !found.equals(path)) {
                    return Optional.of(found);
                }
            }
        }
        try (var files = Files.list(folder)) {
            var all = files.filter(p ->
                            endings.stream().limit(2).anyMatch(e -> p.toString().endsWith(e)) && isOwn(p))
                    .limit(2)
                    .toList();
            return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
        }
    }

    private static boolean isOwn(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static String text(MappedFile file) {
        if (file.length() > MOST_CONFIG) {
            throw InputException.of("formats.keras-config", "what", "bytes");
        }
        Bytes bytes = file.bytes();
        return StandardCharsets.UTF_8
                .decode(bytes.slice(0, (int) bytes.length()))
                .toString();
    }

    /** The number before the first point of the version; 2 where none is said. */
    int major() {
        return !version.isEmpty() && Character.isDigit(version.charAt(0)) ? version.charAt(0) - '0' : 2;
    }
}
