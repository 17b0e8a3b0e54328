package dev.vitrine.server;

import dev.vitrine.words.Words;
import java.io.InputStream;
import java.util.List;

/**
 * What is asked.
 *
 * @param wild the parts of the path that stood for {@code *} in the route, decoded
 * @param length of the body in bytes, as the caller says; -1 where it does not
 */
record Request(List<String> wild, Query query, long length, InputStream body) {
    String wild(int i) {
        return wild.get(i);
    }

    Words words() {
        return query.words();
    }
}
