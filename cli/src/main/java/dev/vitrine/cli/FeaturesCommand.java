package dev.vitrine.cli;

import dev.vitrine.methods.Method;
import dev.vitrine.methods.Methods;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vitrine features}: what each channel of a layer responds to. */
@Command(name = "features")
final class FeaturesCommand extends LookCommand {

    @Option(names = "--layer", paramLabel = "NAME|auto", descriptionKey = "layer", required = true)
    private String layer = "auto";

    @Option(names = "--channel", paramLabel = "C", descriptionKey = "channel")
    private Optional<String> channel = Optional.empty();

    @Option(names = "--data", paramLabel = "FILE.npy", descriptionKey = "data")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--columns", paramLabel = "N", descriptionKey = "columns")
    private Optional<String> columns = Optional.empty();

    @Option(names = "--cell", paramLabel = "PX", descriptionKey = "cell")
    private Optional<String> cell = Optional.empty();

    @Option(names = "--scale", paramLabel = "map|layer|shared", descriptionKey = "scale")
    private Optional<String> scale = Optional.empty();

    @Option(names = "--whole", descriptionKey = "whole")
    private boolean whole;

    @Option(names = "--sort", paramLabel = "index|mean|max|sparsity", descriptionKey = "sort")
    private Optional<String> sort = Optional.empty();

    @Option(names = "--most", paramLabel = "N", descriptionKey = "most")
    private Optional<String> most = Optional.empty();

    @Option(names = "--composite", paramLabel = "R,G,B|pca", descriptionKey = "composite")
    private Optional<String> composite = Optional.empty();

    @Option(names = "--step", paramLabel = "T", descriptionKey = "step")
    private Optional<String> step = Optional.empty();

    @Option(names = "--overlay", descriptionKey = "overlay")
    private boolean overlay;

    @Option(names = "--bare", descriptionKey = "bare")
    private boolean bare;

    FeaturesCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Method method() {
        return Methods.get("features");
    }

    @Override
    Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("layer", layer);
        channel.ifPresent(v -> settings.put("channel", v));
        columns.ifPresent(v -> settings.put("columns", v));
        cell.ifPresent(v -> settings.put("cell", v));
        scale.ifPresent(v -> settings.put("scale", v));
        sort.ifPresent(v -> settings.put("sort", v));
        most.ifPresent(v -> settings.put("most", v));
        composite.ifPresent(v -> settings.put("composite", v));
        step.ifPresent(v -> settings.put("step", v));
        settings.put("whole", Boolean.toString(whole));
        settings.put("overlay", Boolean.toString(overlay));
        settings.put("bare", Boolean.toString(bare));
        return settings;
    }

    @Override
    Optional<Path> dataFile() {
        return data;
    }
}
