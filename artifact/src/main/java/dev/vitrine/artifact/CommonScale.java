package dev.vitrine.artifact;

import dev.vitrine.artifact.ImageGrid.Cell;
import dev.vitrine.artifact.ImageGrid.Values;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One scale for several artifacts of one make, so that a colour means the same value in all of them. What is coloured is known by
 * its place: the part of a board, and in a contact sheet the caption.
 */
public final class CommonScale {
    private final Map<String, Scale> scales;

    private CommonScale(Map<String, Scale> scales) {
        this.scales = scales;
    }

    /** At each place the widest range of all. */
    public static CommonScale of(Collection<? extends Artifact> alike) {
        var all = new LinkedHashMap<String, List<Scale>>();
        alike.forEach(one -> collect(one, "", all));
        var common = new LinkedHashMap<String, Scale>();
        all.forEach((place, scales) -> common.put(place, widest(scales)));
        return new CommonScale(common);
    }

    /** Whether values are coloured at all: charts and tables have no such scale. */
    public static boolean colours(Artifact artifact) {
        return !of(List.of(artifact)).scales.isEmpty();
    }

    /** The same artifact in these colours; at places that are not known here it keeps its own. */
    public Artifact on(Artifact artifact) {
        return on(artifact, "");
    }

    private Artifact on(Artifact artifact, String place) {
        if (artifact instanceof Board board) {
            var parts = board.parts();
            return new Board(
                    board.title(),
                    IntStream.range(0, parts.size())
                            .mapToObj(i -> on(parts.get(i), place + "." + i))
                            .toList(),
                    board.columns());
        }
        if (artifact instanceof Heatmap heat) {
            return on(heat, place);
        }
        if (artifact instanceof Overlay overlay) {
            return new Overlay(overlay.title(), overlay.base(), on(overlay.heat(), place), overlay.opacity());
        }
        if (artifact instanceof ImageGrid grid) {
            var cells = new ArrayList<Cell>();
            for (var cell : grid.cells()) {
                cells.add(
                        cell.content() instanceof Values values
                                ? new Cell(
                                        new Values(
                                                values.plane(), at(place(place, cells.size(), cell), values.scale())),
                                        cell.caption(),
                                        cell.dead())
                                : cell);
            }
            return new ImageGrid(grid.title(), cells, grid.columns(), grid.cell(), grid.bare());
        }
        return artifact;
    }

    private Heatmap on(Heatmap heat, String place) {
        return new Heatmap(heat.title(), heat.plane(), at(place, heat.scale()), heat.rowAxis(), heat.columnAxis());
    }

    private Scale at(String place, Scale own) {
        return Objects.requireNonNullElse(scales.get(place), own);
    }

    private static void collect(Artifact artifact, String place, Map<String, List<Scale>> into) {
        if (artifact instanceof Board board) {
            IntStream.range(0, board.parts().size())
                    .forEach(i -> collect(board.parts().get(i), place + "." + i, into));
        } else if (artifact instanceof Heatmap heat) {
            put(place, heat.scale(), into);
        } else if (artifact instanceof Overlay overlay) {
            put(place, overlay.heat().scale(), into);
        } else if (artifact instanceof ImageGrid grid) {
            for (int i = 0; i < grid.cells().size(); i++) {
                var cell = grid.cells().get(i);
                if (cell.content() instanceof Values values) {
                    put(place(place, i, cell), values.scale(), into);
                }
            }
        }
    }

    private static void put(String place, Scale scale, Map<String, List<Scale>> into) {
        into.computeIfAbsent(place, p -> new ArrayList<>()).add(scale);
    }

    private static String place(String sheet, int index, Cell cell) {
        return sheet + "/" + cell.caption().map(Object::toString).orElse(Integer.toString(index));
    }

    /** From the lowest value to the highest; symmetric around zero where both signs occur. */
    private static Scale widest(List<Scale> scales) {
        var telling = scales.stream().filter(Scale::signal).toList();
        var all = telling.isEmpty() ? scales : telling;
        float low = (float) all.stream().mapToDouble(Scale::low).min().orElse(0);
        float high = (float) all.stream().mapToDouble(Scale::high).max().orElse(0);
        boolean diverging = all.stream().anyMatch(Scale::diverging) || low < 0 && high > 0;
        float size = Math.max(Math.abs(low), Math.abs(high));
        Optional<Float> clipped = all.stream()
                .flatMap(s -> s.clipped().stream())
                .filter(c -> Math.abs(c) > size)
                .max((a, b) -> Float.compare(Math.abs(a), Math.abs(b)));
        return new Scale(diverging ? -size : low, diverging ? size : high, diverging, clipped, !telling.isEmpty());
    }
}
