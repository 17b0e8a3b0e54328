package dev.vitrine.formats.torchexport;

import dev.vitrine.formats.Archive;
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
import java.util.Optional;
import java.util.Set;

/** Networks that {@code torch.export.save} wrote, which have a graph and run. */
public final class ExportImporter implements Importer {
    private static final long OPSET = 18;

    @Override
    public boolean recognises(Candidate candidate) {
        return candidate.archive().filter(ExportedFile::isOne).isPresent();
    }

    @Override
    public Model read(Path path) {
        try {
            var file = MappedFile.open(path.toRealPath());
            var exported = ExportedFile.read(Archive.of(file));
            var translation = new Translation(exported.program().get("graph_module"), exported.tensors());
            var graph = translation.graph();
            var version = exported.program().get("torch_version").text("");
            return new Model(
                    Optional.of(file.path()),
                    8,
                    Map.of("", OPSET, "pytorch", 1L),
                    List.of(),
                    version.isEmpty() ? "pytorch" : "pytorch " + version,
                    Map.of(),
                    graph,
                    new Model.Origin("torch.export", Set.of(), translation.notes()));
        } catch (InputException e) {
            throw new InputException(Text.of("torchexport.broken", "file", path.toString(), "why", e.text()), e);
        } catch (IOException e) {
            throw new InputException(Text.of("model.unreadable", "file", path.toString(), "why", Cause.of(e)), e);
        }
    }
}
