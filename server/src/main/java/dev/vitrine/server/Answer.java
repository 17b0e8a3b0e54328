package dev.vitrine.server;

import dev.vitrine.view.Json;
import dev.vitrine.words.Words;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes back: a status, a content type and a body that is written when the headers are out.
 *
 * @param length of the body in bytes
 */
record Answer(int status, String type, long length, Body body, Map<String, String> headers) {
    static final String JSON = "application/json; charset=utf-8";
    static final String TEXT = "text/plain; charset=utf-8";

    /** Writes a body. */
    interface Body {
        void write(OutputStream out) throws IOException;
    }

    static Answer bytes(String type, byte[] bytes) {
        return new Answer(200, type, bytes.length, out -> out.write(bytes), Map.of());
    }

    static Answer text(String type, String text) {
        return bytes(type, text.getBytes(StandardCharsets.UTF_8));
    }

    static Answer json(Object value, Words words) {
        return text(JSON, Json.compact(value, words));
    }

    static Answer of(Problem problem, Words words) {
        return json(
                        Map.of(
                                "error",
                                Map.of(
                                        "kind",
                                        problem.kind().name().toLowerCase(java.util.Locale.ROOT),
                                        "message",
                                        problem.text())),
                        words)
                .status(problem.kind().status());
    }

    Answer status(int other) {
        return new Answer(other, type, length, body, headers);
    }

    Answer header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, type, length, body, more);
    }
}
