package dev.vitrine.cli;

import dev.vitrine.methods.Method;
import dev.vitrine.methods.Methods;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vitrine weights}: what the network has learned. */
@Command(name = "weights")
final class WeightsCommand extends LookCommand {

    @Option(names = "--layer", paramLabel = "NAME", descriptionKey = "weights-layer")
    private Optional<String> layer = Optional.empty();

    @Option(names = "--chart", paramLabel = "kernels|matrix|histogram|connections", descriptionKey = "weights-chart")
    private Optional<String> chart = Optional.empty();

    @Option(names = "--unit", paramLabel = "C", descriptionKey = "unit")
    private Optional<String> unit = Optional.empty();

    @Option(names = "--data", paramLabel = "FILE.npy", descriptionKey = "data")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--set", paramLabel = "KEY=VALUE", descriptionKey = "set")
    private Map<String, String> set = Map.of();

    WeightsCommand(Terminal terminal) {
        super(terminal);
    }

    private boolean connections() {
        return chart.filter("connections"::equals).isPresent();
    }

    @Override
    Method method() {
        return Methods.get(connections() ? "connections" : "parameters");
    }

    @Override
    Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        if (connections()) {
            settings.put("layer", layer.orElse(""));
            unit.ifPresent(v -> settings.put("unit", v));
        } else {
            layer.ifPresent(v -> settings.put("tensor", v));
            chart.ifPresent(v -> settings.put("chart", v));
        }
        settings.putAll(set);
        return settings;
    }

    @Override
    Optional<Path> dataFile() {
        return data;
    }
}
