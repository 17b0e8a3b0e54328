package dev.vitrine.words;

/** What a person gave cannot be used. The text says what, where and what to do; the command line exits with 1. */
public final class InputException extends RuntimeException {
    private final transient Text text;

    public InputException(Text text) {
        super(text.toString());
        this.text = text;
    }

    public InputException(Text text, Throwable cause) {
        super(text.toString(), cause);
        this.text = text;
    }

    /** Shorthand for {@code new InputException(Text.of(key, namesAndValues))}. */
    public static InputException of(String key, Object... namesAndValues) {
        return new InputException(Text.of(key, namesAndValues));
    }

    /** The message, in no language yet. */
    public Text text() {
        return text;
    }
}
