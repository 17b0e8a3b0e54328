package dev.vitrine.view;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.ImageGrid;
import dev.vitrine.artifact.NetworkGraph;
import dev.vitrine.artifact.Provenance;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.Section;
import dev.vitrine.model.WholeFile;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Results to files: the ending decides what is written, and a file is there whole or not at all. */
public final class Rendering {
    /** The most pixels of a PNG that is drawn: about 150 MB while it is made. */
    static final double MOST_PIXELS = 40e6;

    private Rendering() {}

    /**
     * How to draw.
     *
     * @param scale pixels of a PNG for each CSS pixel; sheets of bare pictures always have their own pixels
     */
    public record Options(Theme theme, Palette palette, double scale) {
        public static Options standard() {
            return new Options(Theme.LIGHT, Palette.standard(), 2);
        }

        public Options theme(Theme newTheme) {
            return new Options(newTheme, palette, scale);
        }

        public Options palette(Palette newPalette) {
            return new Options(theme, newPalette, scale);
        }
    }

    /**
     * Writes a result; {@code .png}, {@code .svg}, {@code .html} or {@code .json} decides how.
     *
     * @param provenance asked for when the picture is painted, as its hash may take as long
     * @return what the reader should know about the file, such as that it had to be made smaller
     * @throws InputException if the ending is unknown, the folder does not exist, or the file cannot be written
     */
    public static List<Text> write(
            Result result, Path out, Words words, Supplier<Provenance> provenance, Options options) {
        check(out);
        var artifact = result.artifact();
        if (ending(out).equals("png") && !bare(artifact)) {
            var drawing = Drawings.of(artifact, words, options.palette());
            var bitmap = paint(artifact, drawing, options);
            save(out, PngWriter.write(bitmap, provenance.get().entries()));
            return notes(artifact, drawing, options);
        }
        var bytes = switch (ending(out)) {
            case "png" -> png(artifact, words, provenance.get(), options);
            case "svg" -> svg(artifact, words, provenance.get(), options).getBytes(StandardCharsets.UTF_8);
            case "html" ->
                HtmlPage.of(artifact.title(), List.of(Section.of(result)), words, options.palette(), provenance.get())
                        .getBytes(StandardCharsets.UTF_8);
            default -> json(result, words, provenance.get()).getBytes(StandardCharsets.UTF_8);
        };
        save(out, bytes);
        return List.of();
    }

    /** As {@link #write(Result, Path, Words, Supplier, Options)}, with a provenance that is known. */
    public static List<Text> write(Result result, Path out, Words words, Provenance provenance, Options options) {
        return write(result, out, words, () -> provenance, options);
    }

    /** As {@link #write(Result, Path, Words, Supplier, Options)}, for an artifact that has no readings or facts. */
    public static List<Text> write(Artifact artifact, Path out, Words words, Provenance provenance, Options options) {
        return write(Result.of(artifact), out, words, () -> provenance, options);
    }

    /** Checks that {@code out} could be written, so that long work does not end in an error that was plain at its start. */
    public static void check(Path out) {
        if (!List.of("png", "svg", "html", "json").contains(ending(out))) {
            throw InputException.of("view.unknown-ending", "file", out.toString());
        }
        WholeFile.check(out);
    }

    /** The bytes of a PNG file. */
    public static byte[] png(Artifact artifact, Words words, Provenance provenance, Options options) {
        return PngWriter.write(bitmap(artifact, words, options), provenance.entries());
    }

    private static Bitmap bitmap(Artifact artifact, Words words, Options options) {
        return bare(artifact)
                ? new GridPainter((ImageGrid) artifact, options.palette(), 0, 0).paint()
                : paint(artifact, Drawings.of(artifact, words, options.palette()), options);
    }

    private static boolean bare(Artifact artifact) {
        return artifact instanceof ImageGrid grid
                && grid.bare()
                && !grid.cells().isEmpty();
    }

    private static Bitmap paint(Artifact artifact, Drawing drawing, Options options) {
        return Rasteriser.paint(drawing, options.theme(), scale(drawing, wanted(artifact, options)));
    }

    /** Pixels of a PNG for each CSS pixel: the cells of a sheet are as large in pixels as was asked for. */
    private static double wanted(Artifact artifact, Options options) {
        return artifact instanceof ImageGrid ? 1 : options.scale();
    }

    /** An SVG document. */
    public static String svg(Artifact artifact, Words words, Provenance provenance, Options options) {
        return SvgWriter.file(Drawings.of(artifact, words, options.palette()), options.theme(), provenance.entries());
    }

    /** SVG as part of a page, in the colours of the roles that the page's style sheet defines: {@code --paper}, {@code --ink}, ... */
    public static String inline(Artifact artifact, Words words, Options options) {
        return SvgWriter.inline(Drawings.of(artifact, words, options.palette()));
    }

    /** A JSON document: the facts, the readings and the provenance. */
    public static String json(Result result, Words words, Provenance provenance) {
        var all = new LinkedHashMap<String, Object>(result.facts());
        if (!result.readings().isEmpty()) {
            all.putIfAbsent("readings", result.readings());
        }
        all.put("provenance", provenance.entries());
        return Json.write(all, words) + "\n";
    }

    private static double scale(Drawing drawing, double wanted) {
        double most = Math.sqrt(MOST_PIXELS / (drawing.width() * drawing.height()));
        return Math.min(wanted, most);
    }

    private static List<Text> notes(Artifact artifact, Drawing drawing, Options options) {
        double wanted = wanted(artifact, options);
        double scale = scale(drawing, wanted);
        if (scale >= wanted) {
            return List.of();
        }
        var key = artifact instanceof NetworkGraph ? "view.graph-reduced" : "view.picture-reduced";
        return List.of(Text.of(
                key,
                "width",
                Math.round(drawing.width() * wanted),
                "height",
                Math.round(drawing.height() * wanted),
                "percent",
                Math.round(100 * scale / wanted)));
    }

    /**
     * Writes bytes to a file, whole or not at all.
     *
     * @throws InputException if there is no such folder or it cannot be written
     */
    public static void save(Path out, byte[] bytes) {
        WholeFile.write(out, part -> Files.write(part, bytes));
    }

    private static String ending(Path out) {
        var name = String.valueOf(out.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
