package dev.vitrine.formats.pytorch;

import dev.vitrine.formats.Archive;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.Sources;
import dev.vitrine.words.InputException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of PyTorch from 1.6 on: a ZIP archive of one folder with {@code data.pkl}, the storages {@code data/KEY} as they are in
 * memory, {@code byteorder}, and for TorchScript {@code code/}.
 */
final class ZippedFile implements Storages {
    static final String PICKLE = "data.pkl";
    private static final int LARGEST_TEXT = 1 << 20;
    private static final int ALL_TEXTS = 1 << 24;

    /** Control characters but for tab and new line, and those that turn the direction of writing. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\t\\n]]|[\\u202a-\\u202e\\u2066-\\u2069]");

    private final Archive archive;
    private final String folder;
    private final boolean swap;
    private final Map<String, Bytes> read = new HashMap<>();

    private ZippedFile(Archive archive, String folder) {
        this.archive = archive;
        this.folder = folder;
        this.swap = text("byteorder").filter("big"::equals).isPresent();
    }

    /** Whether an archive is such a file; reads nothing but its directory. */
    static boolean isOne(Archive archive) {
        return folder(archive).isPresent();
    }

    /**
     * The file in an archive; empty if the archive has no {@code data.pkl}.
     *
     * @throws InputException if it is broken
     */
    static Optional<ZippedFile> in(Archive archive) {
        return folder(archive).map(folder -> new ZippedFile(archive, folder));
    }

    private static Optional<String> folder(Archive archive) {
        return archive.entries().stream()
                .map(Archive.Entry::name)
                .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
                .map(name -> name.substring(0, name.length() - PICKLE.length()))
                .findFirst();
    }

    /** The bytes of the pickle of the saved value. */
    ByteBuffer pickle() {
        var bytes = member(PICKLE).orElseThrow(() -> InputException.of("pytorch.no-storage", "key", PICKLE));
        return bytes.slice(0, (int) Math.min(bytes.length(), 1 << 30));
    }

    @Override
    public Bytes bytes(StorageReference reference) {
        int width = reference.type().bits() / 8;
        var bytes = read.computeIfAbsent(
                reference.key(),
                key -> member("data/" + key)
                        .map(b -> swap ? TensorBuilder.swapped(b, width) : b)
                        .orElseThrow(() -> InputException.of("pytorch.no-storage", "key", key)));
        if (bytes.length() / width < reference.elements()) {
            throw InputException.of("pytorch.cut", "key", reference.key(), "bytes", bytes.length());
        }
        return bytes;
    }

    /** Whether this is TorchScript, which has constants. */
    boolean isScript() {
        return archive.entry(folder + "constants.pkl").isPresent();
    }

    /**
     * The source of the modules of a TorchScript file.
     *
     * @param texts by path, without what a terminal or page would take for more than text
     * @param left how many files are too large: a text of 1 MiB, or all of them of 16 MiB
     */
    record Code(Map<String, String> texts, int left) {}

    Code code() {
        var texts = new LinkedHashMap<String, String>();
        int left = 0;
        long room = ALL_TEXTS;
        for (var entry : archive.entries()) {
            var name = entry.name();
            if (!name.startsWith(folder + Sources.PREFIX) || !name.endsWith(".py")) {
                continue;
            }
            var text = room < entry.size() ? Optional.<String>empty() : text(name.substring(folder.length()));
            if (text.isEmpty()) {
                left++;
                continue;
            }
            room -= entry.size();
            texts.put(readable(name.substring(folder.length())), readable(text.get()));
        }
        return new Code(texts, left);
    }

    private static String readable(String text) {
        return CONTROL.matcher(text.replace("\r\n", "\n")).replaceAll("\ufffd");
    }

    private Optional<String> text(String name) {
        return archive.entry(folder + name)
                .filter(entry -> entry.size() <= LARGEST_TEXT)
                .map(entry -> archive.text(entry, LARGEST_TEXT));
    }

    private Optional<Bytes> member(String name) {
        return archive.entry(folder + name).map(archive::bytes);
    }
}
