package dev.vitrine.model;

import dev.vitrine.words.Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Recognises by content what people give instead of a model, so that the message can say so. */
final class Foreign {
    private Foreign() {}

    static Optional<Text> recognise(ByteBuffer head) {
        if (!head.hasRemaining()) {
            return Optional.of(Text.of("model.is-empty"));
        }
        var bytes = new byte[head.remaining()];
        head.duplicate().get(bytes);
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        var lower = text.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("version https://git-lfs")) {
            return Optional.of(Text.of("model.is-lfs"));
        }
        if (lower.startsWith("<!doctype") || lower.startsWith("<html")) {
            return Optional.of(Text.of("model.is-html"));
        }
        if (text.startsWith("\u0089HDF")) {
            return Optional.of(Text.of("model.is-hdf5"));
        }
        if (text.startsWith("PK\u0003\u0004")) {
            return Optional.of(Text.of("model.is-zip"));
        }
        if (text.startsWith("\u001f\u008b")) {
            return Optional.of(Text.of("model.is-gzip"));
        }
        if (text.startsWith("\u0080\u0002") || text.startsWith("\u0080\u0004")) {
            return Optional.of(Text.of("model.is-pickle"));
        }
        if (text.startsWith("TFL3", 4)) {
            return Optional.of(Text.of("model.is-tflite"));
        }
        if (text.startsWith("\u0089PNG") || text.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of(Text.of("model.is-image"));
        }
        return Optional.empty();
    }
}
