package dev.vitrine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Attribute;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.model.TensorTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * Checks the gradient of sum(r * y), with fixed random r, for small graphs, against numbers that the rules did not make. Every
 * check runs twice: with all sizes known, and with sizes known only when the graph runs.
 */
final class GradientCheck {
    /** What was checked, line by line: operator, input, against what. */
    static final Path LOG = Path.of("target/gradient-checks.csv");

    private final List<Node> nodes;
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final List<String> outputs = new ArrayList<>();
    private final long opset;
    private Map<String, Tensor> answers = Map.of();
    private boolean alsoUnknownSizes = true;
    private boolean lowered;

    private GradientCheck(List<Node> nodes, long opset) {
        this.nodes = nodes;
        this.opset = opset;
    }

    static GradientCheck of(Node node) {
        return new GradientCheck(List.of(node), 18).output(node.outputs().get(0));
    }

    static GradientCheck of(long opset, Node... nodes) {
        return new GradientCheck(List.of(nodes), opset)
                .output(nodes[nodes.length - 1].outputs().get(0));
    }

    private GradientCheck output(String name) {
        outputs.add(name);
        return this;
    }

    GradientCheck outputs(String... names) {
        outputs.clear();
        outputs.addAll(List.of(names));
        return this;
    }

    /** A tensor to differentiate by. */
    GradientCheck by(String name, Tensor value) {
        inputs.put(name, value);
        return this;
    }

    GradientCheck given(String name, Tensor value) {
        constants.put(name, value);
        return this;
    }

    /** For operators whose gradient needs the sizes beforehand. */
    GradientCheck knownSizesOnly() {
        alsoUnknownSizes = false;
        return this;
    }

    static Node node(String op, int inputs) {
        var names = new ArrayList<String>();
        for (int i = 0; i < inputs; i++) {
            names.add(i == 0 ? "x" : i == 1 ? "w" : i == 2 ? "b" : "i" + i);
        }
        return Node.of("", op, names, List.of("y"));
    }

    static Tensor random(Random random, DataType type, double low, double high, long... sizes) {
        int n = (int) Tensor.count(sizes);
        if (type == DataType.DOUBLE) {
            return Tensor.of(random.doubles(n, low, high).toArray(), sizes);
        }
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (low + random.nextDouble() * (high - low));
        }
        return Tensor.cast(type, values, sizes);
    }

    /** The model, with sum of r * y named {@code total} at its end. */
    private Model model(boolean sizesKnown) {
        var open = new ArrayList<Graph.Value>();
        inputs.forEach((name, t) -> {
            var unknown = new long[t.rank()];
            java.util.Arrays.fill(unknown, -1);
            var weight = name.equals("w") && nodes.stream().anyMatch(n -> n.op().startsWith("Conv"));
            open.add(new Graph.Value(
                    name, TensorType.of(t.type(), sizesKnown || weight ? t.shape() : Shape.of(unknown))));
        });
        var plain = plain(open);
        var all = new ArrayList<>(plain.graph().nodes());
        var weights = new LinkedHashMap<>(plain.graph().initializers());
        var sums = new ArrayList<String>();
        if (answers.isEmpty()) {
            answers = OrtRunner.run(plain, inputs);
        }
        var random = new Random(99);
        for (var output : outputs) {
            var y = answers.get(output);
            weights.put("r_" + output, random(random, y.type(), 0.5, 1.5, y.sizes()));
            all.add(Node.of("", "Mul", List.of(output, "r_" + output), List.of("m_" + output)));
            all.add(new Node(
                    "",
                    "ReduceSum",
                    "",
                    List.of("m_" + output),
                    List.of("s_" + output),
                    Map.of("keepdims", new Attribute.OfInt(0))));
            sums.add("s_" + output);
        }
        all.add(Node.of("", "Sum", sums, List.of("total")));
        var type = answers.get(outputs.get(0)).type();
        if (type == DataType.DOUBLE && sums.size() == 1) {
            all.set(all.size() - 1, Node.of("", "Identity", sums, List.of("total")));
        }
        var total = new Graph.Value("total", TensorType.of(type));
        return plain.withGraph(
                new Graph("g", all, weights, open, List.of(total), plain.graph().declared()));
    }

    /** The nodes alone. */
    private Model plain(List<Graph.Value> open) {
        var ends = outputs.stream()
                .map(o -> new Graph.Value(o, TensorType.UNKNOWN))
                .toList();
        var opsets = nodes.stream().anyMatch(n -> !n.domain().isEmpty())
                ? Map.of("", opset, "com.microsoft", 1L)
                : Map.of("", opset);
        var graph = new Graph("g", nodes, constants, open, ends, Map.of());
        var model = new Model(Optional.empty(), 8, opsets, List.of(), "", Map.of(), graph);
        return lowered ? Lowering.lower(model, new TensorTypes(Map.of())) : model;
    }

    /** Written out, the operator gives what its kernel gives. */
    GradientCheck agreesWithKernel(double tolerance) {
        var open = new ArrayList<Graph.Value>();
        inputs.forEach((name, t) -> open.add(new Graph.Value(name, t.tensorType())));
        lowered = false;
        var expected = OrtRunner.run(plain(open), inputs);
        lowered = true;
        var found = OrtRunner.run(plain(open), inputs);
        lowered = false;
        expected.forEach((name, e) -> {
            assertThat(found.get(name).sizes()).as("%s of %s", name, nodes).isEqualTo(e.sizes());
            assertThat(error(found.get(name).doubles(), e.doubles()))
                    .as("%s of %s", name, nodes)
                    .isLessThanOrEqualTo(tolerance);
        });
        inputs.keySet().forEach(name -> record(name, "kernel"));
        return this;
    }

    /** For operators whose float64 kernel is missing, but not those of the operators they are written out in. */
    GradientCheck lowered() {
        lowered = true;
        return this;
    }

    Map<String, Tensor> gradients(boolean sizesKnown) {
        var model = model(sizesKnown);
        var gradient = Differentiator.of(model, OrtRunner.types(model))
                .wrt(inputs.keySet())
                .seed("total")
                .build();
        var run = OrtRunner.run(gradient.model(), inputs);
        var found = new LinkedHashMap<String, Tensor>();
        gradient.gradients().forEach((tensor, name) -> found.put(tensor, run.get(name)));
        return found;
    }

    /** Against central differences of the runtime's own float64 kernel. */
    void agreesWithDifferences(double tolerance) {
        var model = model(true);
        try (var runner = new OrtRunner(model)) {
            compare(
                    numeric(values -> {
                        var feeds = new LinkedHashMap<String, Tensor>();
                        inputs.forEach((name, t) -> feeds.put(name, Tensor.of(values.get(name), t.sizes())));
                        return runner.run(feeds).get("total").doubles()[0];
                    }),
                    tolerance,
                    lowered ? "float64 differences of the written form" : "float64 differences");
        }
    }

    /** Against central differences of a plain float64 twin of the operator: inputs to the first output's elements. */
    void agreesWithTwin(Function<Map<String, double[]>, double[]> twin, double tolerance) {
        var weights =
                model(true).graph().initializers().get("r_" + outputs.get(0)).doubles();
        compare(
                numeric(values -> {
                    var y = twin.apply(values);
                    double total = 0;
                    for (int i = 0; i < y.length; i++) {
                        total += weights[i] * y[i];
                    }
                    return total;
                }),
                tolerance,
                "float64 twin");
    }

    /** For operators linear in each input: against the operator itself applied to every unit vector. */
    void agreesWithUnitVectors(double tolerance) {
        var model = model(true);
        var expected = new LinkedHashMap<String, double[]>();
        try (var runner = new OrtRunner(model)) {
            inputs.forEach((name, t) -> {
                var gradient = new double[(int) t.elements()];
                var feeds = new LinkedHashMap<>(inputs);
                Optional.ofNullable(inputs.get("b"))
                        .ifPresent(b ->
                                feeds.put("b", Tensor.cast(b.type(), new float[(int) b.elements()], b.sizes())));
                feeds.put(name, Tensor.cast(t.type(), new float[gradient.length], t.sizes()));
                double base = runner.run(feeds).get("total").item();
                for (int i = 0; i < gradient.length; i++) {
                    var unit = new float[gradient.length];
                    unit[i] = 1;
                    feeds.put(name, Tensor.cast(t.type(), unit, t.sizes()));
                    gradient[i] = runner.run(feeds).get("total").item() - base;
                }
                expected.put(name, gradient);
            });
        }
        compare(expected, tolerance, "unit vectors");
    }

    private Map<String, double[]> numeric(Function<Map<String, double[]>, Double> f) {
        var values = new LinkedHashMap<String, double[]>();
        inputs.forEach((name, t) -> values.put(name, t.doubles()));
        var result = new LinkedHashMap<String, double[]>();
        values.forEach((name, x) -> {
            var gradient = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                double at = x[i];
                double step = 1e-5 * Math.max(1, Math.abs(at));
                x[i] = at + step;
                double above = f.apply(values);
                x[i] = at - step;
                double below = f.apply(values);
                x[i] = at;
                gradient[i] = (above - below) / (2 * step);
            }
            result.put(name, gradient);
        });
        return result;
    }

    private void compare(Map<String, double[]> expected, double tolerance, String against) {
        compare(expected, gradients(true), tolerance, "sizes known");
        if (alsoUnknownSizes) {
            compare(expected, gradients(false), tolerance, "sizes unknown");
        }
        inputs.keySet().forEach(name -> record(name, against));
    }

    /** Leaves a line about each node that reads a tensor. */
    private void record(String tensor, String against) {
        var lines = new ArrayList<String>();
        for (var node : nodes) {
            var places = node.inputs().contains(tensor)
                    ? List.of("" + node.inputs().indexOf(tensor))
                    : Graph.captured(node).contains(tensor) ? List.of("captured") : List.<String>of();
            places.forEach(place -> lines.add(
                    (node.domain().isEmpty() ? "" : node.domain() + ".") + node.op() + "," + place + "," + against));
        }
        try {
            Files.createDirectories(LOG.toAbsolutePath().getParent());
            Files.write(LOG, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compare(Map<String, double[]> expected, Map<String, Tensor> found, double tolerance, String how) {
        expected.forEach((name, e) -> {
            var f = found.get(name);
            assertThat(f.sizes())
                    .as("shape of the gradient by %s, %s", name, how)
                    .isEqualTo(inputs.get(name).sizes());
            assertThat(error(f.doubles(), e))
                    .as(
                            "%s by %s, %s: %s against %s",
                            nodes,
                            name,
                            how,
                            java.util.Arrays.toString(java.util.Arrays.copyOf(f.doubles(), Math.min(12, e.length))),
                            java.util.Arrays.toString(java.util.Arrays.copyOf(e, Math.min(12, e.length))))
                    .isLessThanOrEqualTo(tolerance);
        });
    }

    /** The norm of the difference, relative to the norm of what is expected. */
    static double error(double[] found, double[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(found[i] - expected[i], 2);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(difference) / Math.max(Math.sqrt(norm), 1e-3);
    }
}
