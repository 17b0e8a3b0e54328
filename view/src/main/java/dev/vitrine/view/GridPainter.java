package dev.vitrine.view;

import dev.vitrine.artifact.ImageGrid;
import java.util.Arrays;

/**
 * Paints the pictures of a sheet straight into a bitmap: each value becomes a block of equal pixels, so that the values can be
 * seen. The colours are found once a value; rows of a block are copied.
 */
final class GridPainter {
    private static final int CLEAR = 0x00ffffff;
    private static final int DEAD_LINE = 0xff7d8590;

    /** Steps of 255 by which a colour may be off where the palette is full: about one of the 256 steps of a map. */
    private static final int TOLERANCE = 4;

    /** Places of a palette that are left to the title and captions, and what a map then has: room for marks as well. */
    private static final int FOR_WORDS = 32;

    private static final int LEVELS_BESIDE_WORDS = 208;

    private final ImageGrid grid;
    private final Palette palette;
    private final int gap;
    private final int below;
    private final int boxWidth;
    private final int boxHeight;

    /**
     * @param gap pixels between pictures
     * @param below further pixels below each row, for captions
     */
    GridPainter(ImageGrid grid, Palette palette, int gap, int below) {
        this.grid = grid;
        this.palette = palette;
        this.gap = gap;
        this.below = below;
        boxWidth = grid.cell() > 0 ? grid.cell() : widest(grid, true);
        boxHeight = grid.cell() > 0 ? grid.cell() : widest(grid, false);
    }

    private static int widest(ImageGrid grid, boolean across) {
        return grid.cells().stream()
                .mapToInt(c -> across ? c.content().width() : c.content().height())
                .max()
                .orElse(1);
    }

    int boxWidth() {
        return boxWidth;
    }

    int boxHeight() {
        return boxHeight;
    }

    int width() {
        return columns() * (boxWidth + gap) - gap;
    }

    int height() {
        return Math.max(1, grid.rows() * (boxHeight + gap + below) - gap);
    }

    int columns() {
        return grid.bare()
                ? grid.columns()
                : Math.max(1, Math.min(grid.columns(), grid.cells().size()));
    }

    int left(int cell) {
        return cell % columns() * (boxWidth + gap);
    }

    int top(int cell) {
        return cell / columns() * (boxHeight + gap + below);
    }

    Bitmap paint() {
        var colours = new Bitmap.Colours(grid.bare() ? 256 : 256 - FOR_WORDS);
        colours.index(CLEAR);
        colours.index(DEAD_LINE);
        var natural = new int[grid.cells().size()][];
        var indexed = new byte[grid.cells().size()][];
        boolean fits = true;
        for (int c = 0; c < natural.length; c++) {
            natural[c] = natural(grid.cells().get(c));
            indexed[c] = new byte[natural[c].length];
            for (int i = 0; fits && i < natural[c].length; i++) {
                // A map has 256 colours and a palette 256 places, of which gaps, dead marks and words take some.
                int index = colours.near(natural[c][i], TOLERANCE);
                fits = index >= 0;
                indexed[c][i] = (byte) index;
            }
        }
        if (fits) {
            var pixels = new byte[Math.multiplyExact(width(), height())];
            for (int c = 0; c < natural.length; c++) {
                enlarge(indexed[c], c, pixels);
            }
            return new Bitmap(width(), height(), 1, pixels, colours.all());
        }
        var pixels = new int[Math.multiplyExact(width(), height())];
        Arrays.fill(pixels, CLEAR);
        for (int c = 0; c < natural.length; c++) {
            enlarge(natural[c], c, pixels);
        }
        return Bitmap.of(width(), height(), pixels);
    }

    private int[] natural(ImageGrid.Cell cell) {
        var content = cell.content();
        var argb = new int[content.width() * content.height()];
        if (content instanceof ImageGrid.Values values) {
            var plane = values.plane();
            var scale = values.scale();
            int levels = grid.bare() ? 256 : LEVELS_BESIDE_WORDS;
            for (int i = 0; i < argb.length; i++) {
                argb[i] = 0xff000000 | palette.rgb(scale, plane.values()[plane.offset() + i], levels);
            }
        } else if (content instanceof ImageGrid.Rgb rgb) {
            var bytes = rgb.rgb();
            for (int i = 0, at = rgb.offset(); i < argb.length; i++, at += 3) {
                argb[i] = 0xff000000 | (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
            }
        }
        if (cell.dead()) {
            Arrays.setAll(argb, i -> faded(argb[i]));
        }
        return argb;
    }

    private static int faded(int argb) {
        int grey = ((argb >> 16 & 0xff) * 54 + (argb >> 8 & 0xff) * 183 + (argb & 0xff) * 19) >> 8;
        int light = (190 + grey / 4) & 0xf8;
        return 0xff000000 | light * 0x010101;
    }

    private Block block(int cell) {
        var content = grid.cells().get(cell).content();
        int w = Math.max(1, content.width());
        int h = Math.max(1, content.height());
        int longer = Math.max(w, h);
        int width = grid.cell() > 0 ? Math.max(1, (int) Math.round(grid.cell() * (double) w / longer)) : w;
        int height = grid.cell() > 0 ? Math.max(1, (int) Math.round(grid.cell() * (double) h / longer)) : h;
        return new Block(left(cell) + (boxWidth - width) / 2, top(cell) + (boxHeight - height) / 2, width, height);
    }

    private record Block(int left, int top, int width, int height) {}

    private void enlarge(byte[] from, int cell, byte[] into) {
        var content = grid.cells().get(cell).content();
        if (from.length == 0) {
            return;
        }
        var block = block(cell);
        int w = content.width();
        int h = content.height();
        int stride = width();
        for (int y = 0, lastRow = -1; y < block.height; y++) {
            int row = (int) ((long) y * h / block.height);
            int at = (block.top + y) * stride + block.left;
            if (row == lastRow) {
                System.arraycopy(into, at - stride, into, at, block.width);
                continue;
            }
            lastRow = row;
            if (block.width >= w) {
                for (int x = 0, start = 0; x < w; x++) {
                    int end = (int) (((long) (x + 1) * block.width + w - 1) / w);
                    Arrays.fill(into, at + start, at + end, from[row * w + x]);
                    start = end;
                }
            } else {
                for (int x = 0; x < block.width; x++) {
                    into[at + x] = from[row * w + (int) ((long) x * w / block.width)];
                }
            }
        }
        if (grid.cells().get(cell).dead()) {
            strike(block, at -> into[at] = 1);
        }
    }

    private void enlarge(int[] from, int cell, int[] into) {
        var content = grid.cells().get(cell).content();
        if (from.length == 0) {
            return;
        }
        var block = block(cell);
        int w = content.width();
        int h = content.height();
        for (int y = 0; y < block.height; y++) {
            int row = (int) ((long) y * h / block.height) * w;
            int at = (block.top + y) * width() + block.left;
            for (int x = 0; x < block.width; x++) {
                into[at + x] = from[row + (int) ((long) x * w / block.width)];
            }
        }
        if (grid.cells().get(cell).dead()) {
            strike(block, at -> into[at] = DEAD_LINE);
        }
    }

    private void strike(Block block, java.util.function.IntConsumer dot) {
        int thick = Math.max(1, block.width / 48);
        for (int y = 0; y < block.height; y++) {
            int x = (int) ((long) (block.height - 1 - y) * block.width / block.height);
            for (int k = x; k < Math.min(block.width, x + thick); k++) {
                dot.accept((block.top + y) * width() + block.left + k);
            }
        }
    }
}
