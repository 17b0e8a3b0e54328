package dev.vitrine.view;

import dev.vitrine.artifact.ImageGrid;
import dev.vitrine.artifact.Scale;
import dev.vitrine.words.Words;
import java.util.ArrayList;

/** A contact sheet with title, captions and colour bar. */
final class GridDrawing {
    private static final double CAPTION = 10.5;

    private GridDrawing() {}

    static Drawing of(ImageGrid grid, Words words, Palette palette) {
        var sketch = new Sketch();
        var typeface = Typeface.bundled();
        boolean captions =
                !grid.bare() && grid.cells().stream().anyMatch(c -> c.caption().isPresent() || c.dead());
        var painter = new GridPainter(grid, palette, grid.bare() ? 0 : 4, captions ? 16 : 0);
        var title = words.say(grid.title());
        double left = grid.bare() ? 0 : 20;
        double top = grid.bare() ? 0 : title.isBlank() ? 18 : 46;
        if (!grid.bare() && !title.isBlank()) {
            sketch.words(
                    typeface.fit(title, 16, Math.max(320, painter.width())),
                    20,
                    30,
                    16,
                    Item.Anchor.START,
                    Ink.Role.INK);
        }
        if (!grid.cells().isEmpty()) {
            sketch.add(new Item.Picture(left, top, painter.width(), painter.height(), painter.paint(), false, title));
        }
        if (grid.bare()) {
            return sketch.done(painter.width(), painter.height(), title);
        }
        for (int i = 0; captions && i < grid.cells().size(); i++) {
            var cell = grid.cells().get(i);
            var caption = cell.caption().map(words::say).orElse("");
            var said = cell.dead() ? (caption + " " + words.say("view.dead")).strip() : caption;
            sketch.words(
                    typeface.fit(said, CAPTION, painter.boxWidth()),
                    left + painter.left(i) + painter.boxWidth() / 2.0,
                    top + painter.top(i) + painter.boxHeight() + 12,
                    CAPTION,
                    Item.Anchor.MIDDLE,
                    Ink.Role.MUTED);
        }
        double end = top + painter.height() + (captions ? 8 : 4);
        var scales = new ArrayList<Scale>();
        for (var cell : grid.cells()) {
            if (cell.content() instanceof ImageGrid.Values values
                    && !scales.contains(values.scale())
                    && scales.size() < 2) {
                scales.add(values.scale());
            }
        }
        double width = Math.max(painter.width() + 40, typeface.width(typeface.fit(title, 16, 320), 16) + 40);
        if (scales.size() == 1) {
            ColourBar.draw(sketch, left, end + 12, scales.get(0), palette, words);
            width = Math.max(
                    width,
                    260
                            + (scales.get(0).clipped().isPresent()
                                    ? 330
                                    : scales.get(0).signal() ? 0 : 200));
            end += ColourBar.HEIGHT;
        } else if (!scales.isEmpty()) {
            sketch.words(words.say("view.own-scale"), left, end + 16, 11, Item.Anchor.START, Ink.Role.MUTED);
            width = Math.max(width, 260);
            end += 22;
        }
        return sketch.done(width, end + 12, title);
    }
}
