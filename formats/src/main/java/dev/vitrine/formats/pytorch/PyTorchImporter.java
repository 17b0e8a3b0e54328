package dev.vitrine.formats.pytorch;

import dev.vitrine.formats.Archive;
import dev.vitrine.formats.Candidate;
import dev.vitrine.formats.Importer;
import dev.vitrine.formats.WeightsModel;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Model;
import dev.vitrine.words.Cause;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Files that {@code torch.save} and {@code torch.jit.save} wrote, of every age, and other pickles that hold tensors. */
public final class PyTorchImporter implements Importer {
    /** A first local header whose name is that of the pickle; it stands first in most files. */
    private static final Pattern FIRST_MEMBER =
            Pattern.compile("(?s)PK\u0003\u0004.{26}[^\u0000-\u001f]{0,200}data\\.pkl.*");

    /** A tar archive whose first member is one of PyTorch's. */
    private static final Pattern TAR =
            Pattern.compile("(?s)(\\./)?(sys_info|pickle|storages|tensors)\u0000.{240,}ustar.*");

    /** A pickle of protocol 0 or 1 that names a function, or begins with a text and remembers it. */
    private static final Pattern TEXT_PICKLE =
            Pattern.compile("(?s)(c[A-Za-z_][\\w.]*\n[A-Za-z_][\\w.]*\n|V[^\n]*\np\\d+\n).*");

    @Override
    public boolean recognises(Candidate candidate) {
        var head = candidate.head();
        boolean pickle = head.length() > 1 && head.charAt(0) == '\u0080' && head.charAt(1) >= 2 && head.charAt(1) <= 5;
        return pickle
                || TAR.matcher(head).matches()
                || TEXT_PICKLE.matcher(head).matches()
                || FIRST_MEMBER.matcher(head).matches()
                || candidate.archive().filter(ZippedFile::isOne).isPresent();
    }

    @Override
    public Model read(Path path) {
        try {
            var file = MappedFile.open(path.toRealPath());
            var head = Candidate.of(path, file.bytes().slice(0, (int) Math.min(file.length(), 512)));
            if (Archive.looksLikeOne(head)) {
                return zipped(file);
            }
            if (TAR.matcher(head.head()).matches()) {
                var tar = TarFile.read(file);
                return model(file, tar.value(), new TensorBuilder(tar.tensors()), tar.unpickler());
            }
            if (head.startsWith(LegacyFile.HEAD)) {
                var legacy = LegacyFile.read(file);
                return model(file, legacy.value(), new TensorBuilder(legacy.storages()), legacy.unpickler());
            }
            var unpickler = new Unpickler(file.bytes().slice(0, (int) Math.min(file.length(), 1 << 30)));
            var value = unpickler.next();
            return model(file, value, new TensorBuilder(Map.of()), unpickler);
        } catch (InputException e) {
            throw new InputException(Text.of("pytorch.broken", "file", path.toString(), "why", e.text()), e);
        } catch (IOException e) {
            throw new InputException(Text.of("model.unreadable", "file", path.toString(), "why", Cause.of(e)), e);
        }
    }

    private static Model zipped(MappedFile file) {
        var zipped = ZippedFile.in(Archive.of(file)).orElseThrow(() -> InputException.of("pytorch.no-tensors"));
        var unpickler = new Unpickler(zipped.pickle());
        var value = unpickler.next();
        if (!zipped.isScript()) {
            return model(file, value, new TensorBuilder(zipped), unpickler);
        }
        var notes = notes(unpickler);
        var code = zipped.code();
        notes.add(Text.of("pytorch.script", "files", code.texts().size()));
        if (code.left() > 0) {
            notes.add(Text.of("pytorch.script-left", "files", code.left()));
        }
        return model(file, "torchscript", Checkpoint.of(value, new TensorBuilder(zipped)), code.texts(), notes);
    }

    private static Model model(MappedFile file, Pickled value, TensorBuilder builder, Unpickler unpickler) {
        var notes = notes(unpickler);
        return model(file, "pytorch", Checkpoint.of(value, builder), Map.of(), notes);
    }

    private static ArrayList<Text> notes(Unpickler unpickler) {
        var notes = new ArrayList<Text>();
        Calls.note(unpickler.calls()).ifPresent(notes::add);
        return notes;
    }

    private static Model model(
            MappedFile file, String format, Checkpoint checkpoint, Map<String, String> metadata, List<Text> notes) {
        notes.addAll(0, checkpoint.notes());
        return new WeightsModel(file.path(), format, "", checkpoint.weights(), checkpoint.classes(), metadata, notes)
                .model();
    }
}
