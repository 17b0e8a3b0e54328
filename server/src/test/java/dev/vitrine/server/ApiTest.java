package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer has the fields of docs/api.md, with the right types. */
final class ApiTest {
    private static final Path ASSETS = Path.of(System.getProperty("vitrine.assets"));

    private static Server server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = Server.start(Client.settings());
        client = new Client(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** {@code text}, {@code number}, {@code flag}, {@code list}, {@code object}; with {@code ?} also null. */
    private static void has(Json json, String... fieldsAndTypes) {
        var names = new ArrayList<String>();
        for (var entry : fieldsAndTypes) {
            var name = entry.substring(0, entry.indexOf(' '));
            var type = entry.substring(entry.indexOf(' ') + 1);
            names.add(name);
            var value = json.get(name);
            if (type.endsWith("?") && value.isNull()) {
                continue;
            }
            Class<?> wanted = switch (type.replace("?", "")) {
                case "text" -> String.class;
                case "number" -> Double.class;
                case "flag" -> Boolean.class;
                case "list" -> List.class;
                default -> java.util.Map.class;
            };
            assertThat(value.value()).as(name).isInstanceOf(wanted);
        }
        assertThat(json.object().keySet()).containsExactlyInAnyOrderElementsOf(names);
    }

    private static void isModel(Json model) {
        has(
                model,
                "id text",
                "name text",
                "path text",
                "weights text?",
                "bytes number",
                "producer text",
                "opset number",
                "nodes number",
                "parameters number",
                "parameterBytes number",
                "types text",
                "macs number?",
                "inputs list",
                "outputs list",
                "operators object",
                "sources number",
                "labels number",
                "task text?",
                "notes list",
                "inputsOpen list");
        model.get("inputs").list().forEach(v -> isValue(new Json(v)));
        model.get("outputs").list().forEach(v -> isValue(new Json(v)));
        model.get("inputsOpen").list().forEach(v -> isInput(new Json(v)));
    }

    private static void isValue(Json value) {
        has(value, "name text", "type text?", "shape list?");
        if (!value.get("shape").isNull()) {
            assertThat(value.get("shape").list())
                    .allSatisfy(d -> assertThat(new Json(d).isNull() || d instanceof String || d instanceof Double)
                            .isTrue());
        }
    }

    private static void isCoded(Json column, int count) {
        has(column, "values list", "at list");
        int values = column.get("values").list().size();
        assertThat(column.get("at").list())
                .hasSize(count)
                .allSatisfy(at -> assertThat((Double) at).isBetween(0.0, values - 1.0));
    }

    private static void isInput(Json input) {
        has(
                input,
                "id text",
                "name text",
                "args list",
                "kind text",
                "width number?",
                "height number?",
                "folder text?",
                "items number?",
                "preprocess object",
                "tensors list");
        has(input.get("preprocess"), "text text", "written text?", "guessed flag");
        input.get("tensors").list().forEach(v -> isValue(new Json(v)));
    }

    /** Checks an artifact. @return the bytes of its block, as its offsets claim */
    private static long isArtifact(Json artifact) {
        switch (artifact.get("kind").text()) {
            case "board" -> {
                has(artifact, "kind text", "title text", "columns number", "parts list");
                return artifact.get("parts").list().stream()
                        .mapToLong(p -> isArtifact(new Json(p)))
                        .max()
                        .orElse(0);
            }
            case "chart" -> {
                has(artifact, "kind text", "title text", "svg text");
                assertThat(artifact.get("svg").text().strip())
                        .contains("<svg ", "var(--ink)")
                        .endsWith("</svg>");
                return 0;
            }
            case "table" -> {
                has(artifact, "kind text", "title text", "columns list", "rows list");
                int width = artifact.get("columns").list().size();
                artifact.get("columns").list().forEach(c -> {
                    has(new Json(c), "name text", "kind text");
                    assertThat(new Json(c).get("kind").text()).isIn("text", "number", "count", "bytes", "share");
                });
                artifact.get("rows")
                        .list()
                        .forEach(r -> assertThat(new Json(r).list()).hasSize(width));
                return 0;
            }
            case "grid" -> {
                has(artifact, "kind text", "title text", "columns number", "cell number", "bare flag", "cells list");
                long end = 0;
                for (var cell : artifact.get("cells").list()) {
                    has(new Json(cell), "caption text?", "dead flag", "content object");
                    var content = new Json(cell).get("content");
                    end = Math.max(end, content.object().containsKey("rows") ? plane(content) : rgb(content));
                }
                return end;
            }
            case "heatmap" -> {
                has(artifact, "kind text", "title text", "plane object", "rowAxis text", "columnAxis text");
                return plane(artifact.get("plane"));
            }
            case "image" -> {
                has(artifact, "kind text", "title text", "rgb object", "boxes list");
                return rgb(artifact.get("rgb"));
            }
            case "overlay" -> {
                has(artifact, "kind text", "title text", "base object", "heat object", "opacity number");
                return Math.max(isArtifact(artifact.get("base")), isArtifact(artifact.get("heat")));
            }
            default -> {
                assertThat(artifact.get("kind").text()).isEqualTo("graph");
                has(artifact, "kind text", "title text");
                return 0;
            }
        }
    }

    private static long plane(Json plane) {
        has(plane, "rows number", "columns number", "at number", "scale object");
        has(plane.get("scale"), "low number", "high number", "diverging flag", "clipped number?", "signal flag");
        return (long) (plane.get("at").number()
                + 4 * plane.get("rows").number() * plane.get("columns").number());
    }

    private static long rgb(Json rgb) {
        has(rgb, "width number", "height number", "at number");
        long bytes = (long) (3 * rgb.get("width").number() * rgb.get("height").number());
        return (long) rgb.get("at").number() + (bytes + 3) / 4 * 4;
    }

    @Test
    void session() throws Exception {
        var session = Json.of(client.get("session").body());

        has(
                session,
                "version text",
                "languages list",
                "questions list",
                "samples list",
                "recent list",
                "models list",
                "picker flag",
                "limits object");
        session.get("questions").list().forEach(q -> has(new Json(q), "id text", "title text"));
        assertThat(session.get("samples").list()).isNotEmpty();
        for (var entry : session.get("samples").list()) {
            var sample = new Json(entry);
            has(sample, "id text", "title text", "what text", "model text", "inputs list", "picture text");
            isModel(client.open(sample.get("model").text()));
            for (var input : sample.get("inputs").list()) {
                has(new Json(input), "title text", "path text");
            }
            assertThat(client.bytes("samples/" + sample.get("id").text() + "/picture")
                            .body())
                    .startsWith(0x89, 'P', 'N', 'G');
        }
        assertThat(Json.of(client.get("words?lang=zh").body()).object()).isNotEmpty();
        assertThat(Json.of(client.get("colormaps").body()).get("viridis").text())
                .hasSize(6 * 256);
        assertThat(client.get("session?lang=zh").body()).contains("它看到了什么");
    }

    @Test
    void operators() throws Exception {
        has(Json.of(client.get("operators/Conv?lang=zh").body()), "op text", "title text", "what text");
        assertThat(client.get("operators/Conv?lang=zh").body()).contains("卷积");
        assertThat(client.get("operators/NoSuchOperator").statusCode()).isEqualTo(404);
        assertThat(client.get("operators/..%2f..").statusCode()).isEqualTo(404);
    }

    @Test
    void files() throws Exception {
        var folder = Path.of(System.getProperty("vitrine.samples"), "icons").toRealPath();
        var list = Json.of(
                client.get("files?folder=" + Client.encoded(folder.toString())).body());

        has(list, "folder text", "parent text?", "entries list");
        list.get("entries")
                .list()
                .forEach(e -> has(new Json(e), "name text", "path text", "folder flag", "bytes number", "kind text"));
        assertThat(list.get("entries").list())
                .anySatisfy(e -> assertThat(new Json(e).get("kind").text()).isEqualTo("model"));
        assertThat(client.get("files?folder=/no/such/folder").statusCode()).isEqualTo(422);
    }

    /** Everything that the page asks of a model, for models of every kind. */
    @TestFactory
    Stream<DynamicTest> models() {
        return Stream.of(
                        List.of("sample:icons/icons.onnx", "sample:icons/pictures/fish/000.png"),
                        List.of("sample:sequence/counter.onnx", "sample:sequence/pulses.npy"),
                        List.of(ASSETS + "/onnx/transformer_reverse.onnx", "random"),
                        List.of(ASSETS + "/onnx/lr_mnist_scikit.onnx", "random"),
                        List.of(ASSETS + "/onnx/dtln_model_1.onnx", "random:3"),
                        List.of(ASSETS + "/onnx/iris_mlp.onnx", "random"))
                .filter(pair -> pair.get(0).startsWith("sample:") || Files.exists(Path.of(pair.get(0))))
                .map(pair -> DynamicTest.dynamicTest(pair.get(0), () -> everything(pair.get(0), pair.get(1))));
    }

    private static void everything(String path, String argument) throws Exception {
        var model = client.open(path);
        isModel(model);
        var at = "models/" + model.get("id").text();
        assertThat(client.open(path).get("id").text()).isEqualTo(model.get("id").text());
        isModel(Json.of(client.get(at).body()));

        var layers = Json.of(client.get(at + "/layers").body());
        int count = (int) layers.get("count").number();
        assertThat(count).isEqualTo((int) model.get("nodes").number());
        has(
                layers,
                "count number",
                "name list",
                "op object",
                "category object",
                "module object",
                "tensor list",
                "parameters list");
        for (var column : List.of("name", "tensor", "parameters")) {
            assertThat(layers.get(column).list()).as(column).hasSize(count);
        }
        for (var column : List.of("op", "category", "module")) {
            isCoded(layers.get(column), count);
        }
        var types = Json.of(client.get(at + "/types").body());
        has(types, "model object", "layers object");
        isModel(types.get("model"));
        assertThat(types.get("model").get("types").text()).isEqualTo("inferred");
        has(types.get("layers"), "shape object", "macs list", "activationBytes list", "maps list");
        isCoded(types.get("layers").get("shape"), count);
        for (var column : List.of("macs", "activationBytes", "maps")) {
            assertThat(types.get("layers").get(column).list()).as(column).hasSize(count);
        }
        for (int i = 0; i < count; i += 1 + count / 10) {
            var layer = Json.of(client.get(at + "/layers/" + i).body());
            has(
                    layer,
                    "index number",
                    "name text",
                    "op text",
                    "domain text",
                    "category text",
                    "module text",
                    "inputs list",
                    "outputs list",
                    "attributes list",
                    "weights list",
                    "parameters number",
                    "macs number?",
                    "activationBytes number?",
                    "from list",
                    "to list");
            layer.get("inputs")
                    .list()
                    .forEach(v -> has(new Json(v), "name text", "type text?", "shape list?", "weight flag"));
            layer.get("outputs").list().forEach(v -> isValue(new Json(v)));
            layer.get("attributes").list().forEach(v -> has(new Json(v), "name text", "value text"));
            layer.get("weights")
                    .list()
                    .forEach(v ->
                            has(new Json(v), "tensor text", "role text", "type text", "shape list", "elements number"));
        }
        assertThat(client.get(at + "/layers/" + count).statusCode()).isEqualTo(404);

        var input = Json.of(
                client.post(at + "/inputs?arg=" + Client.encoded(argument)).body());
        isInput(input);
        var given = "input=" + input.get("id").text();
        isInput(Json.of(client.get(at + "/inputs/" + input.get("id").text()).body()));
        boolean picture = input.get("kind").text().equals("picture");
        assertThat(client.get(at + "/inputs/" + input.get("id").text() + "/picture")
                        .statusCode())
                .isEqualTo(picture ? 200 : 404);

        var cards = Json.of(client.get(at + "/methods?" + given + "&q=" + Client.encoded("where does it look"))
                .body());
        for (var entry : cards.list()) {
            var card = new Json(entry);
            has(
                    card,
                    "id text",
                    "title text",
                    "question text",
                    "family text",
                    "what text",
                    "read text",
                    "doubt text",
                    "paper text?",
                    "needs list",
                    "parameters list",
                    "applicable flag",
                    "reason text");
            card.get("parameters").list().forEach(p -> {
                has(
                        new Json(p),
                        "name text",
                        "type text",
                        "default text",
                        "range text",
                        "label text",
                        "title text",
                        "choices object",
                        "when object?");
                // A key that has no line would be shown as it is.
                assertThat(new Json(p).get("label").text()).doesNotContain(".label.");
            });
        }
        for (var method : List.of("journey", "prediction", "structure", "parameters")) {
            var look = at + "/look/" + method + "?" + given;
            var answer = client.get(look);
            if (answer.statusCode() == 422) {
                // A view that does not fit says so in words.
                assertThat(Json.of(answer.body()).get("error").get("message").text())
                        .isNotBlank();
                continue;
            }
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            var json = Json.of(answer.body());
            has(
                    json,
                    "method text",
                    "seconds number",
                    "readings list",
                    "notes list",
                    "facts object",
                    "artifact object",
                    "data list",
                    "model number?",
                    "valueBytes number");
            long bytes = (long) json.get("valueBytes").number();
            assertThat(isArtifact(json.get("artifact"))).isEqualTo(bytes);
            var values = client.bytes(look + "&as=values").body();
            assertThat(values).hasSize((int) bytes);
            var whole = client.bytes(look + "&as=whole");
            var described = client.bytes(look).body();
            assertThat(whole.headers().firstValueAsLong("X-Vitrine-Json")).hasValue(described.length);
            assertThat(whole.body()).startsWith(described).endsWith(values).hasSize(described.length + values.length);
            assertThat(client.bytes(look + "&as=png").body()).startsWith(0x89, 'P', 'N', 'G');
            assertThat(client.get(look + "&as=svg&theme=dark").body()).contains("<svg");
            assertThat(client.get(look + "&as=command").body())
                    .startsWith("vitrine explain ")
                    .contains(method);
            assertThat(client.get(look + "&as=java").body()).contains("Methods.get(\"" + method + "\")");
        }
        assertThat(client.delete(at).statusCode()).isEqualTo(200);
        assertThat(client.get(at).statusCode()).isEqualTo(404);
    }

    /** Copied lines are complete but for their imports: the compiler takes them, with a sidecar, a picture and a folder. */
    @Test
    void theSameInJavaCompiles(@TempDir Path folder) throws Exception {
        var model = client.open("sample:icons/icons.onnx");
        var at = "models/" + model.get("id").text();
        for (var given : List.of("sample:icons/pictures/fish/000.png", "sample:icons/pictures")) {
            var input = Json.of(
                    client.post(at + "/inputs?arg=" + Client.encoded(given)).body());
            var lines = client.get(at + "/look/features?p.layer=relu1&as=java&input="
                            + input.get("id").text())
                    .body();
            assertThat(lines).contains(".knowing(");
            var unit = "import dev.vitrine.data.*; import dev.vitrine.engine.*; import dev.vitrine.formats.*;"
                    + "import dev.vitrine.methods.*; import dev.vitrine.model.*; import java.nio.file.*; import java.util.*;"
                    + "class Copied { static void run() throws Exception {" + lines + "} }";
            var source = Files.writeString(folder.resolve("Copied.java"), unit);
            var said = new ByteArrayOutputStream();
            int failed = ToolProvider.getSystemJavaCompiler()
                    .run(null, said, said, "-proc:none", "-d", folder.toString(), source.toString());
            assertThat(failed).as(said + lines).isZero();
        }
    }

    /** The graph of a gradient is a model like any other; of a method that makes none it is said so. */
    @Test
    void aGradientIsSavedAsAModel(@TempDir Path folder) throws Exception {
        var at = "models/" + client.open("sample:icons/icons.onnx").get("id").text();
        var input = Json.of(client.post(at + "/inputs?arg=" + Client.encoded("sample:icons/pictures/fish/000.png"))
                        .body())
                .get("id")
                .text();
        var look = at + "/look/derivative?p.of=relu3&p.wrt=relu1&input=" + input;
        double nodes = Json.of(client.get(look).body()).get("model").number();
        var file = Files.write(
                folder.resolve("gradient.onnx"), client.bytes(look + "&as=onnx").body());
        var graph = dev.vitrine.model.Model.open(file).graph();
        assertThat(graph.nodes()).hasSize((int) nodes);
        assertThat(graph.outputs().stream().map(o -> o.name())).containsExactly("value", "gradient/relu1");
        var without = client.get(at + "/look/structure?as=onnx");
        assertThat(without.statusCode()).isEqualTo(400);
        assertThat(without.body()).contains("makes no model");
    }

    @Test
    void aMaskMayBeAnUpload() throws Exception {
        var at = "models/" + client.open("sample:icons/icons.onnx").get("id").text();
        var sent = Json.of(client.post("uploads?name=mask.png", new byte[] {1}).body())
                .get("file")
                .text();
        var target = "&p.target=" + Client.encoded("mask:" + sent + ":1");
        assertThat(client.get(at + "/look/saliency?as=command" + target).body())
                .doesNotContain("upload:")
                .containsPattern("target=mask:/.*/mask\\.png:1");
        assertThat(client.get(at + "/look/saliency?as=command" + target.replace("mask.png", "other.png"))
                        .statusCode())
                .isEqualTo(422);
    }

    /** The marked picture as the sample and as its twin see it: other weights, matched by name. */
    @Test
    void twoModelsAreCompared() throws Exception {
        var a = client.open("sample:icons/icons.onnx").get("id").text();
        var b = client.open("sample:icons/icons-shortcut.onnx").get("id").text();
        var at = "models/" + a + "/look/compare?lang=en";
        assertThat(client.get(at).statusCode()).isEqualTo(422);
        var json = Json.of(client.get(at + "&beside=" + b).body());
        assertThat(json.get("facts").get("matched").list()).isNotEmpty();
        assertThat(client.get(at + "&beside=" + b + "&as=command").body())
                .startsWith("vitrine compare ")
                .contains("icons.onnx", "icons-shortcut.onnx");
        assertThat(client.get(at + "&beside=" + b + "&as=java").body()).contains(".beside(Look.at(otherEngine)");
        assertThat(client.get(at + "&beside=nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void checkpointsAreOneSeries(@TempDir Path folder) throws Exception {
        var icons = Path.of("..", "samples", "icons");
        Files.copy(icons.resolve("icons.onnx"), folder.resolve("icons-12.onnx"));
        Files.copy(icons.resolve("icons-shortcut.onnx"), folder.resolve("icons-3.onnx"));
        var path = java.net.URLEncoder.encode(folder.toString(), java.nio.charset.StandardCharsets.UTF_8);

        var refused = client.post("models?path=" + path);
        assertThat(Json.of(refused.body()).get("error").get("kind").text()).isEqualTo("series");

        var series = Json.of(client.post("series?path=" + path).body());
        has(series, "checkpoints list", "left list");
        var last = series.get("checkpoints").get(1);
        has(last, "name text", "file text", "step number", "path text", "weights text?");
        assertThat(last.get("name").text()).isEqualTo("12");

        var model = client.open(last.get("path").text());
        var at = "models/" + model.get("id").text() + "/look/epochs?series=" + path;
        var look = Json.of(client.get(at).body());
        assertThat(look.get("facts").get("weights").list()).isNotEmpty();
        assertThat(client.get(at + "&as=command").body())
                .matches("(?s)vitrine series \\S+icons-3.onnx \\S+icons-12.onnx\\s*");
        assertThat(client.get(at + "&as=java").body()).contains("CheckpointSeries.open(List.of(Path.of(");
        assertThat(client.get("models/" + model.get("id").text() + "/look/epochs")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void mapsOfCheckpointsShareTheirColours(@TempDir Path folder) throws Exception {
        var icons = Path.of("..", "samples", "icons");
        Files.copy(icons.resolve("icons.onnx"), folder.resolve("icons-12.onnx"));
        Files.copy(icons.resolve("icons-shortcut.onnx"), folder.resolve("icons-3.onnx"));
        var path = java.net.URLEncoder.encode(folder.toString(), java.nio.charset.StandardCharsets.UTF_8);
        var picture = "inputs?arg=sample:icons/pictures/fish/000.png";

        var own = new java.util.ArrayList<Double>();
        var common = new java.util.ArrayList<Double>();
        for (var name : List.of("icons-3.onnx", "icons-12.onnx")) {
            var model = "models/"
                    + client.open(folder.resolve(name).toString()).get("id").text() + "/";
            var input = Json.of(client.post(model + picture).body()).get("id").text();
            var look = model + "look/features?p.layer=relu1&input=" + input;
            own.add(highest(look));
            common.add(highest(look + "&series=" + path));
            assertThat(client.get(look + "&series=" + path + "&as=command").body())
                    .startsWith("vitrine explain");
        }
        assertThat(common).containsOnly(java.util.Collections.max(own)).doesNotContain(java.util.Collections.min(own));
    }

    private double highest(String look) throws Exception {
        var cell = Json.of(client.get(look).body()).get("artifact").get("cells").get(0);
        return cell.get("content").get("scale").get("high").number();
    }

    private static Path fixture(String name) {
        return Path.of("..", "formats", "src", "test", "resources", "dev", "vitrine", "formats", name);
    }

    @Test
    void theSourceThatAFileCarriesIsText() throws Exception {
        var model = client.open(fixture("pytorch/script.pt").toString());
        isModel(model);
        var at = "models/" + model.get("id").text() + "/source";

        var all = Json.of(client.get(at).body());
        assertThat(all.list()).hasSize((int) model.get("sources").number());
        has(all.get(0), "file text", "line number", "text text");
        var layers = Json.of(
                client.get("models/" + model.get("id").text() + "/layers/0").body());
        var own = Json.of(client.get(at + "?layer=0").body()).get(0);
        assertThat(own.get("text").text())
                .startsWith("class " + layers.get("op").text());
        assertThat(client.get(at + "?layer=99").statusCode()).isEqualTo(404);
        assertThat(Json.of(client.get("models/"
                                        + client.open("sample:icons/icons.onnx")
                                                .get("id")
                                                .text() + "/source")
                                .body())
                        .list())
                .isEmpty();
    }

    @Test
    void aFolderHasTheSizeOfItsFiles() throws Exception {
        long files = 0;
        try (var all = Files.walk(fixture("tensorflow/saved_model"))) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                files += Files.size(file);
            }
        }
        assertThat(client.open(fixture("tensorflow/saved_model").toString())
                        .get("bytes")
                        .number())
                .isEqualTo(files);
    }

    @Test
    void aFolderIsBroughtFileByFile() throws Exception {
        var home = fixture("tensorflow/saved_model");
        var folder = Json.of(client.post("folders?name=saved_model").body())
                .get("file")
                .text();
        try (var all = Files.walk(home)) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                var name = home.relativize(file).toString().replace('\\', '/');
                client.post(
                        "uploads?folder=" + Client.encoded(folder) + "&name=" + Client.encoded(name),
                        Files.readAllBytes(file));
            }
        }
        var model = client.open(folder);
        isModel(model);
        assertThat(model.get("name").text()).isEqualTo("saved_model");
    }

    @Test
    void otherWeightsAreLaidOverAModel() throws Exception {
        var own = client.open("sample:icons/icons.onnx");
        var laid = Json.of(client.post("models?path=sample:icons/icons.onnx&weights=sample:icons/icons-shortcut.onnx")
                .body());
        assertThat(laid.get("id").text()).isNotEqualTo(own.get("id").text());
        assertThat(laid.get("weights").text()).isEqualTo("sample:icons/icons-shortcut.onnx");
        var other = client.open("sample:icons/icons-shortcut.onnx");
        var at = "/look/compare?tolerance=0&beside=" + other.get("id").text();
        var same = Json.of(client.get("models/" + laid.get("id").text() + at).body());
        assertThat(same.get("facts").get("parameters").list())
                .isNotEmpty()
                .allSatisfy(
                        w -> assertThat(((java.util.Map<?, ?>) w).get("maxAbs")).isEqualTo(0.0));
        assertThat(client.get("models/" + laid.get("id").text() + "/look/parameters?as=command")
                        .body())
                .contains(" --weights ");
        assertThat(client.get("models/" + laid.get("id").text() + "/look/parameters?as=java")
                        .body())
                .contains("WeightOverlay.of(Formats.open(");
    }

    @Test
    void theGraphOpensWhatIsAsked() throws Exception {
        var model = client.open("sample:icons/icons.onnx");
        var at = "models/" + model.get("id").text() + "/graph";
        var graph = Json.of(client.get(at).body());
        var all = Json.of(client.get(at + "?all=true&ratio=0.7").body());

        has(
                graph,
                "width number",
                "height number",
                "boxes object",
                "edges object",
                "boxOf list",
                "modules list",
                "categories list");
        assertThat(graph.get("boxOf").list()).hasSameSizeAs(all.get("boxOf").list());
        assertThat(all.get("boxes").get("layers").list().size())
                .isGreaterThanOrEqualTo(graph.get("boxes").get("layers").list().size());
        for (var query : List.of("open=none", "open=0-3,7", "unfold=0", "ratio=2&open=5")) {
            assertThat(client.get(at + "?" + query).statusCode()).as(query).isEqualTo(200);
        }
        for (var query : List.of("open=x", "open=-1", "open=3-1", "open=0-2000000000", "unfold=a-b", "ratio=wide")) {
            assertThat(client.get(at + "?" + query).statusCode()).as(query).isEqualTo(400);
        }
    }

    @Test
    void valuesAreTheNumbersOfTheArray() throws Exception {
        var at = "models/" + client.open("sample:icons/icons.onnx").get("id").text();
        var input = Json.of(client.post(at + "/inputs?arg=sample:icons/pictures/cup/000.png")
                        .body())
                .get("id")
                .text();
        var look = at + "/look/features?p.layer=relu1&input=" + input;
        var plane = Json.of(client.get(look).body())
                .get("artifact")
                .get("cells")
                .get(5)
                .get("content");
        var values = ByteBuffer.wrap(client.bytes(look + "&as=values").body()).order(ByteOrder.LITTLE_ENDIAN);
        // NPY: a header of 128 bytes, then float32 [1, 16, 64, 64], little-endian.
        var npy = ByteBuffer.wrap(client.bytes(look + "&as=npy").body()).order(ByteOrder.LITTLE_ENDIAN);
        int header = npy.capacity() - 4 * 16 * 64 * 64;

        assertThat(header).isEqualTo(128);
        for (int i : new int[] {0, 77, 64 * 64 - 1}) {
            assertThat(values.getFloat((int) plane.get("at").number() + 4 * i))
                    .isEqualTo(npy.getFloat(header + 4 * (5 * 64 * 64 + i)));
        }
        assertThat(client.get(at + "/look/structure?as=csv").body()).contains("conv1,Conv,");
        assertThat(client.get(at + "/look/features?as=png&part=7&p.layer=auto&input=" + input)
                        .statusCode())
                .isEqualTo(404);
        assertThat(client.get(at + "/look/features?as=nonsense&p.layer=auto&input=" + input)
                        .statusCode())
                .isEqualTo(400);
        assertThat(client.get(at + "/look/features?p.no=1&input=" + input).statusCode())
                .isEqualTo(422);
        assertThat(client.get(at + "/look/no-such-way").statusCode()).isEqualTo(422);
    }

    @Test
    void aLongLookIsFollowedAndCancelled() throws Exception {
        var at = "models/" + client.open("sample:icons/icons.onnx").get("id").text();
        var input = Json.of(client.post(at + "/inputs?arg=sample:icons/pictures/tree/000.png")
                        .body())
                .get("id")
                .text();
        var long1 = at + "/look/occlusion?p.window=2&p.stride=1&job=j1&input=" + input;
        var answer = CompletableFuture.supplyAsync(() -> {
            try {
                return client.get(long1);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        var events = "";
        for (int i = 0; i < 100 && !events.contains("\"total\":"); i++) {
            var stream = new java.net.URL("http://127.0.0.1:" + server.port() + "/api/v1/jobs/j1/events").openStream();
            try (var in = new java.io.BufferedReader(
                    new java.io.InputStreamReader(stream, java.nio.charset.StandardCharsets.UTF_8))) {
                for (var line = in.readLine(); line != null && !events.contains("\"done\":1"); line = in.readLine()) {
                    events += line + "\n";
                    if (line.startsWith("data") && !line.contains("\"done\":0") && line.contains("total")) {
                        break;
                    }
                }
            }
        }
        client.delete("jobs/j1");
        // A quick look is not kept waiting by a long one.
        assertThat(client.get(at + "/look/prediction?input=" + input).statusCode())
                .isEqualTo(200);

        assertThat(events).contains("event: progress");
        assertThat(answer.get().statusCode()).isEqualTo(409);
        assertThat(answer.get().body()).contains("\"kind\":\"cancelled\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "models/none",
                "models/none/layers",
                "models/none/inputs/x",
                "models/none/look/features",
                "nothing",
                "models//"
            })
    void whatIsNotThereIsMissing(String path) throws Exception {
        var answer = client.get(path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(Json.of(answer.body()).get("error").get("kind").text()).isEqualTo("missing");
    }

    /** Damaged and malicious files one after the other; the server lives on. */
    @Test
    void hostileModelsGetTheirMessage() throws Exception {
        var folder = ASSETS.resolve("hostile/onnx");
        Assumptions.assumeTrue(Files.isDirectory(folder));
        List<Path> files;
        try (var all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (var file : files) {
            var answer = client.post("models?path=" + Client.encoded(file.toString()));

            assertThat(answer.statusCode()).as(file + ": " + answer.body()).isIn(200, 422);
            var json = Json.of(answer.body());
            if (answer.statusCode() == 422) {
                assertThat(json.get("error").get("message").text())
                        .as(file.toString())
                        .isNotBlank()
                        .doesNotContain("Exception", "dev.vitrine");
            } else {
                isModel(json);
                assertThat(client.get("models/" + json.get("id").text() + "/layers")
                                .statusCode())
                        .as(file.toString())
                        .isEqualTo(200);
                client.delete("models/" + json.get("id").text());
            }
        }
        isModel(client.open("sample:icons/icons.onnx"));
    }

    @Test
    void theModelCanBeHadAsOnnx() throws Exception {
        var model = client.open("sample:icons/icons.onnx");
        var answer = client.bytes("models/" + model.get("id").text() + "/onnx");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
                .contains("icons.onnx");
        var file = Files.write(Files.createTempFile("vitrine", ".onnx"), answer.body());
        assertThat(dev.vitrine.model.Model.open(file).graph().nodes())
                .hasSize((int) model.get("nodes").number());
        Files.delete(file);
    }
}
