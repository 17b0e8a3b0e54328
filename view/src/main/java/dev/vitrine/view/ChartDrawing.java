package dev.vitrine.view;

import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Mark;
import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A chart: title, legend, axes with round ticks, marks. */
final class ChartDrawing {
    private static final double WIDTH = 720;
    private static final double HEIGHT = 220;
    private static final double TICK = 11.5;

    private final Chart chart;
    private final Words words;
    private final Palette palette;
    private final Sketch sketch = new Sketch();
    private final Typeface typeface = Typeface.bundled();

    private ChartDrawing(Chart chart, Words words, Palette palette) {
        this.chart = chart;
        this.words = words;
        this.palette = palette;
    }

    static Drawing of(Chart chart, Words words, Palette palette) {
        return new ChartDrawing(chart, words, palette).draw();
    }

    private Drawing draw() {
        var marks = chart.marks().stream().map(ChartDrawing::drawing).toList();
        var xExtent = new Extent(chart.x().kind() == Axis.Kind.LOG);
        var yExtent = new Extent(chart.y().kind() == Axis.Kind.LOG);
        marks.forEach(m -> m.extend(xExtent, yExtent));
        boolean lying = chart.y().kind() == Axis.Kind.CATEGORICAL;
        boolean fields = chart.marks().stream().anyMatch(Mark.Cells.class::isInstance);
        boolean dots = chart.marks().stream().anyMatch(Mark.Points.class::isInstance);

        double top = heading();
        double left = 20 + Math.max(28, yLabelWidth(yExtent));
        double right = WIDTH - (lying && !fields ? 76 : 24);
        int rows = chart.y().categories().size();
        double height = lying
                ? Math.max(60, rows * Math.max(14, Math.min(fields ? 40 : 24, 1600.0 / Math.max(1, rows))))
                : HEIGHT;
        boolean turned = chart.x().kind() == Axis.Kind.CATEGORICAL && !namesFit(right - left);
        double below = turned ? 14 + turnedNames() : 22;

        var x = Positions.of(chart.x(), xExtent, lying && !fields || dots, left, right);
        var y = lying
                ? Positions.of(chart.y(), yExtent, false, top, top + height)
                : Positions.of(chart.y(), yExtent, !fields, top + height, top);
        var plot = new Plot(sketch, chart.x(), chart.y(), x, y, words, palette);
        axes(plot, lying, fields, turned);
        int series = 0;
        for (int i = 0; i < marks.size(); i++) {
            marks.get(i).draw(plot, Ink.series(series));
            series += counts(chart.marks().get(i)) && !joinsNext(i) ? 1 : 0;
        }
        if (!fields && xExtent.isEmpty() | yExtent.isEmpty() || chart.marks().isEmpty()) {
            sketch.words(
                    words.say("view.no-data"),
                    (left + right) / 2,
                    top + height / 2,
                    14,
                    Item.Anchor.MIDDLE,
                    Ink.Role.MUTED);
        }
        double end = top + height + below;
        var xLabel = label(chart.x());
        if (!xLabel.isEmpty()) {
            sketch.words(xLabel + " →", right, end + 16, 12, Item.Anchor.END, Ink.Role.MUTED);
            end += 20;
        }
        for (var mark : chart.marks()) {
            if (mark instanceof Mark.Cells cells) {
                ColourBar.draw(sketch, left, end + 14, cells.scale(), palette, words);
                end += ColourBar.HEIGHT;
            }
        }
        return sketch.done(WIDTH, end + 16, words.say(chart.title()));
    }

    private static MarkDrawing drawing(Mark mark) {
        if (mark instanceof Mark.Line line) {
            return new LineDrawing(line);
        } else if (mark instanceof Mark.Band band) {
            return new BandDrawing(band);
        } else if (mark instanceof Mark.Bars bars) {
            return new BarsDrawing(bars);
        } else if (mark instanceof Mark.Points points) {
            return new PointsDrawing(points);
        } else if (mark instanceof Mark.Rule rule) {
            return new RuleDrawing(rule);
        }
        return new CellsDrawing((Mark.Cells) mark);
    }

    private static boolean counts(Mark mark) {
        return !(mark instanceof Mark.Rule || mark instanceof Mark.Cells);
    }

    /** A band without a name shares the colour of the line after it. */
    private boolean joinsNext(int i) {
        return chart.marks().get(i) instanceof Mark.Band band
                && band.name().isEmpty()
                && i + 1 < chart.marks().size()
                && chart.marks().get(i + 1) instanceof Mark.Line;
    }

    private double heading() {
        double y = 18;
        var title = words.say(chart.title());
        if (!title.isBlank()) {
            sketch.words(typeface.fit(title, 16, WIDTH - 40), 20, 30, 16, Item.Anchor.START, Ink.Role.INK);
            y = 46;
        }
        double x = 20;
        int series = 0;
        boolean any = false;
        for (int i = 0; i < chart.marks().size(); i++) {
            var mark = chart.marks().get(i);
            for (var entry : legend(mark, series)) {
                var name = typeface.fit(words.say(entry.name()), 12, 220);
                double width = 18 + typeface.width(name, 12) + 16;
                if (x + width > WIDTH - 20) {
                    x = 20;
                    y += 20;
                }
                sketch.add(new Item.Rect(x, y + 1, 11, 11, 2, Item.Style.fill(entry.ink()), Item.Tip.NONE));
                sketch.words(name, x + 17, y + 11, 12, Item.Anchor.START, Ink.Role.INK);
                x += width;
                any = true;
            }
            series += counts(mark) && !joinsNext(i) ? 1 : 0;
        }
        y += any ? 24 : 0;
        var yLabel = label(chart.y());
        if (!yLabel.isEmpty()) {
            boolean lying = chart.y().kind() == Axis.Kind.CATEGORICAL;
            sketch.words((lying ? "↓ " : "↑ ") + yLabel, 20, y + 12, 12, Item.Anchor.START, Ink.Role.MUTED);
            y += 24;
        }
        return y + 4;
    }

    private record Entry(Text name, Ink ink) {}

    private static List<Entry> legend(Mark mark, int series) {
        Optional<Text> name = Optional.empty();
        var entries = new ArrayList<Entry>();
        if (mark instanceof Mark.Line line) {
            name = line.name();
        } else if (mark instanceof Mark.Band band) {
            name = band.name();
        } else if (mark instanceof Mark.Bars bars) {
            name = bars.name();
        } else if (mark instanceof Mark.Points points) {
            for (int i = 0; i < points.names().size(); i++) {
                entries.add(new Entry(points.names().get(i), Ink.series(i)));
            }
        }
        name.ifPresent(n -> entries.add(new Entry(n, Ink.series(series))));
        return entries;
    }

    private String label(Axis axis) {
        var label = words.say(axis.label());
        return axis.unit().map(u -> label + " (" + words.say(u) + ")").orElse(label);
    }

    private double yLabelWidth(Extent extent) {
        if (chart.y().kind() == Axis.Kind.CATEGORICAL) {
            return Math.min(
                    200,
                    chart.y().categories().stream()
                            .mapToDouble(c -> typeface.width(words.say(c), TICK) + 8)
                            .max()
                            .orElse(0));
        }
        var positions = Positions.of(chart.y(), extent, true, HEIGHT, 0);
        return positions.ticks().stream()
                .mapToDouble(t -> typeface.width(positions.label(t), TICK) + 8)
                .max()
                .orElse(0);
    }

    private boolean namesFit(double width) {
        double room = width / Math.max(1, chart.x().categories().size());
        return chart.x().categories().stream().allMatch(c -> typeface.width(words.say(c), TICK) < room - 4);
    }

    private double turnedNames() {
        return Math.min(
                120,
                chart.x().categories().stream()
                        .mapToDouble(c -> typeface.width(words.say(c), TICK))
                        .max()
                        .orElse(0));
    }

    private void axes(Plot plot, boolean lying, boolean fields, boolean turned) {
        var grid = Item.Style.stroke(Ink.Role.GRID, 1);
        if (lying) {
            names(plot);
        } else {
            for (double tick : plot.y().ticks()) {
                double y = plot.y().place(tick);
                if (!fields) {
                    sketch.line(plot.left(), y, plot.right(), y, grid);
                }
                sketch.words(plot.y().label(tick), plot.left() - 8, y + 4, TICK, Item.Anchor.END, Ink.Role.MUTED);
            }
        }
        if (chart.x().kind() == Axis.Kind.CATEGORICAL) {
            categories(plot, turned);
        } else {
            for (double tick : plot.x().ticks()) {
                double x = plot.x().place(tick);
                if (lying && !fields) {
                    sketch.line(x, plot.top(), x, plot.bottom(), grid);
                }
                sketch.line(x, plot.bottom() + 1, x, plot.bottom() + 5, Item.Style.stroke(Ink.Role.LINE, 1));
                sketch.words(plot.x().label(tick), x, plot.bottom() + 18, TICK, Item.Anchor.MIDDLE, Ink.Role.MUTED);
            }
        }
        double base = !lying && !fields && plot.y().kind() == Axis.Kind.LINEAR
                ? plot.y().base()
                : plot.bottom();
        sketch.line(plot.left(), base, plot.right(), base, Item.Style.stroke(Ink.Role.LINE, 1));
    }

    private void names(Plot plot) {
        int count = chart.y().categories().size();
        int every = Math.max(1, (int) Math.ceil(13.0 * count / (plot.bottom() - plot.top())));
        for (int i = 0; i < count; i += every) {
            var name = typeface.fit(words.say(chart.y().categories().get(i)), TICK, 192);
            sketch.words(name, plot.left() - 8, plot.y().place(i) + 4, TICK, Item.Anchor.END, Ink.Role.INK);
        }
    }

    private void categories(Plot plot, boolean turned) {
        int count = chart.x().categories().size();
        int every = Math.max(1, (int) Math.ceil(14.0 * count / (plot.right() - plot.left())));
        for (int i = 0; i < count; i += turned ? every : 1) {
            var name = words.say(chart.x().categories().get(i));
            double x = plot.x().place(i);
            if (turned) {
                sketch.add(new Item.Words(
                        typeface.fit(name, TICK, 120),
                        x + 4,
                        plot.bottom() + 8,
                        TICK,
                        Item.Anchor.END,
                        Ink.Role.INK,
                        true));
            } else {
                sketch.words(name, x, plot.bottom() + 18, TICK, Item.Anchor.MIDDLE, Ink.Role.INK);
            }
        }
    }
}
