package dev.vitrine.server;

import dev.vitrine.words.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The files that the page can name: paths of this machine, {@code sample:NAME}, and uploads. Uploads lie in a folder of their
 * own that is removed at the end; together they never hold more than the bound.
 */
final class NamedFiles implements AutoCloseable {
    private static final String SAMPLE = "sample:";
    private static final String UPLOAD = "upload:";
    private static final String MASK = "mask:";
    private static final int LONGEST_NAME = 120;
    private static final int DEEPEST = 16;

    private final Optional<Path> samples;
    private final long most;
    private final AtomicLong held = new AtomicLong();
    private final Map<String, Path> uploads = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private Optional<Path> folder = Optional.empty();

    NamedFiles(Optional<Path> samples, long most) {
        this.samples = samples.map(s -> s.toAbsolutePath().normalize());
        this.most = most;
    }

    /** The most bytes that all uploads together may have. */
    long most() {
        return most;
    }

    Optional<Path> samples() {
        return samples;
    }

    static boolean isOfThisMachine(String name) {
        return !name.startsWith(SAMPLE) && !name.startsWith(UPLOAD);
    }

    /**
     * The path of a file.
     *
     * @throws InputException if there is no sample or upload of that name, or the words are no path
     */
    Path path(String name) {
        // An inner graph of an upload or a sample: only what stands before the sign is its name.
        int inside = name.indexOf('#');
        if (inside > 0 && (name.startsWith(UPLOAD) && !uploads.containsKey(name) || name.startsWith(SAMPLE))) {
            return Path.of(path(name.substring(0, inside)) + name.substring(inside));
        }
        try {
            if (name.startsWith(UPLOAD)) {
                return Optional.ofNullable(uploads.get(name))
                        .orElseThrow(() -> InputException.of("server.no-upload", "name", name));
            }
            if (name.startsWith(SAMPLE)) {
                return samples.map(
                                s -> s.resolve(name.substring(SAMPLE.length())).normalize())
                        .filter(p -> p.startsWith(samples.get()) && Files.exists(p))
                        .orElseThrow(() -> InputException.of("server.no-sample", "name", name));
            }
            return Path.of(name).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw InputException.of("data.file-missing", "file", name);
        }
    }

    /** An argument of {@code --input} with its file named by a path. */
    String argument(String argument) {
        for (var kind : new String[] {SAMPLE, UPLOAD}) {
            int at = argument.startsWith(kind) ? 0 : argument.indexOf("=" + kind) + 1;
            if (at > 0 || argument.startsWith(kind)) {
                return argument.substring(0, at) + path(argument.substring(at));
            }
        }
        return argument;
    }

    /** A method's setting with the file in it named by a path: an array as a label, or the picture of {@code mask:FILE:CLASS}. */
    String setting(String value) {
        if (value.startsWith(MASK)) {
            int colon = value.lastIndexOf(':');
            return colon < MASK.length()
                    ? value
                    : MASK + argument(value.substring(MASK.length(), colon)) + value.substring(colon);
        }
        return value.startsWith(SAMPLE) || value.startsWith(UPLOAD)
                ? path(value).toString()
                : value;
    }

    /** A file that was uploaded. */
    record Upload(String file, long bytes) {}

    /**
     * Takes a file in.
     *
     * @param name what the file is called; only its last part is kept
     * @param length as announced; -1 where it was not
     * @throws Problem if it is larger than what may be held; nothing of it is kept then
     */
    Upload take(String name, long length, InputStream body) throws IOException {
        var home = home();
        var file = home.resolve(plain(name));
        long written;
        try {
            written = write(file, name, length, body);
        } catch (IOException | Problem e) {
            Files.deleteIfExists(home);
            throw e;
        }
        var key = UPLOAD + home.getFileName() + "/" + file.getFileName();
        uploads.put(key, file);
        return new Upload(key, written);
    }

    /** A new folder for files that belong together: what {@link #takeInto} calls it. */
    String takeFolder(String name) throws IOException {
        var home = home();
        var made = Files.createDirectory(home.resolve(plain(name)));
        var key = UPLOAD + home.getFileName() + "/" + made.getFileName();
        uploads.put(key, made);
        return key;
    }

    /**
     * Takes a file into such a folder.
     *
     * @param name its path in the folder, parts separated by a slash; no part leads out of it
     * @throws Problem if there is no such folder, the path is too deep or taken, or the file larger than what may be held
     */
    Upload takeInto(String folder, String name, long length, InputStream body) throws IOException {
        var home = Optional.ofNullable(uploads.get(folder))
                .filter(Files::isDirectory)
                .orElseThrow(() -> Problem.of(Problem.Kind.MISSING, "server.no-upload", "name", folder));
        var parts = name.split("/");
        if (parts.length > DEEPEST) {
            throw Problem.of(Problem.Kind.USAGE, "server.upload-deep", "name", name, "most", DEEPEST);
        }
        var file = home;
        for (var part : parts) {
            file = file.resolve(plain(part));
        }
        if (file.equals(home) || Files.exists(file)) {
            throw Problem.of(Problem.Kind.USAGE, "server.upload-twice", "name", name);
        }
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return new Upload(folder, write(file, name, length, body));
    }

    private Path home() throws IOException {
        var id = new byte[8];
        random.nextBytes(id);
        return Files.createDirectory(folder().resolve(HexFormat.of().formatHex(id)));
    }

    /** All of it or nothing. */
    private long write(Path file, String name, long length, InputStream body) throws IOException {
        if (length > most - held.get()) {
            throw tooLarge();
        }
        long written = 0;
        boolean whole = false;
        try (var out = Files.newOutputStream(file)) {
            var buffer = new byte[1 << 16];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                written += n;
                if (held.addAndGet(n) > most) {
                    throw tooLarge();
                }
                out.write(buffer, 0, n);
            }
            if (length >= 0 && written != length) {
                throw Problem.of(Problem.Kind.USAGE, "server.upload-cut", "name", name);
            }
            whole = true;
        } finally {
            if (!whole) {
                held.addAndGet(-written);
                Files.deleteIfExists(file);
            }
        }
        return written;
    }

    private Problem tooLarge() {
        return Problem.of(Problem.Kind.LARGE, "server.upload-too-large", "most", (most + (1 << 20) - 1) >> 20);
    }

    private synchronized Path folder() throws IOException {
        if (folder.isEmpty()) {
            folder = Optional.of(Files.createTempDirectory("vitrine-uploads"));
        }
        return folder.get();
    }

    /** The last part of a name without what file systems dislike; a sidecar's ending is kept out. */
    private static String plain(String name) {
        var last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .replaceAll("[\\p{Cntrl}<>:\"|?*]", "_")
                .strip();
        var shortened = last.length() > LONGEST_NAME ? last.substring(last.length() - LONGEST_NAME) : last;
        return shortened.matches("\\.*") ? "file" : shortened;
    }

    @Override
    public synchronized void close() {
        folder.ifPresent(NamedFiles::remove);
        folder = Optional.empty();
        uploads.clear();
    }

    private static void remove(Path folder) {
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // A file that somebody holds open stays; the system's own cleaning takes it.
            java.util.logging.Logger.getLogger(NamedFiles.class.getName()).fine(String.valueOf(e));
        }
    }
}
