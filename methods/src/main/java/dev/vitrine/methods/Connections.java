package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Mark;
import dev.vitrine.artifact.Result;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Node;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The strongest weights into one unit of a layer, and from it into the layers that read it. */
public final class Connections implements Method {
    private static final Set<String> WEIGHTED = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");
    private static final Set<String> PASSING = Set.of(
            "MaxPool",
            "AveragePool",
            "GlobalMaxPool",
            "GlobalAveragePool",
            "LpPool",
            "GlobalLpPool",
            "BatchNormalization",
            "InstanceNormalization",
            "LayerNormalization",
            "LRN",
            "Dropout",
            "Identity",
            "Cast",
            "Relu",
            "LeakyRelu",
            "PRelu",
            "Elu",
            "Selu",
            "Celu",
            "Gelu",
            "Sigmoid",
            "HardSigmoid",
            "HardSwish",
            "Tanh",
            "Softplus",
            "Softsign",
            "Clip",
            "Mish",
            "Swish",
            "Erf",
            "ThresholdedRelu",
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Sum",
            "Flatten",
            "Reshape",
            "Squeeze",
            "Unsqueeze",
            "Resize",
            "Upsample",
            "Pad");

    @Override
    public Card card() {
        return Card.of(
                "connections",
                Card.Question.PARAMETERS,
                Set.of(Card.Need.LAYER, Card.Need.WEIGHTS),
                Parameter.text("layer", ""),
                Parameter.number("unit", 0, 0, 1_000_000_000),
                Parameter.number("count", 10, 1, 1000));
    }

    /**
     * The weights between one unit and one other.
     *
     * @param norm the root of the sum of squares of all weights between them
     * @param mean their mean; its sign tells whether the one drives or holds back the other
     */
    public record Connection(String layer, int unit, double norm, double mean) {
        double signed() {
            return mean < 0 ? -norm : norm;
        }
    }

    @Override
    public Result look(Look look, Options options) {
        var layer = options.given("layer").orElseThrow(() -> InputException.of("connections.needs-layer"));
        var node = weighted(look, look.layers().node(layer));
        var label = look.graph().label(node);
        var kernel = ConnectionWeights.of(look.engine(), node)
                .orElseThrow(() -> InputException.of("connections.no-weights", "name", label, "op", node.op()));
        int unit = options.integer("unit");
        if (unit >= kernel.outputs()) {
            throw InputException.of(
                    "connections.no-unit",
                    "unit",
                    unit,
                    "name",
                    label,
                    "units",
                    kernel.outputs(),
                    "last",
                    kernel.outputs() - 1);
        }
        int count = options.integer("count");
        var incoming = incoming(label, kernel, unit);
        var outgoing = outgoing(look, node, unit, kernel.outputs());
        var parts = new ArrayList<Artifact>();
        parts.add(chart("connections.incoming", strongest(incoming, count), c -> Integer.toString(c.unit)));
        if (!outgoing.isEmpty()) {
            parts.add(chart("connections.outgoing", strongest(outgoing, count), c -> c.layer + " " + c.unit));
        }
        var readings = new ArrayList<Text>();
        readings.add(reading("connections.in", label, unit, incoming));
        readings.add(
                outgoing.isEmpty()
                        ? Text.of("connections.no-next", "name", label)
                        : reading("connections.out", label, unit, outgoing));
        return new Result(
                        Board.of(Text.of("connections.chart", "name", label, "unit", unit), parts),
                        readings,
                        Map.of(),
                        Map.of())
                .fact("layer", label)
                .fact("unit", unit)
                .fact("incoming", strongest(incoming, count))
                .fact("outgoing", strongest(outgoing, count));
    }

    private static Text reading(String key, String label, int unit, List<Connection> all) {
        var first = strongest(all, 1).get(0);
        double total = all.stream().mapToDouble(c -> c.norm * c.norm).sum();
        double share = total == 0
                ? 0
                : strongest(all, Math.max(1, all.size() / 10)).stream()
                                .mapToDouble(c -> c.norm * c.norm)
                                .sum()
                        / total;
        return Text.of(
                key,
                "name",
                label,
                "unit",
                unit,
                "count",
                all.size(),
                "other",
                first.unit,
                "layer",
                first.layer,
                "norm",
                first.norm,
                "direction",
                Text.of(first.mean < 0 ? "connections.against" : "connections.for"),
                "tenth",
                Math.max(1, all.size() / 10),
                "share",
                100 * share);
    }

    private static List<Connection> strongest(List<Connection> all, int count) {
        return all.stream()
                .sorted(Comparator.comparingDouble((Connection c) -> -c.norm))
                .limit(count)
                .toList();
    }

    private static Chart chart(String key, List<Connection> shown, Function<Connection, String> name) {
        return Chart.of(
                Text.of(key),
                Axis.linear(Text.of("connections.strength")),
                Axis.categories(
                        Text.of("connections.unit"),
                        shown.stream().map(c -> Text.plain(name.apply(c))).toList()),
                Mark.Bars.lying(shown.stream().mapToDouble(Connection::signed).toArray()));
    }

    /** The node itself, or the weighted node whose output it passes on. */
    private static Node weighted(Look look, Node node) {
        var at = Optional.of(node);
        var seen = new HashSet<Node>();
        while (at.isPresent()
                && !isWeighted(look, at.get())
                && PASSING.contains(at.get().op())
                && seen.add(at.get())) {
            at = at.get().inputs().stream()
                    .filter(i -> !i.isEmpty() && look.graph().constant(i).isEmpty())
                    .findFirst()
                    .flatMap(i -> look.graph().producer(i));
        }
        return at.filter(n -> isWeighted(look, n)).orElse(node);
    }

    private static boolean isWeighted(Look look, Node node) {
        return node.domain().isEmpty()
                && WEIGHTED.contains(node.op())
                && ConnectionWeights.of(look.engine(), node).isPresent();
    }

    private static List<Connection> incoming(String label, ConnectionWeights kernel, int unit) {
        var all = new ArrayList<Connection>();
        for (int i = 0; i < kernel.inputs(); i++) {
            int input = i;
            kernel.between(unit, input, 1).ifPresent(s -> all.add(new Connection(label, input, s.norm(), s.mean())));
        }
        return all;
    }

    /** Where the unit's channel has got to: from {@code at} on, of {@code of} channels in all. */
    private record Flow(String tensor, int at, int of) {}

    private static List<Connection> outgoing(Look look, Node node, int unit, int units) {
        var all = new ArrayList<Connection>();
        var open = new ArrayList<Flow>();
        node.output(0).ifPresent(o -> open.add(new Flow(o, unit, units)));
        var seen = new HashSet<String>();
        while (!open.isEmpty()) {
            var flow = open.remove(0);
            if (!seen.add(flow.tensor + " " + flow.at)) {
                continue;
            }
            for (var next : look.graph().consumers(flow.tensor)) {
                if (next.domain().isEmpty() && WEIGHTED.contains(next.op())) {
                    if (next.input(0).equals(Optional.of(flow.tensor))) {
                        ConnectionWeights.of(look.engine(), next)
                                .ifPresent(k -> all.addAll(read(look.graph().label(next), k, flow)));
                    }
                } else if (next.is("Concat")) {
                    joined(look, next, flow).ifPresent(open::add);
                } else if (next.domain().isEmpty() && PASSING.contains(next.op())) {
                    next.output(0).ifPresent(o -> open.add(new Flow(o, flow.at, flow.of)));
                }
            }
        }
        return all;
    }

    /** A flattened map of H x W is a run of H * W inputs of the layer that reads it. */
    private static List<Connection> read(String label, ConnectionWeights kernel, Flow flow) {
        if (kernel.inputs() % flow.of != 0) {
            return List.of();
        }
        int run = kernel.inputs() / flow.of;
        var all = new ArrayList<Connection>();
        for (int o = 0; o < kernel.outputs(); o++) {
            int output = o;
            kernel.between(output, flow.at * run, run)
                    .ifPresent(s -> all.add(new Connection(label, output, s.norm(), s.mean())));
        }
        return all;
    }

    private static Optional<Flow> joined(Look look, Node concat, Flow flow) {
        Optional<Integer> start = Optional.empty();
        int total = 0;
        int axis = (int) concat.intAttribute("axis", 1);
        for (var input : concat.inputs()) {
            long size = look.engine()
                    .types()
                    .shape(input)
                    .filter(s -> axis >= -s.rank() && axis < s.rank())
                    .map(s -> s.size(axis))
                    .orElse(-1L);
            if (size < 0) {
                return Optional.empty();
            }
            if (start.isEmpty() && input.equals(flow.tensor)) {
                start = Optional.of(total);
            }
            total += (int) size;
        }
        int end = total;
        return start.flatMap(from -> concat.output(0).map(o -> new Flow(o, from + flow.at, end)));
    }
}
