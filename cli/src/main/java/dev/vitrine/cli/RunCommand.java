package dev.vitrine.cli;

import dev.vitrine.artifact.Result;
import dev.vitrine.methods.Detection;
import dev.vitrine.methods.Method;
import dev.vitrine.methods.Methods;
import dev.vitrine.methods.Scores;
import dev.vitrine.methods.Segment;
import dev.vitrine.methods.SequenceAnswer;
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
        for (var entry : facts(result, "predictions", Scores.Prediction.class)) {
            lines.add(line("%6.2f %%  %5d  %s", 100 * entry.probability(), entry.index(), entry.label()));
        }
        for (var entry : facts(result, "detections", Detection.class)) {
            var box = entry.box();
            lines.add(line(
                    "%6.2f %%  (%.0f, %.0f) - (%.0f, %.0f)  %s",
                    100 * entry.score(), box.get(0), box.get(1), box.get(2), box.get(3), entry.label()));
        }
        for (var entry : facts(result, "segments", Segment.class)) {
            lines.add(line("%6.2f %%  %5d  %s", 100 * entry.share(), entry.index(), entry.label()));
        }
        for (var entry : facts(result, "steps", SequenceAnswer.Step.class)) {
            lines.add(line("%6.2f %%  %5d  %s", 100 * entry.probability(), entry.step(), entry.label()));
        }
        return lines;
    }

    private static <T> List<T> facts(Result result, String name, Class<T> type) {
        return ((List<?>) result.facts().getOrDefault(name, List.of()))
                .stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static Text line(String format, Object... values) {
        return Text.plain(String.format(Locale.ROOT, format, values));
    }
}
