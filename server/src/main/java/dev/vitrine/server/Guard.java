package dev.vitrine.server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may ask what. A page of another site cannot read or change anything: its {@code Host} is not ours when it rebinds a name
 * (DNS rebinding), its {@code Origin} is foreign when it sends a form or a script, and it does not know the token of this start.
 */
final class Guard {
    static final String TOKEN_HEADER = "X-Vitrine-Token";
    static final String TOKEN_COOKIE = "vitrine-token";

    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+]");

    private final String token = random();
    private final String host;
    private final int port;
    private final boolean everywhere;
    private final boolean loopback;

    /** @param host the name or address that the server was told to listen on */
    Guard(String host, InetAddress address, int port) {
        this.host = host.toLowerCase(Locale.ROOT);
        this.port = port;
        this.everywhere = address.isAnyLocalAddress();
        this.loopback = address.isLoopbackAddress();
    }

    private static String random() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    String token() {
        return token;
    }

    /** Whether only this machine can reach the server. */
    boolean loopback() {
        return loopback;
    }

    /** @throws Problem if the request is not to be answered */
    void check(HttpExchange exchange, Query query) {
        var headers = exchange.getRequestHeaders();
        if (!ours(first(headers, "Host").orElse(""))) {
            throw Problem.of(Problem.Kind.FORBIDDEN, "server.foreign-host");
        }
        var origin = first(headers, "Origin");
        boolean foreign = origin.isPresent()
                && !(origin.get().startsWith("http://") && ours(origin.get().substring("http://".length())));
        boolean page = exchange.getRequestURI().getPath().equals("/");
        if (foreign
                || (!page
                        && first(headers, "Sec-Fetch-Site")
                                .map("cross-site"::equals)
                                .orElse(false))) {
            throw Problem.of(Problem.Kind.FORBIDDEN, "server.foreign-origin");
        }
        boolean changes = !List.of("GET", "HEAD").contains(exchange.getRequestMethod());
        boolean shown = first(headers, TOKEN_HEADER).map(this::isToken).orElse(false);
        if (changes && !shown) {
            throw Problem.of(Problem.Kind.FORBIDDEN, "server.no-token");
        }
        boolean known = shown
                || cookie(headers).map(this::isToken).orElse(false)
                || (page && query.first("token").map(this::isToken).orElse(false));
        if (!loopback && !known) {
            throw Problem.of(Problem.Kind.FORBIDDEN, "server.no-token");
        }
    }

    /** Whether a {@code Host} (or the rest of an {@code Origin}) is this server. */
    private boolean ours(String value) {
        var wanted = value.toLowerCase(Locale.ROOT);
        var suffix = ":" + port;
        var name = wanted.endsWith(suffix)
                ? wanted.substring(0, wanted.length() - suffix.length())
                : port == 80 ? wanted : "";
        if (List.of("127.0.0.1", "localhost", "[::1]").contains(name)) {
            return loopback || everywhere;
        }
        // An address is nobody's name: rebinding needs a name. Names are ours only when they were given.
        return !name.isEmpty()
                && (name.equals(host)
                        || name.equals("[" + host + "]")
                        || (everywhere && (ADDRESS.matcher(name).matches() || name.equals(machine()))));
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException e) {
            return "";
        }
    }

    boolean isToken(String given) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> cookie(Headers headers) {
        return headers.getOrDefault("Cookie", List.of()).stream()
                .flatMap(line -> Arrays.stream(line.split(";")))
                .map(String::strip)
                .filter(c -> c.startsWith(TOKEN_COOKIE + "="))
                .map(c -> c.substring(TOKEN_COOKIE.length() + 1))
                .findFirst();
    }

    private static Optional<String> first(Headers headers, String name) {
        return Optional.ofNullable(headers.getFirst(name));
    }

    /** What every answer says to the browser: run nothing from elsewhere, embed nowhere, tell nobody. */
    static void protect(Headers headers) {
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self';"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("X-Frame-Options", "DENY");
    }
}
