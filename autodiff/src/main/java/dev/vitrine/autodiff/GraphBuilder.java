package dev.vitrine.autodiff;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.model.TensorTypes;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Appends nodes and constants to a graph under fresh names. The same node asked for twice is made once; arithmetic on sizes
 * that are known now is done now, on others by nodes.
 */
public final class GraphBuilder {
    private final Graph graph;
    private final TensorTypes types;
    private final String prefix;
    private final Optional<GraphBuilder> outer;
    private final ResultTypes resultTypes = new ResultTypes(this);
    private final Set<String> taken;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final Map<Node, String> made = new HashMap<>();
    private final Map<String, TensorType> inferred = new HashMap<>();
    private final Map<List<Object>, String> constantNames = new HashMap<>();
    private int count;

    /** @param prefix starts every new name */
    GraphBuilder(Graph graph, TensorTypes types, String prefix) {
        this(graph, types, prefix, Optional.empty());
    }

    private GraphBuilder(Graph graph, TensorTypes types, String prefix, Optional<GraphBuilder> outer) {
        this.graph = graph;
        this.types = types;
        this.prefix = prefix;
        this.outer = outer;
        this.taken = new HashSet<>(graph.tensors());
    }

    /** A node yet without outputs, to be given attributes and then to {@link #put}. An empty input name is an omitted one. */
    public static Node call(String op, String... inputs) {
        return Node.of("", op, List.of(inputs), List.of());
    }

    /** Appends a node with one output and returns its name. */
    public String put(Node call) {
        return made.computeIfAbsent(call, c -> put(c, 1).get(0));
    }

    /** Appends a node with several outputs and returns their names. */
    public List<String> put(Node call, int outputs) {
        var names = new ArrayList<String>();
        for (int i = 0; i < outputs; i++) {
            names.add(fresh(call.op()));
        }
        append(new Node(names.get(0), call.op(), call.domain(), call.inputs(), names, call.attributes()));
        return names;
    }

    /** Appends a node as it is. */
    void append(Node node) {
        nodes.add(node);
        taken.addAll(node.outputs());
        if (node.is("Constant")) {
            graph.withNodes(List.of(node))
                    .constant(node.outputs().get(0))
                    .ifPresent(t -> inferred.putIfAbsent(node.outputs().get(0), t.tensorType()));
        }
        if (!node.inputs().isEmpty() && !node.inputs().get(0).isEmpty()) {
            var results = resultTypes.of(node);
            for (int i = 0; i < results.size(); i++) {
                if (!results.get(i).equals(TensorType.UNKNOWN)) {
                    inferred.putIfAbsent(node.outputs().get(i), results.get(i));
                }
            }
        }
    }

    /** Says what is known of a tensor that is made here. */
    void declare(String tensor, TensorType type) {
        inferred.put(tensor, type);
    }

    /**
     * A builder for the body of a loop or branch in this graph. Its nodes may read what is made here before the node that holds
     * the body.
     */
    GraphBuilder body() {
        return body(new Graph("body", List.of(), Map.of(), List.of(), List.of(), Map.of()));
    }

    /** As {@link #body()}, for one that is there already. */
    GraphBuilder body(Graph body) {
        return new GraphBuilder(body, types, fresh("body") + "/", Optional.of(this));
    }

    /**
     * What was made in a {@linkplain #body body}, as a graph. Every output is a node's own, as the specification wants it, and says
     * how many dimensions it has, as the runtime's Scan wants it.
     */
    Graph asBody(List<Graph.Value> inputs, List<String> outputs) {
        var ends = new ArrayList<Graph.Value>();
        for (var output : outputs) {
            var end = fresh("out");
            append(Node.of("", "Identity", List.of(output), List.of(end)));
            var open = shapeOf(output).map(s -> {
                var sizes = new long[s.rank()];
                Arrays.fill(sizes, -1);
                return Shape.of(sizes);
            });
            ends.add(new Graph.Value(end, new TensorType(Optional.of(type(output)), open)));
        }
        var names = ends.stream().map(Graph.Value::name).toList();
        return new Graph("body", nodes, constants, inputs, ends, Map.of())
                .cut(names, List.of())
                .withInputs(inputs)
                .withOutputs(ends);
    }

    /** What was worked out of the tensors made here. */
    Map<String, TensorType> inferred() {
        return inferred;
    }

    /** Shorthand for a node without attributes. */
    public String op(String op, String... inputs) {
        return put(call(op, inputs));
    }

    /** A name that no tensor has yet. */
    String fresh(String what) {
        String name;
        do {
            name = prefix + what + "_" + count++;
        } while (!taken.add(name));
        return name;
    }

    /** A name that no tensor has yet, the wished one where it is free. */
    String named(String wish) {
        var name = wish;
        for (int i = 2; !taken.add(name); i++) {
            name = wish + "_" + i;
        }
        return name;
    }

    List<Node> nodes() {
        return nodes;
    }

    int size() {
        return nodes.size();
    }

    Map<String, Tensor> constants() {
        return constants;
    }

    Graph graph() {
        return graph;
    }

    // constants

    public String constant(Tensor value) {
        var key = List.<Object>of(value.type(), value.shape(), value.bytes().slice(0, (int)
                value.bytes().length()));
        return constantNames.computeIfAbsent(key, k -> {
            var name = fresh("const");
            constants.put(name, value);
            return name;
        });
    }

    /** A one-dimensional int64 constant. */
    public String ints(long... values) {
        return constant(Tensor.of(values, values.length));
    }

    /** A scalar of the element type of {@code like}. */
    public String scalar(double value, String like) {
        return scalar(value, type(like));
    }

    public String scalar(double value, DataType type) {
        return constant(fill(value, type));
    }

    private static Tensor fill(double value, DataType type, long... sizes) {
        int n = (int) Tensor.count(sizes);
        if (type == DataType.DOUBLE) {
            var values = new double[n];
            Arrays.fill(values, value);
            return Tensor.of(values, sizes);
        }
        var values = new float[n];
        Arrays.fill(values, (float) value);
        return Tensor.cast(type, values, sizes);
    }

    /** A small constant tensor of one value. */
    public String filled(double value, DataType type, long... sizes) {
        return constant(fill(value, type, sizes));
    }

    /** A tensor of one value whose shape is given by an int64 tensor. */
    public String filled(double value, DataType type, String shape) {
        return put(call("ConstantOfShape", shape).with("value", new Attribute.OfTensor(fill(value, type, 1))));
    }

    /** The value of a tensor that is known before running: of the graph or made here. */
    public Optional<Tensor> known(String tensor) {
        var own = constants.get(tensor);
        return own != null
                ? Optional.of(own)
                : graph.constant(tensor).or(() -> made(tensor)).or(() -> outer.flatMap(o -> o.known(tensor)));
    }

    /** The value of a Constant node in a body. */
    private Optional<Tensor> made(String tensor) {
        return outer.isEmpty()
                ? Optional.empty()
                : nodes.stream()
                        .filter(n -> n.is("Constant") && n.outputs().contains(tensor))
                        .findFirst()
                        .flatMap(n -> graph.withNodes(List.of(n)).constant(tensor));
    }

    /** The integers of a tensor that is known before running. */
    public Optional<long[]> knownInts(String tensor) {
        return known(tensor).map(Tensor::longs);
    }

    // types and shapes

    /** What is known of a tensor of the graph. */
    public TensorType typeOf(String tensor) {
        var own = constants.get(tensor);
        if (own != null) {
            return own.tensorType();
        }
        var initializer = graph.initializers().get(tensor);
        if (initializer != null) {
            return initializer.tensorType();
        }
        // The runtime knows the main graph better, but nothing of the insides of loops and branches.
        boolean ours = graph.producer(tensor).isEmpty() || outer.isPresent();
        var known = inferred.containsKey(tensor) && ours
                ? Optional.ofNullable(inferred.get(tensor)).orElse(TensorType.UNKNOWN)
                : types.get(tensor);
        var declared = graph.typeOf(tensor);
        if (known.equals(TensorType.UNKNOWN) && declared.equals(TensorType.UNKNOWN) && outer.isPresent()) {
            return outer.get().typeOf(tensor);
        }
        var type = known.type().or(declared::type);
        var shape = known.shape().or(declared::shape).or(() -> known(tensor).map(Tensor::shape));
        return new TensorType(type.or(() -> known(tensor).map(Tensor::type)), shape);
    }

    /** The element type; float32 where nobody knows. */
    public DataType type(String tensor) {
        return typeOf(tensor).type().orElse(DataType.FLOAT);
    }

    public Optional<Shape> shapeOf(String tensor) {
        return typeOf(tensor).shape();
    }

    public Optional<Integer> rank(String tensor) {
        return shapeOf(tensor).map(Shape::rank);
    }

    /** The rank, without which nothing can be written down. */
    public int needRank(String tensor) {
        return rank(tensor).orElseThrow(() -> InputException.of("autodiff.rank-unknown", "tensor", tensor));
    }

    /** The shape of a tensor as an int64 tensor: a constant where it is known, else a node. */
    public String shape(String tensor) {
        return shapeOf(tensor).flatMap(Shape::sizes).map(this::ints).orElseGet(() -> op("Shape", tensor));
    }

    /** One size as an int64 tensor of one element. Negative axes count from the end. */
    public String size(String tensor, int axis) {
        long known = shapeOf(tensor)
                .filter(s -> axis < 0 ? -axis <= s.rank() : axis < s.rank())
                .map(s -> s.size(axis))
                .orElse(-1L);
        if (known >= 0) {
            return ints(known);
        }
        var part = call("Shape", tensor).with("start", axis);
        return put(axis == -1 ? part : part.with("end", axis + 1L));
    }

    /** Integer arithmetic on one-element or equally long int64 tensors: {@code Add Sub Mul Div Max Min}. */
    public String integer(String op, String a, String b) {
        var left = knownInts(a);
        var right = knownInts(b);
        if (left.isEmpty() || right.isEmpty()) {
            return op(op, a, b);
        }
        var result = new long[Math.max(left.get().length, right.get().length)];
        for (int i = 0; i < result.length; i++) {
            long x = left.get()[left.get().length == 1 ? 0 : i];
            long y = right.get()[right.get().length == 1 ? 0 : i];
            result[i] = switch (op) {
                case "Add" -> x + y;
                case "Sub" -> x - y;
                case "Mul" -> x * y;
                case "Div" -> x / y;
                case "Max" -> Math.max(x, y);
                case "Min" -> Math.min(x, y);
                default -> throw new IllegalArgumentException(op);
            };
        }
        return ints(result);
    }

    /** Joins one-dimensional int64 tensors. */
    public String join(List<String> parts) {
        var all = new ArrayList<Long>();
        for (var part : parts) {
            var known = knownInts(part);
            if (known.isEmpty()) {
                return put(call("Concat", parts.toArray(String[]::new)).with("axis", 0));
            }
            Arrays.stream(known.get()).forEach(all::add);
        }
        return ints(all.stream().mapToLong(Long::longValue).toArray());
    }

    public String join(String... parts) {
        return join(List.of(parts));
    }

    /** Says that a result has the type and shape of another tensor. */
    public String typed(String result, String like) {
        declare(result, typeOf(like));
        return result;
    }

    /** Says that a result has slices of the type and shape of another tensor, one for each step along a new first axis. */
    public String stacked(String result, String slice) {
        var shape = shapeOf(slice).map(s -> {
            var dims = new ArrayList<Shape.Dim>(List.of(new Shape.Dim.Unknown()));
            dims.addAll(s.dims());
            return new Shape(dims);
        });
        declare(result, new TensorType(typeOf(slice).type(), shape));
        return result;
    }

    /** A fresh name for an input of a body, of the type given. */
    public String input(TensorType type) {
        var name = fresh("in");
        declare(name, type);
        return name;
    }

    // common nodes

    public String mul(String a, String b) {
        return op("Mul", a, b);
    }

    public String add(String a, String b) {
        return op("Add", a, b);
    }

    public String sub(String a, String b) {
        return op("Sub", a, b);
    }

    public String div(String a, String b) {
        return op("Div", a, b);
    }

    /** {@code tensor * factor}; the tensor itself for 1. {@code like} has its element type. */
    public String scale(String tensor, double factor, String like) {
        return factor == 1 ? tensor : mul(tensor, scalar(factor, like));
    }

    public String transpose(String tensor, long... perm) {
        return put(call("Transpose", tensor).with("perm", perm));
    }

    public String reshape(String tensor, String shape) {
        return op("Reshape", tensor, shape);
    }

    public String reshape(String tensor, long... sizes) {
        return op("Reshape", tensor, ints(sizes));
    }

    /**
     * Zeros around a tensor along some axes; negative sizes cut off. All axes are named where it is known how many there are: the
     * runtime moves a Transpose over a Pad of some axes wrongly.
     *
     * @param before one size per axis, int64 tensors of one element
     * @param after likewise
     */
    public String pad(String tensor, String like, List<String> before, List<String> after, long... axes) {
        var rank = rank(like);
        if (rank.isEmpty()) {
            var sizes = new ArrayList<>(before);
            sizes.addAll(after);
            return op("Pad", tensor, join(sizes), scalar(0, like), ints(axes));
        }
        var begins = new ArrayList<>(java.util.Collections.nCopies(rank.get(), ints(0)));
        var ends = new ArrayList<>(begins);
        for (int i = 0; i < axes.length; i++) {
            int axis = (int) (axes[i] < 0 ? axes[i] + rank.get() : axes[i]);
            begins.set(axis, before.get(i));
            ends.set(axis, after.get(i));
        }
        begins.addAll(ends);
        return op("Pad", tensor, join(begins), scalar(0, like));
    }

    /** Sums over axes, keeping them with size 1. */
    public String sumOver(String tensor, long... axes) {
        return put(call("ReduceSum", tensor, ints(axes)).with("keepdims", 1));
    }

    /** Averages over axes, keeping them with size 1. */
    public String meanOver(String tensor, long... axes) {
        return put(call("ReduceMean", tensor, ints(axes)).with("keepdims", 1));
    }

    public String cast(String tensor, DataType type) {
        return put(call("Cast", tensor).with("to", type.code()));
    }

    /**
     * 1 where a tensor is above 0, else 0, in its own type. A HardSigmoid of enormous slope: unlike Greater and Where it stays in
     * the runtime's blocked layout. Exact for 0 and for anything of at least 1e-37; float64 has no such kernel and compares.
     */
    public String positive(String tensor, String like) {
        if (type(like) == DataType.DOUBLE) {
            return cast(op("Greater", tensor, scalar(0, like)), DataType.DOUBLE);
        }
        return put(call("HardSigmoid", tensor).with("alpha", 3e37f).with("beta", 0f));
    }

    /** As {@link #positive} of {@code tensor - bound}, without leaving the blocked layout; empty where that is not exact. */
    public Optional<String> above(String tensor, double bound) {
        return step(tensor, bound, 1);
    }

    /** As {@link #positive} of {@code bound - tensor}, without leaving the blocked layout; empty where that is not exact. */
    public Optional<String> below(String tensor, double bound) {
        return step(tensor, bound, -1);
    }

    /** The slope is a power of two, so that slope times bound is exact: the bound itself gives 0, its neighbours 1 and 0. */
    private Optional<String> step(String tensor, double bound, int sign) {
        double slope = 0x1p120;
        boolean exact = (float) bound == bound && (bound == 0 || Math.abs(bound) > 0x1p-90) && Math.abs(bound) < 64;
        if (type(tensor) != DataType.FLOAT || !exact) {
            return Optional.empty();
        }
        return Optional.of(put(call("HardSigmoid", tensor)
                .with("alpha", (float) (sign * slope))
                .with("beta", (float) (-sign * slope * bound))));
    }
}
