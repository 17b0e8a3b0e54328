package dev.vitrine.formats.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.formats.Formats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every tensor of the public checkpoints, byte for byte as PyTorch reads it ({@code src/test/scripts/pytorch_asset_digests.py}). */
final class AssetsTest {

    @TestFactory
    List<DynamicTest> tensorsAreThoseOfPyTorch() throws IOException {
        var assets = Path.of(System.getProperty("vitrine.assets", "../../shared/assets"), "pytorch");
        var expected = new LinkedHashMap<String, Map<String, String>>();
        for (var line : Files.readAllLines(PyTorchImporterTest.fixture("assets.tsv"))) {
            var cells = line.split("\t", -1);
            expected.computeIfAbsent(cells[0], f -> new LinkedHashMap<>()).put(cells[1], cells[2] + " " + cells[3]);
        }
        var tests = new ArrayList<DynamicTest>();
        expected.forEach((name, tensors) -> {
            var file = assets.resolve(name);
            if (Files.exists(file)) {
                tests.add(DynamicTest.dynamicTest(
                        name, () -> assertThat(digests(file)).isEqualTo(tensors)));
            }
        });
        return tests;
    }

    private static Map<String, String> digests(Path file) {
        var found = new LinkedHashMap<String, String>();
        Formats.open(file).graph().initializers().forEach((name, tensor) -> {
            var crc = new CRC32();
            crc.update(tensor.bytes().slice(0, (int) tensor.bytes().length()));
            found.put(name, "%s %08x".formatted(tensor.shape(), crc.getValue()));
        });
        return found;
    }
}
