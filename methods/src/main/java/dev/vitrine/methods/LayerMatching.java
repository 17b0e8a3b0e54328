package dev.vitrine.methods;

import dev.vitrine.artifact.NetworkGraph.Category;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which layer of one network is which layer of another: first by name, then by values that are nearly the same, then, among the
 * rest, by the best alignment in running order (Needleman and Wunsch 1970) of layers of equal sizes, where the same kind of
 * operator and like values count.
 */
final class LayerMatching {
    /** How a pair was found. */
    enum How {
        NAME,
        VALUES,
        STRUCTURE
    }

    /** Two tensors that hold the same thing. */
    record Pair(String a, String b, How how) {}

    /**
     * What is known of a layer.
     *
     * @param tensor its output
     * @param kind what its operator does
     * @param samples by sizes without those that are 1: some elements, once for every order of axes that has these sizes; no
     *     elements where no value is known
     */
    record Layer(String tensor, Category kind, Map<List<Long>, List<float[]>> samples) {}

    private static final float[] UNKNOWN = {};
    private static final int SAMPLES = 256;
    private static final long MOST_PAIRS = 4_000_000;
    private static final double SAME_KIND = 0.3;
    private static final double ALIKE = 0.5;

    /** Values that are this much alike belong together whatever the order: branches are written in any. */
    private static final double CERTAIN = 0.8;

    /** These hold the values of their input, in another form. */
    private static final Set<String> SAME_VALUES = Set.of(
            "Transpose",
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Identity",
            "Dropout",
            "Cast",
            "QuantizeLinear",
            "DynamicQuantizeLinear",
            "Constant",
            "Shape",
            "ConstantOfShape",
            "Range");

    private LayerMatching() {}

    /** The tensors of a network that are worth comparing, in running order: what layers make of the input. */
    static List<String> tensors(Graph graph) {
        var moving = new HashSet<String>();
        graph.inputs().stream()
                .filter(i -> !graph.initializers().containsKey(i.name()))
                .forEach(i -> moving.add(i.name()));
        var tensors = new ArrayList<String>();
        for (var node : graph.nodes()) {
            if (Graph.captured(node).stream().noneMatch(moving::contains)) {
                continue;
            }
            node.outputs().stream().filter(o -> !o.isEmpty()).forEach(moving::add);
            if (!SAME_VALUES.contains(node.op())) {
                node.output(0).ifPresent(tensors::add);
            }
        }
        return tensors;
    }

    /** A layer with its value, seen in one order of axes or in all. */
    static Layer layer(Graph graph, String tensor, Tensor value, boolean allOrders) {
        var samples = new HashMap<List<Long>, List<float[]>>();
        for (var view : allOrders ? AxisOrder.all(value) : List.of(AxisOrder.squeezed(value))) {
            samples.computeIfAbsent(sizes(view), sizes -> new ArrayList<>()).add(samples(view));
        }
        return new Layer(tensor, kind(graph, tensor), samples);
    }

    /** A layer without an input: only its sizes are known, as far as they are. */
    static Layer layer(Graph graph, String tensor, Shape shape, boolean allOrders) {
        var sizes = IntStream.range(0, shape.rank())
                .mapToObj(shape::size)
                .filter(n -> n > 1)
                .toList();
        var samples = new HashMap<List<Long>, List<float[]>>();
        samples.put(sizes, List.of(UNKNOWN));
        if (allOrders) {
            AxisOrder.orders(sizes.size())
                    .forEach(order -> samples.put(order.stream().map(sizes::get).toList(), List.of(UNKNOWN)));
        }
        return new Layer(tensor, kind(graph, tensor), samples);
    }

    private static List<Long> sizes(Tensor value) {
        return Arrays.stream(value.sizes()).boxed().toList();
    }

    /** Elements at places that depend on the number of elements only. */
    private static float[] samples(Tensor value) {
        long count = value.elements();
        var samples = new float[(int) Math.min(SAMPLES, count)];
        var places = new SplittableRandom(count);
        for (int i = 0; i < samples.length; i++) {
            value.read(samples.length == count ? i : places.nextLong(count), samples, i, 1);
        }
        return samples;
    }

    /** What the operator behind a tensor does, seen through a quantisation of its output. */
    private static Category kind(Graph graph, String tensor) {
        var node = graph.producer(tensor);
        while (node.filter(n -> n.is("DequantizeLinear") || n.is("QuantizeLinear"))
                .isPresent()) {
            var before = node.flatMap(n -> n.input(0)).flatMap(graph::producer);
            if (before.isEmpty()) {
                break;
            }
            node = before;
        }
        return node.map(Node::op).map(Category::of).orElse(Category.INPUT);
    }

    /**
     * The pairs, in the running order of the first network.
     *
     * @param a layers with samples in their own order of axes
     * @param b layers with samples in all orders
     */
    static List<Pair> match(List<Layer> a, List<Layer> b) {
        var named = new HashMap<String, Layer>();
        b.forEach(layer -> named.putIfAbsent(plain(layer.tensor()), layer));
        var found = new HashMap<String, Pair>();
        var taken = new HashSet<String>();
        for (var layer : a) {
            Optional.ofNullable(named.get(plain(layer.tensor())))
                    .filter(other -> !taken.contains(other.tensor()) && fits(layer, other))
                    .ifPresent(other -> {
                        taken.add(other.tensor());
                        found.put(layer.tensor(), new Pair(layer.tensor(), other.tensor(), How.NAME));
                    });
        }
        var restOfA = a.stream().filter(l -> !found.containsKey(l.tensor())).toList();
        var restOfB = b.stream().filter(l -> !taken.contains(l.tensor())).toList();
        if ((long) restOfA.size() * restOfB.size() <= MOST_PAIRS) {
            var certain = byValues(restOfA, restOfB);
            certain.pairs().forEach(pair -> found.put(pair.a(), pair));
            align(certain.openA(), certain.openB()).forEach(pair -> found.put(pair.a(), pair));
        }
        return a.stream()
                .flatMap(l -> Optional.ofNullable(found.get(l.tensor())).stream())
                .toList();
    }

    /** A name without what frameworks add to it. */
    private static String plain(String name) {
        return name.replaceFirst("^/", "").replaceFirst(":0$", "");
    }

    private static boolean fits(Layer a, Layer b) {
        return a.samples().keySet().stream().anyMatch(b.samples()::containsKey);
    }

    private record Likeness(int a, int b, double alike) {}

    /**
     * What values say.
     *
     * @param openA those that are like none of the other network; what is like one that is taken is a copy of it, as a tensor
     *     before and after its quantisation, and belongs to nothing else
     * @param openB likewise
     */
    private record Certain(List<Pair> pairs, List<Layer> openA, List<Layer> openB) {}

    /** Those whose values say so, the most alike first; of equals the first in running order. */
    private static Certain byValues(List<Layer> a, List<Layer> b) {
        var alike = new ArrayList<Likeness>();
        for (int i = 0; i < a.size(); i++) {
            for (int j = 0; j < b.size(); j++) {
                double one = alike(a.get(i), b.get(j));
                if (one >= CERTAIN) {
                    alike.add(new Likeness(i, j, one));
                }
            }
        }
        alike.sort(Comparator.comparingDouble((Likeness l) -> -l.alike)
                .thenComparingInt(Likeness::a)
                .thenComparingInt(Likeness::b));
        var ofA = new HashSet<Integer>();
        var ofB = new HashSet<Integer>();
        var pairs = new ArrayList<Pair>();
        for (var one : alike) {
            if (!ofA.contains(one.a) && !ofB.contains(one.b)) {
                ofA.add(one.a);
                ofB.add(one.b);
                pairs.add(new Pair(a.get(one.a).tensor(), b.get(one.b).tensor(), How.VALUES));
            }
        }
        alike.forEach(one -> {
            ofA.add(one.a);
            ofB.add(one.b);
        });
        return new Certain(pairs, without(a, ofA), without(b, ofB));
    }

    private static List<Layer> without(List<Layer> layers, Set<Integer> taken) {
        return IntStream.range(0, layers.size())
                .filter(i -> !taken.contains(i))
                .mapToObj(layers::get)
                .toList();
    }

    private static List<Pair> align(List<Layer> a, List<Layer> b) {
        var best = new double[a.size() + 1][b.size() + 1];
        var score = new double[a.size()][b.size()];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                score[i][j] = score(a.get(i), b.get(j));
                best[i][j] = Math.max(
                        Math.max(best[i + 1][j], best[i][j + 1]),
                        score[i][j] > 0 ? best[i + 1][j + 1] + score[i][j] : 0);
            }
        }
        var pairs = new ArrayList<Pair>();
        int i = 0;
        int j = 0;
        while (i < a.size() && j < b.size()) {
            if (score[i][j] > 0 && best[i][j] == best[i + 1][j + 1] + score[i][j]) {
                pairs.add(new Pair(a.get(i++).tensor(), b.get(j++).tensor(), How.STRUCTURE));
            } else if (best[i][j] == best[i + 1][j]) {
                i++;
            } else {
                j++;
            }
        }
        return pairs;
    }

    /** How much speaks for two layers being the same; 0 for none. */
    private static double score(Layer a, Layer b) {
        double alike = alike(a, b);
        if (alike < 0) {
            return 0;
        }
        return a.kind() == b.kind() ? SAME_KIND + alike : alike >= ALIKE ? alike : 0;
    }

    /** How much the values are alike in the best order of axes; negative where no order fits. */
    private static double alike(Layer a, Layer b) {
        double alike = -1;
        for (var own : a.samples().entrySet()) {
            for (var other : b.samples().getOrDefault(own.getKey(), List.of())) {
                alike = Math.max(alike, alike(own.getValue().get(0), other));
            }
        }
        return alike;
    }

    /** 1 for equal, 0 for as far apart as they are long, or not known. */
    private static double alike(float[] a, float[] b) {
        if (a.length == 0) {
            return 0;
        }
        double gap = 0;
        double lengths = 0;
        for (int i = 0; i < a.length; i++) {
            gap += Math.pow((double) a[i] - b[i], 2);
            lengths = lengths + (double) a[i] * a[i] + (double) b[i] * b[i];
        }
        double far = lengths == 0 ? 0 : Math.sqrt(2 * gap / lengths);
        return far < 1 ? 1 - far : 0;
    }
}
