package dev.vitrine.data;

/** Words from a user's file, fit to stand in a message: one line, no control characters, not too long. */
final class Shortened {
    private static final int MOST = 80;

    private Shortened() {}

    static String of(String words) {
        var clean = words.replaceAll("\\p{Cntrl}", " ").strip();
        return clean.length() <= MOST ? clean : clean.substring(0, MOST) + "…";
    }
}
