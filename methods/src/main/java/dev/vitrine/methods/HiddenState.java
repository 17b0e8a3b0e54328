package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.Scale;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What recurrent nodes remember: hidden state, cell state and gates over time, units by steps. Gates and cell states are computed
 * again from the node's own inputs and weights; they are shown only where the hidden states computed so agree with the runtime's.
 */
public final class HiddenState implements Method {
    /** The largest difference between our hidden states and the runtime's at which gates are shown. */
    public static final double AGREES = 1e-4;

    private static final double AGREES_HALF = 5e-3;
    private static final String HIDDEN = "hidden";

    @Override
    public Card card() {
        return Card.of(
                        "hidden-state",
                        Card.Question.FEATURES,
                        Set.of(Card.Need.RECURRENT, Card.Need.INPUT),
                        Parameter.text("layer", "auto"),
                        Parameter.choice("parts", "all", "all", "states", "gates"),
                        Parameter.number("frame", 0, 0, 10_000_000),
                        Parameter.number("context", 0, 0, 10_000_000))
                .from("Strobelt et al. 2018, LSTMVis, IEEE TVCG 24(1)");
    }

    /** One direction of one node over all steps. */
    private record Track(
            Node node, String label, boolean reverse, Map<String, Plane> parts, double difference, boolean agrees) {}

    @Override
    public Result look(Look look, Options options) {
        var given = look.input().tensors();
        var probe = Streaming.of(
                look.graph(), look.engine().types(), given, options.integer("frame"), options.integer("context"));
        var firstInputs = new LinkedHashMap<>(probe.frames().get(0));
        firstInputs.putAll(probe.first());
        var branches = Branches.taken(look.engine(), firstInputs);
        var nodes = chosen(branches, options.text("layer"));
        var streaming = Streaming.of(
                branches.graph(), look.engine().types(), given, options.integer("frame"), options.integer("context"));
        if (nodes.isEmpty() && streaming.states().isEmpty()) {
            throw branches.hidden().isEmpty()
                    ? InputException.of("hidden-state.none")
                    : InputException.of("hidden-state.only-hidden", "nodes", String.join(", ", branches.hidden()));
        }
        return run(look, options, branches, nodes, streaming);
    }

    private static List<Node> chosen(Branches branches, String layer) {
        if (layer.equals("auto")) {
            return branches.recurrent();
        }
        var found = branches.recurrent().stream()
                .filter(n ->
                        branches.graph().label(n).endsWith(layer) || n.outputs().contains(layer))
                .toList();
        if (found.isEmpty()) {
            throw InputException.of(
                    "hidden-state.no-node",
                    "name",
                    layer,
                    "known",
                    String.join(
                            ", ",
                            branches.recurrent().stream()
                                    .map(branches.graph()::label)
                                    .toList()));
        }
        return found;
    }

    private Result run(Look look, Options options, Branches branches, List<Node> nodes, Streaming streaming) {
        var wanted = new LinkedHashSet<String>(streaming.states().values());
        for (var node : nodes) {
            node.inputs().stream().filter(i -> !i.isEmpty()).forEach(wanted::add);
            wanted.add(node.outputs().get(0));
        }
        var state = new LinkedHashMap<>(streaming.first());
        var byNode = new LinkedHashMap<Node, List<List<Track>>>();
        var byState = new LinkedHashMap<String, List<Tensor>>();
        for (var frame : streaming.frames()) {
            var inputs = new LinkedHashMap<>(frame);
            inputs.putAll(state);
            var values = branches.run(look.engine(), wanted, inputs);
            for (var node : nodes) {
                byNode.computeIfAbsent(node, n -> new ArrayList<>()).add(tracks(branches, node, values));
            }
            streaming.states().forEach((input, output) -> {
                var next = Optional.ofNullable(values.get(output)).orElseThrow();
                byState.computeIfAbsent(output, o -> new ArrayList<>()).add(next);
                state.put(input, next);
            });
        }
        var tracks = new ArrayList<Track>();
        byNode.values().forEach(steps -> {
            for (int d = 0; d < steps.get(0).size(); d++) {
                int direction = d;
                tracks.add(joined(steps.stream().map(s -> s.get(direction)).toList()));
            }
        });
        return result(look, options, branches, streaming, tracks, byState);
    }

    private static List<Track> tracks(Branches branches, Node node, Map<String, Tensor> values) {
        var label = branches.graph().label(node);
        var y = Optional.ofNullable(values.get(node.outputs().get(0))).orElseThrow();
        boolean batchFirst = node.intAttribute("layout", 0) == 1;
        var steps = RecurrentSteps.of(node, values);
        double difference = steps.difference(y, batchFirst);
        boolean agrees =
                difference <= (y.type() == DataType.FLOAT16 || y.type() == DataType.BFLOAT16 ? AGREES_HALF : AGREES);
        var tracks = new ArrayList<Track>();
        for (int d = 0; d < steps.directions().size(); d++) {
            var direction = steps.directions().get(d);
            var parts = agrees ? direction.parts() : Map.of(HIDDEN, RecurrentSteps.hidden(y, batchFirst, d));
            tracks.add(new Track(node, label, direction.reverse(), parts, difference, agrees));
        }
        return tracks;
    }

    private static Track joined(List<Track> steps) {
        var last = steps.get(steps.size() - 1);
        if (steps.size() == 1) {
            return last;
        }
        boolean agrees = steps.stream().allMatch(Track::agrees);
        var parts = new LinkedHashMap<String, Plane>();
        for (var name : agrees ? last.parts.keySet() : Set.of(HIDDEN)) {
            parts.put(
                    name,
                    joinedPlanes(steps.stream()
                            .map(s -> Optional.ofNullable(s.parts.get(name)).orElseThrow())
                            .toList()));
        }
        double difference = steps.stream().mapToDouble(Track::difference).max().orElse(0);
        return new Track(last.node, last.label, last.reverse, parts, difference, agrees);
    }

    private static Plane joinedPlanes(List<Plane> planes) {
        int rows = planes.get(0).rows();
        int columns = planes.stream().mapToInt(Plane::columns).sum();
        var values = new float[rows * columns];
        int at = 0;
        for (var plane : planes) {
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < plane.columns(); c++) {
                    values[r * columns + at + c] = plane.at(r, c);
                }
            }
            at += plane.columns();
        }
        return Plane.of(values, rows, columns);
    }

    private static Result result(
            Look look,
            Options options,
            Branches branches,
            Streaming streaming,
            List<Track> tracks,
            Map<String, List<Tensor>> states) {
        var parts = new ArrayList<Artifact>();
        var readings = new ArrayList<Text>();
        var data = new LinkedHashMap<String, Tensor>();
        var nodeFacts = new ArrayList<Object>();
        for (var track : tracks) {
            track.parts.forEach((name, plane) -> {
                if (isShown(name, options.text("parts"), track)) {
                    parts.add(map(track, name, plane));
                }
                data.put(
                        track.label + (track.reverse ? "/reverse/" : "/") + name,
                        Tensor.of(copied(plane), plane.rows(), plane.columns()));
            });
            readings.addAll(readings(track));
            nodeFacts.add(facts(track));
        }
        var stateFacts = new ArrayList<Object>();
        states.forEach((name, values) -> {
            var plane = joinedPlanes(values.stream()
                    .map(t -> Plane.of(t.floats(), (int) t.elements(), 1))
                    .toList());
            if (!options.text("parts").equals("gates")) {
                parts.add(new Heatmap(
                        Text.of("hidden-state.state-map", "name", name),
                        plane,
                        Scale.of(plane),
                        Text.of("hidden-state.value-axis"),
                        Text.of("hidden-state.step-axis")));
            }
            data.put(name, Tensor.of(plane.values(), plane.rows(), plane.columns()));
            readings.add(Text.of(
                    "hidden-state.state-reading",
                    "name",
                    name,
                    "values",
                    plane.rows(),
                    "steps",
                    plane.columns(),
                    "largest",
                    largest(plane)));
            var fact = new LinkedHashMap<String, Object>();
            fact.put("name", name);
            fact.put("values", plane.rows());
            fact.put("steps", plane.columns());
            stateFacts.add(fact);
        });
        int frames = streaming.frames().size();
        if (!states.isEmpty()) {
            readings.add(
                    frames == 1
                            ? Text.of("hidden-state.one-frame")
                            : Text.of(
                                    "hidden-state.stepped",
                                    "frames",
                                    frames,
                                    "states",
                                    String.join(", ", streaming.states().keySet())));
            if (streaming.rest() > 0) {
                readings.add(Text.of("hidden-state.rest", "rest", streaming.rest()));
            }
        }
        if (!branches.hidden().isEmpty()) {
            readings.add(Text.of("hidden-state.unreached", "nodes", String.join(", ", branches.hidden())));
        }
        if (tracks.isEmpty()) {
            readings.add(Text.of("hidden-state.no-gates"));
        }
        return new Result(
                        new Board(Text.of("hidden-state.title"), parts, parts.size() > 1 ? 2 : 1),
                        readings,
                        data,
                        Map.of())
                .fact("recurrent", nodeFacts)
                .fact("states", stateFacts)
                .fact("unreached", branches.hidden());
    }

    private static boolean isShown(String part, String asked, Track track) {
        boolean isState = part.equals(HIDDEN) || part.equals("cell");
        return asked.equals("all") || asked.equals("states") == isState || track.parts.size() == 1;
    }

    private static Heatmap map(Track track, String part, Plane plane) {
        boolean isGate = part.endsWith("-gate")
                && Scale.of(plane).low() >= 0
                && Scale.of(plane).high() <= 1;
        return new Heatmap(
                Text.of(
                        track.reverse ? "hidden-state.map-reverse" : "hidden-state.map",
                        "part",
                        Text.of("hidden-state." + part),
                        "node",
                        track.label),
                plane,
                isGate ? Scale.sequential(0, 1) : Scale.of(plane),
                Text.of("hidden-state.unit-axis"),
                Text.of("hidden-state.step-axis"));
    }

    private static List<Text> readings(Track track) {
        var readings = new ArrayList<Text>();
        var hidden = Optional.ofNullable(track.parts.get(HIDDEN)).orElseThrow();
        readings.add(Text.of(
                !track.agrees
                        ? "hidden-state.disagrees"
                        : track.node.is("RNN") ? "hidden-state.agrees-rnn" : "hidden-state.agrees",
                "node",
                track.label,
                "op",
                track.node.op(),
                "units",
                hidden.rows(),
                "steps",
                hidden.columns(),
                "difference",
                track.difference));
        int unit = mostActive(hidden);
        readings.add(
                Text.of("hidden-state.most-active", "node", track.label, "unit", unit, "mean", meanSize(hidden, unit)));
        if (hidden.columns() > 2) {
            int step = largestChange(hidden);
            readings.add(Text.of(
                    "hidden-state.change",
                    "node",
                    track.label,
                    "from",
                    step - 1,
                    "to",
                    step,
                    "distance",
                    distance(hidden, step)));
        }
        Optional.ofNullable(track.parts.get("forget-gate"))
                .ifPresent(g ->
                        readings.add(Text.of("hidden-state.forget", "node", track.label, "percent", 100 * mean(g))));
        Optional.ofNullable(track.parts.get("update-gate"))
                .ifPresent(g ->
                        readings.add(Text.of("hidden-state.update", "node", track.label, "percent", 100 * mean(g))));
        return readings;
    }

    private static Map<String, Object> facts(Track track) {
        var hidden = Optional.ofNullable(track.parts.get(HIDDEN)).orElseThrow();
        var fact = new LinkedHashMap<String, Object>();
        fact.put("node", track.label);
        fact.put("op", track.node.op());
        fact.put("direction", track.reverse ? "reverse" : "forward");
        fact.put("units", hidden.rows());
        fact.put("steps", hidden.columns());
        fact.put("difference", track.difference);
        fact.put("agrees", track.agrees);
        fact.put("mostActiveUnit", mostActive(hidden));
        var means = new LinkedHashMap<String, Object>();
        track.parts.forEach((name, plane) -> means.put(name, mean(plane)));
        fact.put("means", means);
        return fact;
    }

    private static float[] copied(Plane plane) {
        return java.util.Arrays.copyOfRange(plane.values(), plane.offset(), plane.offset() + plane.count());
    }

    private static double mean(Plane plane) {
        double sum = 0;
        for (float v : copied(plane)) {
            sum += v;
        }
        return sum / Math.max(1, plane.count());
    }

    private static double meanSize(Plane plane, int row) {
        double sum = 0;
        for (int c = 0; c < plane.columns(); c++) {
            sum += Math.abs(plane.at(row, c));
        }
        return sum / Math.max(1, plane.columns());
    }

    private static int mostActive(Plane plane) {
        int best = 0;
        for (int r = 1; r < plane.rows(); r++) {
            best = meanSize(plane, r) > meanSize(plane, best) ? r : best;
        }
        return best;
    }

    private static double largest(Plane plane) {
        double largest = 0;
        for (float v : copied(plane)) {
            largest = Math.max(largest, Math.abs(v));
        }
        return largest;
    }

    private static int largestChange(Plane plane) {
        int best = 1;
        for (int c = 2; c < plane.columns(); c++) {
            best = distance(plane, c) > distance(plane, best) ? c : best;
        }
        return best;
    }

    /** Euclidean, between one step and the one before. */
    private static double distance(Plane plane, int step) {
        double sum = 0;
        for (int r = 0; r < plane.rows(); r++) {
            double d = plane.at(r, step) - plane.at(r, step - 1);
            sum += d * d;
        }
        return Math.sqrt(sum);
    }
}
