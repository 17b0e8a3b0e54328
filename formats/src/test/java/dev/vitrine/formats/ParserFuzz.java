package dev.vitrine.formats;

import dev.vitrine.formats.keras.KerasImporter;
import dev.vitrine.formats.pytorch.PyTorchImporter;
import dev.vitrine.formats.safetensors.SafetensorsImporter;
import dev.vitrine.formats.tensorflow.GraphDefImporter;
import dev.vitrine.formats.tflite.TfliteImporter;
import dev.vitrine.formats.torchexport.ExportImporter;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What Jazzer runs (profile {@code fuzz}): one importer, named by {@code vitrine.fuzz.parser}, reads whatever bytes it is given. An
 * {@link InputException} is an answer; any other exception, a run of seconds or too much memory is a finding.
 */
public final class ParserFuzz {
    private static final Map<String, List<Importer>> PARSERS = Map.of(
            "keras", List.of(new KerasImporter()),
            "safetensors", List.of(new SafetensorsImporter()),
            "pytorch", List.of(new ExportImporter(), new PyTorchImporter()),
            "tflite", List.of(new TfliteImporter()),
            "tensorflow", List.of(new GraphDefImporter()));

    private static final List<Importer> IMPORTERS = PARSERS.get(System.getProperty("vitrine.fuzz.parser", "keras"));

    private ParserFuzz() {}

    /** Called by Jazzer with each input. */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        // A new file each time: that of the run before may still be mapped.
        var file = Files.createTempFile("fuzz", ".bin");
        try {
            Files.write(file, bytes);
            var head = ByteBuffer.wrap(Arrays.copyOf(bytes, Math.min(bytes.length, Candidate.HEAD)));
            for (var importer : IMPORTERS) {
                if (importer.recognises(Candidate.of(file, head.duplicate()))) {
                    read(importer, file);
                    return;
                }
            }
        } finally {
            Files.delete(file);
        }
    }

    private static void read(Importer importer, Path file) {
        try {
            Damage.use(importer.read(file));
        } catch (InputException e) {
            // Refused with a sentence.
        }
    }
}
