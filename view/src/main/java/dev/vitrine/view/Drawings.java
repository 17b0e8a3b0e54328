package dev.vitrine.view;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.ImageGrid;
import dev.vitrine.artifact.NetworkGraph;
import dev.vitrine.artifact.Overlay;
import dev.vitrine.artifact.RgbImage;
import dev.vitrine.artifact.Table;
import dev.vitrine.words.Words;

/** Every artifact has a drawing. */
final class Drawings {
    private Drawings() {}

    static Drawing of(Artifact artifact, Words words, Palette palette) {
        if (artifact instanceof Chart chart) {
            return ChartDrawing.of(chart, words, palette);
        } else if (artifact instanceof Heatmap heat) {
            return HeatmapDrawing.of(heat, words, palette);
        } else if (artifact instanceof ImageGrid grid) {
            return GridDrawing.of(grid, words, palette);
        } else if (artifact instanceof RgbImage image) {
            return PictureDrawing.of(image, words);
        } else if (artifact instanceof Overlay overlay) {
            return PictureDrawing.of(overlay, words, palette);
        } else if (artifact instanceof Table table) {
            return TableDrawing.of(table, words);
        } else if (artifact instanceof NetworkGraph graph) {
            return GraphDrawing.of(graph, words, new LayeredLayout());
        }
        return board((Board) artifact, words, palette);
    }

    private static Drawing board(Board board, Words words, Palette palette) {
        var sketch = new Sketch();
        var title = words.say(board.title());
        double y = 0;
        if (!title.isBlank()) {
            sketch.words(title, 20, 36, 20, Item.Anchor.START, Ink.Role.INK);
            y = 48;
        }
        double widest = Typeface.bundled().width(title, 20) + 40;
        for (int i = 0; i < board.parts().size(); i += board.columns()) {
            double x = 0;
            double tallest = 0;
            for (var part : board.parts().subList(i, Math.min(board.parts().size(), i + board.columns()))) {
                var drawing = of(part, words, palette);
                sketch.place(drawing, x, y);
                x += drawing.width();
                tallest = Math.max(tallest, drawing.height());
            }
            y += tallest;
            widest = Math.max(widest, x);
        }
        return sketch.done(widest, Math.max(40, y), title);
    }
}
