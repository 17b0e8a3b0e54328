package dev.vitrine.methods;

import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.ImageGrid;
import dev.vitrine.artifact.ImageGrid.Cell;
import dev.vitrine.artifact.Overlay;
import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.RgbImage;
import dev.vitrine.artifact.Scale;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The feature maps of a layer: every channel of its output for one input, as a contact sheet; one channel large; three channels
 * as one colour picture; or, with the layer {@code auto}, one row per stage of the network.
 */
public final class Features implements Method {
    private static final int STAGE_CHANNELS = 8;

    @Override
    public Card card() {
        return Card.of(
                "features",
                Card.Question.FEATURES,
                Set.of(Card.Need.INPUT, Card.Need.LAYER, Card.Need.SPATIAL),
                Parameter.text("layer", "auto"),
                Parameter.text("channel", ""),
                Parameter.number("columns", 8, 1, 4096),
                Parameter.number("cell", 0, 0, 4096),
                Parameter.choice("scale", "map", "map", "layer", "shared"),
                Parameter.flag("whole"),
                Parameter.choice("sort", "index", "index", "mean", "max", "sparsity"),
                Parameter.number("most", 0, 0, 1_000_000),
                Parameter.text("composite", ""),
                Parameter.text("step", ""),
                Parameter.flag("overlay"),
                Parameter.flag("bare"));
    }

    @Override
    public Result look(Look look, Options options) {
        if (options.text("layer").equals("auto")) {
            return stages(look, options);
        }
        var tensor = look.layers().tensor(options.text("layer"));
        var value = step(look.trace().get(tensor), options);
        var maps = ChannelMaps.of(value, ChannelLayout.of(look.graph(), tensor));
        var summaries = maps.summaries();
        var artifact = options.given("composite").isPresent()
                ? composite(look, tensor, maps, options)
                : options.given("channel").isPresent()
                        ? single(look, tensor, maps, channel(options.text("channel"), maps), options)
                        : sheet(tensor, maps, summaries, options);
        var statistics = Statistics.of(value, 64);
        long dead = summaries.stream().filter(ChannelMaps.Summary::dead).count();
        var strongest = summaries.stream()
                .max(Comparator.comparingDouble(ChannelMaps.Summary::mean))
                .orElseThrow();
        return Result.of(
                        artifact,
                        Text.of(
                                "features.reading",
                                "layer",
                                tensor,
                                "channels",
                                maps.channels(),
                                "rows",
                                maps.rows(),
                                "columns",
                                maps.columns(),
                                "strongest",
                                strongest.index(),
                                "mean",
                                strongest.mean()),
                        dead == 0
                                ? Text.of("features.none-dead")
                                : Text.of("features.dead", "dead", dead, "channels", maps.channels()))
                .data("maps", look.asInFramework(tensor, value))
                .fact("tensor", Structure.value(tensor, value.tensorType()))
                .fact("statistics", statistics.facts())
                .fact("channels", summaries)
                .fact("histogram", statistics.histogram());
    }

    private static Tensor step(Tensor value, Options options) {
        if (options.given("step").isEmpty()) {
            return value;
        }
        int step = number(options.text("step"), "step");
        if (value.rank() < 2 || step >= value.size(0)) {
            throw InputException.of("features.no-step", "step", step, "steps", value.rank() == 0 ? 0 : value.size(0));
        }
        long[] sizes = value.sizes();
        sizes[0] = 1;
        return value.at(step).reshape(sizes);
    }

    private static int channel(String text, ChannelMaps maps) {
        int channel = number(text, "channel");
        if (channel >= maps.channels()) {
            throw InputException.of(
                    "features.no-channel",
                    "channel",
                    channel,
                    "channels",
                    maps.channels(),
                    "last",
                    maps.channels() - 1);
        }
        return channel;
    }

    private static int number(String text, String name) {
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message for everything that is no count.
        }
        throw InputException.of("methods.bad-parameter", "name", name, "value", text, "range", "0, 1, 2, …");
    }

    private static ImageGrid sheet(
            String tensor, ChannelMaps maps, List<ChannelMaps.Summary> summaries, Options options) {
        var order = new ArrayList<>(summaries);
        switch (options.text("sort")) {
            case "mean" ->
                order.sort(Comparator.comparingDouble(ChannelMaps.Summary::mean).reversed());
            case "max" ->
                order.sort(Comparator.comparingDouble(ChannelMaps.Summary::max).reversed());
            case "sparsity" ->
                order.sort(Comparator.comparingDouble(ChannelMaps.Summary::sparsity)
                        .reversed());
            default -> {}
        }
        boolean own = options.text("scale").equals("map");
        var planes = maps.planes().toArray(Plane[]::new);
        var together = own ? Scale.sequential(0, 1) : options.flag("whole") ? Scale.of(planes) : Scale.clipped(planes);
        var cells = new ArrayList<Cell>(order.size());
        int most = options.integer("most") == 0 ? order.size() : Math.min(options.integer("most"), order.size());
        for (var summary : order.subList(0, most)) {
            var plane = maps.planes().get(summary.index());
            cells.add(Cell.of(plane, own ? scale(plane, summary) : together)
                    .caption(Text.plain(Integer.toString(summary.index())))
                    .dead(summary.dead()));
        }
        int cell = options.integer("cell");
        return new ImageGrid(
                Text.of("features.sheet", "layer", tensor),
                cells,
                options.integer("columns"),
                cell == 0 ? natural(maps) : cell,
                options.flag("bare"));
    }

    /** As {@link Scale#of}, from extremes that are known already. */
    private static Scale scale(Plane plane, ChannelMaps.Summary summary) {
        return Double.isFinite(summary.min()) && Double.isFinite(summary.max()) && summary.min() >= 0
                ? Scale.sequential((float) summary.min(), (float) summary.max())
                : Scale.of(plane);
    }

    /** Small maps are enlarged until they can be seen, large ones shown as they are, up to 160 pixels. */
    private static int natural(ChannelMaps maps) {
        int longer = Math.max(maps.rows(), maps.columns());
        return longer >= 160 ? 160 : longer * Math.max(1, 96 / longer);
    }

    private static dev.vitrine.artifact.Artifact single(
            Look look, String tensor, ChannelMaps maps, int channel, Options options) {
        var plane = maps.planes().get(channel);
        var heat = Heatmap.of(Text.of("features.one", "layer", tensor, "channel", channel), plane, Scale.of(plane));
        if (!options.flag("overlay")) {
            return heat;
        }
        var shown = look.input().shown().orElseThrow(() -> InputException.of("features.overlay-needs-image"));
        var base = RgbImage.of(heat.title(), shown.width(), shown.height(), shown.rgb());
        return new Overlay(heat.title(), base, heat, 0.7);
    }

    /** Three channels, or the first three principal components over positions, as red, green and blue. */
    private static RgbImage composite(Look look, String tensor, ChannelMaps maps, Options options) {
        var which = options.text("composite");
        List<Plane> three;
        if (which.equals("pca")) {
            three = principal(maps);
        } else {
            var parts = which.split(",", -1);
            if (parts.length != 3) {
                throw InputException.of(
                        "methods.bad-parameter", "name", "composite", "value", which, "range", "R,G,B | pca");
            }
            three = IntStream.range(0, 3)
                    .mapToObj(i -> maps.planes().get(channel(parts[i], maps)))
                    .toList();
        }
        int rows = maps.rows();
        int columns = maps.columns();
        int zoom = Math.max(1, 512 / Math.max(rows, columns));
        var rgb = new byte[3 * rows * zoom * columns * zoom];
        for (int band = 0; band < 3; band++) {
            var plane = three.get(band);
            var scale = Scale.of(plane);
            for (int y = 0; y < rows * zoom; y++) {
                for (int x = 0; x < columns * zoom; x++) {
                    float place = scale.place(plane.at(y / zoom, x / zoom));
                    rgb[3 * (y * columns * zoom + x) + band] = (byte) Math.round(255 * Math.max(0, Math.min(1, place)));
                }
            }
        }
        return RgbImage.of(
                Text.of("features.composite", "layer", tensor, "which", which), columns * zoom, rows * zoom, rgb);
    }

    /** The first three principal components: positions are points, channels coordinates. */
    private static List<Plane> principal(ChannelMaps maps) {
        int positions = maps.rows() * maps.columns();
        var points = new float[positions * maps.channels()];
        for (int c = 0; c < maps.channels(); c++) {
            var plane = maps.planes().get(c);
            for (int p = 0; p < positions; p++) {
                points[p * maps.channels() + c] = plane.values()[plane.offset() + p];
            }
        }
        var axes = PrincipalAxes.of(points, positions, maps.channels(), 3);
        return IntStream.range(0, 3)
                .mapToObj(k -> {
                    var values = new float[positions];
                    for (int p = 0; p < positions; p++) {
                        values[p] = (float) axes.scores()[k][p];
                    }
                    return Plane.of(values, maps.rows(), maps.columns());
                })
                .toList();
    }

    /** One row per stage: the last spatial tensor of each resolution, its strongest channels. */
    private static Result stages(Look look, Options options) {
        var graph = look.graph();
        var stages = stageTensors(look);
        if (stages.isEmpty()) {
            throw InputException.of("features.no-spatial");
        }
        var values = look.trace().get(stages);
        var rows = new ArrayList<dev.vitrine.artifact.Artifact>();
        var facts = new ArrayList<Object>();
        look.input()
                .shown()
                .ifPresent(s -> rows.add(RgbImage.of(Text.of("features.input"), s.width(), s.height(), s.rgb())));
        for (var tensor : stages) {
            var value = values.get(tensor);
            if (value == null) {
                continue;
            }
            var maps = ChannelMaps.of(value, ChannelLayout.of(graph, tensor));
            var strongest = maps.summaries().stream()
                    .sorted(Comparator.comparingDouble(ChannelMaps.Summary::max).reversed())
                    .limit(STAGE_CHANNELS)
                    .toList();
            var cells = strongest.stream()
                    .map(s -> Cell.of(
                                    maps.planes().get(s.index()),
                                    scale(maps.planes().get(s.index()), s))
                            .caption(Text.plain(Integer.toString(s.index())))
                            .dead(s.dead()))
                    .toList();
            rows.add(ImageGrid.of(
                    Text.of(
                            "features.stage",
                            "layer",
                            tensor,
                            "channels",
                            maps.channels(),
                            "rows",
                            maps.rows(),
                            "columns",
                            maps.columns()),
                    cells,
                    STAGE_CHANNELS,
                    options.integer("cell") == 0 ? 112 : options.integer("cell")));
            var fact = new LinkedHashMap<String, Object>();
            fact.put("tensor", Structure.value(tensor, value.tensorType()));
            fact.put("channels", strongest);
            facts.add(fact);
        }
        return Result.of(
                        Board.of(Text.of("features.way"), rows),
                        Text.of("features.way-reading", "stages", facts.size(), "each", STAGE_CHANNELS))
                .fact("stages", facts);
    }

    /** The last tensor of every spatial size on the way from input to output, from the largest to the smallest. */
    static List<String> stageTensors(Look look) {
        var types = look.engine().types();
        var bySize = new LinkedHashMap<String, String>();
        for (var node : look.graph().nodes()) {
            var out = node.output(0);
            if (out.isEmpty()
                    || types.get(out.get()).type().filter(t -> t.isFloating()).isEmpty()) {
                continue;
            }
            var shape = types.shape(out.get());
            if (shape.isPresent() && shape.get().rank() == 4) {
                boolean last = ChannelLayout.of(look.graph(), out.get()) == ChannelMaps.Layout.CHANNELS_LAST;
                long h = shape.get().size(last ? 1 : 2);
                long w = shape.get().size(last ? 2 : 3);
                long c = shape.get().size(last ? 3 : 1);
                if (h > 1 && w > 1 && c > 1) {
                    bySize.remove(h + "x" + w);
                    bySize.put(h + "x" + w, out.get());
                }
            }
        }
        return List.copyOf(bySize.values());
    }

    /** The layer that explanations look at: the last one with a spatial extent. */
    static String lastSpatial(Look look) {
        var stages = stageTensors(look);
        if (stages.isEmpty()) {
            throw InputException.of("features.no-spatial");
        }
        return stages.get(stages.size() - 1);
    }
}
