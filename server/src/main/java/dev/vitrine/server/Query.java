package dev.vitrine.server;

import dev.vitrine.words.Language;
import dev.vitrine.words.Words;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands behind the question mark of an address: names with their values in order. */
record Query(Map<String, List<String>> values) {

    /** Reads {@code name=value&...}; a part without {@code =} is a name with an empty value. */
    static Query parse(Optional<String> raw) {
        var values = new LinkedHashMap<String, List<String>>();
        for (var part : raw.orElse("").split("&")) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            values.computeIfAbsent(decode(equals < 0 ? part : part.substring(0, equals)), k -> new ArrayList<>(1))
                    .add(equals < 0 ? "" : decode(part.substring(equals + 1)));
        }
        return new Query(Collections.unmodifiableMap(values));
    }

    /** Percent-decoded UTF-8. */
    static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.of(Problem.Kind.USAGE, "server.bad-address");
        }
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The first value of a name; an empty one counts as absent. */
    Optional<String> first(String name) {
        return all(name).stream().findFirst().filter(v -> !v.isEmpty());
    }

    String required(String name) {
        return first(name).orElseThrow(() -> Problem.of(Problem.Kind.USAGE, "server.needs-parameter", "name", name));
    }

    boolean flag(String name) {
        return first(name).map(v -> v.equals("true")).orElse(false);
    }

    /** The parameters of a card: {@code p.NAME}. */
    Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        values.forEach((name, list) -> {
            if (name.startsWith("p.") && !list.isEmpty()) {
                settings.put(name.substring(2), list.get(0));
            }
        });
        return settings;
    }

    /** The language that texts are answered in. */
    Words words() {
        return Words.in(Arrays.stream(Language.values())
                .filter(l -> all("lang").contains(l.code()))
                .findFirst()
                .orElse(Language.EN));
    }
}
