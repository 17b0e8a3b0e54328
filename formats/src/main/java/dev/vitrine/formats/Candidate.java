package dev.vitrine.formats;

import dev.vitrine.model.MappedFile;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** What was given to be opened: an existing file or folder. */
public final class Candidate {
    static final int HEAD = 4096;

    private final Path path;
    private final boolean folder;
    private final String head;
    private Optional<Archive> archive = Optional.empty();
    private boolean archiveRead;

    private Candidate(Path path, boolean folder, String head) {
        this.path = path;
        this.folder = folder;
        this.head = head;
    }

    /** A file of which the first bytes are known. */
    public static Candidate of(Path path, ByteBuffer head) {
        return new Candidate(
                path, false, StandardCharsets.ISO_8859_1.decode(head).toString());
    }

    static Candidate folder(Path path) {
        return new Candidate(path, true, "");
    }

    public Path path() {
        return path;
    }

    /** Whether it is a folder. */
    public boolean folder() {
        return folder;
    }

    /** The first bytes, at most {@link #HEAD}, each as one character; empty for a folder. */
    public String head() {
        return head;
    }

    /** The file as a ZIP archive, whose directory is read once for all who ask; empty if it is none, or a broken one. */
    public Optional<Archive> archive() {
        if (!archiveRead) {
            archive = readArchive();
            archiveRead = true;
        }
        return archive;
    }

    private Optional<Archive> readArchive() {
        if (folder || !Archive.looksLikeOne(this)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Archive.of(MappedFile.open(path.toRealPath())));
        } catch (IOException | InputException e) {
            return Optional.empty();
        }
    }

    /** Whether the file begins with these bytes, each written as one character. */
    public boolean startsWith(String bytes) {
        return head.startsWith(bytes);
    }
}
