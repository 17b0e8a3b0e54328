package dev.vitrine.view;

/** Text made safe for XML and HTML: names in a model may hold markup, control characters and half characters. */
final class Markup {
    private static final char REPLACED = '□';

    private Markup() {}

    /** For element content and for attribute values in double quotes. */
    static String escape(String text) {
        var safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(c);
            }
        }
        return visible(safe.toString());
    }

    /** With a box in place of what cannot be seen or would turn the writing direction. */
    static String visible(String text) {
        var safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            boolean hidden = c != '\n' && Character.isISOControl(c)
                    || c >= 0xd800 && c <= 0xdfff
                    || (c & 0xfffe) == 0xfffe
                    || c >= 0x202a && c <= 0x202e
                    || c >= 0x2066 && c <= 0x2069;
            safe.appendCodePoint(hidden ? REPLACED : c);
        }
        return safe.toString();
    }

    /** At most {@code length} characters of a text, for tooltips. */
    static String shorten(String text, int length) {
        return text.length() <= length ? text : text.substring(0, text.offsetByCodePoints(0, 0) + length - 1) + "…";
    }
}
