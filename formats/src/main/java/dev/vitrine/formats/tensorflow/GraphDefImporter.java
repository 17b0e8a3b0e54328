package dev.vitrine.formats.tensorflow;

import dev.vitrine.formats.Candidate;
import dev.vitrine.formats.Importer;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Model;
import dev.vitrine.words.Cause;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads a frozen graph: a bare GraphDef, whose variables have become constants. */
public final class GraphDefImporter implements Importer {
    /** A node, whose name and operation come first. ONNX has no field 1 that is a message. */
    private static final Pattern HEAD =
            Pattern.compile("\\A\n[^\0]{1,5}\n[\1-\177][\\w.\\-/>\\\\]+\u0012[\1-\177]\\w", Pattern.DOTALL);

    @Override
    public boolean recognises(Candidate candidate) {
        return HEAD.matcher(candidate.head()).lookingAt();
    }

    @Override
    public Model read(Path path) {
        return reading(path, () -> {
            var real = path.toRealPath();
            var reader = new GraphDef.Reader(MappedFile.open(real));
            var graph = reader.graph(reader.whole());
            var nodes = new Flattening(graph.functions()).flat(graph.nodes());
            var translator = new GraphTranslator(nodes, Map.of());
            return translator.model(real, "TensorFlow", List.of(), translator.ends());
        });
    }

    /** Reads something of a file. */
    interface Reading<T> {
        T read() throws IOException;
    }

    /** Says of every error which file it is in. */
    static <T> T reading(Path path, Reading<T> reading) {
        try {
            return reading.read();
        } catch (InputException e) {
            var key = e.text().key();
            throw key.startsWith("tensorflow.") || key.startsWith("model.proto-")
                    ? new InputException(Text.of("tensorflow.unreadable", "file", path.toString(), "why", e.text()), e)
                    : e;
        } catch (IOException e) {
            throw new InputException(Text.of("model.unreadable", "file", path.toString(), "why", Cause.of(e)), e);
        }
    }
}
