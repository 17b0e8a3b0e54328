package dev.vitrine.cli;

import dev.vitrine.words.Words;
import java.util.Collections;
import java.util.Enumeration;
import java.util.ResourceBundle;

/** Our words as the resource bundle that the command-line parser takes its help texts from. */
final class WordsBundle extends ResourceBundle {
    private final Words words;

    WordsBundle(Words words) {
        this.words = words;
    }

    @Override
    protected Object handleGetObject(String key) {
        return words.say("help." + key);
    }

    @Override
    public boolean containsKey(String key) {
        return words.has("help." + key);
    }

    @Override
    public Enumeration<String> getKeys() {
        return Collections.enumeration(words.keys("help"));
    }
}
