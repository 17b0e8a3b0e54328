package dev.vitrine.formats.nhwc;

import dev.vitrine.words.Text;

/** A use of an operator that is not expressed: the importer shows the node as the file has it and says so. */
public final class Unsupported extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Text why;

    /** @param key of a text that says why */
    public Unsupported(String key) {
        super(key, null, false, false);
        this.why = Text.of(key);
    }

    public Text why() {
        return why;
    }
}
