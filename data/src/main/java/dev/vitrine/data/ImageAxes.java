package dev.vitrine.data;

import dev.vitrine.model.Shape;
import java.util.Optional;

/**
 * Where channels, rows and columns are in the shape of an image input; -1 stands for an axis that is not there and for a
 * size that the model leaves open.
 */
public record ImageAxes(int rank, int batch, int channel, int row, int column, long channels, long height, long width) {

    private static final int LEAST_SIDE = 8;
    private static final int MOST_RATIO = 64;

    /** Order of the axes. */
    public enum Layout {
        NCHW,
        NHWC
    }

    /**
     * Reads a shape as an image: rank 4 with a batch, rank 3 with channels or with a batch of grey pictures, rank 2 as one
     * grey picture. Without a {@code layout}, the axis of size 1 or 3 holds the channels.
     *
     * @return empty where the shape is no image of one or three channels
     */
    public static Optional<ImageAxes> of(Shape shape, Optional<Layout> layout) {
        var axes = switch (shape.rank()) {
            case 2 -> axes(shape, -1, -1, 0, 1);
            case 3 -> ofThree(shape, layout);
            case 4 -> channelsFirst(shape, 1, layout) ? axes(shape, 0, 1, 2, 3) : axes(shape, 0, 3, 1, 2);
            default -> new ImageAxes(shape.rank(), -1, -1, -1, -1, 0, -1, -1);
        };
        return Optional.of(axes)
                .filter(a -> a.channels == 1 || a.channels == 3)
                .filter(a -> shape.rank() == 4 || a.hasPictureSides());
    }

    private static ImageAxes ofThree(Shape shape, Optional<Layout> layout) {
        boolean first = isColour(shape.size(0));
        boolean last = isColour(shape.size(2));
        if (shape.size(0) == 3 || shape.size(2) == 3 || first && last) {
            return channelsFirst(shape, 0, layout) ? axes(shape, -1, 0, 1, 2) : axes(shape, -1, 2, 0, 1);
        }
        return last ? axes(shape, -1, 2, 0, 1) : axes(shape, 0, -1, 1, 2);
    }

    private static boolean channelsFirst(Shape shape, int channel, Optional<Layout> layout) {
        if (layout.isPresent()) {
            return layout.get() == Layout.NCHW;
        }
        return isColour(shape.size(channel)) && (shape.size(channel) == 3 || shape.size(-1) != 3)
                || !isColour(shape.size(-1));
    }

    /** Fewer axes than four also fit sound, tokens and tables; those are no pictures. */
    private boolean hasPictureSides() {
        if (height < 0 || width < 0) {
            return channels == 3 && Math.max(height, width) < 0;
        }
        long shorter = Math.min(height, width);
        return shorter >= LEAST_SIDE && Math.max(height, width) <= MOST_RATIO * shorter;
    }

    private static boolean isColour(long size) {
        return size == 1 || size == 3;
    }

    private static ImageAxes axes(Shape shape, int batch, int channel, int row, int column) {
        long channels = channel < 0 ? 1 : shape.size(channel) < 0 ? 3 : shape.size(channel);
        return new ImageAxes(shape.rank(), batch, channel, row, column, channels, shape.size(row), shape.size(column));
    }

    public Layout layout() {
        return channel > row ? Layout.NHWC : Layout.NCHW;
    }

    /** The sizes of a tensor that holds one picture. */
    long[] sizes(int pictureWidth, int pictureHeight) {
        var sizes = new long[rank];
        java.util.Arrays.fill(sizes, 1);
        if (channel >= 0) {
            sizes[channel] = channels;
        }
        sizes[row] = pictureHeight;
        sizes[column] = pictureWidth;
        return sizes;
    }
}
