package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is refused. */
final class GuardTest {
    private static Server server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = Server.start(Client.settings().uploadBytes(1 << 20));
        client = new Client(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:PORT",
                "127.0.0.1",
                "127.0.0.1:1",
                "localhost.evil.example:PORT",
                "192.168.1.7:PORT",
                ""
            })
    void aForeignHostIsRefused(String host) throws Exception {
        var named = host.replace("PORT", Integer.toString(server.port()));

        assertThat(client.raw("GET /api/v1/session HTTP/1.1\nHost: " + named + "\n\n"))
                .contains("403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:PORT", "localhost:PORT", "LOCALHOST:PORT", "[::1]:PORT"})
    void theOwnHostIsServed(String host) throws Exception {
        var named = host.replace("PORT", Integer.toString(server.port()));

        assertThat(client.raw("GET /api/v1/session HTTP/1.1\nHost: " + named + "\n\n"))
                .contains("200");
    }

    @Test
    void aRequestWithoutHostIsRefused() throws Exception {
        assertThat(client.raw("GET /api/v1/session HTTP/1.0\n\n")).contains("403");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "null",
                "https://127.0.0.1:PORT",
                "http://127.0.0.1:1",
                "http://127.0.0.1:PORT.evil.example",
                "file://"
            })
    void aForeignOriginIsRefused(String origin) throws Exception {
        var answer = client.send(client.request("/api/v1/session")
                .header("Origin", origin.replace("PORT", Integer.toString(server.port())))
                .build());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void aPictureOfAnotherSiteThatIsEmbeddedIsRefused() throws Exception {
        var answer = client.send(client.request("/api/v1/samples/icons/picture")
                .header("Sec-Fetch-Site", "cross-site")
                .build());

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void whatChangesStateNeedsTheToken() throws Exception {
        for (var token : List.of("", "wrong", server.token().substring(1), server.token() + "0")) {
            var request = client.request("/api/v1/models?path=sample:icons/icons.onnx")
                    .header(Guard.TOKEN_HEADER, token.isEmpty() ? " " : token)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();

            assertThat(client.send(request).statusCode()).as(token).isEqualTo(403);
        }
        var bare = client.request("/api/v1/models?path=sample:icons/icons.onnx")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(bare).statusCode()).isEqualTo(403);
        assertThat(Json.of(client.get("session").body()).get("models").list()).isEmpty();
    }

    @Test
    void everyAnswerForbidsTheBrowserToLoadOrEmbed() throws Exception {
        for (var path : List.of("/", "/api/v1/session", "/nothing")) {
            var headers = client.send(client.request(path).build()).headers();

            assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'", "frame-ancestors 'none'", "script-src 'self';")
                    .doesNotContain("unsafe");
            assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../../../etc/passwd",
                "/assets/../../../../etc/passwd",
                "/assets/..%2f..%2fserver/Server.class",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/..\\..\\etc\\passwd",
                "/assets/./index.js",
                "//etc/passwd",
                "/.hidden",
                "/index.html%00.png",
                "/dev/vitrine/server/Server.class"
            })
    void noPathLeadsOutOfThePage(String path) throws Exception {
        var answer = client.raw("GET " + path + " HTTP/1.1\nHost: 127.0.0.1:" + server.port() + "\n\n");

        assertThat(answer).containsAnyOf("404", "400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sample:../pom.xml",
                "sample:icons/../../pom.xml",
                "sample:/etc/passwd",
                "upload:../../etc/passwd",
                "upload:0000000000000000/a.onnx",
                "\0",
            })
    void noNameLeadsOutOfSamplesAndUploads(String name) throws Exception {
        var answer = client.post("models?path=" + Client.encoded(name));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\"kind\":\"input\"").doesNotContain("root:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../../escaped.onnx", "..\\..\\escaped.onnx", "/tmp/escaped.onnx", "..", "a\nb", "C:escaped"})
    void anUploadIsKeptUnderAPlainName(String name) throws Exception {
        var answer = client.post("uploads?name=" + Client.encoded(name), new byte[] {1, 2, 3});

        assertThat(answer.statusCode()).isEqualTo(200);
        var file = Json.of(answer.body()).get("file").text();
        assertThat(file).matches("upload:[0-9a-f]{16}/[^/\\\\:\\n]+").doesNotEndWith("/..");
    }

    @Test
    void tenGigabytesAreRefusedByWhatTheyAnnounce() throws Exception {
        var status = client.raw("POST /api/v1/uploads?name=a HTTP/1.1\nHost: 127.0.0.1:" + server.port() + "\n"
                + Guard.TOKEN_HEADER + ": " + server.token() + "\nContent-Length: 10737418240\n\n");

        assertThat(status).contains("413");
    }

    @Test
    void whatStreamsWithoutAnEndIsRefusedByWhatArrives(@org.junit.jupiter.api.io.TempDir Path folder) throws Exception {
        var files = new NamedFiles(java.util.Optional.empty(), 1 << 20);
        try (files) {
            var endless = new java.io.InputStream() {
                private long given;

                @Override
                public int read() {
                    given++;
                    return 1;
                }
            };

            assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                    Problem.class, () -> files.take("a", -1, endless))
                            .kind())
                    .isEqualTo(Problem.Kind.LARGE);
            assertThat(endless.given).isLessThan(2 << 20);
            // Nothing of it is kept, so that a good file still fits.
            assertThat(files.take("b", -1, new java.io.ByteArrayInputStream(new byte[1000]))
                            .bytes())
                    .isEqualTo(1000);
        }
    }

    @Test
    void aLyingLengthLeavesNothing() throws Exception {
        var files = new NamedFiles(java.util.Optional.empty(), 1 << 20);
        try (files) {
            assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                    Problem.class,
                                    () -> files.take("a", 100, new java.io.ByteArrayInputStream(new byte[10])))
                            .kind())
                    .isEqualTo(Problem.Kind.USAGE);
        }
    }

    @Test
    void filesOfAFolderStayInIt() throws Exception {
        var folder = Json.of(client.post("folders?name=..%2Fmodel").body())
                .get("file")
                .text();
        assertThat(folder).matches("upload:[0-9a-f]{16}/model");
        var into = "uploads?folder=" + Client.encoded(folder) + "&name=";

        for (var name : List.of("a/b/c.bin", "../../../../tmp/d.bin", "/etc/e.bin")) {
            assertThat(client.post(into + Client.encoded(name), new byte[3]).statusCode())
                    .isEqualTo(200);
        }
        // No part of a path is more than a name, so that no file leaves the folder.
        var listed =
                Json.of(client.get("files?folder=" + Client.encoded(folder)).body());
        assertThat(listed.get("entries").list())
                .extracting(entry -> new Json(entry).get("name").text())
                .containsExactlyInAnyOrder("a", "file");
        assertThat(client.post(into + "a/b/c.bin", new byte[3]).statusCode()).isEqualTo(400);
        assertThat(client.post(into + "x/".repeat(20) + "y", new byte[3]).statusCode())
                .isEqualTo(400);
        assertThat(client.post(into + "large", new byte[1 << 20]).statusCode()).isEqualTo(413);
        assertThat(client.post("uploads?folder=upload:no&name=a", new byte[3]).statusCode())
                .isEqualTo(404);
    }

    @Test
    void uploadsAreGoneAfterTheEnd() throws Exception {
        Path kept;
        try (var files = new NamedFiles(java.util.Optional.empty(), 1 << 20)) {
            kept = files.path(files.take("a.onnx", 3, new java.io.ByteArrayInputStream(new byte[3]))
                    .file());
            assertThat(kept).exists();
        }

        assertThat(kept).doesNotExist();
        assertThat(kept.getParent().getParent()).doesNotExist();
    }

    @Test
    void aThousandAtOnceAreServedOrRefused() throws Exception {
        var model = client.open("sample:icons/icons.onnx").get("id").text();
        var threads = Executors.newFixedThreadPool(64);
        try {
            var requests = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < 1000; i++) {
                var path = i % 2 == 0
                        ? "session"
                        : "models/" + model + "/look/parameters?lang=" + (i % 4 == 1 ? "en" : "zh");
                requests.add(() -> client.get(path).statusCode());
            }
            int served = 0;
            for (var answer : threads.invokeAll(requests)) {
                assertThat(answer.get()).isIn(200, 503);
                served += answer.get() == 200 ? 1 : 0;
            }
            assertThat(served).isGreaterThan(400);
        } finally {
            threads.shutdownNow();
        }
        assertThat(client.get("session").statusCode()).isEqualTo(200);
        client.delete("models/" + model);
    }

    @Test
    void outsideLoopbackEveryRequestNeedsTheToken() throws Exception {
        try (var open = Server.start(Client.settings().host("0.0.0.0"))) {
            var outside = new Client(open);
            assertThat(outside.get("session").statusCode()).isEqualTo(403);
            assertThat(outside.send(outside.request("/").build()).statusCode()).isEqualTo(403);

            var entered =
                    outside.send(outside.request("/?token=" + open.token()).build());
            assertThat(entered.statusCode()).isEqualTo(303);
            assertThat(entered.headers().firstValue("Location")).contains("/");
            var cookie = entered.headers().firstValue("Set-Cookie").orElseThrow();
            assertThat(cookie).contains("HttpOnly", "SameSite=Strict");
            var answer = outside.send(outside.request("/api/v1/session")
                    .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                    .build());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(Json.of(answer.body()).get("picker").value()).isEqualTo(false);
        }
    }

    @Test
    void aTakenPortIsSaidInWords() {
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                dev.vitrine.words.InputException.class,
                                () -> Server.start(Settings.local(server.port(), "test")))
                        .text()
                        .key())
                .isEqualTo("server.port-taken");
    }

    @Test
    void filesAreNotListedOverTheNetwork() throws Exception {
        assertThat(Files.isDirectory(Path.of("/"))).isTrue();
        try (var open = Server.start(Client.settings().host("0.0.0.0"))) {
            var outside = new Client(open);
            var answer = outside.send(outside.request("/api/v1/files?folder=/")
                    .header(Guard.TOKEN_HEADER, open.token())
                    .build());
            assertThat(answer.statusCode()).isEqualTo(403);
        }
    }
}
