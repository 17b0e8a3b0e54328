package dev.vitrine.formats;

import dev.vitrine.model.Model;
import dev.vitrine.words.Cause;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Several files of one network, in the order of its training: each a model of its own, all of one structure and with the same
 * names. A number that counts in the files' names ({@code net.00-0.47.h5}, {@code net.10-0.58.h5}) is the step; files without one
 * are in the order of their names.
 *
 * @param checkpoints two or more
 * @param left the files that are not part of it, each with the reason
 */
public record CheckpointSeries(List<Checkpoint> checkpoints, List<Left> left) {
    private static final int MOST = 1000;

    /**
     * One state of the network.
     *
     * @param file as it was given
     * @param graph the file over whose graph its weights are laid; empty where it is used as it is
     * @param step the epoch or step that its name says; empty where it says none
     */
    public record Checkpoint(Path file, Optional<Path> graph, Optional<Long> step, Model model) {

        /** The step, or the file's name where it says none. */
        public String name() {
            return step.map(String::valueOf).orElseGet(() -> String.valueOf(file.getFileName()));
        }
    }

    /** A file that is left out. */
    public record Left(Path file, Text why) {}

    public CheckpointSeries {
        checkpoints = List.copyOf(checkpoints);
        left = List.copyOf(left);
    }

    /**
     * The files, and what lies in the folders among them, that are one network: of several networks, the one that most files are.
     *
     * @throws InputException if fewer than two are; says what became of the files
     */
    public static CheckpointSeries open(List<Path> files) {
        var left = new ArrayList<Left>();
        var models = new LinkedHashMap<Path, Model>();
        for (var file : files) {
            if (Files.isDirectory(file) && !Formats.isModel(file)) {
                inside(file).forEach(f -> read(f).ifPresent(m -> models.put(f, m)));
            } else {
                try {
                    models.put(file, Formats.open(file));
                } catch (InputException e) {
                    left.add(new Left(file, e.text()));
                }
            }
        }
        var alike = models.keySet().stream()
                .collect(Collectors.groupingBy(
                        f -> Skeleton.of(Objects.requireNonNull(models.get(f))),
                        LinkedHashMap::new,
                        Collectors.toList()));
        var most = alike.entrySet().stream()
                .max(Comparator.comparingInt(e -> e.getValue().size()))
                .orElseThrow(() -> tooFew(left));
        alike.forEach((skeleton, those) -> {
            if (skeleton != most.getKey()) {
                var why = joined(most.getKey().differences(skeleton));
                those.forEach(f -> left.add(new Left(f, why)));
            }
        });
        var first = most.getValue().get(0);
        var names = Objects.requireNonNull(models.get(first));
        return of(
                most.getValue(),
                (file, step) -> {
                    var own = Objects.requireNonNull(models.get(file));
                    return WeightOverlay.sameNames(names, own)
                            ? new Checkpoint(file, Optional.empty(), step, own)
                            : new Checkpoint(file, Optional.of(first), step, WeightOverlay.of(names, own));
                },
                left);
    }

    /**
     * Files of weights, each laid over the graph of a model.
     *
     * @throws InputException if fewer than two fit
     */
    public static CheckpointSeries over(Model graph, List<Path> files) {
        var left = new ArrayList<Left>();
        var models = new LinkedHashMap<Path, Model>();
        for (var file : files) {
            boolean folder = Files.isDirectory(file) && !Formats.isModel(file);
            for (var one : folder ? inside(file) : List.of(file)) {
                try {
                    models.put(one, WeightOverlay.of(graph, Formats.open(one)));
                } catch (InputException e) {
                    if (!folder) {
                        left.add(new Left(one, e.text()));
                    }
                }
            }
        }
        return of(
                List.copyOf(models.keySet()),
                (file, step) -> new Checkpoint(file, graph.source(), step, Objects.requireNonNull(models.get(file))),
                left);
    }

    private static CheckpointSeries of(
            List<Path> files, BiFunction<Path, Optional<Long>, Checkpoint> checkpoint, List<Left> left) {
        if (files.size() < 2) {
            throw tooFew(left);
        }
        var steps = steps(files);
        return new CheckpointSeries(
                files.stream()
                        .map(f -> checkpoint.apply(f, Optional.ofNullable(steps.get(f))))
                        .sorted(Comparator.<Checkpoint>comparingLong(
                                        c -> c.step().orElse(Long.MAX_VALUE))
                                .thenComparing(c -> c.file().toString()))
                        .toList(),
                left);
    }

    private static InputException tooFew(List<Left> left) {
        return left.isEmpty()
                ? InputException.of("formats.series-few")
                : InputException.of(
                        "formats.series-few-left",
                        "file",
                        left.get(0).file().toString(),
                        "why",
                        left.get(0).why());
    }

    private static Text joined(List<Text> all) {
        return all.stream()
                .reduce((a, b) -> Text.of("formats.differs-and", "first", a, "second", b))
                .orElse(Text.of("formats.differs"));
    }

    private static List<Path> inside(Path folder) {
        var found = new ArrayList<Path>();
        DirectoryStream.Filter<Path> shown =
                path -> !String.valueOf(path.getFileName()).startsWith(".");
        try (var all = Files.newDirectoryStream(folder, shown)) {
            for (var path : all) {
                if (found.size() < MOST && (Files.isRegularFile(path) || Formats.isModel(path))) {
                    found.add(path);
                }
            }
        } catch (IOException e) {
            throw new InputException(Text.of("model.unreadable", "file", folder.toString(), "why", Cause.of(e)), e);
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    /** Of a file that only lies there; nobody said that it is a model. */
    private static Optional<Model> read(Path file) {
        try {
            return Optional.of(Formats.open(file));
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    /**
     * The first number in the files' names that is another in every file, by file; where the names tell nothing, in the paths. Those
     * without it have none.
     */
    static Map<Path, Long> steps(List<Path> files) {
        var named = steps(files, file -> String.valueOf(file.getFileName()));
        return named.isEmpty() ? steps(files, Path::toString) : named;
    }

    private static Map<Path, Long> steps(List<Path> files, Function<Path, String> text) {
        var numbers = new HashMap<Path, List<Long>>();
        int longest = 0;
        for (var file : files) {
            var own = numbers(text.apply(file));
            numbers.put(file, own);
            longest = Math.max(longest, own.size());
        }
        for (int column = 0; column < longest; column++) {
            var steps = new HashMap<Path, Long>();
            for (var file : files) {
                var own = numbers.getOrDefault(file, List.of());
                if (column < own.size()) {
                    steps.put(file, own.get(column));
                }
            }
            if (steps.size() > 1 && steps.values().stream().distinct().count() == steps.size()) {
                return steps;
            }
        }
        return Map.of();
    }

    /** The whole numbers in a name, without its ending; those too long to count are left out. */
    private static List<Long> numbers(String name) {
        var text = name.replaceFirst("\\.\\w{1,12}$", "");
        return java.util.regex.Pattern.compile("\\d+")
                .matcher(text)
                .results()
                .map(java.util.regex.MatchResult::group)
                .filter(digits -> digits.length() < 19)
                .map(Long::valueOf)
                .toList();
    }
}
