package dev.vitrine.server;

import dev.vitrine.formats.CheckpointSeries;
import dev.vitrine.methods.Card;
import java.util.Map;
import java.util.Optional;

/** The command line that gives the same result. */
final class SameCommand {
    private SameCommand() {}

    static String of(
            OpenModel model,
            Optional<GivenInput> input,
            Optional<OpenModel> beside,
            Optional<CheckpointSeries> series,
            Card card,
            Map<String, String> settings) {
        var line = new StringBuilder(
                beside.isPresent() ? "vitrine compare" : series.isPresent() ? "vitrine series" : "vitrine explain");
        if (series.isPresent()) {
            series.get()
                    .checkpoints()
                    .forEach(c -> line.append(' ').append(quoted(c.file().toString())));
            series.get().checkpoints().stream()
                    .flatMap(c -> c.graph().stream())
                    .findFirst()
                    .ifPresent(g -> line.append(" --graph ").append(quoted(g.toString())));
        } else {
            line.append(' ').append(quoted(model.file().toString()));
            model.weights()
                    .ifPresent(w ->
                            line.append(" --weights ").append(quoted(w.file().toString())));
        }
        beside.ifPresent(other -> line.append(' ').append(quoted(other.file().toString())));
        input.ifPresent(given -> {
            given.paths().forEach(p -> line.append(" --input ").append(quoted(p)));
            given.preprocess().ifPresent(p -> line.append(" --preprocess ").append(quoted(p)));
        });
        if (beside.isPresent()) {
            settings.forEach(
                    (name, value) -> line.append(" --").append(name).append(' ').append(quoted(value)));
            return line.toString();
        }
        if (series.isEmpty()) {
            line.append(" --method ").append(card.id());
        }
        settings.forEach((name, value) -> line.append(" --set ").append(quoted(name + "=" + value)));
        return line.toString();
    }

    /** As a POSIX shell takes it. */
    static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
