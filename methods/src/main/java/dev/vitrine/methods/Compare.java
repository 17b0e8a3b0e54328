package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Mark;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.Table;
import dev.vitrine.methods.Card.Need;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Two networks that should be the same: two formats, two checkpoints, float and quantised. Which layer is which, how far
 * their values are apart on the same input, where they part first, how far the weights are, and whether the answers agree.
 */
public final class Compare implements Method {
    /** Tensors of one run. */
    private static final int TOGETHER = 64;

    /** Inputs whose inner values are compared; answers are compared for all. */
    private static final int INSIDE = 8;

    /** Elements of the first input's values that are held between matching and measuring, of each network. */
    private static final long HELD = 16L << 20;

    private static final int MOST_SHOWN = 200;

    /**
     * Two tensors that hold the same thing.
     *
     * @param maxAbs the largest difference of one element, over all inputs; empty where no input is given
     * @param relative ||a - b|| / ||b|| over all inputs
     */
    public record Matched(String a, String b, String how, Optional<Double> maxAbs, Optional<Double> relative) {}

    /**
     * Two weights that play the same part.
     *
     * @param relative ||a - b|| / ||b||
     */
    public record Weight(String a, String b, double maxAbs, double relative) {}

    /** For how many inputs both give the same class the highest score. */
    public record Predictions(long agree, long total) {}

    /** An input on which they do not agree, with what each says. */
    public record Disagreement(String input, String a, String b) {}

    @Override
    public Card card() {
        return Card.of(
                "compare", Card.Question.HEALTH, Set.of(Need.BESIDE), Parameter.number("tolerance", 0.001, 0, 1));
    }

    @Override
    public Result look(Look look, Options options) {
        var other = look.beside().orElseThrow(() -> InputException.of("methods.needs-beside"));
        var notes = new ArrayList<Text>();
        var inputs = inputs(look, other);
        List<LayerMatching.Pair> pairs;
        Map<String, Difference> differences = Map.of();
        if (inputs.isEmpty()) {
            pairs = bySizes(look, other);
        } else {
            try {
                var mine = new Held();
                var theirs = new Held();
                pairs = LayerMatching.match(
                        layersByValue(look, inputs.get(0).a(), false, mine),
                        layersByValue(other, inputs.get(0).b(), true, theirs));
                differences = differences(look, other, pairs, inputs, mine, theirs);
            } catch (InputException e) {
                notes.add(Text.of("compare.not-run", "why", e.text()));
                pairs = bySizes(look, other);
            }
        }
        var known = differences;
        var matched = pairs.stream().map(pair -> matched(pair, known)).toList();
        var weights = weights(look, other, pairs);
        var onlyInA = rest(look, pairs.stream().map(LayerMatching.Pair::a).toList());
        var onlyInB = rest(other, pairs.stream().map(LayerMatching.Pair::b).toList());
        double tolerance = options.number("tolerance");
        var first = matched.stream()
                .filter(m -> m.relative().filter(r -> !(r <= tolerance)).isPresent())
                .findFirst();
        var disagreements = new ArrayList<Disagreement>();
        var predictions = known.isEmpty() ? Optional.<Predictions>empty() : predictions(look, other, disagreements);

        var readings = new ArrayList<Text>();
        readings.add(reading(matched, first, tolerance));
        predictions.ifPresent(p -> readings.add(Text.of(
                p.agree() == p.total() ? "compare.agree" : "compare.disagree",
                "agree",
                p.agree(),
                "total",
                p.total())));
        weightsReading(weights).ifPresent(readings::add);
        if (!onlyInA.isEmpty() || !onlyInB.isEmpty()) {
            readings.add(Text.of("compare.only", "a", onlyInA.size(), "b", onlyInB.size()));
        }
        readings.addAll(notes);
        var facts = new LinkedHashMap<String, Object>();
        facts.put("matched", matched);
        facts.put("firstDivergence", first);
        facts.put("onlyInA", onlyInA);
        facts.put("onlyInB", onlyInB);
        facts.put("parameters", weights);
        facts.put("predictions", predictions);
        facts.put("disagreements", disagreements);
        facts.put("tolerance", tolerance);
        return new Result(
                Board.of(
                        Text.of("compare.title"),
                        parts(matched, tolerance, weights, disagreements, rows(onlyInA), rows(onlyInB))),
                readings,
                Map.of(),
                facts);
    }

    /** One input as both networks take it. */
    private record Both(Map<String, Tensor> a, Map<String, Tensor> b) {}

    private static List<Both> inputs(Look look, Look other) {
        if (look.given().isPresent() && other.given().isPresent()) {
            return List.of(new Both(look.input().tensors(), other.input().tensors()));
        }
        var mine = look.folder().orElse(List.of());
        var theirs = other.folder().orElse(List.of());
        return IntStream.range(0, Math.min(Math.min(mine.size(), theirs.size()), INSIDE))
                .mapToObj(i -> new Both(
                        mine.get(i).given().tensors(), theirs.get(i).given().tensors()))
                .toList();
    }

    private static List<LayerMatching.Pair> bySizes(Look look, Look other) {
        return LayerMatching.match(layersBySize(look, false), layersBySize(other, true));
    }

    private static List<LayerMatching.Layer> layersBySize(Look look, boolean allOrders) {
        var types = look.engine().types();
        return LayerMatching.tensors(look.graph()).stream()
                .map(name -> LayerMatching.layer(
                        look.graph(), name, types.shape(name).orElse(Shape.of()), allOrders))
                .toList();
    }

    /** The values of the first input, as far as they find room: what is matched by them is measured by them. */
    private static final class Held {
        private final Map<String, Tensor> values = new HashMap<>();
        private long room = HELD;

        void take(String name, Tensor value) {
            room -= value.elements();
            if (room >= 0) {
                values.put(name, value);
            }
        }

        /** All of these; empty if one found no room. */
        Optional<Map<String, Tensor>> all(List<String> names) {
            return values.keySet().containsAll(names) ? Optional.of(values) : Optional.empty();
        }
    }

    private static List<LayerMatching.Layer> layersByValue(
            Look look, Map<String, Tensor> input, boolean allOrders, Held held) {
        var layers = new ArrayList<LayerMatching.Layer>();
        for (var names : parts(LayerMatching.tensors(look.graph()))) {
            var values = look.engine().run(names, input);
            for (var name : names) {
                Optional.ofNullable(values.get(name))
                        .filter(Compare::isComparable)
                        .ifPresent(v -> {
                            held.take(name, v);
                            layers.add(LayerMatching.layer(look.graph(), name, v, allOrders));
                        });
            }
        }
        return layers;
    }

    private static boolean isComparable(Tensor value) {
        return value.type().isFloating() && value.elements() > 1;
    }

    private static <T> List<List<T>> parts(List<T> all) {
        return IntStream.iterate(0, from -> from < all.size(), from -> from + TOGETHER)
                .mapToObj(from -> all.subList(from, Math.min(all.size(), from + TOGETHER)))
                .toList();
    }

    /** By tensor of the first network; summed over inputs. */
    private static Map<String, Difference> differences(
            Look look, Look other, List<LayerMatching.Pair> pairs, List<Both> inputs, Held first, Held second) {
        var sums = new HashMap<String, Difference>();
        var parts = parts(pairs);
        long done = 0;
        for (var part : parts) {
            var mine = part.stream().map(LayerMatching.Pair::a).toList();
            var theirs = part.stream().map(LayerMatching.Pair::b).toList();
            for (var input : inputs) {
                look.progress().at(done++, (long) parts.size() * inputs.size());
                boolean held = input == inputs.get(0);
                var a = (held ? first.all(mine) : Optional.<Map<String, Tensor>>empty())
                        .orElseGet(() -> look.engine().run(mine, input.a()));
                var b = (held ? second.all(theirs) : Optional.<Map<String, Tensor>>empty())
                        .orElseGet(() -> other.engine().run(theirs, input.b()));
                for (var pair : part) {
                    Difference.of(Objects.requireNonNull(a.get(pair.a())), Objects.requireNonNull(b.get(pair.b())))
                            .ifPresent(d -> sums.merge(pair.a(), d, Difference::and));
                }
            }
        }
        return sums;
    }

    private static Matched matched(LayerMatching.Pair pair, Map<String, Difference> differences) {
        var difference = Optional.ofNullable(differences.get(pair.a()));
        return new Matched(
                pair.a(),
                pair.b(),
                pair.how().name().toLowerCase(java.util.Locale.ROOT),
                difference.map(Difference::maxAbs),
                difference.map(Difference::relative));
    }

    private static List<String> rest(Look look, List<String> matched) {
        var taken = Set.copyOf(matched);
        return LayerMatching.tensors(look.graph()).stream()
                .filter(name -> !taken.contains(name))
                .toList();
    }

    /** Weights of one name, then those that stand at the same place of matched layers; the farthest apart first. */
    private static List<Weight> weights(Look look, Look other, List<LayerMatching.Pair> pairs) {
        var found = new LinkedHashMap<String, Weight>();
        var taken = new LinkedHashSet<String>();
        look.graph()
                .initializers()
                .forEach((name, value) -> Optional.ofNullable(
                                other.graph().initializers().get(name))
                        .flatMap(theirs -> weight(name, value, name, theirs))
                        .ifPresent(w -> {
                            found.put(name, w);
                            taken.add(name);
                        }));
        for (var pair : pairs) {
            if (!Objects.equals(operator(look, pair.a()), operator(other, pair.b()))) {
                // A normalisation that another format has in its convolution is not to be compared with the kernel.
                continue;
            }
            var mine = constants(look, pair.a());
            var theirs = constants(other, pair.b());
            for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
                var a = mine.get(i);
                var b = theirs.get(i);
                if (!found.containsKey(a.name()) && taken.add(b.name())) {
                    weight(a.name(), a.value(), b.name(), b.value()).ifPresent(w -> found.put(a.name(), w));
                }
            }
        }
        return found.values().stream()
                .sorted(Comparator.comparingDouble(Weight::relative).reversed())
                .toList();
    }

    private static Optional<Weight> weight(String a, Tensor mine, String b, Tensor theirs) {
        return isComparable(mine) && isComparable(theirs)
                ? Difference.of(mine, theirs).map(d -> new Weight(a, b, d.maxAbs(), d.relative()))
                : Optional.empty();
    }

    private static String operator(Look look, String tensor) {
        return node(look.graph(), tensor).map(Node::op).orElse("");
    }

    /** What computes a tensor, seen through a quantisation of it. */
    private static Optional<Node> node(Graph graph, String tensor) {
        var node = graph.producer(tensor);
        while (node.filter(n -> n.is("DequantizeLinear") || n.is("QuantizeLinear"))
                .isPresent()) {
            node = node.flatMap(n -> n.input(0)).flatMap(graph::producer);
        }
        return node;
    }

    private record Constant(String name, Tensor value) {}

    /** What a layer's node reads that does not depend on the input, seen through a quantisation. */
    private static List<Constant> constants(Look look, String tensor) {
        var graph = look.graph();
        UnaryOperator<String> plain = name -> graph.producer(name)
                .filter(n -> n.is("DequantizeLinear"))
                .flatMap(n -> n.input(0))
                .orElse(name);
        var node = node(graph, tensor);
        var constants = new ArrayList<Constant>();
        node.stream()
                .flatMap(n -> n.inputs().stream())
                .filter(i -> !i.isEmpty())
                .forEach(name -> {
                    if (graph.constant(plain.apply(name)).isPresent()) {
                        graph.constant(name)
                                .or(() -> Optional.ofNullable(look.engine()
                                        .run(List.of(name), Map.of())
                                        .get(name)))
                                .ifPresent(value -> constants.add(new Constant(name, value)));
                    }
                });
        return constants;
    }

    /** What both answer, for networks that give class scores. */
    private static Optional<Predictions> predictions(Look look, Look other, List<Disagreement> disagreements) {
        var mine = answers(look);
        var theirs = answers(other);
        long agree = 0;
        long total = 0;
        for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
            var a = mine.get(i);
            var b = theirs.get(i);
            if (a.says().isEmpty() || b.says().isEmpty()) {
                continue;
            }
            total++;
            if (a.says().equals(b.says())) {
                agree++;
            } else {
                disagreements.add(
                        new Disagreement(a.input(), a.says().get(), b.says().get()));
            }
        }
        return total == 0 ? Optional.empty() : Optional.of(new Predictions(agree, total));
    }

    private record Answer(String input, Optional<String> says) {}

    private static List<Answer> answers(Look look) {
        var wanted = Scores.candidates(look);
        if (look.given().isPresent()) {
            return List.of(new Answer("", answer(look, look.trace().get(wanted))));
        }
        var answers = new ArrayList<Answer>();
        var examples = look.examples();
        look.engine()
                .each(
                        wanted,
                        examples.stream().map(e -> e.given().tensors()).toList(),
                        (values, i) -> answers.add(new Answer(examples.get(i).name(), answer(look, values))));
        return answers;
    }

    private static Optional<String> answer(Look look, Map<String, Tensor> values) {
        return Scores.of(look, values).map(s -> look.label(s.best()));
    }

    private static Text reading(List<Matched> matched, Optional<Matched> first, double tolerance) {
        long count = matched.size();
        if (count == 0) {
            return Text.of("compare.nothing");
        }
        if (matched.stream().allMatch(m -> m.relative().isEmpty())) {
            return Text.of("compare.only-structure", "count", count);
        }
        return first.map(m -> Text.of(
                        "compare.parts",
                        "count",
                        count,
                        "a",
                        m.a(),
                        "b",
                        m.b(),
                        "relative",
                        m.relative().orElse(Double.NaN),
                        "tolerance",
                        tolerance))
                .orElseGet(() -> Text.of("compare.same", "count", count, "tolerance", tolerance));
    }

    private static Optional<Text> weightsReading(List<Weight> weights) {
        if (weights.isEmpty()) {
            return Optional.empty();
        }
        var most = weights.get(0);
        long equal = weights.stream().filter(w -> w.maxAbs() == 0).count();
        return Optional.of(
                equal == weights.size()
                        ? Text.of("compare.weights-equal", "count", equal)
                        : Text.of(
                                "compare.weights-differ",
                                "equal",
                                equal,
                                "count",
                                weights.size(),
                                "name",
                                most.a(),
                                "relative",
                                most.relative()));
    }

    private static List<Artifact> parts(
            List<Matched> matched,
            double tolerance,
            List<Weight> weights,
            List<Disagreement> disagreements,
            List<List<Object>> onlyInA,
            List<List<Object>> onlyInB) {
        var parts = new ArrayList<Artifact>();
        if (matched.stream().anyMatch(m -> m.relative().isPresent())) {
            parts.add(chart(matched, tolerance));
        }
        parts.add(table(
                "matched",
                List.of(
                        column("a", Table.Kind.TEXT),
                        column("b", Table.Kind.TEXT),
                        column("how", Table.Kind.TEXT),
                        column("relative", Table.Kind.NUMBER),
                        column("max-abs", Table.Kind.NUMBER)),
                matched.stream()
                        .map(m -> List.of(
                                m.a(),
                                m.b(),
                                Text.of("compare.by-" + m.how()),
                                m.relative().<Object>map(d -> d).orElse(Table.NONE),
                                m.maxAbs().<Object>map(d -> d).orElse(Table.NONE)))
                        .toList()));
        add(
                parts,
                "disagreements",
                List.of(
                        column("input", Table.Kind.TEXT),
                        column("a-says", Table.Kind.TEXT),
                        column("b-says", Table.Kind.TEXT)),
                disagreements.stream()
                        .map(d -> List.<Object>of(d.input(), d.a(), d.b()))
                        .toList());
        add(
                parts,
                "weights",
                List.of(
                        column("a", Table.Kind.TEXT),
                        column("b", Table.Kind.TEXT),
                        column("relative", Table.Kind.NUMBER),
                        column("max-abs", Table.Kind.NUMBER)),
                weights.stream()
                        .map(w -> List.<Object>of(w.a(), w.b(), w.relative(), w.maxAbs()))
                        .toList());
        add(parts, "only-in-a", List.of(column("layer", Table.Kind.TEXT)), onlyInA);
        add(parts, "only-in-b", List.of(column("layer", Table.Kind.TEXT)), onlyInB);
        return parts;
    }

    private static List<List<Object>> rows(List<String> names) {
        return names.stream().map(List::<Object>of).toList();
    }

    private static void add(List<Artifact> to, String key, List<Table.Column> columns, List<List<Object>> rows) {
        if (!rows.isEmpty()) {
            to.add(table(key, columns, rows));
        }
    }

    private static Table table(String key, List<Table.Column> columns, List<List<Object>> rows) {
        boolean whole = rows.size() <= MOST_SHOWN;
        return new Table(
                Text.of(
                        whole ? "compare.table-" + key : "compare.table-cut",
                        "table",
                        Text.of("compare.table-" + key),
                        "shown",
                        MOST_SHOWN,
                        "all",
                        rows.size()),
                columns,
                whole ? rows : rows.subList(0, MOST_SHOWN));
    }

    private static Table.Column column(String key, Table.Kind kind) {
        return new Table.Column(Text.of("compare.column-" + key), kind);
    }

    private static Chart chart(List<Matched> matched, double tolerance) {
        var at = IntStream.range(0, matched.size())
                .filter(i -> matched.get(i).relative().isPresent())
                .toArray();
        var x = IntStream.of(at).mapToDouble(i -> i + 1).toArray();
        var y = IntStream.of(at)
                .mapToDouble(i -> matched.get(i).relative().orElse(Double.NaN))
                .toArray();
        var labels =
                IntStream.of(at).mapToObj(i -> Text.plain(matched.get(i).a())).toList();
        var log = Axis.log(Text.of("compare.column-relative"));
        var marks = new ArrayList<Mark>();
        marks.add(new Mark.Line(Optional.empty(), x, y, false));
        marks.add(new Mark.Points(x, y, new int[0], List.of(), labels));
        if (tolerance > 0) {
            marks.add(new Mark.Rule(Text.of("compare.tolerance", "tolerance", tolerance), tolerance, true));
        }
        return new Chart(
                Text.of("compare.chart"),
                Axis.linear(Text.of("compare.layer-number")),
                tolerance > 0 ? log.range(tolerance / 10, 1) : log,
                marks);
    }
}
