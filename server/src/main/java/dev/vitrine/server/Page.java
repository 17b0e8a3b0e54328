package dev.vitrine.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The page and its files, from the class path; nothing else is reachable by a path. */
final class Page {
    private static final String ROOT = "/dev/vitrine/web/";
    private static final Pattern FILE = Pattern.compile("(assets/)?[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final String TOKEN = "<meta name=\"vitrine-token\" content=\"\"";
    private static final String HTML = "text/html; charset=utf-8";
    private static final Map<String, String> TYPES = Map.of(
            "html", HTML,
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "json", "application/json",
            "webmanifest", "application/manifest+json");

    private final Guard guard;

    Page(Guard guard) {
        this.guard = guard;
    }

    Answer answer(String method, String path, Query query) throws IOException {
        if (!method.equals("GET")) {
            throw Problem.of(Problem.Kind.USAGE, "server.only-get");
        }
        if (path.equals("/") || path.equals("/index.html")) {
            return index(query);
        }
        var file = Optional.of(path.substring(1))
                .filter(p -> FILE.matcher(p).matches())
                .flatMap(Page::read);
        var bytes = file.orElseThrow(() -> Problem.of(Problem.Kind.MISSING, "server.no-such-address"));
        var ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        // Files below assets/ carry a hash of their content in their name.
        return Answer.bytes(TYPES.getOrDefault(ending, "application/octet-stream"), bytes)
                .header(
                        "Cache-Control",
                        path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    }

    /** The page with the token in it; a token in the address becomes a cookie and leaves the address. */
    private Answer index(Query query) {
        if (query.first("token").isPresent()) {
            var rest = new StringBuilder("/");
            query.values()
                    .forEach((name, values) -> values.forEach(value -> {
                        if (!name.equals("token")) {
                            rest.append(rest.length() == 1 ? '?' : '&')
                                    .append(encode(name))
                                    .append('=')
                                    .append(encode(value));
                        }
                    }));
            return new Answer(303, Answer.TEXT, 0, out -> {}, Map.of())
                    .header("Location", rest.toString())
                    .header(
                            "Set-Cookie",
                            Guard.TOKEN_COOKIE + "="
                                    + query.first("token")
                                            .filter(guard::isToken)
                                            .orElse("") + "; Path=/; HttpOnly; SameSite=Strict");
        }
        var html = read("index.html")
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(() -> Problem.of(Problem.Kind.FAULT, "server.no-page"));
        return Answer.text(HTML, html.replace(TOKEN, TOKEN.replace("\"\"", '"' + guard.token() + '"')));
    }

    private static String encode(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Optional<byte[]> read(String file) {
        try (var in = Page.class.getResourceAsStream(ROOT + file)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
