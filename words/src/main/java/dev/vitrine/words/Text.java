package dev.vitrine.words;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A text that has not been put into a language yet: a key of the word files and what fills its {@code {gaps}}.
 *
 * <p>A key is {@code file.rest}: {@code features.title} is the line {@code title} of {@code features.properties}. Arguments are
 * numbers, strings (names from the user's model, never sentences) or further texts.
 *
 * @param key the key, or empty for a plain text
 * @param args gap name to value
 */
public record Text(String key, Map<String, Object> args) {

    public Text {
        args = Map.copyOf(args);
    }

    /** A text with gaps filled from {@code name, value, name, value, ...}. */
    public static Text of(String key, Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("names and values come in pairs: " + key);
        }
        var args = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            args.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Text(key, args);
    }

    /** Words that are the same in every language: a name from the user's file, a unit, a number already written. */
    public static Text plain(String words) {
        return new Text("", Map.of("words", words));
    }

    /** The English words, for logs and stack traces. */
    @Override
    public String toString() {
        return Words.in(Language.EN).say(this);
    }
}
