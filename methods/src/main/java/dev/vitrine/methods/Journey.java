package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.ImageGrid;
import dev.vitrine.artifact.ImageGrid.Cell;
import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.RgbImage;
import dev.vitrine.artifact.Scale;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The input's way through the network: a row of stages, each with a small picture of what leaves it. Maps are shown by their four
 * strongest channels, sequences as units over steps, vectors as one row of values. One run computes all of them.
 */
public final class Journey implements Method {
    /** Longest side of a small picture; larger ones are averaged down. */
    private static final int SMALL = 128;

    private static final int CHANNELS = 4;
    private static final float NEAR = 0.01f;

    @Override
    public Card card() {
        return Card.of(
                "journey", Card.Question.FEATURES, Set.of(Card.Need.INPUT), Parameter.number("stages", 16, 2, 64));
    }

    @Override
    public Result look(Look look, Options options) {
        var graph = look.graph();
        var stages = Stages.of(graph, look.engine().types(), options.integer("stages"));
        var values = look.trace().get(stages.stream().map(Stages.Stage::tensor).toList());
        var parts = new ArrayList<Artifact>();
        var facts = new ArrayList<Map<String, Object>>();
        look.input().tensors().forEach((name, tensor) -> {
            var shown = look.input().shown().filter(s -> tensor.rank() >= 3);
            var picture = shown.map(s -> (Artifact) RgbImage.of(Text.plain(name), s.width(), s.height(), s.rgb()));
            if (drawable(tensor)) {
                var seen = Seen.of(look, name, tensor);
                parts.add(picture.orElse(seen.picture));
                facts.add(facts(
                        name, name, Optional.empty(), "", picture.isPresent() ? "picture" : seen.kind, tensor, seen));
            }
        });
        int inputs = facts.size();
        for (var stage : stages) {
            var value = Optional.ofNullable(values.get(stage.tensor())).filter(Journey::drawable);
            if (value.isPresent()) {
                var seen = Seen.of(look, stage.tensor(), value.get());
                parts.add(seen.picture);
                facts.add(facts(
                        stage.name(),
                        stage.tensor(),
                        Optional.of(stage.layer()),
                        ops(look, stage),
                        seen.kind,
                        value.get(),
                        seen));
            }
        }
        if (facts.size() == inputs) {
            throw InputException.of("journey.nothing");
        }
        var readings = new ArrayList<Text>();
        readings.add(Text.of("journey.reading", "stages", facts.size() - inputs));
        warn(readings, facts, "nan", "journey.nan");
        warn(readings, facts, "dead", "journey.dead");
        warn(readings, facts, "saturated", "journey.saturated");
        return Result.of(
                        new Board(Text.of("journey.title"), parts, Math.min(6, parts.size())),
                        readings.toArray(Text[]::new))
                .fact("stages", facts);
    }

    private static boolean drawable(Tensor tensor) {
        return tensor.elements() > 0
                && tensor.type() != DataType.STRING
                && tensor.type().bits() >= 8;
    }

    private static Map<String, Object> facts(
            String name, String tensor, Optional<Integer> layer, String ops, String kind, Tensor value, Seen seen) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", name);
        facts.put("tensor", tensor);
        facts.put("layer", layer);
        facts.put("ops", ops);
        facts.put("kind", kind);
        facts.put("shape", value.sizes());
        facts.put("channels", seen.channels);
        facts.put("nan", seen.notFinite);
        facts.put("dead", seen.dead);
        facts.put("saturated", seen.saturated);
        return facts;
    }

    private static void warn(List<Text> readings, List<Map<String, Object>> facts, String what, String key) {
        facts.stream()
                .filter(f -> f.get(what) instanceof Number n
                        && (what.equals("nan")
                                ? n.doubleValue() > 0
                                : what.equals("dead")
                                        ? f.get("channels") instanceof Number c && 2 * n.longValue() > c.longValue()
                                        : n.doubleValue() > 0.5))
                .findFirst()
                .ifPresent(f -> readings.add(Text.of(
                        key,
                        "stage",
                        String.valueOf(f.get("name")),
                        "amount",
                        Optional.ofNullable(f.get(what)).orElse(0))));
    }

    /** What happens in a stage: its operators, the most frequent first, at most three. */
    private static String ops(Look look, Stages.Stage stage) {
        var nodes = look.graph().nodes();
        var counts = new LinkedHashMap<String, Integer>();
        stage.nodes().forEach(i -> counts.merge(nodes.get(i).op(), 1, Integer::sum));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(3)
                .map(e -> e.getKey() + (e.getValue() > 1 ? " ×" + e.getValue() : ""))
                .collect(Collectors.joining(", "));
    }

    /**
     * One tensor as a small picture.
     *
     * @param notFinite values that are NaN or infinite
     * @param dead channels that are zero everywhere
     * @param saturated share of values at the flat ends of a bounded activation; 0 after any other operator
     */
    private record Seen(Artifact picture, String kind, int channels, long notFinite, long dead, double saturated) {

        static Seen of(Look look, String name, Tensor value) {
            var values = value.floats();
            long notFinite = 0;
            for (float v : values) {
                notFinite += Float.isFinite(v) ? 0 : 1;
            }
            double saturated =
                    look.graph().producer(name).map(n -> saturated(n, values)).orElse(0.0);
            long[] sizes = value.sizes();
            boolean channelsLast = ChannelLayout.of(look.graph(), name) == ChannelMaps.Layout.CHANNELS_LAST;
            var axes = java.util.Arrays.stream(sizes).filter(s -> s > 1).count();
            boolean maps = sizes.length >= 4 && axes >= 2 && spatial(sizes, channelsLast);
            if (maps) {
                return maps(value, name, notFinite, saturated, channelsLast);
            }
            if (axes <= 1) {
                var plane =
                        Plane.of(shrunk(values, 1, values.length, 1, 4 * SMALL), 1, Math.min(values.length, 4 * SMALL));
                long dead = 0;
                for (float v : values) {
                    dead += v == 0 ? 1 : 0;
                }
                return new Seen(
                        heat(name, plane, "journey.values"), "vector", values.length, notFinite, dead, saturated);
            }
            return sequence(value, values, name, notFinite, saturated, channelsLast);
        }

        private static boolean spatial(long[] sizes, boolean channelsLast) {
            int from = channelsLast ? 1 : 2;
            int to = channelsLast ? sizes.length - 1 : sizes.length;
            int wide = 0;
            for (int i = from; i < to; i++) {
                wide += sizes[i] > 1 ? 1 : 0;
            }
            return wide >= 2;
        }

        private static Seen maps(Tensor value, String name, long notFinite, double saturated, boolean channelsLast) {
            var maps = ChannelMaps.of(
                    value, channelsLast ? ChannelMaps.Layout.CHANNELS_LAST : ChannelMaps.Layout.CHANNELS_FIRST);
            var summaries = maps.summaries();
            int rows = Math.min(SMALL, maps.rows());
            int columns = Math.min(SMALL, maps.columns());
            var cells = summaries.stream()
                    .sorted(Comparator.comparingDouble(ChannelMaps.Summary::max).reversed())
                    .limit(CHANNELS)
                    .map(s -> {
                        var plane = maps.planes().get(s.index());
                        var small = Plane.of(
                                shrunk(
                                        java.util.Arrays.copyOfRange(
                                                plane.values(), plane.offset(), plane.offset() + plane.count()),
                                        plane.rows(),
                                        plane.columns(),
                                        rows,
                                        columns),
                                rows,
                                columns);
                        return Cell.of(small, Scale.of(small))
                                .caption(Text.plain(Integer.toString(s.index())))
                                .dead(s.dead());
                    })
                    .toList();
            long dead = summaries.stream().filter(ChannelMaps.Summary::dead).count();
            int longer = Math.max(rows, columns);
            return new Seen(
                    ImageGrid.of(Text.plain(name), cells, 2, longer * Math.max(1, 96 / longer)),
                    "maps",
                    maps.channels(),
                    notFinite,
                    dead,
                    saturated);
        }

        /** Units down, steps across. The last axis holds units, except where channels come first, as after a convolution. */
        private static Seen sequence(
                Tensor value, float[] all, String name, long notFinite, double saturated, boolean channelsLast) {
            long[] sizes = value.sizes();
            int width = (int) sizes[sizes.length - 1];
            boolean first = !channelsLast && sizes.length >= 3 && sizes[1] > 1 && width > 1;
            int columns = first ? width : all.length / width;
            int units = first ? (int) sizes[1] : width;
            var values = first ? java.util.Arrays.copyOf(all, units * columns) : turned(all, columns, units);
            long dead = 0;
            for (int u = 0; u < units; u++) {
                boolean zero = true;
                for (int t = 0; t < columns && zero; t++) {
                    zero = values[u * columns + t] == 0;
                }
                dead += zero ? 1 : 0;
            }
            int rows = Math.min(SMALL, units);
            int steps = Math.min(2 * SMALL, columns);
            var plane = Plane.of(shrunk(values, units, columns, rows, steps), rows, steps);
            return new Seen(heat(name, plane, "journey.units"), "sequence", units, notFinite, dead, saturated);
        }

        private static float[] turned(float[] values, int steps, int units) {
            var turned = new float[steps * units];
            for (int t = 0; t < steps; t++) {
                for (int u = 0; u < units; u++) {
                    turned[u * steps + t] = values[t * units + u];
                }
            }
            return turned;
        }

        private static Heatmap heat(String name, Plane plane, String rows) {
            return new Heatmap(Text.plain(name), plane, Scale.of(plane), Text.of(rows), Text.of("journey.steps"));
        }

        /** The share of values within {@link #NEAR} of an end of the activation's range. */
        private static double saturated(Node node, float[] values) {
            float low;
            float high;
            switch (node.op()) {
                case "Sigmoid", "HardSigmoid" -> {
                    low = NEAR;
                    high = 1 - NEAR;
                }
                case "Tanh", "Softsign" -> {
                    low = -1 + NEAR;
                    high = 1 - NEAR;
                }
                default -> {
                    return 0;
                }
            }
            long flat = 0;
            for (float v : values) {
                flat += v <= low || v >= high ? 1 : 0;
            }
            return (double) flat / values.length;
        }

        /** Means over boxes. */
        private static float[] shrunk(float[] values, int rows, int columns, int toRows, int toColumns) {
            int newRows = Math.min(rows, toRows);
            int newColumns = Math.min(columns, toColumns);
            if (newRows == rows && newColumns == columns) {
                return values;
            }
            var small = new float[newRows * newColumns];
            for (int r = 0; r < newRows; r++) {
                int top = (int) ((long) r * rows / newRows);
                int bottom = (int) ((r + 1L) * rows / newRows);
                for (int c = 0; c < newColumns; c++) {
                    int left = (int) ((long) c * columns / newColumns);
                    int right = (int) ((c + 1L) * columns / newColumns);
                    double sum = 0;
                    for (int y = top; y < bottom; y++) {
                        for (int x = left; x < right; x++) {
                            sum += values[y * columns + x];
                        }
                    }
                    small[r * newColumns + c] = (float) (sum / ((bottom - top) * (right - left)));
                }
            }
            return small;
        }
    }
}
