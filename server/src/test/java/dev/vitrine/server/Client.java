package dev.vitrine.server;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Talks to a server as the page does, and rudely where a test wants that. */
final class Client {
    private final Server server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Client(Server server) {
        this.server = server;
    }

    static Settings settings() {
        return Settings.local(0, "test").samples(Path.of(System.getProperty("vitrine.samples")));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request("/api/v1/" + path).build());
    }

    HttpResponse<byte[]> bytes(String path) throws IOException, InterruptedException {
        return http.send(request("/api/v1/" + path).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return post(path, new byte[0]);
    }

    HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
        return send(request("/api/v1/" + path)
                .header(Guard.TOKEN_HEADER, server.token())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(request("/api/v1/" + path)
                .header(Guard.TOKEN_HEADER, server.token())
                .DELETE()
                .build());
    }

    /** Opens a model. @return its description */
    Json open(String path) throws IOException, InterruptedException {
        return Json.of(post("models?path=" + encoded(path)).body());
    }

    /** The status line that answers exactly these bytes. */
    String raw(String head) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            var line = new StringBuilder();
            for (int c = socket.getInputStream().read();
                    c >= 0 && c != '\r';
                    c = socket.getInputStream().read()) {
                line.append((char) c);
            }
            return line.toString();
        }
    }
}
