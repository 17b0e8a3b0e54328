package dev.vitrine.view;

import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.Plane;
import dev.vitrine.words.Words;

/** A matrix as coloured fields with numbered rows and columns; a very large one is shown in means of blocks. */
final class HeatmapDrawing {
    private static final double ROOM = 640;
    private static final int MOST = 1600;

    private HeatmapDrawing() {}

    static Drawing of(Heatmap heat, Words words, Palette palette) {
        var sketch = new Sketch();
        var plane = heat.plane();
        int rows = Math.max(1, plane.rows());
        int columns = Math.max(1, plane.columns());
        double pixel = Math.min(ROOM / columns, ROOM / rows);
        double width = Math.max(Math.min(pixel, 24) * columns, Math.min(ROOM, 60));
        double height = Math.max(Math.min(pixel, 24) * rows, 12);
        double top = 18;
        var title = words.say(heat.title());
        double widest = 0;
        if (!title.isBlank()) {
            var fitting = Typeface.bundled().fit(title, 16, ROOM + 40);
            sketch.words(fitting, 20, 30, 16, Item.Anchor.START, Ink.Role.INK);
            widest = 20 + Typeface.bundled().width(fitting, 16);
            top = 48;
        }
        var rowAxis = words.say(heat.rowAxis());
        if (!rowAxis.isBlank()) {
            sketch.words("↓ " + rowAxis, 20, top + 8, 12, Item.Anchor.START, Ink.Role.MUTED);
            top += 20;
        }
        double left = 30 + Typeface.bundled().width(Integer.toString(rows), 11);
        int tall = (rows + MOST - 1) / MOST;
        int wide = (columns + MOST - 1) / MOST;
        if (plane.count() > 0) {
            sketch.add(new Item.Picture(left, top, width, height, bitmap(heat, palette, tall, wide), false, title));
        }
        for (double tick : Ticks.linear(0, rows - 1, Math.max(1, Math.min(rows, (int) (height / 40))))) {
            if (tick == Math.rint(tick)) {
                sketch.words(
                        Words.number(tick),
                        left - 6,
                        top + (tick + 0.5) * height / rows + 4,
                        11,
                        Item.Anchor.END,
                        Ink.Role.MUTED);
            }
        }
        for (double tick : Ticks.linear(0, columns - 1, Math.max(1, Math.min(columns, (int) (width / 50))))) {
            if (tick == Math.rint(tick)) {
                sketch.words(
                        Words.number(tick),
                        left + (tick + 0.5) * width / columns,
                        top + height + 15,
                        11,
                        Item.Anchor.MIDDLE,
                        Ink.Role.MUTED);
            }
        }
        double end = top + height + 22;
        var columnAxis = words.say(heat.columnAxis());
        if (!columnAxis.isBlank()) {
            sketch.words(columnAxis + " →", left, end + 12, 12, Item.Anchor.START, Ink.Role.MUTED);
            end += 18;
        }
        ColourBar.draw(sketch, left, end + 12, heat.scale(), palette, words);
        end += ColourBar.HEIGHT;
        if (tall > 1 || wide > 1) {
            sketch.words(
                    words.say("view.plane-reduced", "rows", tall, "columns", wide),
                    left,
                    end + 14,
                    11,
                    Item.Anchor.START,
                    Ink.Role.MUTED);
            end += 18;
        }
        double legend = left
                + 200
                + (heat.scale().clipped().isPresent() ? 330 : heat.scale().signal() ? 0 : 200);
        return sketch.done(Math.max(widest, Math.max(left + width, legend)) + 24, end + 14, title);
    }

    /** The coloured values, one pixel each, or one pixel for {@code tall x wide} of them. */
    static Bitmap bitmap(Heatmap heat, Palette palette, int tall, int wide) {
        var plane = heat.plane();
        int rows = (plane.rows() + tall - 1) / tall;
        int columns = (plane.columns() + wide - 1) / wide;
        var argb = new int[rows * columns];
        for (int r = 0, i = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                argb[i++] = 0xff000000 | palette.rgb(heat.scale(), mean(plane, r * tall, c * wide, tall, wide));
            }
        }
        return Bitmap.of(columns, rows, argb);
    }

    private static float mean(Plane plane, int row, int column, int tall, int wide) {
        if (tall == 1 && wide == 1) {
            return plane.at(row, column);
        }
        double sum = 0;
        int count = 0;
        for (int r = row; r < Math.min(plane.rows(), row + tall); r++) {
            for (int c = column; c < Math.min(plane.columns(), column + wide); c++) {
                sum += plane.at(r, c);
                count++;
            }
        }
        return (float) (sum / count);
    }
}
