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

    /** Of a file; empty if it cannot be read. */
    public static String of(Path file) {
        try (var channel = FileChannel.open(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            // Small enough to stay in the processor's cache between being read and being hashed.
            var buffer = ByteBuffer.allocate(1 << 17);
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            return "";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
