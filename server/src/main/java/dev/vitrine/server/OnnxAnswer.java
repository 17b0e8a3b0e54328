package dev.vitrine.server;

import dev.vitrine.engine.Conversion;
import dev.vitrine.model.Model;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;

/** A model as an ONNX file to be saved: written, checked, sent and forgotten. */
final class OnnxAnswer {
    private OnnxAnswer() {}

    /**
     * @param name of the file, without its ending
     * @param opened the file that was opened, for the command line to be told
     */
    static Answer of(Model model, String name, String opened) throws IOException {
        var folder = Files.createTempDirectory("vitrine");
        folder.toFile().deleteOnExit();
        var files = Conversion.write(model, folder.resolve("model.onnx"));
        files.forEach(f -> f.toFile().deleteOnExit());
        if (files.size() > 1) {
            for (var file : files) {
                Files.delete(file);
            }
            throw Problem.of(Problem.Kind.LARGE, "server.onnx-large", "file", opened);
        }
        var file = files.get(0);
        Answer.Body body = out -> {
            try {
                Files.copy(file, out);
            } finally {
                Files.delete(file);
                Files.delete(folder);
            }
        };
        return new Answer(200, "application/octet-stream", Files.size(file), body, Map.of())
                .header(
                        "Content-Disposition",
                        "attachment; filename*=UTF-8''"
                                + URLEncoder.encode(name + ".onnx", StandardCharsets.UTF_8)
                                        .replace("+", "%20"));
    }
}
