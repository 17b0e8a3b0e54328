package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.ImageGrid;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.RgbImage;
import dev.vitrine.artifact.Table;
import dev.vitrine.data.Interpolation;
import dev.vitrine.data.Picture;
import dev.vitrine.data.Resize;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Text;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a segmentation sees: the picture under its regions, a legend, and how much of it each class takes. */
final class SegmentationAnswer {
    private static final double LONGEST = 1024;
    private static final double OPACITY = 0.55;
    /** Hues that far apart stay different however many there are. */
    private static final float GOLDEN = 0.618034f;

    private static final float FIRST_HUE = 0.58f;
    private static final int SWATCH = 48;
    private static final int NAMED = 3;

    private SegmentationAnswer() {}

    static Result of(Look look, Segmentation segmentation) {
        var segments = segmentation.segments(look);
        var parts = new ArrayList<Artifact>();
        parts.add(painted(segmentation, look));
        parts.add(legend(segments, segmentation, look));
        parts.add(table(segments));
        var readings = new ArrayList<Text>();
        var things = segments.stream()
                .filter(s -> !segmentation.isBackground(s.index(), look))
                .toList();
        if (things.isEmpty()) {
            readings.add(Text.of("prediction.only-background"));
        } else {
            readings.add(Text.of(
                    things.size() > NAMED ? "prediction.regions-more" : "prediction.regions",
                    "what",
                    DetectionAnswer.joined(things.stream()
                            .limit(NAMED)
                            .map(s -> Text.of(
                                    "prediction.region", "label", s.label(), "percent", Prediction.percent(s.share())))
                            .toList()),
                    "more",
                    things.size() - NAMED));
        }
        int labels = look.labels().size();
        if (!segmentation.single()
                && segmentation.scores().isPresent()
                && labels > 0
                && labels != segmentation.classes()) {
            readings.add(Text.of("prediction.labels-differ", "labels", labels, "classes", segmentation.classes()));
        }
        segmentation.guess().ifPresent(readings::add);
        return Result.of(new Board(Text.of("prediction.title"), parts, parts.size()), readings.toArray(Text[]::new))
                .fact("predictions", List.of())
                .fact("segments", segments)
                .fact(
                        "colours",
                        segments.stream()
                                .map(s -> String.format("#%06x", swatch(s.index(), segmentation, look)))
                                .toList())
                .fact("picture", segmentation.picture(look))
                .data("pixel-classes", classes(segmentation));
    }

    /** The picture, or a grey field, with the colour of its class over every pixel but those of background. */
    private static RgbImage painted(Segmentation segmentation, Look look) {
        var whole = look.input().picture().or(() -> look.input().shown());
        double shrink = whole.map(p -> Math.min(1, LONGEST / Math.max(p.width(), p.height())))
                .orElse(1.0);
        int width = whole.map(p -> Math.max(1, (int) Math.round(p.width() * shrink)))
                .orElse(segmentation.columns());
        int height = whole.map(p -> Math.max(1, (int) Math.round(p.height() * shrink)))
                .orElse(segmentation.rows());
        var rgb = whole.map(p -> Resize.resize(p, width, height, Interpolation.BILINEAR))
                .orElseGet(() -> Picture.filled(width, height, 200))
                .rgb()
                .clone();
        var frame = segmentation.picture(look);
        for (int y = 0, at = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += 3) {
                var pixel = segmentation.pixel(frame, (x + 0.5) / width, (y + 0.5) / height);
                if (pixel.isPresent()) {
                    tint(rgb, at, segmentation.predicted()[pixel.getAsInt()], segmentation, look);
                }
            }
        }
        return RgbImage.of(Text.of("prediction.segments"), width, height, rgb);
    }

    private static void tint(byte[] rgb, int at, int kind, Segmentation segmentation, Look look) {
        if (segmentation.isBackground(kind, look)) {
            return;
        }
        int colour = colour(kind);
        for (int c = 0; c < 3; c++) {
            int below = rgb[at + c] & 0xff;
            int above = colour >> 16 - 8 * c & 0xff;
            rgb[at + c] = (byte) Math.round(below + OPACITY * (above - below));
        }
    }

    private static int colour(int kind) {
        float hue = FIRST_HUE + (kind - 1) * GOLDEN;
        return Color.HSBtoRGB(hue, 0.85f, 0.95f) & 0xffffff;
    }

    private static int swatch(int kind, Segmentation segmentation, Look look) {
        return segmentation.isBackground(kind, look) ? 0xc8c8c8 : colour(kind);
    }

    /** The class of every pixel of the map. */
    private static Tensor classes(Segmentation segmentation) {
        var kinds = new float[segmentation.predicted().length];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = segmentation.predicted()[i];
        }
        return Tensor.cast(DataType.INT32, kinds, segmentation.rows(), segmentation.columns());
    }

    /** One swatch for each class that takes part. */
    private static ImageGrid legend(List<Segment> segments, Segmentation segmentation, Look look) {
        var cells = new ArrayList<ImageGrid.Cell>();
        for (var segment : segments) {
            int colour = swatch(segment.index(), segmentation, look);
            var rgb = new byte[3 * SWATCH * SWATCH];
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = (byte) (colour >> 16 - 8 * (i % 3));
            }
            cells.add(new ImageGrid.Cell(
                    new ImageGrid.Rgb(rgb, 0, SWATCH, SWATCH), Optional.of(Text.plain(segment.label())), false));
        }
        return ImageGrid.of(Text.of("prediction.legend"), cells, Math.min(4, cells.size()), SWATCH);
    }

    private static Table table(List<Segment> segments) {
        return new Table(
                Text.of("prediction.region-table"),
                List.of(
                        new Table.Column(Text.of("prediction.number"), Table.Kind.COUNT),
                        new Table.Column(Text.of("prediction.class"), Table.Kind.TEXT),
                        new Table.Column(Text.of("prediction.pixels"), Table.Kind.COUNT),
                        new Table.Column(Text.of("prediction.share"), Table.Kind.SHARE)),
                segments.stream()
                        .map(s -> List.<Object>of(s.index(), s.label(), s.pixels(), s.share()))
                        .toList());
    }
}
