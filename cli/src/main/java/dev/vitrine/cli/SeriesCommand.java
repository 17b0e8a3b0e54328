package dev.vitrine.cli;

import dev.vitrine.artifact.Result;
import dev.vitrine.formats.CheckpointSeries;
import dev.vitrine.methods.Epochs;
import dev.vitrine.methods.Look;
import dev.vitrine.methods.Method;
import dev.vitrine.methods.Methods;
import dev.vitrine.methods.Options;
import dev.vitrine.words.Text;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vitrine series}: a network from checkpoint to checkpoint. */
@Command(name = "series")
final class SeriesCommand extends LookCommand {
    private final Terminal terminal;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "FILE", descriptionKey = "series-files")
    private List<Path> more = List.of();

    @Option(names = "--graph", paramLabel = "MODEL", descriptionKey = "series-graph")
    private Optional<Path> graph = Optional.empty();

    @Option(names = "--method", paramLabel = "ID", descriptionKey = "series-method")
    private Optional<String> id = Optional.empty();

    @Option(names = "--target", paramLabel = "T", descriptionKey = "target")
    private Optional<String> target = Optional.empty();

    @Option(names = "--layer", paramLabel = "NAME", descriptionKey = "layer")
    private Optional<String> layer = Optional.empty();

    @Option(names = "--set", paramLabel = "KEY=VALUE", descriptionKey = "series-set")
    private Map<String, String> set = Map.of();

    private List<CheckpointSeries.Left> left = List.of();

    SeriesCommand(Terminal terminal) {
        super(terminal);
        this.terminal = terminal;
    }

    @Override
    Method method() {
        return Methods.get(id.orElse("epochs"));
    }

    @Override
    Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        target.ifPresent(v -> settings.put("target", v));
        layer.ifPresent(v -> settings.put("layer", v));
        settings.putAll(set);
        return settings;
    }

    @Override
    Look open(Subject asked) {
        var series = asked.series(more, graph);
        left = series.left();
        left.forEach(l -> terminal.note(Text.of("cli.left-out", "file", l.file().toString(), "why", l.why())));
        return asked.last(series);
    }

    @Override
    Result see(Look look, Options options) {
        var result = id.isPresent() ? Epochs.each(look, method(), options) : method().look(look, options);
        return left.isEmpty() ? result : result.fact("partial", left);
    }
}
