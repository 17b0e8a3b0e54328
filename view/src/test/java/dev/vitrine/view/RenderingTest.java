package dev.vitrine.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.ImageGrid;
import dev.vitrine.artifact.Mark;
import dev.vitrine.artifact.NetworkGraph;
import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.Provenance;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.Scale;
import dev.vitrine.artifact.Section;
import dev.vitrine.artifact.Table;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Language;
import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class RenderingTest {
    private static final Words EN = Words.in(Language.EN);
    private static final Provenance MADE = Provenance.of("vitrine test <&>", "0.1.0");
    private static final Rendering.Options OPTIONS = Rendering.Options.standard();

    @TempDir
    Path folder;

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private static Chart chart(double[] x, double[] y) {
        return Chart.of(
                Text.plain("a <b>&\u0001\"name\""),
                Axis.linear(Text.plain("x")),
                Axis.linear(Text.plain("y")),
                Mark.Line.of(Text.plain("line"), x, y),
                Mark.Points.of(x, y),
                new Mark.Band(Optional.empty(), x, y, y));
    }

    @Test
    void bareSheetHasExactlyTheColoursOfItsValues() throws Exception {
        float[] values = {0, 1, 2, 3, Float.NaN, 5, 6, 7};
        var scale = Scale.sequential(0, 7);
        var grid = new ImageGrid(
                Text.plain("maps"),
                List.of(
                        ImageGrid.Cell.of(new Plane(values, 0, 2, 2), scale),
                        ImageGrid.Cell.of(new Plane(values, 4, 2, 2), scale)),
                2,
                10,
                true);

        var image = ImageIO.read(new ByteArrayInputStream(Rendering.png(grid, EN, MADE, OPTIONS)));

        assertThat(image.getWidth()).isEqualTo(20);
        assertThat(image.getHeight()).isEqualTo(10);
        assertThat(image.getRGB(0, 0)).isEqualTo(0xff440154);
        assertThat(image.getRGB(4, 4)).isEqualTo(0xff440154);
        assertThat(image.getRGB(19, 9)).isEqualTo(0xfffde725);
        assertThat(image.getRGB(10, 0) & 0xffffff).isEqualTo(Palette.NOT_FINITE);
        assertThat(image.getRGB(5, 0))
                .isEqualTo(0xff000000 | Colormap.named("viridis").at(1 / 7f));
    }

    /** A sheet of every colour of a map, with captions and a dead map, stays in a palette and close to its values. */
    @Test
    void captionedSheetKeepsToAPalette() throws Exception {
        var values = new float[256];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        var scale = Scale.sequential(0, 255);
        for (var map : Colormap.names()) {
            var cells = new ArrayList<ImageGrid.Cell>();
            for (int i = 0; i < 12; i++) {
                var cell = ImageGrid.Cell.of(new Plane(values, 0, 16, 16), scale);
                cells.add(cell.caption(Text.plain("No " + i)).dead(i == 11));
            }
            var palette = Palette.of(Colormap.named(map));
            var grid = ImageGrid.of(Text.plain("Maps"), cells, 4, 64);
            var drawn = Rendering.png(grid, EN, MADE, OPTIONS.palette(palette));

            var image = ImageIO.read(new ByteArrayInputStream(drawn));

            assertThat(image.getColorModel()).as(map).isInstanceOf(IndexColorModel.class);
            for (int i = 0; i < values.length; i++) {
                int seen = image.getRGB(20 + i % 16 * 4 + 2, 46 + i / 16 * 4 + 2);
                int exact = palette.rgb(scale, i);
                for (int shift = 0; shift < 24; shift += 8) {
                    assertThat((seen >> shift & 0xff) - (exact >> shift & 0xff))
                            .as(map + i)
                            .isBetween(-8, 8);
                }
            }
            // The caption: dark on paper, in the gap below the first map.
            int dark = 0;
            for (int y = 110; y < 126; y++) {
                for (int x = 20; x < 84; x++) {
                    dark += (image.getRGB(x, y) & 0xff) < 160 ? 1 : 0;
                }
            }
            assertThat(dark).as(map).isBetween(20, 300);
        }
    }

    @Test
    void flatMapsAreNotStretched() throws Exception {
        var plane = Plane.of(new float[] {1, 1.000001f, 1, 1}, 2, 2);
        var grid = new ImageGrid(Text.plain(""), List.of(ImageGrid.Cell.of(plane, Scale.of(plane))), 1, 0, true);

        var image = ImageIO.read(new ByteArrayInputStream(Rendering.png(grid, EN, MADE, OPTIONS)));

        assertThat(image.getRGB(0, 0)).isEqualTo(image.getRGB(1, 0));
        assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(Palette.NO_SIGNAL);
    }

    @Test
    void everyKindOfDataGivesAWellFormedDrawing() throws Exception {
        double inf = Double.POSITIVE_INFINITY;
        var data = List.of(
                new double[0],
                new double[] {1},
                new double[] {3, 3, 3},
                new double[] {Double.NaN, inf, -inf},
                new double[] {-1e308, 0, 1e308},
                new double[] {1e-300, 2e-300, 3e-300},
                new double[] {1e9, 1e9 + 1, 1e9 + 2},
                new double[] {-5, Double.NaN, 7});
        for (var values : data) {
            for (var y : List.of(Axis.linear(Text.plain("y")), Axis.log(Text.plain("y")))) {
                var linear = chart(values, values);
                var chart = new Chart(linear.title(), linear.x(), y, linear.marks());
                var svg = Rendering.svg(chart, EN, MADE, OPTIONS);
                assertThat(parsed(svg).getDocumentElement().getTagName()).isEqualTo("svg");
                assertThat(svg).doesNotContain("NaN,").doesNotContain("=\"NaN").doesNotContain("9223372036854775807");
                assertThat(ImageIO.read(new ByteArrayInputStream(Rendering.png(chart, EN, MADE, OPTIONS))))
                        .isNotNull();
            }
        }
    }

    @Test
    void valuesCanBeReadFromTheDrawing() throws Exception {
        var svg = Rendering.svg(
                Chart.of(
                        Text.plain("t"),
                        Axis.linear(Text.plain("x")),
                        Axis.linear(Text.plain("n")),
                        Mark.Bars.histogram(new double[] {0, 1, 2}, new double[] {17, 4.25})),
                EN,
                MADE,
                OPTIONS);

        var bars = parsed(svg).getElementsByTagName("rect");

        assertThat(bars.item(1).getAttributes().getNamedItem("data-value").getNodeValue())
                .isEqualTo("17.0");
        assertThat(bars.item(2).getAttributes().getNamedItem("data-value").getNodeValue())
                .isEqualTo("4.25");
        assertThat(svg).contains("vitrine test &lt;&amp;&gt;");
    }

    @Test
    void boxesSayOperatorNameAndShape() {
        var vertex = new NetworkGraph.Vertex(
                "n0", "/layer1/conv", "Conv", NetworkGraph.Category.CONVOLUTION, "layer1", Text.plain("1x8x4x4"));
        var svg = Rendering.svg(new NetworkGraph(Text.plain(""), List.of(vertex), List.of()), EN, MADE, OPTIONS);
        assertThat(svg).contains(">Conv</text>", ">/layer1/conv</text>", ">1x8x4x4</text>");
    }

    @Test
    void hostileNamesStayText() throws Exception {
        var name = "<script>alert(1)</script>\u0000\u001b\ud800 ]]> \u202e";
        var table = new Table(
                Text.plain(name), List.of(new Table.Column(Text.plain(name), Table.Kind.TEXT)), List.of(List.of(name)));
        var graph = new NetworkGraph(
                Text.plain(name),
                List.of(new NetworkGraph.Vertex(name, name, name, NetworkGraph.Category.OTHER, name, Text.plain(name))),
                List.of());

        var html = HtmlPage.of(
                Text.plain(name),
                List.of(Section.of(Result.of(Board.of(Text.plain(name), List.of(table, graph)), Text.plain(name)))),
                EN,
                OPTIONS.palette(),
                MADE);

        assertThat(html)
                .doesNotContain("<script>")
                .doesNotContain("\u0000")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e");
        parsed(html.replaceFirst("<!DOCTYPE html>", ""));
        parsed(Rendering.svg(graph, EN, MADE, OPTIONS));
    }

    @Test
    void deepAndWideNetworksAreDrawn() throws Exception {
        var vertices = new ArrayList<NetworkGraph.Vertex>();
        var edges = new ArrayList<NetworkGraph.Edge>();
        for (int i = 0; i < 5000; i++) {
            vertices.add(new NetworkGraph.Vertex(
                    "n" + i, "n" + i, "Relu", NetworkGraph.Category.ACTIVATION, "", Text.plain("")));
            if (i > 0) {
                edges.add(new NetworkGraph.Edge(i < 3000 ? "n" + (i - 1) : "n0", "n" + i, "t"));
            }
        }
        var svg = Rendering.svg(new NetworkGraph(Text.plain("deep"), vertices, edges), EN, MADE, OPTIONS);
        assertThat(parsed(svg).getElementsByTagName("rect").getLength()).isEqualTo(1 + 2 * 5000);
    }

    @Test
    void boxesDoNotOverlap() {
        var vertices = new ArrayList<NetworkGraph.Vertex>();
        var edges = new ArrayList<NetworkGraph.Edge>();
        var random = new java.util.Random(7);
        for (int i = 0; i < 120; i++) {
            vertices.add(new NetworkGraph.Vertex("n" + i, "", "Add", NetworkGraph.Category.OTHER, "", Text.plain("")));
            for (int k = 0; k < 2 && i > 0; k++) {
                edges.add(new NetworkGraph.Edge("n" + random.nextInt(Math.max(0, i - 8), i), "n" + i, "t" + i + k));
            }
        }
        var widths = new double[120];
        java.util.Arrays.setAll(widths, i -> 90 + i % 7 * 15);

        var placed = new LayeredLayout().place(new NetworkGraph(Text.plain(""), vertices, edges), widths, 40);

        for (int a = 0; a < 120; a++) {
            for (int b = 0; b < a; b++) {
                boolean apart = placed.left()[a] + widths[a] <= placed.left()[b] + 1e-6
                        || placed.left()[b] + widths[b] <= placed.left()[a] + 1e-6
                        || Math.abs(placed.top()[a] - placed.top()[b]) >= 40;
                assertThat(apart).as("boxes %d and %d", a, b).isTrue();
            }
        }
    }

    @Test
    void endingDecidesAndNothingIsLeftBehind() throws Exception {
        var heat = Heatmap.of(Text.plain("h"), Plane.of(new float[] {-1, 2}, 1, 2), Scale.of(-1f, 2f));
        for (var ending : List.of("png", "svg", "html", "json")) {
            var out = folder.resolve("result." + ending);
            Rendering.write(heat, out, EN, MADE, OPTIONS);
            assertThat(out).isNotEmptyFile();
        }
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(4);
        }
        Artifact artifact = heat;
        assertThatThrownBy(() -> Rendering.write(artifact, folder.resolve("result.gif"), EN, MADE, OPTIONS))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("result.gif");
        assertThatThrownBy(() -> Rendering.write(artifact, folder.resolve("none/a.png"), EN, MADE, OPTIONS))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no folder");
    }

    @Test
    void jsonHasNoNumbersThatJsonHasNot() {
        record Row(String name, double value) {}
        var facts = Map.<String, Object>of("rows", List.of(new Row("a\"\n", Double.NaN), new Row("b", 1.5)));

        var json = Json.write(facts, EN).replaceAll("\\s", "");

        assertThat(json)
                .isEqualTo("{\"rows\":[{\"name\":\"a\\\"\\n\",\"value\":null},{\"name\":\"b\",\"value\":1.5}]}");
    }

    @Test
    void textCanBeReadInBothThemes() {
        for (var theme : Theme.values()) {
            double paper = CellsDrawing.luminance(theme.rgb(Ink.Role.PAPER));
            for (var role : List.of(Ink.Role.INK, Ink.Role.MUTED, Ink.Role.RULE)) {
                double text = CellsDrawing.luminance(theme.rgb(role));
                assertThat((Math.max(text, paper) + 0.05) / (Math.min(text, paper) + 0.05))
                        .isGreaterThan(4.5);
            }
        }
    }
}
