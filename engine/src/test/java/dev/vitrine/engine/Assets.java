package dev.vitrine.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real files, where a machine has them. */
final class Assets {
    private Assets() {}

    static Path file(String name) {
        var path = Path.of(System.getProperty("vitrine.assets", "assets"), name);
        Assumptions.assumeTrue(Files.exists(path), () -> "no " + path + ": set -Dvitrine.assets to run this test");
        return path;
    }
}
