package dev.vitrine.server;

import dev.vitrine.formats.CheckpointSeries;
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
            Optional<CheckpointSeries> series,
            Card card,
            Map<String, String> settings) {
        var lines = new StringBuilder(opened("model", model));
        beside.ifPresent(other -> lines.append(opened("other", other)));
        series.ifPresent(s -> lines.append("var series = ").append(opened(s)).append(";\n"));
        lines.append("try (var engine = Engine.of(model)");
        beside.ifPresent(other -> lines.append("; var otherEngine = Engine.of(other)"));
        lines.append(") {\n    var look = ").append(look("engine", "model", model, input));
        beside.ifPresent(other -> lines.append("\n            .beside(")
                .append(look("otherEngine", "other", other, input))
                .append(')'));
        if (series.isPresent()) {
            lines.append("\n            .among(series.checkpoints().stream()\n")
                    .append("                    .map(c -> new Look.Checkpoint(c.name(), c.step(), c.model()))\n")
                    .append("                    .toList())");
        }
        lines.append(";\n    var result = Methods.get(")
                .append(literal(card.id()))
                .append(").look(look, Map.of(");
        lines.append(settings.entrySet().stream()
                .map(e -> literal(e.getKey()) + ", " + literal(e.getValue()))
                .collect(Collectors.joining(", ")));
        return lines.append("));\n}\n").toString();
    }

    private static String opened(String name, OpenModel model) {
        var file = "Formats.open(Path.of(" + literal(model.file().toString()) + "))";
        return "var " + name + " = "
                + model.weights()
                        .map(w -> "WeightOverlay.of(" + file + ", Formats.open(Path.of("
                                + literal(w.file().toString()) + ")))")
                        .orElse(file)
                + ";\n";
    }

    private static String opened(CheckpointSeries series) {
        var files = series.checkpoints().stream()
                .map(c -> "Path.of(" + literal(c.file().toString()) + ")")
                .collect(Collectors.joining(", ", "List.of(", ")"));
        return series.checkpoints().stream()
                .flatMap(c -> c.graph().stream())
                .findFirst()
                .map(g -> "CheckpointSeries.over(Formats.open(Path.of(" + literal(g.toString()) + ")), " + files + ")")
                .orElse("CheckpointSeries.open(" + files + ")");
    }

    private static String look(String engine, String model, OpenModel open, Optional<GivenInput> input) {
        var beside = model + ".source().flatMap(Sidecar::beside)";
        var look = new StringBuilder("Look.at(").append(engine).append(')');
        if (open.sidecar().isPresent()) {
            look.append(".knowing(").append(beside).append(')');
        }
        input.filter(given -> given.read().isPresent())
                .ifPresent(given -> look.append(".with(Look.Given.of(")
                        .append(model)
                        .append(", ")
                        .append(read(
                                model,
                                given.paths().stream().map(SameInJava::literal).collect(Collectors.joining(", ")),
                                given,
                                beside))
                        .append("))"));
        input.filter(given -> given.read().isEmpty())
                .ifPresent(given -> look.append(".over(DataFolder.read(Path.of(")
                        .append(literal(given.paths().get(0)))
                        .append(
                                ")).items().stream()\n            .map(item -> new Look.Example(item.file().toString(), Look.Given.of(")
                        .append(model)
                        .append(", ")
                        .append(read(model, "item.file().toString()", given, beside))
                        .append("), Optional.of(item.label())))\n            .toList())"));
        return look.toString();
    }

    private static String read(String model, String files, GivenInput given, String beside) {
        var preprocess = given.preprocess()
                .map(p -> "Optional.of(Preprocess.parse(" + literal(p) + "))")
                .orElse("Optional.empty()");
        return "Inputs.read(" + model + ", List.of(" + files + "), " + preprocess + ", " + beside + ")";
    }

    private static String literal(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
