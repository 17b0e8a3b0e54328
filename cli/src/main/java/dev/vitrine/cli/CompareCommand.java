package dev.vitrine.cli;

import dev.vitrine.artifact.Result;
import dev.vitrine.methods.Compare;
import dev.vitrine.methods.Look;
import dev.vitrine.methods.Method;
import dev.vitrine.methods.Methods;
import dev.vitrine.methods.Options;
import dev.vitrine.words.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vitrine compare}: are two models the same? */
@Command(name = "compare")
final class CompareCommand extends LookCommand {

    @Parameters(index = "1", paramLabel = "OTHER", descriptionKey = "compare-b")
    private Path other = Path.of("");

    @Option(names = "--tolerance", paramLabel = "R", descriptionKey = "compare-tolerance")
    private Optional<String> tolerance = Optional.empty();

    CompareCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Method method() {
        return Methods.get("compare");
    }

    @Override
    Map<String, String> settings() {
        return tolerance.map(t -> Map.of("tolerance", t)).orElse(Map.of());
    }

    @Override
    Result see(Look look, Options options) {
        var second = beside(other);
        try (var engine = second.engine()) {
            return method().look(look.beside(second), options);
        }
    }

    @Override
    List<Text> lines(Result result) {
        var lines = new ArrayList<Text>();
        if (result.facts().get("matched") instanceof List<?> matched) {
            for (var one : matched) {
                if (one instanceof Compare.Matched m) {
                    lines.add(Text.plain(String.format(
                            Locale.ROOT,
                            "%10s  %-40s %s",
                            m.relative()
                                    .map(r -> String.format(Locale.ROOT, "%.2e", r))
                                    .orElse(""),
                            m.a(),
                            m.b())));
                }
            }
        }
        return lines;
    }
}
