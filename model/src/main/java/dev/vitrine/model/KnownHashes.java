package dev.vitrine.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Hashes of large files, remembered from one start to the next: reading half a gigabyte again takes longer than drawing what was
 * asked for. A file is believed unchanged while its place on the disk, its size and both its times are the same, as Git's index
 * does; the time of its last change of state cannot be set back. A file that changed less than two seconds ago is not
 * remembered, since it could change once more within the grain of the clock. Only hashes of paths are written, never names.
 */
final class KnownHashes {
    /** Below this a file is hashed in less time than it takes to look its hash up. */
    static final long WORTH_KEEPING = 16L << 20;

    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final Path folder;

    KnownHashes(Path folder) {
        this.folder = folder;
    }

    /** In the user's cache folder: {@code $XDG_CACHE_HOME/vitrine}, or {@code ~/.cache/vitrine}. */
    static KnownHashes ofThisUser() {
        var cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(path -> !path.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home", "."), ".cache"));
        return new KnownHashes(cache.resolve("vitrine").resolve("sha256"));
    }

    /**
     * The known hash of a file, else the one that is computed now, which is then known.
     *
     * @throws IOException if the file cannot be read; a memory that cannot be read or written is as good as none
     */
    String of(Path file, Hash hash) throws IOException {
        var state = state(file);
        var entry = state.map(s -> entry(file));
        var known = entry.flatMap(e -> read(e, state.get()));
        if (known.isPresent()) {
            return known.get();
        }
        var computed = hash.of(file);
        if (state.isPresent() && state.equals(state(file))) {
            write(entry.get(), state.get(), computed);
        }
        return computed;
    }

    /** Computes a hash. */
    interface Hash {
        String of(Path file) throws IOException;
    }

    /** What would differ if the file were another one; empty where it cannot be told, or where it is not worth it. */
    private static Optional<String> state(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix") || Files.size(file) < WORTH_KEEPING) {
            return Optional.empty();
        }
        var facts = Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime");
        var changed = (FileTime) facts.getOrDefault("ctime", FileTime.from(Instant.now()));
        if (changed.toInstant().plus(SETTLED).isAfter(Instant.now())) {
            return Optional.empty();
        }
        Function<String, String> said = name -> String.valueOf(facts.get(name));
        return Optional.of(String.join(
                " ",
                List.of("dev", "ino", "size", "lastModifiedTime", "ctime").stream()
                        .map(said)
                        .toList()));
    }

    private Path entry(Path file) {
        return folder.resolve(
                Sha256.of(file.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static Optional<String> read(Path entry, String state) {
        try {
            var lines = Files.readAllLines(entry);
            return lines.size() == 2
                            && lines.get(0).equals(state)
                            && lines.get(1).matches("[0-9a-f]{64}")
                    ? Optional.of(lines.get(1))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void write(Path entry, String state, String hash) {
        try {
            Files.createDirectories(folder);
            var part = Files.createTempFile(folder, "part", "");
            try {
                Files.write(part, List.of(state, hash));
                Files.move(part, entry, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            // Without a memory the next start hashes again, and nothing else changes.
            java.util.logging.Logger.getLogger(KnownHashes.class.getName()).fine("not remembered: " + e);
        }
    }
}
