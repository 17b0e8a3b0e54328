package dev.vitrine.formats;

import dev.vitrine.formats.keras.KerasImporter;
import dev.vitrine.formats.pytorch.PyTorchImporter;
import dev.vitrine.formats.safetensors.SafetensorsImporter;
import dev.vitrine.formats.tensorflow.GraphDefImporter;
import dev.vitrine.formats.tensorflow.SavedModelImporter;
import dev.vitrine.formats.tflite.TfliteImporter;
import dev.vitrine.formats.torchexport.ExportImporter;
import dev.vitrine.model.Bodies;
import dev.vitrine.model.Model;
import dev.vitrine.words.Cause;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens a trained network of any known format. The content decides which, never the name. */
public final class Formats {

    /** Asked in this order. ONNX has no mark of its own: it is what nobody else recognises. */
    private static final List<Importer> IMPORTERS = List.of(
            new KerasImporter(),
            new SafetensorsImporter(),
            new TfliteImporter(),
            new ExportImporter(),
            new PyTorchImporter(),
            new SavedModelImporter(),
            new GraphDefImporter());

    private Formats() {}

    /**
     * What to open: a file or folder, and perhaps an inner graph of its network, written {@code FILE#PLACE}.
     *
     * @param inside as {@link Bodies} names it; empty for the whole
     */
    public record Place(Path file, Optional<String> inside) {
        private static final String INSIDE = "#";

        /** A file whose name has the sign in it is that file. */
        public static Place of(Path path) {
            var written = path.toString();
            int at = Files.exists(path) ? -1 : written.indexOf(INSIDE);
            while (at >= 0 && !Files.exists(Path.of(written.substring(0, at)))) {
                at = written.indexOf(INSIDE, at + 1);
            }
            return at < 0
                    ? new Place(path, Optional.empty())
                    : new Place(Path.of(written.substring(0, at)), Optional.of(written.substring(at + 1)));
        }

        /** As it is read. */
        public String name() {
            var name = String.valueOf(file.getFileName());
            return inside.map(i -> name + INSIDE + i).orElse(name);
        }
    }

    /**
     * Reads a model file, or the folder of a format that is one, or an inner graph of either, as {@link Place} says.
     *
     * @throws InputException if it cannot be read; says what it looks like, why and where
     */
    public static Model open(Path path) {
        var place = Place.of(path);
        var whole = whole(place.file());
        return place.inside().map(inside -> Bodies.open(whole, inside)).orElse(whole);
    }

    /** The same with the weights of another file laid over it, as {@link WeightOverlay} does. */
    public static Model open(Path path, Optional<Path> weights) {
        var own = open(path);
        return weights.map(w -> WeightOverlay.of(own, open(w))).orElse(own);
    }

    private static Model whole(Path path) {
        var candidate = candidate(path);
        for (var importer : IMPORTERS) {
            if (importer.recognises(candidate)) {
                return importer.read(path);
            }
        }
        Foreign.recognise(candidate).ifPresent(what -> {
            throw InputException.of("formats.foreign", "file", path.toString(), "what", what);
        });
        return Model.open(path);
    }

    /** Whether a folder is a model of a format that is a folder, broken or not. */
    public static boolean isModel(Path folder) {
        var candidate = Candidate.folder(folder);
        return Files.isDirectory(folder) && IMPORTERS.stream().anyMatch(i -> i.recognises(candidate));
    }

    private static Candidate candidate(Path path) {
        if (!Files.exists(path)) {
            throw InputException.of("model.no-file", "file", path.toString());
        }
        if (Files.isDirectory(path)) {
            return Candidate.folder(path);
        }
        if (!Files.isRegularFile(path)) {
            throw InputException.of("model.no-regular-file", "file", path.toString());
        }
        try (var channel = FileChannel.open(path)) {
            var head = ByteBuffer.allocate(Candidate.HEAD);
            while (head.hasRemaining() && channel.read(head) >= 0) {
                // A read may give less than was asked for.
            }
            return Candidate.of(path, head.flip());
        } catch (IOException e) {
            throw new InputException(Text.of("model.unreadable", "file", path.toString(), "why", Cause.of(e)), e);
        }
    }
}
