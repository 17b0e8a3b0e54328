package dev.vitrine.server;

import dev.vitrine.words.Text;

/** A request that is not answered with what it asked for; says which kind of no it is, and why in words. */
final class Problem extends RuntimeException {

    /** The kinds of {@code docs/api.md}. */
    enum Kind {
        INPUT(422),
        SERIES(422),
        USAGE(400),
        FORBIDDEN(403),
        MISSING(404),
        CANCELLED(409),
        LARGE(413),
        BUSY(503),
        FAULT(500);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private final Kind kind;
    private final transient Text text;

    Problem(Kind kind, Text text) {
        super(text.toString());
        this.kind = kind;
        this.text = text;
    }

    static Problem of(Kind kind, String key, Object... namesAndValues) {
        return new Problem(kind, Text.of(key, namesAndValues));
    }

    Kind kind() {
        return kind;
    }

    Text text() {
        return text;
    }
}
