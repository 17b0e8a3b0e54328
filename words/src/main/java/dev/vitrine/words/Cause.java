package dev.vitrine.words;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be read or written; the system's own exceptions often say only its path. */
public final class Cause {
    private Cause() {}

    public static Text of(IOException e) {
        if (e instanceof AccessDeniedException) {
            return Text.of("cause.denied");
        }
        if (e instanceof NoSuchFileException) {
            return Text.of("cause.missing");
        }
        var reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return Text.plain(reason == null ? e.getClass().getSimpleName() : reason);
    }
}
