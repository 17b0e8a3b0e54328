package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.data.Geometry;
import dev.vitrine.data.Inputs;
import dev.vitrine.data.Labels;
import dev.vitrine.data.Picture;
import dev.vitrine.data.Preprocess;
import dev.vitrine.data.Sidecar;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Text;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Published detectors and segmentations, on pictures whose content is known. */
class RealHeadsTest {
    private static final Path ASSETS = Path.of(System.getProperty("vitrine.assets", "shared/assets"));
    private static final int SIDE = 416;

    @BeforeEach
    void needsModels() {
        Assumptions.assumeTrue(Files.isDirectory(ASSETS), "the real models are not here");
    }

    private static Look open(String model) {
        return Look.at(Engine.of(Model.open(ASSETS.resolve("onnx").resolve(model)), 2));
    }

    private static Look with(Look look, String picture, String preprocess) {
        var model = look.engine().model();
        return look.with(Look.Given.of(
                model,
                Inputs.read(
                        model,
                        List.of(ASSETS.resolve("images").resolve(picture).toString()),
                        Optional.of(Preprocess.parse(preprocess)),
                        Optional.empty())));
    }

    private static Look knowing(Look look, Sidecar.Kind kind, double threshold, double iou) {
        return look.knowing(Optional.of(new Sidecar(
                Path.of("test.vitrine.yaml"),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.of(new Sidecar.Head(kind, Map.of(), List.of(), Optional.of(threshold), Optional.of(iou))),
                Map.of(),
                Optional.empty())));
    }

    @Test
    void theStateOfARecurrentModelIsNoAnswer() {
        var look = open("silero_vad.onnx");
        try (var engine = look.engine()) {
            var inputs = Map.of(
                    "input", Tensor.of(new float[512], 1, 512),
                    "sr", Tensor.scalar(16000L).reshape(),
                    "state", Tensor.of(new float[256], 2, 1, 128));
            assertThat(Scores.of(look.with(Look.Given.of(inputs)))).isEmpty();
        }
    }

    @Test
    void aReversedSequenceIsSaidPositionByPosition() {
        var look = open("transformer_reverse.onnx");
        var digits = new long[] {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3};
        try (var engine = look.engine()) {
            var given = look.with(Look.Given.of(Map.of("tokens", Tensor.of(digits, 1, 16))));
            var result = Methods.get("prediction")
                    .look(given, Options.of(Methods.get("prediction").card(), Map.of()));
            @SuppressWarnings("unchecked")
            var steps = (List<SequenceAnswer.Step>) result.facts().get("steps");
            assertThat(steps).hasSize(16).allSatisfy(s -> {
                assertThat(s.given()).contains(digits[s.step()]);
                assertThat((long) s.index()).isEqualTo(digits[15 - s.step()]);
                assertThat(s.probability()).isBetween(0.5, 1.0);
            });
        }
    }

    /** As the stored detections were made: resized by the JDK, which does not smooth when it reduces. */
    private static Look.Given letterboxed(Path file) {
        var picture = Picture.read(file);
        double ratio = Math.min((double) SIDE / picture.width(), (double) SIDE / picture.height());
        int width = (int) (picture.width() * ratio);
        int height = (int) (picture.height() * ratio);
        var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        var pen = image.createGraphics();
        pen.setColor(new Color(114, 114, 114));
        pen.fillRect(0, 0, SIDE, SIDE);
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(picture.toImage(), 0, 0, width, height, null);
        pen.dispose();
        var values = new float[3 * SIDE * SIDE];
        for (int i = 0; i < SIDE * SIDE; i++) {
            int rgb = image.getRGB(i % SIDE, i / SIDE);
            for (int c = 0; c < 3; c++) {
                values[c * SIDE * SIDE + i] = rgb >> 8 * c & 0xff;
            }
        }
        return new Look.Given(
                Map.of("images", Tensor.of(values, 1, 3, SIDE, SIDE)),
                Optional.of(picture),
                Optional.empty(),
                Optional.of(new Geometry(picture.width(), picture.height(), SIDE, SIDE, 1 / ratio, 1 / ratio, 0, 0)),
                Text.plain("letterbox"),
                false);
    }

    private static boolean matches(Detection seen, String[] expected) {
        double x = Double.parseDouble(expected[6]);
        double y = Double.parseDouble(expected[7]);
        var box = new Geometry.Box(x, y, x + Double.parseDouble(expected[8]), y + Double.parseDouble(expected[9]));
        return seen.index() == Integer.parseInt(expected[3])
                && Math.abs(seen.score() - Double.parseDouble(expected[5])) <= 0.05
                && BoxCandidate.overlap(Detections.within(seen, 1e6, 1e6), box.within(1e6, 1e6)) > 0.7;
    }

    @Test
    void yoloxFindsWhatAnotherReaderOfItsOutputFound() throws IOException {
        var rows = Files.readAllLines(ASSETS.resolve("labels/expected_yolox_nano_detections.csv")).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .toList();
        var byPicture = new LinkedHashMap<String, List<String[]>>();
        for (var row : rows) {
            byPicture.put(row[0], rows.stream().filter(r -> r[0].equals(row[0])).toList());
        }
        var labels = Labels.read(ASSETS.resolve("labels/coco80.names")).names();
        var look =
                knowing(open("yolox_nano.onnx"), Sidecar.Kind.YOLOX, 0.3, 0.45).with(labels);
        try (var engine = look.engine()) {
            int all = 0;
            int same = 0;
            int seenAll = 0;
            for (var entry : byPicture.entrySet()) {
                var expected =
                        entry.getValue().stream().filter(r -> !r[3].isEmpty()).toList();
                var seen = Detections.of(
                                look.with(letterboxed(ASSETS.resolve("images").resolve(entry.getKey()))))
                        .orElseThrow();
                all += expected.size();
                seenAll += seen.found().size();
                for (var row : expected) {
                    same += seen.found().stream().anyMatch(f -> matches(f.seen(), row)) ? 1 : 0;
                }
            }
            // Their resizing is not known to the bit, and of two boxes of one thing with almost the same score rounding
            // keeps either.
            assertThat(all).isEqualTo(92);
            assertThat(same).isGreaterThanOrEqualTo(85);
            assertThat(seenAll).isBetween(all - 1, all + 1);
        }
    }

    @Test
    void yoloxIsRecognisedAndItsBoxesAreExplained() {
        var look = with(
                open("yolox_nano.onnx"), "dog_and_cat.jpg", "raw,resize=letterbox,align=topleft,pad=114,order=bgr");
        try (var engine = look.engine()) {
            var seen = Detections.of(look).orElseThrow();
            assertThat(seen.guess()).isPresent();
            assertThat(seen.found()).hasSize(2);
            for (int box = 0; box < 2; box++) {
                var place = seen.found().get(box).seen().box();
                // Methods that weigh places, not whole maps: those do not tell two things of one kind of parts apart.
                for (var method : List.of(new LayerCam(), new HiResCam())) {
                    var result = method.look(look, Map.of("target", "box:" + box));
                    assertThat(result.facts().get("fallback")).isEqualTo(Optional.empty());
                    assertThat(inside(look, result, place))
                            .as(method.card().id() + box)
                            .isGreaterThan(0.6);
                }
            }
        }
    }

    /** How much of all that speaks for a target lies in a box of the picture. */
    private static double inside(Look look, dev.vitrine.artifact.Result result, List<Double> box) {
        var geometry = look.input().geometry().orElseThrow();
        var values = ((dev.vitrine.artifact.Overlay) result.artifact()).heat().plane();
        double inside = 0;
        double all = 0;
        for (int y = 0; y < values.rows(); y++) {
            for (int x = 0; x < values.columns(); x++) {
                double px = geometry.pictureX(x + 0.5);
                double py = geometry.pictureY(y + 0.5);
                double v = Math.max(0, values.at(y, x));
                all += v;
                if (px >= box.get(0) && px <= box.get(2) && py >= box.get(1) && py <= box.get(3)) {
                    inside += v;
                }
            }
        }
        return inside / all;
    }

    @Test
    void facesAreFound() {
        var look = knowing(
                with(open("ultraface_rfb320.onnx"), "face.jpg", "raw,mean=127 127 127,std=128 128 128"),
                Sidecar.Kind.SSD,
                0.7,
                0.3);
        try (var engine = look.engine()) {
            var seen = Detections.of(look).orElseThrow();
            assertThat(seen.found()).hasSize(4).allMatch(f -> f.seen().index() == 1);
            assertThat(TargetScore.of(look, TargetText.of("box:3", look).target())
                            .here())
                    .isGreaterThan(0);
        }
    }

    /** Where nothing is found there is no box to offer to one who asks for a class. */
    @Test
    void withoutAFaceThereIsAnOutput() {
        var blank = Tensor.of(new float[3 * 240 * 320], 1, 3, 240, 320);
        var look = open("ultraface_rfb320.onnx").with(Look.Given.of(Map.of("input", blank)));
        try (var engine = look.engine()) {
            assertThatThrownBy(() -> TargetText.of("0", look)).hasMessageContaining("scores[:,:,:]");
        }
    }

    @Test
    void twoPortraitSegmentationsAgree() {
        var first = with(open("deeplab_person_513.onnx"), "astronaut.png", "tf");
        var second = with(
                open("sinet_portrait_seg.onnx"),
                "astronaut.png",
                "raw,order=bgr,mean=102.890434 111.25247 126.91212,std=16047.89 15839.45 16920.7");
        try (var one = first.engine();
                var other = second.engine()) {
            var a = Segmentation.of(first).orElseThrow();
            var b = Segmentation.of(second).orElseThrow();
            int both = 0;
            int either = 0;
            for (int y = 0; y < b.rows(); y++) {
                for (int x = 0; x < b.columns(); x++) {
                    boolean ofA =
                            a.predicted()[y * a.rows() / b.rows() * a.columns() + x * a.columns() / b.columns()] == 1;
                    boolean ofB = b.predicted()[y * b.columns() + x] == 1;
                    both += ofA && ofB ? 1 : 0;
                    either += ofA || ofB ? 1 : 0;
                }
            }
            assertThat((double) both / either).isGreaterThan(0.9);
            for (var look : List.of(first, second)) {
                var cam = new GradCam().look(look, Map.of());
                assertThat(cam.facts().get("fallback")).isEqualTo(Optional.empty());
                assertThat(((Map<?, ?>) cam.facts().get("target")).get("text")).isEqualTo("class:1");
            }
        }
    }
}
