package dev.vitrine.formats;

import dev.vitrine.words.Text;
import java.util.Locale;
import java.util.Optional;

/** Recognises by content what people give instead of a model, so that the message can say so. */
final class Foreign {
    private Foreign() {}

    static Optional<Text> recognise(Candidate candidate) {
        var text = candidate.head();
        if (candidate.folder()) {
            return Optional.of(Text.of("formats.is-folder"));
        }
        if (text.isEmpty()) {
            return Optional.of(Text.of("formats.is-empty"));
        }
        var lower = text.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("version https://git-lfs")) {
            return Optional.of(Text.of("formats.is-lfs"));
        }
        if (lower.startsWith("<!doctype") || lower.startsWith("<html")) {
            return Optional.of(Text.of("formats.is-html"));
        }
        if (text.startsWith("\u0089HDF")) {
            return Optional.of(Text.of("formats.is-hdf5"));
        }
        if (text.startsWith("PK\u0003\u0004")) {
            return Optional.of(Text.of("formats.is-zip"));
        }
        if (text.startsWith("\u001f\u008b")) {
            return Optional.of(Text.of("formats.is-gzip"));
        }
        if (text.startsWith("\u0089PNG") || text.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of(Text.of("formats.is-image"));
        }
        return Optional.empty();
    }
}
