package dev.vitrine.cli;

import dev.vitrine.artifact.Result;
import dev.vitrine.methods.Look;
import dev.vitrine.methods.Method;
import dev.vitrine.methods.Methods;
import dev.vitrine.methods.Options;
import dev.vitrine.model.Sources;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vitrine inspect}: what the network is made of. */
@Command(name = "inspect")
final class InspectCommand extends LookCommand {

    @Option(names = "--view", paramLabel = "all|table|graph", descriptionKey = "view")
    private Optional<String> view = Optional.empty();

    @Option(
            names = "--source",
            paramLabel = "CLASS",
            arity = "0..1",
            fallbackValue = "",
            descriptionKey = "inspect-source")
    private Optional<String> source = Optional.empty();

    InspectCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Method method() {
        return Methods.get("structure");
    }

    @Override
    Map<String, String> settings() {
        return Map.of("view", view.orElse("graph"));
    }

    @Override
    Result see(Look look, Options options) {
        var result = super.see(look, options);
        return source.map(type -> result.fact("source", source(look, type).parts()))
                .orElse(result);
    }

    /** The program text that the file carries: all of it, or of one class. */
    private static Sources source(Look look, String type) {
        var all = Sources.of(look.engine().model());
        if (all.parts().isEmpty()) {
            throw InputException.of("cli.no-source");
        }
        var asked = type.isEmpty() ? all : all.named(type);
        if (asked.parts().isEmpty()) {
            throw InputException.of("cli.no-source-class", "class", type);
        }
        return asked;
    }

    @Override
    List<Text> lines(Result result) {
        if (source.isPresent()) {
            return ((List<?>) result.facts().getOrDefault("source", List.of()))
                    .stream()
                            .map(Sources.Part.class::cast)
                            .map(p -> Text.plain("# %s:%d%n%s%n".formatted(p.file(), p.line(), p.text())))
                            .toList();
        }
        var lines = new ArrayList<Text>();
        for (var key : List.of("inputs", "outputs")) {
            for (var value : (List<?>) result.facts().getOrDefault(key, List.of())) {
                lines.add(Text.of("cli.inspect-" + key, "name", name(value), "shape", shape(value)));
            }
        }
        // Where nothing flows, the size of a layer is the number of its parameters.
        boolean flows = !lines.isEmpty();
        for (var layer : (List<?>) result.facts().getOrDefault("layers", List.of())) {
            if (layer instanceof Map<?, ?> l && l.get("outputs") instanceof List<?> outputs) {
                lines.add(Text.plain(String.format(
                        "%-24s %-40s %s",
                        l.get("op"),
                        l.get("name"),
                        flows ? outputs.isEmpty() ? "" : shape(outputs.get(0)) : l.get("parameters"))));
            }
        }
        return lines;
    }

    private static String name(Object value) {
        return value instanceof Map<?, ?> map ? String.valueOf(map.get("name")) : "";
    }

    private static String shape(Object value) {
        if (!(value instanceof Map<?, ?> map) || !(map.get("shape") instanceof Optional<?> shape) || shape.isEmpty()) {
            return "?";
        }
        var parts = ((List<?>) shape.get())
                .stream()
                        .map(d -> d instanceof Optional<?> ? "?" : String.valueOf(d))
                        .toList();
        return parts.isEmpty() ? "scalar" : String.join("x", parts);
    }
}
