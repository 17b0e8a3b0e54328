package dev.vitrine.server;

import dev.vitrine.model.Bytes;
import dev.vitrine.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** How much room a model takes on disk. */
final class Footprint {
    private static final int MOST_FILES = 100_000;

    private Footprint() {}

    /** The bytes of a file, or of all files in a folder, and of others that hold weights of the model; 0 for what cannot be read. */
    static long of(Path opened, Model model) {
        var files = new HashSet<Path>();
        try (var all = Files.walk(opened)) {
            all.filter(Files::isRegularFile).limit(MOST_FILES).forEach(f -> real(f, files));
        } catch (IOException e) {
            return 0;
        }
        model.graph().initializers().values().forEach(t -> holder(t.bytes()).ifPresent(f -> real(f, files)));
        return files.stream().mapToLong(Footprint::size).sum();
    }

    private static Optional<Path> holder(Bytes bytes) {
        return bytes instanceof Bytes.Permuted turned
                ? holder(turned.stored())
                : bytes instanceof Bytes.InFile in ? Optional.of(in.file().path()) : Optional.empty();
    }

    private static void real(Path file, Set<Path> into) {
        try {
            into.add(file.toRealPath());
        } catch (IOException e) {
            into.add(file);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
