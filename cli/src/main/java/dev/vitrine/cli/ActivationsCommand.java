package dev.vitrine.cli;

import dev.vitrine.methods.Method;
import dev.vitrine.methods.Methods;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vitrine activations}: how a layer's values are spread, over one input or a folder of them. */
@Command(name = "activations")
final class ActivationsCommand extends LookCommand {

    /** What to draw; each names the way of looking that draws it. */
    enum Chart {
        HISTOGRAM("activations"),
        SCATTER("activations"),
        TIME("activations"),
        STATE("hidden-state"),
        SENSITIVITY("sensitivity"),
        RESPONSE("response"),
        FUNCTION("activation-function");

        private final String method;

        Chart(String method) {
            this.method = method;
        }
    }

    @Option(names = "--layer", paramLabel = "NAME", descriptionKey = "layer", required = true)
    private String layer = "";

    @Option(names = "--chart", paramLabel = "KIND", descriptionKey = "activations-chart")
    private Chart chart = Chart.HISTOGRAM;

    @Option(names = "--unit", paramLabel = "C[,Y,X]", descriptionKey = "unit")
    private Optional<String> unit = Optional.empty();

    @Option(names = "--units", paramLabel = "I,J", descriptionKey = "units")
    private Optional<String> units = Optional.empty();

    @Option(names = "--projection", paramLabel = "pca", descriptionKey = "projection")
    private Optional<String> projection = Optional.empty();

    @Option(names = "--colour", paramLabel = "class|prediction", descriptionKey = "colour")
    private Optional<String> colour = Optional.empty();

    @Option(names = "--set", paramLabel = "KEY=VALUE", descriptionKey = "set")
    private Map<String, String> set = Map.of();

    ActivationsCommand(Terminal terminal) {
        super(terminal);
    }

    /** A scatter plot over a folder has a point per input; over one input, a point per position. */
    @Override
    Method method() {
        return Methods.get(chart == Chart.SCATTER && isFolder() ? "sensitivity" : chart.method);
    }

    @Override
    Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("layer", layer);
        switch (chart) {
            case HISTOGRAM -> settings.put("chart", "histogram");
            case SCATTER -> settings.put("chart", "scatter");
            case TIME -> settings.put("chart", "time");
            case STATE, SENSITIVITY, RESPONSE, FUNCTION -> {}
        }
        unit.ifPresent(v -> settings.put("unit", v));
        units.ifPresent(v -> settings.put("units", v));
        projection.ifPresent(v -> settings.put("projection", v));
        colour.ifPresent(v -> settings.put("colour", v));
        settings.putAll(set);
        return settings;
    }
}
