package dev.vitrine.artifact;

import dev.vitrine.words.Text;
import java.util.List;

/**
 * Rows and columns.
 *
 * @param rows one value a column: a number, a {@link Text}, a string from the user's files, or {@link #NONE}
 */
public record Table(Text title, List<Column> columns, List<List<Object>> rows) implements Artifact {
    /** Nothing is known here; drawn as a dash. */
    public static final Object NONE = Text.plain("–");

    /** What a column holds; decides alignment and how numbers are written. */
    public enum Kind {
        TEXT,
        /** A measured number: four significant digits. */
        NUMBER,
        /** A whole number, grouped by thousands. */
        COUNT,
        /** A size in bytes, written with a binary unit. */
        BYTES,
        /** A part of one, written in percent. */
        SHARE
    }

    public record Column(Text name, Kind kind) {}

    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        for (var row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(row.size() + " values in a row of " + columns.size() + " columns");
            }
        }
    }
}
