package dev.vitrine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The program text that a file carries of its network's modules, such as the Python of TorchScript. It is there to be read; nothing of it
 * is ever run.
 */
public record Sources(List<Part> parts) {
    /** Under which names of a model's metadata program text stands. */
    public static final String PREFIX = "code/";

    /**
     * A file, or a part of one.
     *
     * @param file as the model names it
     * @param line of the file that the text begins with, from 1
     */
    public record Part(String file, int line, String text) {}

    public Sources {
        parts = List.copyOf(parts);
    }

    /** All files that a model carries; none where it carries no text. */
    public static Sources of(Model model) {
        return new Sources(model.metadata().entrySet().stream()
                .filter(e -> e.getKey().startsWith(PREFIX))
                .map(e -> new Part(e.getKey(), 1, e.getValue()))
                .toList());
    }

    /** The definitions of the class that a node is of: the operator of a node without a graph is the name of its module's class. */
    public Sources of(Node node) {
        return named(node.op());
    }

    /** The definitions of the classes of this name: from the line that names it to the one before the next that is not indented. */
    public Sources named(String type) {
        var found = new ArrayList<Part>();
        parts.forEach(part -> definition(part, type).ifPresent(found::add));
        return new Sources(found);
    }

    private static Optional<Part> definition(Part part, String type) {
        var head = Pattern.compile("class " + Pattern.quote(type) + "\\b.*");
        var lines = part.text().split("\n", -1);
        for (int start = 0; start < lines.length; start++) {
            if (head.matcher(lines[start]).matches()) {
                int end = start + 1;
                while (end < lines.length && (lines[end].isBlank() || Character.isWhitespace(lines[end].charAt(0)))) {
                    end++;
                }
                var text = String.join("\n", List.of(lines).subList(start, end));
                return Optional.of(new Part(part.file(), part.line() + start, text.stripTrailing()));
            }
        }
        return Optional.empty();
    }
}
