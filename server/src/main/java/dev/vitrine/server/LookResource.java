package dev.vitrine.server;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.CommonScale;
import dev.vitrine.artifact.Provenance;
import dev.vitrine.artifact.Section;
import dev.vitrine.data.Npy;
import dev.vitrine.formats.CheckpointSeries;
import dev.vitrine.methods.Card;
import dev.vitrine.methods.Epochs;
import dev.vitrine.methods.Look;
import dev.vitrine.methods.Method;
import dev.vitrine.methods.Methods;
import dev.vitrine.methods.Options;
import dev.vitrine.methods.Progress;
import dev.vitrine.methods.Structure;
import dev.vitrine.view.Colormap;
import dev.vitrine.view.HtmlPage;
import dev.vitrine.view.Json;
import dev.vitrine.view.Palette;
import dev.vitrine.view.Rendering;
import dev.vitrine.view.Theme;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code /models/{m}/look/{method}}: looking, and the result in every form. */
final class LookResource {
    private static final String BINARY = "application/octet-stream";

    private final Workspace workspace;
    private final Jobs jobs;
    private final String version;

    LookResource(Workspace workspace, Jobs jobs, String version) {
        this.workspace = workspace;
        this.jobs = jobs;
        this.version = version;
    }

    /** What is asked, found and checked. */
    private record Asked(
            OpenModel model,
            Optional<GivenInput> input,
            Optional<OpenModel> beside,
            Optional<Workspace.Opened> series,
            Method method,
            Map<String, String> settings) {
        Look look() {
            return input.map(GivenInput::look).orElse(model.look());
        }

        /** With the other model next to it, which reads the same input in its own way. */
        Look look(NamedFiles files, Progress progress) {
            var look = look().telling(progress)
                    .among(series.stream()
                            .flatMap(s -> s.series().checkpoints().stream())
                            .map(c -> new Look.Checkpoint(c.name(), c.step(), c.model()))
                            .toList());
            return beside.map(other -> look.beside(
                            input.map(given -> other.give(given.arguments(), given.preprocess(), files, progress)
                                            .look())
                                    .orElse(other.look())))
                    .orElse(look);
        }

        /** Whether this way of looking knows nothing of the other checkpoints, among which it is shown. */
        boolean oneAmongOthers() {
            return series.isPresent() && !method.card().needs().contains(Card.Need.SERIES);
        }

        Asked alone() {
            return new Asked(model, input, beside, Optional.empty(), method, settings);
        }

        SeenResults.Key key() {
            return key(model.id());
        }

        /** The same for all checkpoints. */
        SeenResults.Key colours() {
            return key("");
        }

        private SeenResults.Key key(String id) {
            return new SeenResults.Key(
                    id,
                    input.map(GivenInput::id).orElse(""),
                    beside.map(OpenModel::id).orElse(""),
                    series.stream()
                            .flatMap(s -> Stream.concat(s.names().stream(), s.graph().stream()))
                            .toList(),
                    method.card().id(),
                    settings);
        }
    }

    Answer look(Request request) throws Exception {
        var query = request.query();
        var model = workspace.model(request.wild(0));
        var method = Methods.get(request.wild(1));
        var asked = new Asked(
                model,
                query.first("input").map(model::input),
                query.first("beside")
                        .filter(id -> method.card().needs().contains(Card.Need.BESIDE))
                        .map(workspace::model),
                query.all("series").isEmpty()
                        ? Optional.empty()
                        : Optional.of(workspace.series(query.all("series"), query.first("graph"))),
                method,
                settings(query));
        var options = Options.of(asked.method().card(), asked.settings());
        var as = query.first("as").orElse("json");
        if (as.equals("command")) {
            return Answer.text(Answer.TEXT, commandLine(asked));
        } else if (as.equals("java")) {
            return Answer.text(
                    Answer.TEXT,
                    SameInJava.of(
                            asked.model(),
                            asked.input(),
                            asked.beside(),
                            followed(asked),
                            asked.method().card(),
                            asked.settings()));
        }
        var seen = jobs.run(
                request,
                asked.method().card().title(),
                progress -> asked.oneAmongOthers()
                        ? inCommonColours(asked, options, progress)
                        : seen(asked, options, progress));
        return switch (as) {
            case "json" -> Answer.json(described(seen, asked, request), request.words());
            case "whole" -> whole(seen, asked, request);
            case "values" -> values(seen);
            case "png" ->
                Answer.bytes(
                        "image/png",
                        Rendering.png(part(seen, query), request.words(), provenance(asked, request), drawing(query)));
            case "svg" ->
                Answer.text(
                        "image/svg+xml",
                        Rendering.svg(part(seen, query), request.words(), provenance(asked, request), drawing(query)));
            case "html" -> html(seen, asked, request);
            case "npy" -> npy(seen, query);
            case "onnx" -> onnx(seen, asked);
            case "csv" -> Answer.text("text/csv; charset=utf-8", TableCsv.of(part(seen, query), request.words()));
            default -> throw Problem.of(Problem.Kind.USAGE, "server.unknown-form", "as", as);
        };
    }

    private SeenResults.Seen seen(Asked asked, Options options, Progress progress) throws Exception {
        return workspace
                .seen()
                .get(asked.key(), () -> asked.method().look(asked.look(workspace.files(), progress), options));
    }

    /** In colours that mean the same at all checkpoints, where values are coloured. */
    private SeenResults.Seen inCommonColours(Asked asked, Options options, Progress progress) throws Exception {
        var own = seen(asked.alone(), options, progress);
        var artifact = own.result().artifact();
        if (!CommonScale.colours(artifact)) {
            return own;
        }
        progress.doing(Text.of("epochs.colours"));
        var colours = workspace
                .colours()
                .get(
                        asked.colours(),
                        () -> Epochs.colours(asked.look(workspace.files(), progress), asked.method(), options));
        return new SeenResults.Seen(own.result().showing(colours.on(artifact)), own.seconds(), own.bytes());
    }

    /** The checkpoints, where the way of looking follows them. */
    private static Optional<CheckpointSeries> followed(Asked asked) {
        return asked.oneAmongOthers() ? Optional.empty() : asked.series().map(Workspace.Opened::series);
    }

    private Map<String, String> settings(Query query) {
        var settings = new LinkedHashMap<>(query.settings());
        settings.replaceAll((name, value) -> workspace.files().setting(value));
        return settings;
    }

    private static String commandLine(Asked asked) {
        return SameCommand.of(
                asked.model(),
                asked.input(),
                asked.beside(),
                followed(asked),
                asked.method().card(),
                asked.settings());
    }

    private static Map<String, Object> described(SeenResults.Seen seen, Asked asked, Request request) {
        var result = seen.result();
        var artifact = ArtifactJson.of(
                result.artifact(), chart -> Rendering.inline(chart, request.words(), drawing(request.query())));
        var notes = new ArrayList<Text>();
        asked.look()
                .given()
                .filter(g -> g.guessed() && asked.method().card().runs())
                .ifPresent(g -> notes.add(Text.of("server.guessed", "preprocessing", g.preprocessing())));
        var json = new LinkedHashMap<String, Object>();
        json.put("method", asked.method().card().id());
        json.put("seconds", seen.seconds());
        json.put("readings", result.readings());
        json.put("notes", notes);
        json.put("facts", result.facts());
        json.put("artifact", artifact.json());
        var data = new ArrayList<Map<String, Object>>();
        result.data().forEach((name, tensor) -> data.add(Structure.value(name, tensor.tensorType())));
        json.put("data", data);
        json.put("model", result.model().map(m -> m.graph().nodes().size()));
        json.put("valueBytes", artifact.bytes());
        return json;
    }

    /** Description and values in one answer: a page that shows both waits once. */
    private static Answer whole(SeenResults.Seen seen, Asked asked, Request request) {
        var json =
                Json.compact(described(seen, asked, request), request.words()).getBytes(StandardCharsets.UTF_8);
        var artifact = ArtifactJson.of(seen.result().artifact(), chart -> "");
        Answer.Body body = out -> {
            out.write(json);
            artifact.write(out);
        };
        return new Answer(200, BINARY, json.length + artifact.bytes(), body, Map.of())
                .header("X-Vitrine-Json", Integer.toString(json.length));
    }

    private static Answer values(SeenResults.Seen seen) {
        var artifact = ArtifactJson.of(seen.result().artifact(), chart -> "");
        return new Answer(200, BINARY, artifact.bytes(), artifact::write, Map.of())
                .header("X-Vitrine-Planes", Long.toString(artifact.planes()))
                .header("X-Vitrine-Pictures", Long.toString(artifact.pictures()));
    }

    private Answer html(SeenResults.Seen seen, Asked asked, Request request) {
        var card = asked.method().card();
        var section = new Section(
                card.question().title(), card.title(), seen.result(), List.of(card.howToRead(), card.whenToDoubt()));
        return Answer.text(
                        "text/html; charset=utf-8",
                        HtmlPage.of(
                                card.title(),
                                List.of(section),
                                request.words(),
                                drawing(request.query()).palette(),
                                provenance(asked, request)))
                .header("Content-Disposition", "attachment; filename=\"" + card.id() + ".html\"");
    }

    private static Answer npy(SeenResults.Seen seen, Query query) {
        var data = seen.result().data();
        var tensor = query.first("data")
                .map(name -> Optional.ofNullable(data.get(name)))
                .orElseGet(() -> data.values().stream().findFirst())
                .orElseThrow(() -> InputException.of("server.no-array", "known", String.join(", ", data.keySet())));
        return Answer.bytes(BINARY, Npy.bytes(tensor));
    }

    private static Answer onnx(SeenResults.Seen seen, Asked asked) throws IOException {
        var card = asked.method().card();
        var model = seen.result()
                .model()
                .orElseThrow(() -> Problem.of(Problem.Kind.USAGE, "server.no-onnx", "method", card.title()));
        return OnnxAnswer.of(model, card.id(), asked.model().file().toString());
    }

    /** The part of a board that {@code part=1.2} names; all of it without. */
    private static Artifact part(SeenResults.Seen seen, Query query) {
        var artifact = seen.result().artifact();
        for (var step : query.first("part").map(p -> p.split("\\.")).orElse(new String[0])) {
            if (!(artifact instanceof Board board)
                    || !step.matches("\\d{1,6}")
                    || Integer.parseInt(step) >= board.parts().size()) {
                throw Problem.of(
                        Problem.Kind.MISSING,
                        "server.no-part",
                        "part",
                        query.first("part").orElse(""));
            }
            artifact = board.parts().get(Integer.parseInt(step));
        }
        return artifact;
    }

    private static Rendering.Options drawing(Query query) {
        var standard = Rendering.Options.standard();
        var themed = query.first("theme")
                .filter("dark"::equals)
                .map(t -> standard.theme(Theme.DARK))
                .orElse(standard);
        return query.first("colormap")
                .map(name -> themed.palette(Palette.of(Colormap.named(name))))
                .orElse(themed);
    }

    private Provenance provenance(Asked asked, Request request) {
        Words words = request.words();
        return new Provenance(
                commandLine(asked),
                version,
                Optional.of(asked.model().sha256()),
                asked.look().given().map(g -> words.say(g.preprocessing())),
                Optional.empty(),
                Map.of());
    }
}
