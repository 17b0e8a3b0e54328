package dev.vitrine.formats.tflite;

import dev.vitrine.formats.Answers;
import dev.vitrine.formats.Damage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files. */
final class TfliteFuzzTest {
    private static final int RUNS = 800;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"network_int8", "parts", "maps", "lstm"})
    void damagedFilesAreReadOrRefused(String name) throws IOException {
        var file = folder.resolve("damaged.tflite");

        Damage.check(Files.readAllBytes(Answers.file(TfliteFuzzTest.class, name + ".tflite")), file, file, RUNS);
    }
}
