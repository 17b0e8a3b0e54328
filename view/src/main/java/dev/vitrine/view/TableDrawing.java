package dev.vitrine.view;

import dev.vitrine.artifact.Table;
import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.util.Locale;

/** A table as a picture: numbers to the right, at most {@value #MOST} rows. */
final class TableDrawing {
    static final int MOST = 200;
    private static final double ROW = 24;
    private static final double SIZE = 12.5;

    private TableDrawing() {}

    static Drawing of(Table table, Words words) {
        var sketch = new Sketch();
        var typeface = Typeface.bundled();
        int rows = Math.min(MOST, table.rows().size());
        int columns = table.columns().size();
        var widths = new double[columns];
        for (int c = 0; c < columns; c++) {
            widths[c] = typeface.width(words.say(table.columns().get(c).name()), SIZE);
            for (int r = 0; r < rows; r++) {
                widths[c] = Math.max(widths[c], typeface.width(written(table, r, c, words), SIZE));
            }
            widths[c] = Math.min(360, widths[c]) + 24;
        }
        double width = java.util.Arrays.stream(widths).sum();
        var title = words.say(table.title());
        double y = 14;
        if (!title.isBlank()) {
            sketch.words(title, 20, 30, 16, Item.Anchor.START, Ink.Role.INK);
            y = 44;
        }
        sketch.rect(20, y, width, ROW, Item.Style.fill(Ink.Role.PANEL));
        for (int r = -1; r < rows; r++, y += ROW) {
            double x = 20;
            for (int c = 0; c < columns; c++) {
                var said = r < 0 ? words.say(table.columns().get(c).name()) : written(table, r, c, words);
                boolean right = table.columns().get(c).kind() != Table.Kind.TEXT;
                sketch.words(
                        typeface.fit(said, SIZE, widths[c] - 20),
                        right ? x + widths[c] - 12 : x + 12,
                        y + 16.5,
                        SIZE,
                        right ? Item.Anchor.END : Item.Anchor.START,
                        r < 0 ? Ink.Role.MUTED : Ink.Role.INK);
                x += widths[c];
            }
            sketch.line(20, y + ROW, 20 + width, y + ROW, Item.Style.stroke(Ink.Role.GRID, 1));
        }
        if (rows < table.rows().size()) {
            sketch.words(
                    words.say("view.more-rows", "count", table.rows().size() - rows),
                    32,
                    y + 18,
                    11.5,
                    Item.Anchor.START,
                    Ink.Role.MUTED);
            y += ROW;
        }
        return sketch.done(Math.max(width, typeface.width(title, 16)) + 40, y + 16, title);
    }

    /** One value of a table in words. */
    static String written(Table table, int row, int column, Words words) {
        var value = table.rows().get(row).get(column);
        if (value instanceof Text text) {
            return words.say(text);
        }
        if (!(value instanceof Number number)) {
            return String.valueOf(value);
        }
        return switch (table.columns().get(column).kind()) {
            case COUNT -> String.format(Locale.ROOT, "%,d", number.longValue());
            case BYTES -> bytes(number.doubleValue());
            case SHARE -> Words.number(Math.rint(number.doubleValue() * 1e4) / 100) + " %";
            default -> Words.number(number.doubleValue());
        };
    }

    private static String bytes(double size) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        double left = size;
        while (left >= 1024 && unit < units.length - 1) {
            left /= 1024;
            unit++;
        }
        return (unit == 0 ? Long.toString((long) left) : String.format(Locale.ROOT, "%.1f", left)) + " " + units[unit];
    }
}
