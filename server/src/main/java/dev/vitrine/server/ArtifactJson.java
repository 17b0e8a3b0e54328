package dev.vitrine.server;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.ImageGrid;
import dev.vitrine.artifact.Overlay;
import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.RgbImage;
import dev.vitrine.artifact.Scale;
import dev.vitrine.artifact.Table;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * An artifact as {@code docs/api.md} says it: structure and words as JSON, numbers and pixels in one block of bytes beside it.
 * The offsets depend on the artifact alone, so that both can be made at different times.
 */
final class ArtifactJson {
    private static final int BUFFER = 1 << 16;

    /** A plane or a picture in the block. */
    private sealed interface Piece {
        long bytes();
    }

    private record OfPlane(Plane plane) implements Piece {
        @Override
        public long bytes() {
            return 4L * plane.count();
        }
    }

    private record OfRgb(byte[] rgb, int offset, int length) implements Piece {
        @Override
        public long bytes() {
            return (length + 3L) / 4 * 4;
        }
    }

    private final Function<Chart, String> svg;
    private final List<Piece> pieces = new ArrayList<>();
    private final Map<String, Object> json;
    private long at;

    private ArtifactJson(Artifact artifact, Function<Chart, String> svg) {
        this.svg = svg;
        this.json = of(artifact);
    }

    /** @param svg draws a chart */
    static ArtifactJson of(Artifact artifact, Function<Chart, String> svg) {
        return new ArtifactJson(artifact, svg);
    }

    Map<String, Object> json() {
        return json;
    }

    /** The length of the block. */
    long bytes() {
        return at;
    }

    long planes() {
        return pieces.stream().filter(OfPlane.class::isInstance).count();
    }

    long pictures() {
        return pieces.size() - planes();
    }

    private Map<String, Object> of(Artifact artifact) {
        if (artifact instanceof Board board) {
            var json = named("board", board.title());
            json.put("columns", board.columns());
            json.put("parts", board.parts().stream().map(this::of).toList());
            return json;
        } else if (artifact instanceof Chart chart) {
            var json = named("chart", chart.title());
            json.put("svg", svg.apply(chart));
            return json;
        } else if (artifact instanceof Table table) {
            return table(table);
        } else if (artifact instanceof ImageGrid grid) {
            return grid(grid);
        } else if (artifact instanceof Heatmap heat) {
            return heatmap(heat);
        } else if (artifact instanceof RgbImage image) {
            return image(image);
        } else if (artifact instanceof Overlay overlay) {
            var json = named("overlay", overlay.title());
            json.put("base", image(overlay.base()));
            json.put("heat", heatmap(overlay.heat()));
            json.put("opacity", overlay.opacity());
            return json;
        }
        return named("graph", artifact.title());
    }

    private static Map<String, Object> named(String kind, Text title) {
        var json = new LinkedHashMap<String, Object>();
        json.put("kind", kind);
        json.put("title", title);
        return json;
    }

    private static Map<String, Object> table(Table table) {
        var json = named("table", table.title());
        json.put(
                "columns",
                table.columns().stream()
                        .map(c ->
                                Map.of("name", c.name(), "kind", c.kind().name().toLowerCase(java.util.Locale.ROOT)))
                        .toList());
        json.put(
                "rows",
                table.rows().stream()
                        .map(row -> row.stream()
                                .map(v -> v.equals(Table.NONE) ? java.util.Optional.empty() : v)
                                .toList())
                        .toList());
        return json;
    }

    private Map<String, Object> grid(ImageGrid grid) {
        var json = named("grid", grid.title());
        json.put("columns", grid.columns());
        json.put("cell", grid.cell());
        json.put("bare", grid.bare());
        json.put(
                "cells",
                grid.cells().stream()
                        .map(cell -> {
                            var one = new LinkedHashMap<String, Object>();
                            one.put("caption", cell.caption());
                            one.put("dead", cell.dead());
                            one.put(
                                    "content",
                                    cell.content() instanceof ImageGrid.Values values
                                            ? plane(values.plane(), values.scale())
                                            : rgb((ImageGrid.Rgb) cell.content()));
                            return one;
                        })
                        .toList());
        return json;
    }

    private Map<String, Object> heatmap(Heatmap heat) {
        var json = named("heatmap", heat.title());
        json.put("plane", plane(heat.plane(), heat.scale()));
        json.put("rowAxis", heat.rowAxis());
        json.put("columnAxis", heat.columnAxis());
        return json;
    }

    private Map<String, Object> image(RgbImage image) {
        var json = named("image", image.title());
        json.put("rgb", rgb(new ImageGrid.Rgb(image.rgb(), 0, image.width(), image.height())));
        json.put("boxes", image.boxes());
        return json;
    }

    private Map<String, Object> plane(Plane plane, Scale scale) {
        var json = new LinkedHashMap<String, Object>();
        json.put("rows", plane.rows());
        json.put("columns", plane.columns());
        json.put("at", put(new OfPlane(plane)));
        json.put("scale", scale);
        return json;
    }

    private Map<String, Object> rgb(ImageGrid.Rgb rgb) {
        var json = new LinkedHashMap<String, Object>();
        json.put("width", rgb.width());
        json.put("height", rgb.height());
        json.put("at", put(new OfRgb(rgb.rgb(), rgb.offset(), 3 * rgb.width() * rgb.height())));
        return json;
    }

    private long put(Piece piece) {
        long start = at;
        pieces.add(piece);
        at += piece.bytes();
        return start;
    }

    /** Writes the block: little-endian float32, and red, green, blue bytes padded to four. */
    void write(OutputStream out) throws IOException {
        var buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        for (var piece : pieces) {
            if (piece instanceof OfPlane of) {
                var plane = of.plane();
                for (int from = 0; from < plane.count(); from += BUFFER / 4) {
                    int n = Math.min(BUFFER / 4, plane.count() - from);
                    buffer.asFloatBuffer().put(plane.values(), plane.offset() + from, n);
                    out.write(buffer.array(), 0, 4 * n);
                }
            } else if (piece instanceof OfRgb of) {
                out.write(of.rgb(), of.offset(), of.length());
                out.write(new byte[(int) (of.bytes() - of.length())]);
            }
        }
    }
}
