package dev.vitrine.formats;

import dev.vitrine.words.InputException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged files: each yields a model or an {@link InputException}, soon and in little memory, and nothing else. More runs:
 * {@code -Dvitrine.fuzz=100000}.
 */
final class FormatsFuzzTest {
    private static final int RUNS = Integer.getInteger("vitrine.fuzz", 400);
    private static final long MOST_BYTES = 256L << 20;

    /** What is parsed lies near the beginning or the end of a file; the rest are numbers. */
    private static final int SKELETON = 3000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "views.pt",
                "views_legacy.pt",
                "types.pt",
                "whole_module.pt",
                "training.ckpt",
                "script.pt",
                "oldest.pt",
                "values.p0",
                "values.p4"
            })
    void damagedPyTorchFilesAreReadOrRefused(String name) throws IOException {
        try {
            var fixture = Optional.ofNullable(getClass().getResource("pytorch/" + name))
                    .orElseThrow();
            check(name, Files.readAllBytes(Path.of(fixture.toURI())));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    @Test
    void damagedSafetensorsAreReadOrRefused() throws IOException {
        var header = """
                {"__metadata__": {"format": "pt"}, "a.weight": {"dtype": "F32", "shape": [1, 2], "data_offsets": [0, 8]},
                 "b.é": {"dtype": "BF16", "shape": [2], "data_offsets": [8, 12]}}""".getBytes(StandardCharsets.UTF_8);
        var bytes = new byte[8 + header.length + 12];
        bytes[0] = (byte) header.length;
        bytes[1] = (byte) (header.length >> 8);
        System.arraycopy(header, 0, bytes, 8, header.length);
        check("safetensors", bytes);
    }

    private void check(String name, byte[] whole) throws IOException {
        var file = folder.resolve("damaged");
        for (int seed = 0; seed < RUNS; seed++) {
            Files.write(file, damaged(whole, new Random(seed)));
            Damage.isRead(file, "%s, seed %d".formatted(name, seed), MOST_BYTES);
        }
    }

    private static byte[] damaged(byte[] whole, Random random) {
        var bytes = whole.clone();
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times && bytes.length > 8; i++) {
            int near = random.nextInt(Math.min(bytes.length, SKELETON));
            int at = switch (random.nextInt(5)) {
                case 0, 1 -> near;
                case 2, 3 -> bytes.length - 1 - near;
                default -> random.nextInt(bytes.length);
            };
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 ->
                    Arrays.fill(
                            bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)), (byte) -random.nextInt(2));
                case 3 -> bytes = random.nextInt(8) == 0 ? Arrays.copyOf(bytes, at) : bytes;
                default -> bytes = without(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(16)));
            }
        }
        return bytes;
    }

    private static byte[] without(byte[] bytes, int from, int to) {
        var all = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, all, from, bytes.length - to);
        return all;
    }
}
