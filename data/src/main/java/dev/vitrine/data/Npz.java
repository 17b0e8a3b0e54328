package dev.vitrine.data;

import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipInputStream;

/** NumPy's archives of arrays, stored or compressed. */
public final class Npz {
    private static final int MOST_ENTRIES = 4096;
    private static final int MOST_BYTES = 1 << 29;

    private Npz() {}

    /**
     * The arrays by name, without {@code .npy}, in the order of the file.
     *
     * @throws InputException if the archive is broken, unpacks to more than 512 MiB, or holds something other than arrays
     */
    public static Map<String, Tensor> read(Path file) {
        return read(FileContent.read(file), file.toString());
    }

    /** Like {@link #read(Path)}, from memory; {@code name} stands in messages. */
    public static Map<String, Tensor> read(byte[] content, String name) {
        FileContent.refuseStandIns(content, name);
        var arrays = new LinkedHashMap<String, Tensor>();
        long left = MOST_BYTES;
        try (var zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.isDirectory()) {
                    continue;
                }
                var array = zip.readNBytes((int) left + 1);
                left -= array.length;
                if (left < 0 || arrays.size() >= MOST_ENTRIES) {
                    throw InputException.of("data.npz-too-large", "file", name, "most", MOST_BYTES);
                }
                var key = entry.getName().replaceFirst("\\.npy$", "");
                arrays.put(key, Npy.read(array, name + ":" + entry.getName()));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw InputException.of("data.npz-broken", "file", name, "cause", String.valueOf(e.getMessage()));
        }
        if (arrays.isEmpty()) {
            throw InputException.of("data.npz-empty", "file", name);
        }
        return Collections.unmodifiableMap(arrays);
    }
}
