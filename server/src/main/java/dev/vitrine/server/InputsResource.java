package dev.vitrine.server;

import dev.vitrine.data.Inputs;
import dev.vitrine.methods.Structure;
import dev.vitrine.view.Bitmap;
import dev.vitrine.view.PngWriter;
import dev.vitrine.words.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code /models/{m}/inputs}: giving inputs, and what the model sees of them. */
final class InputsResource {
    private final Workspace workspace;
    private final Jobs jobs;

    InputsResource(Workspace workspace, Jobs jobs) {
        this.workspace = workspace;
        this.jobs = jobs;
    }

    Answer give(Request request) throws Exception {
        var arguments = request.query().all("arg");
        if (arguments.isEmpty()) {
            throw Problem.of(Problem.Kind.USAGE, "server.needs-parameter", "name", "arg");
        }
        var model = workspace.model(request.wild(0));
        var input = jobs.run(
                request,
                Text.of("server.reading", "file", String.join(", ", arguments)),
                progress -> model.give(arguments, request.query().first("preprocess"), workspace.files(), progress));
        return Answer.json(facts(input), request.words());
    }

    Answer input(Request request) {
        return Answer.json(facts(find(request)), request.words());
    }

    private GivenInput find(Request request) {
        return workspace.model(request.wild(0)).input(request.wild(1));
    }

    Answer picture(Request request) {
        var picture = find(request)
                .read()
                .flatMap(Inputs::picture)
                .map(p -> request.query().flag("original") ? p.original() : p.shown())
                .orElseThrow(() -> Problem.of(Problem.Kind.MISSING, "server.no-picture"));
        return Answer.bytes(
                        "image/png",
                        PngWriter.write(
                                new Bitmap(picture.width(), picture.height(), 3, picture.rgb(), new int[0]), Map.of()))
                .header("Cache-Control", "private, max-age=3600");
    }

    static Map<String, Object> facts(GivenInput input) {
        var picture = input.read().flatMap(Inputs::picture);
        var given = input.look().given();
        var examples = input.look().folder();
        var facts = new LinkedHashMap<String, Object>();
        facts.put("id", input.id());
        facts.put("name", input.arguments().stream().map(InputsResource::name).collect(Collectors.joining(", ")));
        facts.put("args", input.arguments());
        facts.put("kind", examples.isPresent() ? "folder" : picture.isPresent() ? "picture" : "tensor");
        facts.put("width", picture.map(p -> p.original().width()));
        facts.put("height", picture.map(p -> p.original().height()));
        facts.put("folder", examples.map(e -> input.paths().get(0)));
        facts.put("items", examples.map(List::size));
        var first = given.or(() -> examples.flatMap(e -> e.stream().findFirst()).map(e -> e.given()));
        var made = new LinkedHashMap<String, Object>();
        made.put("text", first.map(g -> g.preprocessing()).orElse(Text.plain("")));
        made.put("written", picture.map(p -> p.preprocess().toOption()).or(input::preprocess));
        made.put("guessed", first.map(g -> g.guessed()).orElse(false));
        facts.put("preprocess", made);
        facts.put(
                "tensors",
                first.map(g -> g.tensors().entrySet().stream()
                                .map(e ->
                                        Structure.value(e.getKey(), e.getValue().tensorType()))
                                .toList())
                        .orElse(List.of()));
        return facts;
    }

    /** The last part of a path, without the name of the input before it. */
    private static String name(String argument) {
        return argument.substring(Math.max(argument.lastIndexOf('/'), argument.lastIndexOf('\\')) + 1);
    }
}
