package dev.vitrine.server;

import dev.vitrine.methods.Card;
import dev.vitrine.methods.Methods;
import dev.vitrine.view.Colormap;
import dev.vitrine.words.Language;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the page needs before a model is open: the session, its words, its colours. */
final class SessionResource {
    private static final List<String> BUNDLES = List.of("web-frame", "web-views", "web-graph");

    private final Settings settings;
    private final Workspace workspace;
    private final boolean picker;
    private final Samples samples;

    /** @param picker whether the page may list files of this machine */
    SessionResource(Settings settings, Workspace workspace, boolean picker) {
        this.settings = settings;
        this.workspace = workspace;
        this.picker = picker;
        this.samples = new Samples(workspace.files());
    }

    Answer session(Request request) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("version", settings.version());
        answer.put(
                "languages",
                Arrays.stream(Language.values()).map(Language::code).toList());
        answer.put("questions", questions());
        answer.put("samples", samples.facts());
        answer.put(
                "recent",
                workspace.recent().files().stream()
                        .map(f -> Map.of("path", f.toString(), "name", String.valueOf(f.getFileName())))
                        .toList());
        answer.put(
                "models",
                workspace.models().stream()
                        .map(m -> ModelsResource.facts(m, m.name()))
                        .toList());
        answer.put("picker", picker);
        answer.put("limits", Map.of("uploadBytes", settings.uploadBytes()));
        return Answer.json(answer, request.words());
    }

    /** Those that some way of looking answers. */
    private static List<Map<String, Object>> questions() {
        return Arrays.stream(Card.Question.values())
                .filter(q -> Methods.all().stream().anyMatch(m -> m.card().question() == q))
                .map(q -> Map.<String, Object>of("id", q.name().toLowerCase(Locale.ROOT), "title", q.title()))
                .toList();
    }

    Answer words(Request request) {
        var words = request.words();
        var lines = new LinkedHashMap<String, String>();
        for (var bundle : BUNDLES) {
            words.keys(bundle).forEach(key -> lines.put(key, words.say(bundle + "." + key)));
        }
        return Answer.json(lines, words);
    }

    Answer colormaps(Request request) {
        var maps = new LinkedHashMap<String, String>();
        for (var name : Colormap.names()) {
            var map = Colormap.named(name);
            maps.put(
                    name,
                    IntStream.range(0, 256)
                            .mapToObj(i -> String.format(Locale.ROOT, "%06x", map.rgb(i)))
                            .collect(Collectors.joining()));
        }
        return Answer.json(maps, request.words()).header("Cache-Control", "private, max-age=86400");
    }

    Answer operator(Request request) {
        var op = request.wild(0);
        var words = request.words();
        if (!op.matches("\\w{1,60}") || !words.has("operators." + op + ".what")) {
            throw Problem.of(Problem.Kind.MISSING, "server.no-operator", "op", op);
        }
        var answer = new LinkedHashMap<String, Object>();
        answer.put("op", op);
        answer.put("title", words.say("operators." + op + ".title"));
        answer.put("what", words.say("operators." + op + ".what"));
        return Answer.json(answer, words);
    }

    Answer samplePicture(Request request) {
        return Answer.bytes("image/png", samples.picture(request.wild(0), request.words()))
                .header("Cache-Control", "private, max-age=3600");
    }
}
