package dev.vitrine.data;

import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Comma-separated tables as in RFC 4180: fields may be quoted, a quote inside is doubled. Empty lines are left out. */
public final class Csv {

    /** One record with the number of the line it starts on. */
    public record Row(int line, List<String> fields) {
        public Row {
            fields = List.copyOf(fields);
        }
    }

    private final String text;
    private final String name;
    private final char separator;
    private final List<Row> rows = new ArrayList<>();
    private int at;
    private int line = 1;

    private Csv(String text, String name, char separator) {
        this.text = text;
        this.name = name;
        this.separator = separator;
    }

    /** @throws InputException if the file is no text or a quote is never closed */
    public static List<Row> rows(Path file) {
        return rows(FileContent.text(file), file.toString());
    }

    static List<Row> rows(String text, String name) {
        var first = text.lines().findFirst().orElse("");
        char separator =
                first.indexOf(',') >= 0 ? ',' : first.indexOf(';') >= 0 ? ';' : first.indexOf('\t') >= 0 ? '\t' : ',';
        return new Csv(text, name, separator).parse();
    }

    private List<Row> parse() {
        while (at < text.length()) {
            int start = line;
            var fields = new ArrayList<String>();
            boolean more = true;
            while (more) {
                fields.add(text.startsWith("\"", at) ? quoted() : unquoted());
                more = at < text.length() && text.charAt(at) == separator;
                if (more) {
                    at++;
                }
            }
            endOfLine();
            if (fields.size() > 1 || !fields.get(0).isBlank()) {
                rows.add(new Row(start, fields));
            }
        }
        return List.copyOf(rows);
    }

    private String unquoted() {
        int start = at;
        while (at < text.length()
                && text.charAt(at) != separator
                && text.charAt(at) != '\n'
                && text.charAt(at) != '\r') {
            at++;
        }
        return text.substring(start, at).strip();
    }

    private String quoted() {
        int start = line;
        var field = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"' && !text.startsWith("\"\"", at)) {
                at++;
                field.append(unquoted());
                return field.toString();
            }
            if (c == '"') {
                at++;
            } else if (c == '\n') {
                line++;
            }
            field.append(c);
        }
        throw InputException.of("data.csv-open-quote", "file", name, "line", start);
    }

    private void endOfLine() {
        if (text.startsWith("\r\n", at)) {
            at += 2;
        } else if (at < text.length()) {
            at++;
        }
        line++;
    }

    /**
     * A table of numbers as a float32 tensor {@code [rows, columns]}; a first line of words is a heading and left out.
     *
     * @throws InputException if a field is no number or rows differ in length; names the line
     */
    public static Tensor numbers(Path file) {
        return numbers(FileContent.text(file), file.toString());
    }

    static Tensor numbers(String text, String name) {
        var rows = rows(text, name);
        var body = !rows.isEmpty() && rows.get(0).fields().stream().noneMatch(Csv::isNumber)
                ? rows.subList(1, rows.size())
                : rows;
        if (body.isEmpty()) {
            throw InputException.of("data.csv-no-rows", "file", name);
        }
        int columns = body.get(0).fields().size();
        var values = new float[Math.multiplyExact(body.size(), columns)];
        int next = 0;
        for (var row : body) {
            if (row.fields().size() != columns) {
                throw InputException.of(
                        "data.csv-ragged",
                        "file",
                        name,
                        "line",
                        row.line(),
                        "found",
                        row.fields().size(),
                        "wanted",
                        columns);
            }
            for (var field : row.fields()) {
                if (!isNumber(field)) {
                    throw InputException.of(
                            "data.csv-not-number", "file", name, "line", row.line(), "field", Shortened.of(field));
                }
                values[next++] = Float.parseFloat(field);
            }
        }
        return Tensor.of(values, body.size(), columns);
    }

    private static boolean isNumber(String field) {
        try {
            Float.parseFloat(field);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
