package dev.vitrine.server;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.Overlay;
import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.Table;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.util.Optional;
import java.util.stream.Collectors;

/** Rows as comma-separated values (RFC 4180): a table with its headings, or the numbers of a matrix. */
final class TableCsv {
    private TableCsv() {}

    /** @throws InputException if there is neither in it */
    static String of(Artifact artifact, Words words) {
        return find(artifact, words).orElseThrow(() -> InputException.of("server.no-rows"));
    }

    private static Optional<String> find(Artifact artifact, Words words) {
        if (artifact instanceof Table table) {
            return Optional.of(table(table, words));
        } else if (artifact instanceof Heatmap heat) {
            return Optional.of(matrix(heat.plane()));
        } else if (artifact instanceof Overlay overlay) {
            return Optional.of(matrix(overlay.heat().plane()));
        } else if (artifact instanceof Board board) {
            return board.parts().stream().flatMap(p -> find(p, words).stream()).findFirst();
        }
        return Optional.empty();
    }

    private static String table(Table table, Words words) {
        var csv = new StringBuilder();
        csv.append(table.columns().stream().map(c -> cell(c.name(), words)).collect(Collectors.joining(",")))
                .append("\r\n");
        for (var row : table.rows()) {
            csv.append(row.stream().map(v -> cell(v, words)).collect(Collectors.joining(",")))
                    .append("\r\n");
        }
        return csv.toString();
    }

    private static String cell(Object value, Words words) {
        if (value.equals(Table.NONE)) {
            return "";
        }
        var written = value instanceof Text text ? words.say(text) : String.valueOf(value);
        return written.matches("(?s).*[\",\r\n].*") ? '"' + written.replace("\"", "\"\"") + '"' : written;
    }

    private static String matrix(Plane plane) {
        var csv = new StringBuilder();
        for (int row = 0; row < plane.rows(); row++) {
            for (int column = 0; column < plane.columns(); column++) {
                csv.append(column == 0 ? "" : ",").append(plane.at(row, column));
            }
            csv.append("\r\n");
        }
        return csv.toString();
    }
}
