package dev.vitrine.artifact;

import dev.vitrine.words.Text;
import java.util.List;

/**
 * A result on a page of several.
 *
 * @param chapter what the section belongs to; sections of one chapter stand together. May be empty words
 * @param title what it shows; may be empty words
 * @param result the result
 * @param notes how to read it and when to doubt it
 */
public record Section(Text chapter, Text title, Result result, List<Text> notes) {
    public Section {
        notes = List.copyOf(notes);
    }

    /** A result that stands for itself. */
    public static Section of(Result result) {
        return new Section(Text.plain(""), Text.plain(""), result, List.of());
    }
}
