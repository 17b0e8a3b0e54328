package dev.vitrine.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash that says which model file a result came from. */
public final class Sha256 {
    private Sha256() {}

    /** Of the model's own file; empty for a model without one. */
    public static String of(Model model) {
        return model.source().map(Sha256::of).orElse("");
    }

    /** Of a file; empty if it cannot be read. That of a large file is remembered while the file does not change. */
    public static String of(Path file) {
        try {
            return KnownHashes.ofThisUser().of(file, Sha256::read);
        } catch (IOException e) {
            return "";
        }
    }

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    private static String read(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var digest = digest();
            // Small enough to stay in the processor's cache between being read and being hashed.
            var buffer = ByteBuffer.allocate(1 << 17);
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
