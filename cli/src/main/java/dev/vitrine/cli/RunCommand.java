package dev.vitrine.cli;

import dev.vitrine.artifact.Result;
import dev.vitrine.methods.Method;
import dev.vitrine.methods.Methods;
import dev.vitrine.methods.Scores;
import dev.vitrine.words.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vitrine run}: what the model answers. */
@Command(name = "run")
final class RunCommand extends LookCommand {

    @Option(names = "--top", paramLabel = "K", descriptionKey = "top")
    private Optional<Integer> top = Optional.empty();

    @Option(names = "--label", paramLabel = "CLASS", descriptionKey = "label")
    private Optional<String> label = Optional.empty();

    @Option(names = "--loss", paramLabel = "LOSS", descriptionKey = "loss")
    private Optional<String> loss = Optional.empty();

    @Option(names = "--data", paramLabel = "FILE.npy", descriptionKey = "data")
    private Optional<Path> data = Optional.empty();

    RunCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Method method() {
        return Methods.get("prediction");
    }

    @Override
    Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        top.ifPresent(k -> settings.put("top", k.toString()));
        label.ifPresent(l -> settings.put("label", l));
        loss.ifPresent(l -> settings.put("loss", l));
        return settings;
    }

    @Override
    Optional<Path> dataFile() {
        return data;
    }

    @Override
    List<Text> lines(Result result) {
        var lines = new ArrayList<Text>();
        for (var entry : (List<?>) result.facts().getOrDefault("predictions", List.of())) {
            if (entry instanceof Scores.Prediction p) {
                lines.add(Text.plain(
                        String.format(Locale.ROOT, "%6.2f %%  %5d  %s", 100 * p.probability(), p.index(), p.label())));
            }
        }
        return lines;
    }
}
