package dev.vitrine.data;

import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The names of a model's classes, by index.
 *
 * @param names the names; an index that the file leaves out has an empty name
 */
public record Labels(List<String> names) {
    private static final int MOST = 1_000_000;
    private static final Pattern SYNSET = Pattern.compile("n\\d{8}[\\s,]+(.+)");
    private static final Pattern INDEXED = Pattern.compile("(\\d{1,7})(?:\\s*[:=,\\t]\\s*|\\s{2,})(.+)");

    public Labels {
        names = List.copyOf(names);
    }

    /**
     * Reads one name per line; also lines {@code n01440764 tench, Tinca tinca} (the words are kept), lines {@code 0:tench}, a
     * JSON list and a JSON object from index to name or to {@code [id, name]}.
     *
     * @throws InputException if the file is no such text
     */
    public static Labels read(Path file) {
        return parse(FileContent.read(file), file.toString());
    }

    static Labels parse(byte[] content, String name) {
        FileContent.refuseStandIns(content, name);
        var text = FileContent.text(content, name);
        var start = text.stripLeading();
        var names = start.startsWith("[") || start.startsWith("{") ? fromJson(text, name) : fromLines(text);
        if (names.isEmpty()) {
            throw InputException.of("data.labels-empty", "file", name);
        }
        return new Labels(names);
    }

    private static List<String> fromLines(String text) {
        var lines = new ArrayList<>(text.lines().map(String::strip).toList());
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        var filled = lines.stream().filter(l -> !l.isEmpty()).toList();
        if (!filled.isEmpty()
                && filled.stream().allMatch(l -> INDEXED.matcher(l).matches())) {
            var byIndex = new TreeMap<Integer, String>();
            for (var line : filled) {
                var matcher = INDEXED.matcher(line);
                if (matcher.matches()) {
                    byIndex.put(Integer.parseInt(matcher.group(1)), readable(matcher.group(2)));
                }
            }
            return dense(byIndex);
        }
        return lines.stream().map(Labels::readable).toList();
    }

    private static List<String> dense(TreeMap<Integer, String> byIndex) {
        if (byIndex.isEmpty() || byIndex.lastKey() >= MOST) {
            return List.of();
        }
        return IntStream.rangeClosed(0, byIndex.lastKey())
                .mapToObj(i -> byIndex.getOrDefault(i, ""))
                .toList();
    }

    private static String readable(String line) {
        var matcher = SYNSET.matcher(line);
        return matcher.matches() ? matcher.group(1).strip() : line.strip();
    }

    private static List<String> fromJson(String text, String file) {
        var root = Yaml.root(text, file);
        if (root instanceof SequenceNode list) {
            return list.getValue().stream().map(n -> name(n, file)).toList();
        }
        var byIndex = new TreeMap<Integer, String>();
        if (root instanceof MappingNode map) {
            for (var entry : map.getValue()) {
                var key = name(entry.getKeyNode(), file);
                var value = name(entry.getValueNode(), file);
                boolean indexFirst = key.matches("\\d{1,7}");
                if (!indexFirst && !value.matches("\\d{1,7}")) {
                    throw InputException.of("data.labels-json", "file", file, "line", Yaml.line(entry.getKeyNode()));
                }
                byIndex.put(Integer.parseInt(indexFirst ? key : value), indexFirst ? value : key);
            }
        }
        return dense(byIndex);
    }

    private static String name(Node node, String file) {
        if (node instanceof ScalarNode scalar) {
            return readable(scalar.getValue());
        }
        if (node instanceof SequenceNode pair
                && !pair.getValue().isEmpty()
                && pair.getValue().get(pair.getValue().size() - 1) instanceof ScalarNode last) {
            return readable(last.getValue());
        }
        throw InputException.of("data.labels-json", "file", file, "line", Yaml.line(node));
    }

    public int size() {
        return names.size();
    }

    /** The name of a class; empty where the file has none. */
    public Optional<String> name(long index) {
        return index >= 0 && index < names.size() && !names.get((int) index).isEmpty()
                ? Optional.of(names.get((int) index))
                : Optional.empty();
    }

    /**
     * The class that {@code words} mean: an index, else a name: exactly, regardless of case, one of the synonyms between
     * commas, or a part that only one name has.
     *
     * @throws InputException if none or several match; names the nearest
     */
    public int find(String words) {
        var asked = words.strip();
        var exact = only(n -> n.equals(asked));
        if (exact.isPresent()) {
            return exact.get();
        }
        if (asked.matches("\\d{1,9}")) {
            int index = Integer.parseInt(asked);
            if (index < names.size()) {
                return index;
            }
            throw InputException.of("data.label-index", "index", asked, "count", names.size());
        }
        var lower = asked.toLowerCase(Locale.ROOT);
        var matchers = List.<java.util.function.Predicate<String>>of(
                n -> n.toLowerCase(Locale.ROOT).equals(lower),
                n -> List.of(n.toLowerCase(Locale.ROOT).split("\\s*,\\s*")).contains(lower),
                n -> !lower.isEmpty() && n.toLowerCase(Locale.ROOT).contains(lower));
        for (var matcher : matchers) {
            var found = only(matcher);
            if (found.isPresent()) {
                return found.get();
            }
        }
        var several = IntStream.range(0, names.size())
                .filter(i -> !lower.isEmpty()
                        && names.get(i).toLowerCase(Locale.ROOT).contains(lower))
                .limit(5)
                .mapToObj(i -> i + " " + Shortened.of(names.get(i)))
                .toList();
        if (several.size() > 1) {
            throw InputException.of(
                    "data.label-ambiguous", "label", Shortened.of(asked), "found", String.join("; ", several));
        }
        throw InputException.of(
                "data.label-unknown",
                "label",
                Shortened.of(asked),
                "nearest",
                String.join("; ", Names.nearest(asked, names, 3)));
    }

    private Optional<Integer> only(java.util.function.Predicate<String> matches) {
        var found = IntStream.range(0, names.size())
                .filter(i -> matches.test(names.get(i)))
                .limit(2)
                .toArray();
        return found.length == 1 ? Optional.of(found[0]) : Optional.empty();
    }

    /** A warning where a model has another number of classes. */
    public Optional<Text> mismatch(long classes) {
        return classes == names.size()
                ? Optional.empty()
                : Optional.of(Text.of("data.labels-count", "labels", names.size(), "classes", classes));
    }
}
