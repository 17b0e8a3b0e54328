package dev.vitrine.data;

import dev.vitrine.words.Cause;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Labelled files: one sub-folder per class, or a table {@code labels.csv} with the columns {@code file,label[,mask]} and any
 * further ones. Paths in the table are relative to it.
 *
 * @param folder the folder
 * @param items sorted by class and file, or in the order of the table
 * @param classes the labels: folders sorted by name, or in the order of their first appearance in the table
 */
public record DataFolder(Path folder, List<Item> items, List<String> classes) {
    private static final String TABLE = "labels.csv";
    private static final int MOST_ITEMS = 1_000_000;

    /**
     * One file.
     *
     * @param mask the segmentation mask, where there is one
     * @param more further columns of the table, by heading
     */
    public record Item(Path file, String label, Optional<Path> mask, Map<String, String> more) {
        public Item {
            more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
        }
    }

    public DataFolder {
        items = List.copyOf(items);
        classes = List.copyOf(classes);
    }

    /**
     * Reads a folder, or the table itself.
     *
     * @throws InputException if there is neither a table nor a sub-folder with files, or a line of the table is wrong
     */
    public static DataFolder read(Path path) {
        if (Files.isRegularFile(path)) {
            return fromTable(path);
        }
        if (!Files.isDirectory(path)) {
            throw InputException.of("data.file-missing", "file", path);
        }
        var table = path.resolve(TABLE);
        return Files.isRegularFile(table) ? fromTable(table) : fromFolders(path);
    }

    private static DataFolder fromFolders(Path folder) {
        var items = new ArrayList<Item>();
        var classes = new ArrayList<String>();
        for (var sub : visible(folder)) {
            if (!Files.isDirectory(sub)) {
                continue;
            }
            var label = String.valueOf(sub.getFileName());
            var files = visible(sub).stream().filter(Files::isRegularFile).toList();
            if (!files.isEmpty()) {
                classes.add(label);
                files.forEach(f -> items.add(new Item(f, label, Optional.empty(), Map.of())));
            }
        }
        if (items.isEmpty()) {
            throw InputException.of("data.folder-empty", "folder", folder);
        }
        return new DataFolder(folder, items, classes);
    }

    private static List<Path> visible(Path folder) {
        try (var list = Files.list(folder)) {
            return list.filter(p -> !String.valueOf(p.getFileName()).startsWith("."))
                    .sorted(Comparator.comparing(p -> String.valueOf(p.getFileName())))
                    .limit(MOST_ITEMS)
                    .toList();
        } catch (IOException e) {
            throw InputException.of("data.file-unreadable", "file", folder, "cause", Cause.of(e));
        }
    }

    private static DataFolder fromTable(Path table) {
        var rows = Csv.rows(table);
        var heading = rows.isEmpty()
                ? List.<String>of()
                : rows.get(0).fields().stream()
                        .map(f -> f.toLowerCase(Locale.ROOT))
                        .toList();
        int file = heading.indexOf("file");
        int label = heading.indexOf("label");
        if (file < 0 || label < 0) {
            throw InputException.of(
                    "data.table-heading", "file", table, "found", Shortened.of(String.join(",", heading)));
        }
        if (rows.size() == 1) {
            throw InputException.of("data.table-empty", "file", table);
        }
        var items = new ArrayList<Item>();
        for (var row : rows.subList(1, rows.size())) {
            if (row.fields().size() != heading.size()) {
                throw InputException.of(
                        "data.csv-ragged",
                        "file",
                        table,
                        "line",
                        row.line(),
                        "found",
                        row.fields().size(),
                        "wanted",
                        heading.size());
            }
            items.add(item(table, rows.get(0).fields(), file, label, heading.indexOf("mask"), row));
        }
        var classes = new LinkedHashSet<String>();
        items.forEach(i -> classes.add(i.label));
        return new DataFolder(Optional.ofNullable(table.getParent()).orElse(Path.of("")), items, List.copyOf(classes));
    }

    private static Item item(Path table, List<String> heading, int file, int label, int mask, Csv.Row row) {
        var more = new LinkedHashMap<String, String>();
        for (int i = 0; i < heading.size(); i++) {
            if (i != file && i != label && i != mask) {
                more.put(heading.get(i), row.fields().get(i));
            }
        }
        if (row.fields().get(label).isBlank()) {
            throw InputException.of("data.table-no-label", "file", table, "line", row.line());
        }
        var maskName = mask < 0 ? "" : row.fields().get(mask);
        return new Item(
                existing(table, row.fields().get(file), row.line()),
                row.fields().get(label),
                maskName.isBlank() ? Optional.empty() : Optional.of(existing(table, maskName, row.line())),
                more);
    }

    private static Path existing(Path table, String name, int line) {
        try {
            var path = table.resolveSibling(name);
            if (!name.isBlank() && Files.isRegularFile(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Answered below, together with files that are not there.
        }
        throw InputException.of("data.table-missing-file", "file", table, "line", line, "path", Shortened.of(name));
    }
}
