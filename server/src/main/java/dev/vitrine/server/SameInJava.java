package dev.vitrine.server;

import dev.vitrine.methods.Card;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The Java lines that give the same result. */
final class SameInJava {
    private SameInJava() {}

    static String of(
            OpenModel model,
            Optional<GivenInput> input,
            Optional<OpenModel> beside,
            Card card,
            Map<String, String> settings) {
        var lines = new StringBuilder(opened("model", model));
        beside.ifPresent(other -> lines.append(opened("other", other)));
        lines.append("try (var engine = Engine.of(model)");
        beside.ifPresent(other -> lines.append("; var otherEngine = Engine.of(other)"));
        lines.append(") {\n    var look = ").append(look("engine", "model", input));
        beside.ifPresent(other -> lines.append("\n            .beside(")
                .append(look("otherEngine", "other", input))
                .append(')'));
        lines.append(";\n    var result = Methods.get(")
                .append(literal(card.id()))
                .append(").look(look, Map.of(");
        lines.append(settings.entrySet().stream()
                .map(e -> literal(e.getKey()) + ", " + literal(e.getValue()))
                .collect(Collectors.joining(", ")));
        return lines.append("));\n}\n").toString();
    }

    private static String opened(String name, OpenModel model) {
        return "var " + name + " = Formats.open(Path.of(" + literal(model.file().toString()) + "));\n";
    }

    private static String look(String engine, String model, Optional<GivenInput> input) {
        return "Look.at(" + engine + ")"
                + input.map(given -> ".with(Look.Given.of(" + model + ", Inputs.read(" + model + ", List.of("
                                + given.paths().stream()
                                        .map(SameInJava::literal)
                                        .collect(Collectors.joining(", "))
                                + "), "
                                + given.preprocess()
                                        .map(p -> "Optional.of(Preprocess.parse(" + literal(p) + "))")
                                        .orElse("Optional.empty()")
                                + ", " + model + ".source().flatMap(Sidecar::beside))))")
                        .orElse("");
    }

    private static String literal(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
