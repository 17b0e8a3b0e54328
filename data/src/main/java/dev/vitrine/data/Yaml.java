package dev.vitrine.data;

import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** YAML (and so JSON) as a tree of nodes that know their lines; no object is ever built from a tag. */
record Yaml(Node node, String file) {

    /** The top node of a document; an empty document is an empty list. */
    static Node root(String text, String file) {
        var settings = LoadSettings.builder()
                .setLabel(file)
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(20)
                .setCodePointLimit(1 << 23)
                .build();
        try {
            return new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> InputException.of("data.file-empty", "file", file));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(m -> m.getLine() + 1).orElse(1);
            throw new InputException(
                    Text.of("data.yaml-broken", "file", file, "line", line, "cause", Shortened.of(e.getProblem())), e);
        } catch (YamlEngineException | StackOverflowError e) {
            throw new InputException(
                    Text.of(
                            "data.yaml-broken",
                            "file",
                            file,
                            "line",
                            1,
                            "cause",
                            Shortened.of(String.valueOf(e.getMessage()))),
                    e);
        }
    }

    static int line(Node node) {
        return node.getStartMark().map(m -> m.getLine() + 1).orElse(1);
    }

    static Yaml of(String text, String file) {
        return new Yaml(root(text, file), file);
    }

    /** The entries of a mapping. */
    Map<String, Yaml> map(String where) {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(where, "data.yaml-mapping");
        }
        var entries = new LinkedHashMap<String, Yaml>();
        for (var entry : mapping.getValue()) {
            var key = new Yaml(entry.getKeyNode(), file).text(where);
            if (entries.put(key, new Yaml(entry.getValueNode(), file)) != null) {
                throw InputException.of(
                        "data.yaml-twice", "file", file, "line", line(entry.getKeyNode()), "key", Shortened.of(key));
            }
        }
        return entries;
    }

    /** The entries of a mapping that may only have these keys. */
    Map<String, Yaml> map(String where, Set<String> allowed) {
        var entries = map(where);
        entries.forEach((key, value) -> {
            if (!allowed.contains(key)) {
                throw InputException.of(
                        "data.yaml-unknown-key",
                        "file",
                        file,
                        "line",
                        line(value.node),
                        "key",
                        Shortened.of(key),
                        "where",
                        where,
                        "known",
                        String.join(", ", allowed.stream().sorted().toList()));
            }
        });
        return entries;
    }

    List<Yaml> list(String where) {
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong(where, "data.yaml-list");
        }
        var items = new ArrayList<Yaml>();
        sequence.getValue().forEach(n -> items.add(new Yaml(n, file)));
        return items;
    }

    String text(String where) {
        if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
            throw wrong(where, "data.yaml-text");
        }
        return scalar.getValue();
    }

    double number(String where) {
        try {
            double number = Double.parseDouble(text(where));
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below, together with infinite numbers.
        }
        throw wrong(where, "data.yaml-number");
    }

    InputException wrong(String where, String wanted) {
        return InputException.of(
                "data.yaml-wrong-type", "file", file, "line", line(node), "where", where, "wanted", Text.of(wanted));
    }
}
