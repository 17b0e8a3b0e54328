package dev.vitrine.formats;

import dev.vitrine.model.MappedFile;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What was given to be opened.
 *
 * @param path an existing file or folder
 * @param folder whether it is a folder
 * @param head the first bytes, at most {@link #HEAD}, each as one character; empty for a folder
 */
public record Candidate(Path path, boolean folder, String head) {
    static final int HEAD = 4096;

    /** A file of which the first bytes are known. */
    public static Candidate of(Path path, ByteBuffer head) {
        return new Candidate(
                path, false, StandardCharsets.ISO_8859_1.decode(head).toString());
    }

    static Candidate folder(Path path) {
        return new Candidate(path, true, "");
    }

    /** The file as a ZIP archive; empty if it is none, or a broken one. */
    public Optional<Archive> archive() {
        if (folder || !startsWith("PK\u0003\u0004")) {
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
