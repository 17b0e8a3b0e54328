package dev.vitrine.artifact;

import dev.vitrine.words.Text;
import java.util.List;
import java.util.Optional;

/**
 * A contact sheet: many small pictures side by side, in reading order.
 *
 * @param title what it shows
 * @param cells the pictures; they may differ in size
 * @param columns pictures in a row, at least 1
 * @param cell the side of a picture in pixels, its longer side where it is not square; 0 for natural size: one value, one pixel
 * @param bare true for pictures only, edge to edge: exactly {@code columns * cell} by {@code rows * cell} pixels; false for
 *     title, captions, gaps and colour bar as well
 */
public record ImageGrid(Text title, List<Cell> cells, int columns, int cell, boolean bare) implements Artifact {

    /** The pixels of one picture. */
    public sealed interface Content {
        int width();

        int height();
    }

    /** A matrix, coloured. */
    public record Values(Plane plane, Scale scale) implements Content {
        @Override
        public int width() {
            return plane.columns();
        }

        @Override
        public int height() {
            return plane.rows();
        }
    }

    /** A colour picture: red, green, blue bytes, row by row, from {@code offset}. */
    public record Rgb(byte[] rgb, int offset, int width, int height) implements Content {
        public Rgb {
            if (offset < 0 || width < 0 || height < 0 || offset + 3L * width * height > rgb.length) {
                throw new IllegalArgumentException(width + " x " + height + " pixels do not fit in " + rgb.length);
            }
        }
    }

    /**
     * One picture of the sheet.
     *
     * @param content its pixels
     * @param caption a few words below it, where there is something to say
     * @param dead whether it is marked as dead: drawn grey, with a line through it
     */
    public record Cell(Content content, Optional<Text> caption, boolean dead) {
        public static Cell of(Plane plane, Scale scale) {
            return new Cell(new Values(plane, scale), Optional.empty(), false);
        }

        public Cell caption(Text text) {
            return new Cell(content, Optional.of(text), dead);
        }

        public Cell dead(boolean isDead) {
            return new Cell(content, caption, isDead);
        }
    }

    public ImageGrid {
        cells = List.copyOf(cells);
        if (columns < 1 || cell < 0) {
            throw new IllegalArgumentException(columns + " columns of " + cell + " pixels");
        }
    }

    /** A sheet with title, captions and colour bar. */
    public static ImageGrid of(Text title, List<Cell> cells, int columns, int cell) {
        return new ImageGrid(title, cells, columns, cell, false);
    }

    /** The number of rows of pictures. */
    public int rows() {
        return (cells.size() + columns - 1) / columns;
    }
}
