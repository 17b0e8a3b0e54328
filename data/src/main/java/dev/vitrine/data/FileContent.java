package dev.vitrine.data;

import dev.vitrine.words.Cause;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reading a whole file that a person named, with an answer for every way it can fail. */
final class FileContent {
    /** Larger files are no single input to a model. */
    static final long MOST_BYTES = 1L << 30;

    private FileContent() {}

    static byte[] read(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw InputException.of("data.file-is-folder", "file", file);
            }
            if (Files.size(file) > MOST_BYTES) {
                throw InputException.of(
                        "data.file-too-large", "file", file, "bytes", Files.size(file), "most", MOST_BYTES);
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw InputException.of("data.file-missing", "file", file);
        } catch (IOException e) {
            throw InputException.of("data.file-unreadable", "file", file, "cause", Cause.of(e));
        }
    }

    /** Answers a file that is plainly something else: empty, a Git LFS pointer, a web page. */
    static void refuseStandIns(byte[] content, String name) {
        switch (ContentKind.of(content)) {
            case EMPTY -> throw InputException.of("data.file-empty", "file", name);
            case LFS_POINTER -> throw InputException.of("data.file-is-lfs-pointer", "file", name);
            case HTML -> throw InputException.of("data.file-is-html", "file", name);
            default -> {}
        }
    }

    static String text(Path file) {
        return text(read(file), file.toString());
    }

    /** UTF-8 text, a byte order mark left out. */
    static String text(byte[] content, String name) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw InputException.of("data.text-binary", "file", name);
            }
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw InputException.of("data.text-binary", "file", name);
        }
    }
}
