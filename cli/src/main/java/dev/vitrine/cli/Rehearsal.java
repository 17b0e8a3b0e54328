package dev.vitrine.cli;

import dev.vitrine.formats.Formats;
import dev.vitrine.server.Server;
import dev.vitrine.server.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarInputStream;

/**
 * Runs typical commands once on a sample, and what the workbench is asked for first. The launcher starts it to make its archive of
 * classes, which later starts map instead of parsing.
 */
final class Rehearsal {
    private static final String API = "api/v1/";

    private Rehearsal() {}

    /** @param args the folder of the sample and a scratch folder */
    public static void main(String[] args) throws IOException {
        var sample = Path.of(args[0]);
        var scratch = Path.of(args[1]);
        var model = sample.resolve("icons.onnx").toString();
        var input = sample.resolve("pictures/fish/000.png").toString();
        var png = scratch.resolve("out.png").toString();
        var svg = scratch.resolve("out.svg").toString();
        var npy = scratch.resolve("out.npy").toString();
        var commands = List.of(
                List.of("inspect", model, "--out", png),
                List.of("inspect", model, "--json", "--out", svg),
                List.of("run", model, "--input", input, "--out", png),
                List.of("features", model, "--input", input, "--layer", "auto", "--out", png),
                List.of("features", model, "--input", input, "--layer", "relu5", "--out", png, "--data", npy),
                List.of("explain", model, "--input", input, "--method", "grad-cam", "--out", png),
                List.of("weights", model, "--out", png));
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        commands.forEach(c -> Main.run(nowhere, nowhere, c.toArray(String[]::new)));
        importers();
        workbench(model, input);
        Runtime.getRuntime().halt(0);
    }

    /** There is no sample of every format, but all their classes can be loaded. */
    private static void importers() throws IOException {
        var place = Formats.class.getProtectionDomain().getCodeSource().getLocation();
        try (var jar = new JarInputStream(place.openStream())) {
            for (var entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                if (entry.getName().endsWith(".class") && !entry.getName().endsWith("-info.class")) {
                    var name = entry.getName().replace('/', '.').replaceFirst("\\.class$", "");
                    Class.forName(name, false, Formats.class.getClassLoader());
                }
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class of a jar is in it", e);
        }
    }

    /** What the page asks for from opening a model to the maps of a layer. */
    private static void workbench(String model, String input) throws IOException {
        try (var server = Server.start(Settings.local(0, Version.NUMBER))) {
            ask(server, "GET", "");
            for (var path : List.of("session", "words", "colormaps")) {
                ask(server, "GET", API + path);
            }
            var open = API + "models/" + id(ask(server, "POST", API + "models?path=" + encoded(model)));
            for (var path : List.of("/layers", "/graph", "/types", "/methods", "/layers/1")) {
                ask(server, "GET", open + path);
            }
            var given = "input=" + id(ask(server, "POST", open + "/inputs?arg=" + encoded(input)));
            for (var look :
                    List.of("prediction?", "journey?", "features?p.layer=relu5&", "activations?p.layer=relu5&")) {
                ask(server, "GET", open + "/look/" + look + given + "&as=whole");
            }
        }
    }

    private static String ask(Server server, String method, String path) throws IOException {
        var url = new URL("http://127.0.0.1:" + server.port() + "/" + path);
        var request = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
        request.setRequestMethod(method);
        request.setRequestProperty("X-Vitrine-Token", server.token());
        try (var answer = request.getInputStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String id(String answer) {
        return answer.replaceFirst("(?s)^.*?\"id\": ?\"(\\w+)\".*$", "$1");
    }

    private static String encoded(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8);
    }
}
