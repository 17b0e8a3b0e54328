package dev.vitrine.server;

import dev.vitrine.methods.Card;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The Java lines that give the same result. */
final class SameInJava {
    private SameInJava() {}

    static String of(OpenModel model, Optional<GivenInput> input, Card card, Map<String, String> settings) {
        var lines = new StringBuilder();
        lines.append("var model = Formats.open(Path.of(")
                .append(literal(model.file().toString()))
                .append("));\n");
        lines.append("try (var engine = Engine.of(model)) {\n");
        lines.append("    var look = Look.at(engine)");
        input.ifPresent(given -> lines.append(".with(Look.Given.of(model, Inputs.read(model, List.of(")
                .append(given.paths().stream().map(SameInJava::literal).collect(Collectors.joining(", ")))
                .append("), ")
                .append(given.preprocess()
                        .map(p -> "Optional.of(Preprocess.parse(" + literal(p) + "))")
                        .orElse("Optional.empty()"))
                .append(", model.source().flatMap(Sidecar::beside))))"));
        lines.append(";\n    var result = Methods.get(")
                .append(literal(card.id()))
                .append(").look(look, Map.of(");
        lines.append(settings.entrySet().stream()
                .map(e -> literal(e.getKey()) + ", " + literal(e.getValue()))
                .collect(Collectors.joining(", ")));
        return lines.append("));\n}\n").toString();
    }

    private static String literal(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
