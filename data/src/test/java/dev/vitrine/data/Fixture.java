package dev.vitrine.data;

import dev.vitrine.model.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/** Files made by src/test/scripts/pil_resize.py, and the assets where they are present. */
final class Fixture {
    private Fixture() {}

    static byte[] bytes(String name) {
        try (var in = Objects.requireNonNull(Fixture.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Tensor> arrays(String name) {
        return Npz.read(bytes(name), name);
    }

    static byte[] elements(Tensor tensor) {
        var bytes = new byte[(int) tensor.bytes().length()];
        tensor.bytes().slice(0, bytes.length).get(bytes);
        return bytes;
    }

    /** A picture from a uint8 array [height, width, 3]. */
    static Picture picture(Tensor pixels) {
        return Picture.of((int) pixels.size(1), (int) pixels.size(0), elements(pixels));
    }

    static Path assets() {
        var assets = Path.of(System.getProperty("vitrine.assets", "assets"));
        Assumptions.assumeTrue(Files.isDirectory(assets), "no assets at " + assets);
        return assets;
    }
}
