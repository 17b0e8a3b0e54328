package dev.vitrine.data;

import dev.vitrine.words.InputException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the value of an input comes from: what follows {@code --input}. */
public sealed interface InputSource {

    /** A file of any kind that is read. */
    record OfFile(Path file) implements InputSource {
        @Override
        public String toString() {
            return file.toString();
        }
    }

    /** Random values. */
    record OfRandom(long seed) implements InputSource {
        @Override
        public String toString() {
            return "random:" + seed;
        }
    }

    /** A source, and the input it is for where one is named. */
    record Named(Optional<String> input, InputSource source) {}

    Pattern RANDOM = Pattern.compile("random(?::(-?\\d{1,18}))?");

    /**
     * Reads {@code FILE}, {@code NAME=FILE}, {@code random[:SEED]} or {@code NAME=random[:SEED]}. A part before {@code =} is a
     * name only where the model has such an input, so that files may have the sign in their names.
     *
     * @throws InputException if the words name no possible path
     */
    static Named parse(String argument, Collection<String> inputs) {
        for (int equals = argument.indexOf('='); equals > 0; equals = argument.indexOf('=', equals + 1)) {
            var name = argument.substring(0, equals);
            if (inputs.contains(name)) {
                return new Named(Optional.of(name), source(argument.substring(equals + 1)));
            }
        }
        return new Named(Optional.empty(), source(argument));
    }

    private static InputSource source(String words) {
        var random = RANDOM.matcher(words);
        if (random.matches()) {
            return new OfRandom(random.group(1) == null ? 0 : Long.parseLong(random.group(1)));
        }
        try {
            return new OfFile(Path.of(words));
        } catch (InvalidPathException e) {
            throw InputException.of("data.file-missing", "file", Shortened.of(words));
        }
    }
}
