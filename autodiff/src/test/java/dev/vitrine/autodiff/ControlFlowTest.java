package dev.vitrine.autodiff;

import static dev.vitrine.autodiff.GradientCheck.random;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Branches and loops: central differences of the runtime itself, in float64. */
class ControlFlowTest {
    private static final double FLOAT64 = 1e-6;
    private static final DataType TYPE = DataType.DOUBLE;

    private final List<Node> nodes = new ArrayList<>();

    private ControlFlowTest node(String op, String output, String... inputs) {
        nodes.add(Node.of("", op, List.of(inputs), List.of(output)));
        return this;
    }

    private Attribute body(List<Graph.Value> inputs, String... outputs) {
        var ends = new ArrayList<Graph.Value>();
        for (var output : outputs) {
            var type = output.startsWith("cond") ? DataType.BOOL : TYPE;
            ends.add(new Graph.Value(output, new TensorType(Optional.of(type), Optional.empty())));
        }
        var body = new Graph("body", List.copyOf(nodes), Map.of(), inputs, ends, Map.of());
        nodes.clear();
        return new Attribute.OfGraph(body);
    }

    private static Graph.Value value(String name, DataType type) {
        return new Graph.Value(name, new TensorType(Optional.of(type), Optional.empty()));
    }

    private static Node sum() {
        return Node.of("", "ReduceSum", List.of("x"), List.of("s")).with("keepdims", 0);
    }

    /** A condition that is known only when the graph runs. */
    private static Node condition(String name, String limit) {
        return Node.of("", "Less", List.of("s", limit), List.of(name));
    }

    /** Each branch reads tensors of its own, and one that both read. */
    @Test
    void branches() {
        for (float way = 0; way < 2; way++) {
            var then = node("Mul", "t1", "x", "w").node("Sin", "t2", "t1").body(List.of(), "t2");
            var other = node("Exp", "e1", "x").node("Add", "e2", "e1", "b").body(List.of(), "e2");
            var chosen = Node.of("", "If", List.of("c"), List.of("y"))
                    .with("then_branch", then)
                    .with("else_branch", other);
            GradientCheck.of(18, sum(), condition("c", "limit"), chosen)
                    .given("limit", Tensor.of(new double[] {way == 0 ? -100 : 100}))
                    .by("x", random(new Random(1), TYPE, -1, 1, 2, 3))
                    .by("w", random(new Random(2), TYPE, -1, 1, 3))
                    .by("b", random(new Random(3), TYPE, -1, 1, 2, 1))
                    .agreesWithDifferences(FLOAT64);
        }
    }

    /** A branch in a branch, whose inner tensors have the names of the outer ones. */
    @Test
    void branchesInBranches() {
        var inner = node("Mul", "i1", "t1", "t1").body(List.of(), "i1");
        var innerElse = node("Neg", "i2", "t1").body(List.of(), "i2");
        node("Mul", "t1", "x", "w");
        nodes.add(Node.of("", "If", List.of("d"), List.of("t2"))
                .with("then_branch", inner)
                .with("else_branch", innerElse));
        var then = body(List.of(), "t2");
        var other = node("Identity", "e1", "x").body(List.of(), "e1");
        var chosen = Node.of("", "If", List.of("c"), List.of("y"))
                .with("then_branch", then)
                .with("else_branch", other);
        GradientCheck.of(18, sum(), condition("c", "limit"), condition("d", "limit"), chosen)
                .given("limit", Tensor.of(new double[] {100}))
                .by("x", random(new Random(1), TYPE, -1, 1, 2, 3))
                .by("w", random(new Random(2), TYPE, -1, 1, 3))
                .agreesWithDifferences(FLOAT64);
    }

    /** Two states, one of which leaves; two inputs along different axes and directions; a matrix from outside. */
    @Test
    void scans() {
        for (int seed = 0; seed < 16; seed++) {
            var random = new Random(seed);
            node("MatMul", "p", "h", "m").node("Add", "q", "p", "u").node("Tanh", "h2", "q");
            node("Mul", "r", "c", "v").node("Add", "c2", "r", "h2").node("Mul", "z", "c2", "h");
            var inputs = List.of(value("h", TYPE), value("c", TYPE), value("u", TYPE), value("v", TYPE));
            var body = seed % 2 == 0
                    ? body(inputs, "h2", "c2", "z")
                    : node("Identity", "h3", "h2").body(inputs, "h2", "c2", "h3");
            int axis = random.nextInt(3);
            long t = 1 + random.nextInt(4);
            var sizes = new ArrayList<>(List.of(2L, 3L));
            sizes.add(axis, t);
            var node = Node.of("", "Scan", List.of("h0", "c0", "x", "w"), List.of("hn", "cn", "y"))
                    .with("body", body)
                    .with("num_scan_inputs", 2)
                    .with("scan_input_axes", new long[] {axis, 0})
                    .with("scan_input_directions", new long[] {random.nextInt(2), random.nextInt(2)})
                    .with("scan_output_axes", new long[] {seed % 2 == 0 ? random.nextInt(3) : 0})
                    .with("scan_output_directions", new long[] {random.nextInt(2)});
            GradientCheck.of(node)
                    .outputs(seed % 3 == 0 ? new String[] {"y", "hn", "cn"} : new String[] {"y"})
                    .by(
                            "x",
                            random(
                                    random,
                                    TYPE,
                                    -1,
                                    1,
                                    sizes.stream().mapToLong(Long::longValue).toArray()))
                    .by("w", random(random, TYPE, -1, 1, t, 2, 3))
                    .by("h0", random(random, TYPE, -1, 1, 2, 3))
                    .by("c0", random(random, TYPE, -1, 1, 2, 3))
                    .by("m", random(random, TYPE, -1, 1, 3, 3))
                    .agreesWithDifferences(FLOAT64);
        }
    }

    /** Where every state leaves after each step, forwards or backwards, the reverse pass reads it there. */
    @Test
    void scansWhoseStatesLeave() {
        for (int way = 0; way < 4; way++) {
            var random = new Random(way);
            node("MatMul", "p", "h", "m")
                    .node("Add", "q", "p", "u")
                    .node("Tanh", "h2", "q")
                    .node("Identity", "h3", "h2");
            var body = body(List.of(value("h", TYPE), value("u", TYPE)), "h2", "h3");
            GradientCheck.of(Node.of("", "Scan", List.of("h0", "x"), List.of("hn", "y"))
                            .with("body", body)
                            .with("num_scan_inputs", 1)
                            .with("scan_input_directions", new long[] {way / 2})
                            .with("scan_output_directions", new long[] {way % 2}))
                    .outputs("y", "hn")
                    .by("x", random(random, TYPE, -1, 1, 4, 2, 3))
                    .by("h0", random(random, TYPE, -1, 1, 2, 3))
                    .by("m", random(random, TYPE, -1, 1, 3, 3))
                    .agreesWithDifferences(FLOAT64);
        }
    }

    /** A loop that counts, and one that ends on a condition; a state that is a whole number. */
    @Test
    void loops() {
        for (int seed = 0; seed < 8; seed++) {
            var random = new Random(seed);
            node("MatMul", "p", "h", "m").node("Sin", "h2", "p").node("Mul", "z", "h2", "k");
            node("Add", "n2", "n", "one").node("Less", "cond2", "n2", "limit");
            var body = body(
                    List.of(
                            new Graph.Value("i", TensorType.of(DataType.INT64)),
                            new Graph.Value("cond1", TensorType.of(DataType.BOOL)),
                            value("h", TYPE),
                            value("n", DataType.INT64)),
                    "cond2",
                    "h2",
                    "n2",
                    "z");
            var ends = new ArrayList<>(((Attribute.OfGraph) body).value().outputs());
            ends.set(2, value("n2", DataType.INT64));
            body = new Attribute.OfGraph(((Attribute.OfGraph) body).value().withOutputs(ends));
            var node = Node.of(
                            "",
                            "Loop",
                            List.of(seed % 2 == 0 ? "times" : "", "go", "x", "zero"),
                            List.of("y", "n", "zs"))
                    .with("body", body);
            node = node.withOutputs(List.of("y", "count", "zs"));
            GradientCheck.of(node)
                    .outputs(seed % 3 == 0 ? new String[] {"zs"} : new String[] {"y", "zs"})
                    .given("times", Tensor.scalar(3L))
                    .given("go", Tensor.cast(DataType.BOOL, new float[] {1}))
                    .given("zero", Tensor.scalar(0L))
                    .given("one", Tensor.scalar(1L))
                    .given("limit", Tensor.scalar(2L + seed))
                    .by("x", random(random, TYPE, -1, 1, 2, 3))
                    .by("m", random(random, TYPE, -1, 1, 3, 3))
                    .by("k", random(random, TYPE, -1, 1, 3))
                    .agreesWithDifferences(FLOAT64);
        }
    }
}
