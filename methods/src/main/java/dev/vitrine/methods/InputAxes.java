package dev.vitrine.methods;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Tensor;
import java.util.Arrays;
import java.util.Set;

/**
 * How the elements of one input (item 0 of a batch) lie as channels of rows and columns. A row of features or a signal over
 * time is one row; element {@code (c, y, x)} is at {@code c * channelStride + y * rowStride + x * columnStride}.
 */
record InputAxes(int channels, int rows, int columns, int channelStride, int rowStride, int columnStride) {
    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "RNN");
    private static final Set<String> FEATURES_LAST =
            Set.of("MatMul", "Gemm", "Gather", "LayerNormalization", "Transpose");

    /**
     * {@code [N,C,H,W]}, {@code [N,H,W,C]}, {@code [N,C,L]}, {@code [N,T,F]}, {@code [T,1,F]} (read by a recurrent node), {@code [N,F]}
     * or {@code [F]}.
     */
    static InputAxes of(Graph graph, String name, Tensor tensor) {
        long[] sizes = tensor.sizes();
        if (sizes.length < 2) {
            return new InputAxes(1, 1, (int) tensor.elements(), 0, 0, 1);
        }
        int last = (int) sizes[sizes.length - 1];
        if (sizes.length == 2) {
            return new InputAxes(1, 1, last, 0, 0, 1);
        }
        if (sizes.length == 3) {
            return ofThree(graph, name, sizes);
        }
        if (ChannelLayout.of(graph, name) == ChannelMaps.Layout.CHANNELS_LAST) {
            int columns = (int) sizes[sizes.length - 2];
            int rows = (int) Tensor.count(Arrays.copyOfRange(sizes, 1, sizes.length - 2));
            return new InputAxes(last, rows, columns, 1, columns * last, last);
        }
        int rows = (int) Tensor.count(Arrays.copyOfRange(sizes, 2, sizes.length - 1));
        return new InputAxes((int) sizes[1], rows, last, rows * last, last, 1);
    }

    private static InputAxes ofThree(Graph graph, String name, long[] sizes) {
        int last = (int) sizes[2];
        var readers = graph.consumers(name);
        if (sizes[1] == 1 && sizes[0] > 1 && readers.stream().anyMatch(n -> RECURRENT.contains(n.op()))) {
            return new InputAxes(last, 1, (int) sizes[0], 1, 0, last);
        }
        if (readers.stream().anyMatch(n -> FEATURES_LAST.contains(n.op()) || RECURRENT.contains(n.op()))) {
            return new InputAxes(last, 1, (int) sizes[1], 1, 0, last);
        }
        return new InputAxes((int) sizes[1], 1, last, last, 0, 1);
    }

    int positions() {
        return rows * columns;
    }

    int index(int channel, int row, int column) {
        return channel * channelStride + row * rowStride + column * columnStride;
    }

    /** What becomes of the values of all channels at one position. */
    @FunctionalInterface
    interface Reduction {
        float of(float sum, float largest);
    }

    /** One value per position, row by row, from the sum over channels and the largest size of any channel. */
    float[] reduced(float[] values, Reduction reduction) {
        var map = new float[positions()];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                double sum = 0;
                float largest = 0;
                for (int c = 0; c < channels; c++) {
                    float v = values[index(c, y, x)];
                    sum += v;
                    largest = Math.max(largest, Math.abs(v));
                }
                map[y * columns + x] = reduction.of((float) sum, largest);
            }
        }
        return map;
    }

    float[] summed(float[] values) {
        return reduced(values, (sum, largest) -> sum);
    }

    float[] largest(float[] values) {
        return reduced(values, (sum, largest) -> largest);
    }
}
