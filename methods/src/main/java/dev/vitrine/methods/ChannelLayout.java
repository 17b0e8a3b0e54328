package dev.vitrine.methods;

import dev.vitrine.methods.ChannelMaps.Layout;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.TensorTypes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the channels of an activation are, told from the operators before it: convolutions and pooling of ONNX have them
 * first, matrix products have them last, and a transposition moves them.
 */
public final class ChannelLayout {
    private static final Set<String> FIRST = Set.of(
            "Conv",
            "ConvTranspose",
            "ConvInteger",
            "QLinearConv",
            "FusedConv",
            "DeformConv",
            "MaxPool",
            "AveragePool",
            "LpPool",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "GlobalLpPool",
            "QLinearGlobalAveragePool",
            "QLinearAveragePool",
            "BatchNormalization",
            "InstanceNormalization",
            "GroupNormalization",
            "LRN",
            "DepthToSpace",
            "SpaceToDepth",
            "Upsample",
            "MaxRoiPool",
            "RoiAlign",
            "MaxUnpool");
    private static final Set<String> LAST = Set.of(
            "MatMul",
            "Gemm",
            "MatMulInteger",
            "QLinearMatMul",
            "FusedMatMul",
            "LayerNormalization",
            "SimplifiedLayerNormalization",
            "RMSNormalization",
            "SkipLayerNormalization",
            "EmbedLayerNormalization",
            "Attention",
            "MultiHeadAttention",
            "LSTM",
            "GRU",
            "RNN");
    private static final Set<String> TIED = Set.of("Add", "Sub", "Mul", "Div", "Concat", "Sum", "Mean", "Max", "Min");

    private static final int LEAST_SIDE = 8;

    private ChannelLayout() {}

    /**
     * The layout of a tensor; channels first where nothing tells. An input {@code [N,H,W,C]} with 1, 3 or 4 channels and sides
     * of 8 or more, or of open size, has its channels last.
     *
     * @param tensor a tensor of the graph
     */
    public static Layout of(Graph graph, String tensor) {
        return walk(graph, tensor, new HashSet<>()).orElse(Layout.CHANNELS_FIRST);
    }

    /** The number of maps of every tensor that has height, width and channels; absent where a size is unknown. */
    public static Map<String, Long> maps(Graph graph, TensorTypes types) {
        var maps = new HashMap<String, Long>();
        for (var node : graph.nodes()) {
            var out = node.output(0);
            var shape = out.flatMap(types::shape).filter(s -> s.rank() == 4);
            if (shape.isEmpty()) {
                continue;
            }
            boolean last = of(graph, out.get()) == Layout.CHANNELS_LAST;
            long rows = shape.get().size(last ? 1 : 2);
            long columns = shape.get().size(last ? 2 : 3);
            long channels = shape.get().size(last ? 3 : 1);
            if (rows > 1 && columns > 1 && channels > 0) {
                maps.put(out.get(), channels);
            }
        }
        return maps;
    }

    private static Optional<Layout> walk(Graph graph, String tensor, Set<String> seen) {
        if (!seen.add(tensor)) {
            return Optional.empty();
        }
        var producer = graph.producer(tensor);
        if (producer.isEmpty()) {
            return ofInput(graph, tensor);
        }
        var node = producer.get();
        if (FIRST.contains(node.op())) {
            return Optional.of(Layout.CHANNELS_FIRST);
        }
        if (LAST.contains(node.op())) {
            return Optional.of(Layout.CHANNELS_LAST);
        }
        return switch (node.op()) {
            case "Transpose" -> transposed(graph, node, seen);
            case "Gather" ->
                node.input(0).flatMap(graph::constant).isPresent()
                        ? Optional.of(Layout.CHANNELS_LAST)
                        : first(graph, node, seen);
            case "Reshape", "Flatten", "Squeeze", "Unsqueeze" -> reshaped(graph, node);
            default -> TIED.contains(node.op()) ? any(graph, node, seen) : first(graph, node, seen);
        };
    }

    /** A permutation that takes axis 1 to the end turns first to last, one that takes the last to axis 1 the other way. */
    private static Optional<Layout> transposed(Graph graph, Node node, Set<String> seen) {
        var permutation = node.intsAttribute("perm");
        if (permutation.isEmpty() || permutation.get().length < 3) {
            return first(graph, node, seen);
        }
        long[] order = permutation.get();
        int last = order.length - 1;
        long[] toLast = new long[order.length];
        long[] toFirst = new long[order.length];
        Arrays.setAll(toLast, i -> i == 0 ? 0 : i == last ? 1 : i + 1);
        Arrays.setAll(toFirst, i -> i == 0 ? 0 : i == 1 ? last : i - 1);
        var before = first(graph, node, seen);
        if (order.length == 3 && Arrays.equals(order, toLast)) {
            return before.map(b -> b == Layout.CHANNELS_FIRST ? Layout.CHANNELS_LAST : Layout.CHANNELS_FIRST);
        }
        if (Arrays.equals(order, toLast)) {
            return Optional.of(Layout.CHANNELS_LAST);
        }
        return Arrays.equals(order, toFirst) ? Optional.of(Layout.CHANNELS_FIRST) : before;
    }

    /** What was reshaped is no map any more, unless what reads it says where its channels are. */
    private static Optional<Layout> reshaped(Graph graph, Node node) {
        return node.output(0).stream()
                .flatMap(o -> graph.consumers(o).stream()
                        .filter(c -> c.input(0).filter(o::equals).isPresent()))
                .flatMap(c -> FIRST.contains(c.op())
                        ? java.util.stream.Stream.of(Layout.CHANNELS_FIRST)
                        : LAST.contains(c.op())
                                ? java.util.stream.Stream.of(Layout.CHANNELS_LAST)
                                : java.util.stream.Stream.empty())
                .findFirst();
    }

    private static Optional<Layout> any(Graph graph, Node node, Set<String> seen) {
        return node.inputs().stream()
                .filter(i -> !i.isEmpty() && graph.constant(i).isEmpty())
                .flatMap(i -> walk(graph, i, seen).stream())
                .findFirst();
    }

    private static Optional<Layout> first(Graph graph, Node node, Set<String> seen) {
        return node.input(0).flatMap(i -> walk(graph, i, seen));
    }

    private static Optional<Layout> ofInput(Graph graph, String tensor) {
        return graph.typeOf(tensor)
                .shape()
                .filter(s -> s.rank() == 4 && isColour(s.size(3)) && isSide(s.size(1)) && isSide(s.size(2)))
                .map(s -> Layout.CHANNELS_LAST);
    }

    private static boolean isColour(long channels) {
        return channels == 1 || channels == 3 || channels == 4;
    }

    private static boolean isSide(long size) {
        return size < 0 || size >= LEAST_SIDE;
    }
}
