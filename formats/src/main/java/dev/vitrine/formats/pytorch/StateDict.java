package dev.vitrine.formats.pytorch;

import dev.vitrine.formats.Archive;
import dev.vitrine.model.Tensor;
import java.util.Map;
import java.util.Optional;

/** The tensors of a file of {@code torch.save} that lies in another archive. */
public final class StateDict {
    private StateDict() {}

    /**
     * The tensors by name, where the member is a ZIP archive with a pickle; empty if it holds none.
     *
     * @throws dev.vitrine.words.InputException if it is damaged
     */
    public static Optional<Map<String, Tensor>> in(Archive outer, Archive.Entry member) {
        return ZippedFile.in(outer.inner(member)).flatMap(file -> {
            var unpickler = new Unpickler(file.pickle());
            var value = unpickler.next();
            Calls.note(unpickler.calls());
            return Checkpoint.tensors(value, new TensorBuilder(file));
        });
    }
}
