package dev.vitrine.data;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

/**
 * What the graph asks of an input's dimension whose size is open. Where the dimension lies in later tensors is followed forwards;
 * the size that they need is then carried back.
 *
 * @param batch whether it counts the examples of a batch
 * @param least the smallest size with which every window of a convolution, a pool or a spectrum finds room
 * @param most the largest size for which every table of positions has rows
 */
record OpenDimension(boolean batch, long least, long most) {
    /** Nothing is asked. */
    static final OpenDimension FREE = new OpenDimension(false, 1, Long.MAX_VALUE);

    /** What both ask. */
    OpenDimension and(OpenDimension other) {
        return new OpenDimension(batch || other.batch, Math.max(least, other.least), Math.min(most, other.most));
    }

    /** The wished size, or the next that is possible. */
    long size(long wished) {
        return batch ? 1 : Math.max(least, Math.min(most, wished));
    }

    static OpenDimension of(Graph graph, Graph.Value input, int axis) {
        var way = new Way();
        way.place(
                input.name(), new Place(axis, input.type().shape().orElseThrow().rank()));
        way.follow(graph);
        return way.found();
    }

    /** Where the dimension lies in a tensor of so many dimensions. */
    private record Place(int axis, int rank) {}

    /** A tensor made from another: the size that it needs there, from the size needed here. */
    private record Step(String from, String to, LongUnaryOperator needed) {}

    private static final class Way {
        private static final Set<String> WINDOWS =
                Set.of("Conv", "ConvInteger", "QLinearConv", "MaxPool", "AveragePool", "LpPool");
        private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "RNN");
        private static final Set<String> SAME_PLACE =
                Set.of(("Abs Add And BatchNormalization Cast Ceil Clip Concat CumSum DequantizeLinear Div Dropout "
                                + "DynamicQuantizeLinear Elu Equal Erf Exp Floor Gelu Greater HardSigmoid HardSwish "
                                + "Identity InstanceNormalization LRN LayerNormalization LeakyRelu Less Log LogSoftmax "
                                + "MatMul Max Min Mul Neg Not Or PRelu Pad Pow QuantizeLinear Reciprocal Relu Selu Sigmoid "
                                + "Slice Softmax Softplus Split Sqrt Sub Tanh Where")
                        .split(" "));
        /** What keeps a number that counts the dimension, or makes positions of it. */
        private static final Set<String> COUNTING =
                Set.of(("Add Cast Concat ConstantOfShape CumSum Expand Gather Identity Mul NonZero Range Reshape "
                                + "Slice Squeeze Sub Transpose Unsqueeze")
                        .split(" "));
        /** Among them, those whose second input says how to move the first. */
        private static final Set<String> MOVING =
                Set.of("Expand", "Gather", "Reshape", "Slice", "Squeeze", "Unsqueeze");

        private static final int MOST_AXES = 64;

        /** The branches of a condition may leave it in different places. */
        private final Map<String, Set<Place>> places = new HashMap<>();

        private final Set<String> counts = new HashSet<>();
        private final List<Step> steps = new ArrayList<>();
        private final Deque<Graph> scopes = new ArrayDeque<>();
        private boolean batch;
        private long most = Long.MAX_VALUE;

        void follow(Graph graph) {
            scopes.push(graph);
            for (var node : graph.nodes()) {
                for (var inner : node.subgraphs()) {
                    follow(inner);
                    for (int i = 0;
                            i < Math.min(inner.outputs().size(), node.outputs().size());
                            i++) {
                        step(inner.outputs().get(i).name(), node, i);
                    }
                }
                for (int i = 0; i < node.inputs().size(); i++) {
                    for (var place : places(node.inputs().get(i))) {
                        follow(node, i, place);
                    }
                    if (counts.contains(node.inputs().get(i))) {
                        count(node, i);
                    }
                }
            }
            scopes.pop();
        }

        /** What is known before running, here or in a graph around this one. */
        private Optional<Tensor> constant(String name) {
            return scopes.stream().flatMap(g -> g.constant(name).stream()).findFirst();
        }

        private void step(String from, Node node, int output) {
            places(from).forEach(place -> step(from, node, output, place, n -> n));
        }

        private Set<Place> places(String tensor) {
            return places.getOrDefault(tensor, Set.of());
        }

        private void place(String tensor, Place place) {
            places.computeIfAbsent(tensor, t -> new LinkedHashSet<>(1)).add(place);
        }

        private void step(String from, Node node, int output, Place place, LongUnaryOperator needed) {
            node.output(output).ifPresent(to -> {
                place(to, place);
                steps.add(new Step(from, to, needed));
            });
        }

        private void follow(Node node, int input, Place place) {
            var from = node.inputs().get(input);
            var op = node.op();
            if (op.equals("Shape")) {
                node.output(0).ifPresent(counts::add);
            } else if (SAME_PLACE.contains(op)) {
                for (int i = 0; i < node.outputs().size(); i++) {
                    step(from, node, i, place, n -> n);
                }
            } else if (WINDOWS.contains(op) && input == 0) {
                window(node, place);
            } else if (RECURRENT.contains(op)) {
                recurrent(node, input, place);
            } else if (op.equals("STFT") && input == 0 && place.axis() == 1) {
                long frame = numbers(node, 3)
                        .map(n -> n[0])
                        .or(() -> node.input(2).flatMap(this::constant).map(Tensor::elements))
                        .orElse(1L);
                step(from, node, 0, place, n -> frame);
            } else if (input == 0) {
                moved(node, place).ifPresent(to -> step(from, node, 0, to, n -> n));
            }
        }

        private void window(Node node, Place place) {
            if (place.axis() == 1) {
                return;
            }
            int side = place.axis() - 2;
            var weights = node.input(node.op().equals("QLinearConv") ? 3 : 1).flatMap(this::constant);
            long kernel = at(node, "kernel_shape", side)
                    .or(() -> weights.filter(w -> side >= 0 && w.rank() == place.rank())
                            .map(w -> w.size(place.axis())))
                    .orElse(1L);
            long stride = at(node, "strides", side).orElse(1L);
            long reach = (kernel - 1) * at(node, "dilations", side).orElse(1L) + 1;
            long pads = node.stringAttribute("auto_pad", "").startsWith("SAME")
                    ? reach - 1
                    : at(node, "pads", side).orElse(0L)
                            + at(node, "pads", side + place.rank() - 2).orElse(0L);
            batch |= side < 0;
            step(node.inputs().get(0), node, 0, place, n -> Math.max(1, (n - 1) * stride + reach - pads));
        }

        private static Optional<Long> at(Node node, String attribute, int index) {
            return index < 0
                    ? Optional.empty()
                    : node.intsAttribute(attribute)
                            .filter(a -> index < a.length)
                            .map(a -> a[index]);
        }

        private void recurrent(Node node, int input, Place place) {
            boolean batchFirst = node.intAttribute("layout", 0) == 1;
            batch |= place.axis() == (batchFirst ? 0 : 1) && (input == 0 || input == 5 || input == 6);
            if (input == 0 && place.axis() < 2) {
                step(
                        node.inputs().get(0),
                        node,
                        0,
                        new Place(batchFirst || place.axis() == 0 ? place.axis() : 2, 4),
                        n -> n);
            }
        }

        /** Where the dimension lies after dimensions were moved, added or taken away. */
        private Optional<Place> moved(Node node, Place place) {
            int rank = place.rank();
            int axis = place.axis();
            switch (node.op()) {
                case "Transpose" -> {
                    var order = node.intsAttribute("perm")
                            .orElseGet(() -> IntStream.range(0, rank)
                                    .mapToLong(i -> rank - 1 - i)
                                    .toArray());
                    return IntStream.range(0, order.length)
                            .filter(i -> order[i] == axis)
                            .mapToObj(i -> new Place(i, rank))
                            .findFirst();
                }
                case "Squeeze" -> {
                    return axes(node, rank)
                            .filter(a -> !a.contains(axis))
                            .map(a -> new Place(
                                    axis
                                            - (int) a.stream()
                                                    .filter(d -> d < axis)
                                                    .count(),
                                    rank - a.size()));
                }
                case "Unsqueeze" -> {
                    var added = node.intsAttribute("axes").or(() -> numbers(node, 1));
                    return added.flatMap(a -> axes(node, rank + a.length)).map(a -> {
                        int to = IntStream.range(0, rank + a.size())
                                .filter(i -> !a.contains(i))
                                .skip(axis)
                                .findFirst()
                                .orElseThrow();
                        return new Place(to, rank + a.size());
                    });
                }
                case "Gather" -> {
                    int along = Math.floorMod((int) node.intAttribute("axis", 0), rank);
                    return node.input(1)
                            .flatMap(this::constant)
                            .filter(i -> along != axis)
                            .map(i -> new Place(axis + (along < axis ? i.rank() - 1 : 0), rank + i.rank() - 1));
                }
                default -> {
                    return Optional.empty();
                }
            }
        }

        private Optional<List<Integer>> axes(Node node, int rank) {
            return node.intsAttribute("axes")
                    .or(() -> numbers(node, 1))
                    .map(all -> Arrays.stream(all)
                            .mapToInt(a -> Math.floorMod((int) a, rank))
                            .distinct()
                            .boxed()
                            .toList());
        }

        /** A short list that is known before running. */
        private Optional<long[]> numbers(Node node, int input) {
            return node.input(input)
                    .flatMap(this::constant)
                    .filter(t -> t.elements() > 0 && t.elements() <= MOST_AXES)
                    .map(Tensor::longs);
        }

        /** A count of the dimension is read: as positions in a table it must stay below half, for there may be two in a sum. */
        private void count(Node node, int input) {
            var table = node.input(0).flatMap(this::constant).filter(t -> t.rank() == 2);
            if (node.op().equals("Gather") && input == 1 && table.isPresent()) {
                most = Math.min(most, Math.max(1, table.get().size(0) / 2));
            } else if (COUNTING.contains(node.op()) && (input == 0 || !MOVING.contains(node.op()))) {
                node.output(0).ifPresent(counts::add);
            }
        }

        OpenDimension found() {
            var needed = new HashMap<String, Long>();
            for (int i = steps.size() - 1; i >= 0; i--) {
                var step = steps.get(i);
                needed.merge(step.from(), step.needed().applyAsLong(needed.getOrDefault(step.to(), 1L)), Math::max);
            }
            // The first step starts at the input.
            return new OpenDimension(
                    batch,
                    steps.isEmpty() ? 1 : needed.getOrDefault(steps.get(0).from(), 1L),
                    most);
        }
    }
}
