package dev.vitrine.cli;

import dev.vitrine.methods.Method;
import dev.vitrine.methods.Methods;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vitrine explain}: why the model answers as it does. */
@Command(name = "explain")
final class ExplainCommand extends LookCommand {

    @Option(names = "--method", paramLabel = "ID", descriptionKey = "explain-method", required = true)
    private String id = "";

    @Option(names = "--target", paramLabel = "T", descriptionKey = "target")
    private Optional<String> target = Optional.empty();

    @Option(names = "--layer", paramLabel = "NAME", descriptionKey = "layer")
    private Optional<String> layer = Optional.empty();

    @Option(names = "--data", paramLabel = "FILE.npy", descriptionKey = "data")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--set", paramLabel = "KEY=VALUE", descriptionKey = "set")
    private Map<String, String> set = Map.of();

    ExplainCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Method method() {
        return Methods.get(id);
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
    Optional<Path> dataFile() {
        return data;
    }
}
