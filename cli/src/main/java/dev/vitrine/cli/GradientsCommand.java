package dev.vitrine.cli;

import dev.vitrine.methods.Method;
import dev.vitrine.methods.Methods;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vitrine gradients}: which way and how strongly each value pulls the score. */
@Command(name = "gradients")
final class GradientsCommand extends LookCommand {

    @Option(names = "--wrt", paramLabel = "TENSOR", descriptionKey = "wrt")
    private Optional<String> wrt = Optional.empty();

    @Option(names = "--target", paramLabel = "T", descriptionKey = "target")
    private Optional<String> target = Optional.empty();

    @Option(names = "--loss", paramLabel = "LOSS", descriptionKey = "loss")
    private Optional<String> loss = Optional.empty();

    @Option(names = "--label", paramLabel = "CLASS", descriptionKey = "label")
    private Optional<String> label = Optional.empty();

    @Option(names = "--rank", paramLabel = "layers|parameters|channels", descriptionKey = "rank")
    private Optional<String> rank = Optional.empty();

    @Option(names = "--data", paramLabel = "FILE.npy", descriptionKey = "data")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--set", paramLabel = "KEY=VALUE", descriptionKey = "set")
    private Map<String, String> set = Map.of();

    GradientsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Method method() {
        return Methods.get("gradients");
    }

    @Override
    Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        wrt.ifPresent(v -> settings.put("wrt", v));
        target.ifPresent(v -> settings.put("target", v));
        loss.ifPresent(v -> settings.put("loss", v));
        label.ifPresent(v -> settings.put("label", v));
        rank.ifPresent(v -> settings.put("rank", v));
        settings.putAll(set);
        return settings;
    }

    @Override
    Optional<Path> dataFile() {
        return data;
    }
}
