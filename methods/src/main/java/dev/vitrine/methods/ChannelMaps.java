package dev.vitrine.methods;

import dev.vitrine.artifact.Plane;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * One activation seen as channels, each a plane: what a convolution layer makes of one input.
 *
 * <p>{@code [C,H,W]} and {@code [N,C,H,W]} (item 0) are C maps of H x W; {@code [N,C,L]} is C maps of 1 x L; {@code [N,F]} is F maps of
 * one value; with more spatial dimensions the first ones are put below each other. Channels last is turned around.
 *
 * @param planes one per channel, all over one array
 */
public record ChannelMaps(List<Plane> planes, int rows, int columns) {

    /** Where the channels are. */
    public enum Layout {
        CHANNELS_FIRST,
        CHANNELS_LAST
    }

    /**
     * @param activation with the batch axis first
     * @throws InputException if the tensor has no elements or no rank that can be seen as maps
     */
    public static ChannelMaps of(Tensor activation, Layout layout) {
        if (activation.elements() == 0) {
            throw InputException.of(
                    "methods.empty-tensor", "shape", activation.shape().toString());
        }
        long[] sizes = activation.sizes();
        if (sizes.length == 0) {
            return channelsFirst(activation.floats(), 1, 1, 1);
        }
        if (sizes.length == 1) {
            return channelsFirst(activation.floats(), (int) sizes[0], 1, 1);
        }
        float[] values = (sizes[0] > 1 ? activation.at(0) : activation).floats();
        int rank = sizes.length - 1;
        int channelAxis = layout == Layout.CHANNELS_FIRST ? 1 : rank;
        int channels = (int) sizes[channelAxis];
        int columns = rank == 1 ? 1 : (int) sizes[layout == Layout.CHANNELS_FIRST ? rank : rank - 1];
        int rows = values.length / channels / columns;
        return layout == Layout.CHANNELS_FIRST || rank == 1
                ? channelsFirst(values, channels, rows, columns)
                : channelsFirst(turned(values, channels), channels, rows, columns);
    }

    private static float[] turned(float[] channelsLast, int channels) {
        var turned = new float[channelsLast.length];
        int positions = channelsLast.length / channels;
        for (int p = 0; p < positions; p++) {
            for (int c = 0; c < channels; c++) {
                turned[c * positions + p] = channelsLast[p * channels + c];
            }
        }
        return turned;
    }

    private static ChannelMaps channelsFirst(float[] values, int channels, int rows, int columns) {
        var planes = new ArrayList<Plane>(channels);
        for (int c = 0; c < channels; c++) {
            planes.add(new Plane(values, c * rows * columns, rows, columns));
        }
        return new ChannelMaps(List.copyOf(planes), rows, columns);
    }

    public int channels() {
        return planes.size();
    }

    /** What one map is like. */
    public record Summary(int index, double min, double max, double mean, double sparsity, boolean dead) {}

    /** Per channel: extremes, mean, share of zeros, and whether it is the same everywhere (dead: nothing but zero). */
    public List<Summary> summaries() {
        var all = new ArrayList<Summary>();
        for (int c = 0; c < planes.size(); c++) {
            var plane = planes.get(c);
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            double sum = 0;
            int zeros = 0;
            int count = plane.count();
            for (int i = 0; i < count; i++) {
                float v = plane.values()[plane.offset() + i];
                min = Math.min(min, v);
                max = Math.max(max, v);
                sum += v;
                zeros += v == 0 ? 1 : 0;
            }
            all.add(new Summary(c, min, max, sum / count, (double) zeros / count, zeros == count));
        }
        return all;
    }
}
