package dev.vitrine.model;

import dev.vitrine.words.Cause;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files that are there whole or not at all: they are written in a folder beside their place and move there when all is done.
 * Whoever is interrupted leaves nothing behind.
 */
public final class WholeFile {
    private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> UNFINISHED.forEach(WholeFile::remove)));
    }

    private WholeFile() {}

    /** Writes what a file shall hold. */
    public interface Content {
        /** @param part where to write; whatever else is put beside it comes along */
        void write(Path part) throws IOException;
    }

    /**
     * Checks that a file could be written, so that long work does not end in an error that was plain at its start.
     *
     * @throws InputException if there is no such folder, or if it is a folder itself
     */
    public static void check(Path out) {
        var folder = folder(out);
        if (!Files.isDirectory(folder)) {
            throw InputException.of("model.no-folder", "file", out.toString(), "folder", folder.toString());
        }
        if (Files.isDirectory(out)) {
            throw InputException.of("model.is-folder", "file", out.toString());
        }
    }

    /**
     * Writes a file.
     *
     * @return it, and then whatever came along
     * @throws InputException if it cannot be written; then nothing was
     */
    public static List<Path> write(Path out, Content content) {
        check(out);
        try {
            var draft = Files.createTempDirectory(folder(out), ".vitrine");
            UNFINISHED.add(draft);
            try {
                var part = draft.resolve(out.getFileName());
                content.write(part);
                var written = new ArrayList<Path>();
                written.add(out);
                for (var other : files(draft)) {
                    if (!other.equals(part)) {
                        var place = out.resolveSibling(other.getFileName());
                        move(other, place);
                        written.add(place);
                    }
                }
                move(part, out);
                return written;
            } finally {
                remove(draft);
                UNFINISHED.remove(draft);
            }
        } catch (IOException e) {
            throw new InputException(Text.of("model.cannot-write", "file", out.toString(), "reason", Cause.of(e)), e);
        }
    }

    private static void move(Path part, Path out) throws IOException {
        try {
            Files.move(part, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void remove(Path draft) {
        try {
            for (var file : files(draft)) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            // What cannot be removed cannot be helped either.
        }
    }

    private static Path folder(Path out) {
        var absolute = out.toAbsolutePath();
        var folder = absolute.getParent();
        return folder == null ? absolute : folder;
    }
}
