package dev.vitrine.server;

import dev.vitrine.methods.Card;
import java.util.Map;
import java.util.Optional;

/** The command line that gives the same result. */
final class SameCommand {
    private SameCommand() {}

    static String of(OpenModel model, Optional<GivenInput> input, Card card, Map<String, String> settings) {
        var line =
                new StringBuilder("vitrine explain ").append(quoted(model.file().toString()));
        input.ifPresent(given -> {
            given.paths().forEach(p -> line.append(" --input ").append(quoted(p)));
            given.preprocess().ifPresent(p -> line.append(" --preprocess ").append(quoted(p)));
        });
        line.append(" --method ").append(card.id());
        settings.forEach((name, value) -> line.append(" --set ").append(quoted(name + "=" + value)));
        return line.toString();
    }

    /** As a POSIX shell takes it. */
    static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
