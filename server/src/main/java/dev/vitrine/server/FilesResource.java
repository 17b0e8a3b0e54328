package dev.vitrine.server;

import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code /files} and {@code /uploads}: choosing a file of this machine, and bringing one. */
final class FilesResource {
    private static final int MOST_ENTRIES = 5000;
    private static final long HEARD_OUT = 1 << 24;
    /** What models are usually called, so that the list is short; whatever it is called, the content decides. */
    private static final Set<String> MODELS =
            Set.of("onnx", "ort", "keras", "h5", "hdf5", "pt", "pth", "ckpt", "bin", "pt2", "safetensors", "tflite");

    private static final Set<String> INPUTS =
            Set.of("png", "jpg", "jpeg", "bmp", "gif", "webp", "tif", "tiff", "npy", "npz", "csv", "txt", "wav", "pb");

    private final NamedFiles files;
    private final boolean picker;

    /** @param picker whether files of this machine may be listed */
    FilesResource(NamedFiles files, boolean picker) {
        this.files = files;
        this.picker = picker;
    }

    /** What is in a folder, folders first; hidden files are left out. */
    Answer list(Request request) {
        if (!picker) {
            throw Problem.of(Problem.Kind.FORBIDDEN, "server.no-picker");
        }
        var asked = request.query().first("folder").orElse("");
        var folder = files.path(asked.isEmpty() ? Path.of("").toAbsolutePath().toString() : asked);
        var entries = new ArrayList<Map<String, Object>>();
        try (var inside = Files.newDirectoryStream(folder)) {
            for (var path : inside) {
                var name = String.valueOf(path.getFileName());
                if (!name.startsWith(".") && entries.size() < MOST_ENTRIES) {
                    entries.add(entry(path, name));
                }
            }
        } catch (IOException e) {
            throw InputException.of("server.no-folder", "folder", folder.toString());
        }
        entries.sort(Comparator.comparing((Map<String, Object> e) -> !Boolean.TRUE.equals(e.get("folder")))
                .thenComparing(e -> String.valueOf(e.get("name")).toLowerCase(Locale.ROOT)));
        var answer = new LinkedHashMap<String, Object>();
        answer.put("folder", folder.toString());
        answer.put("parent", Optional.ofNullable(folder.getParent()).map(Path::toString));
        answer.put("entries", entries);
        return Answer.json(answer, request.words());
    }

    private static Map<String, Object> entry(Path path, String name) {
        boolean isFolder = Files.isDirectory(path);
        var entry = new LinkedHashMap<String, Object>();
        entry.put("name", name);
        entry.put("path", path.toString());
        entry.put("folder", isFolder);
        entry.put("bytes", isFolder ? 0 : size(path));
        var ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        entry.put(
                "kind",
                isFolder ? "other" : MODELS.contains(ending) ? "model" : INPUTS.contains(ending) ? "input" : "other");
        return entry;
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            return 0;
        }
    }

    Answer upload(Request request) throws IOException {
        var name = request.query().required("name");
        var folder = request.query().first("folder");
        try {
            var taken = folder.isPresent()
                    ? files.takeInto(folder.get(), name, request.length(), request.body())
                    : files.take(name, request.length(), request.body());
            return Answer.json(taken, request.words());
        } catch (Problem e) {
            hearOut(request);
            throw e;
        }
    }

    /** Who is still sending would not hear why it is refused: what is little is read to its end. */
    private static void hearOut(Request request) throws IOException {
        var unwanted = new byte[1 << 14];
        boolean more = request.length() >= 0 && request.length() <= HEARD_OUT;
        while (more) {
            more = request.body().read(unwanted) >= 0;
        }
    }

    /** A folder whose files are to come. */
    Answer folder(Request request) throws IOException {
        return Answer.json(Map.of("file", files.takeFolder(request.query().required("name"))), request.words());
    }
}
