package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.data.Geometry.Box;
import dev.vitrine.data.Sidecar.Kind;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DetectionsTest {
    /** Channels become fields, pixels become rows. */
    private static RawOutputs rows(int fields) {
        return new RawOutputs().transpose(0, 2, 3, 1).output("y", 1, 4, fields);
    }

    /** Fields of one row of a 2 x 2 picture; all others are 0. */
    private static Tensor picture(int row, float... fields) {
        var values = new float[4 * fields.length];
        for (int f = 0; f < fields.length; f++) {
            values[4 * f + row] = fields[f];
        }
        return Tensor.of(values, 1, fields.length, 2, 2);
    }

    private static List<Detection> found(Look look) {
        try (var engine = look.engine()) {
            return Detections.of(look).orElseThrow().found().stream()
                    .map(Detections.Found::seen)
                    .toList();
        }
    }

    @Test
    void yoloxCountsCentresInCellsAndSidesInLogarithms() {
        var x = picture(3, 0.25f, 0.5f, 0, (float) Math.log(2), 0.8f, 0.1f, 0.5f);
        var found = found(rows(7).on(x, RawOutputs.head(Kind.YOLOX, 0.3, 1), "cat", "dog"));
        assertThat(found).singleElement().satisfies(d -> {
            assertThat(d.label()).isEqualTo("dog");
            assertThat(d.score()).isCloseTo(0.4, within(1e-6));
            // Row 3 is the cell (1, 1): the centre is (1.25, 1.5), the size 1 x 2.
            assertThat(d.box().get(0)).isCloseTo(0.75, within(1e-6));
            assertThat(d.box().get(1)).isCloseTo(0.5, within(1e-6));
            assertThat(d.box().get(2)).isCloseTo(1.75, within(1e-6));
            assertThat(d.box().get(3)).isCloseTo(2.5, within(1e-6));
        });
    }

    @Test
    void yolov5IsInPixels() {
        var x = picture(2, 1, 1, 2, 1, 0.5f, 0.9f, 0.1f);
        var found = found(rows(7).on(x, RawOutputs.head(Kind.YOLOV5, 0.3)));
        assertThat(found).singleElement().satisfies(d -> {
            assertThat(d.box()).containsExactly(0.0, 0.5, 2.0, 1.5);
            assertThat(d.score()).isCloseTo(0.45, within(1e-6));
        });
    }

    @Test
    void yolov8HasNoObjectnessAndRowsLast() {
        // 4 + 1 fields of 6 places.
        var values = new float[30];
        float[] row = {10, 20, 4, 2, 0.7f};
        for (int f = 0; f < 5; f++) {
            values[6 * f + 4] = row[f];
        }
        var look = new RawOutputs()
                .output("y", 1, 5, 6)
                .on(Tensor.of(values, 1, 5, 2, 3), RawOutputs.head(Kind.YOLOV8, 0.3));
        assertThat(found(look))
                .singleElement()
                .satisfies(d -> assertThat(d.box()).containsExactly(8.0, 19.0, 12.0, 21.0));
    }

    @Test
    void scoresAndBoxesMayBePartsOfTheInputWithABackground() {
        var scores = Tensor.of(new float[] {0.2f, 0.8f}, 1, 1, 2);
        var boxes = Tensor.of(new float[] {0, 0.5f, 1, 1}, 1, 1, 4);
        var read = ScoredBoxes.of("boxes", boxes, "scores", scores, Optional.empty(), 3, 2, false);
        assertThat(read.background()).isTrue();
        assertThat(read.above(0.5)).singleElement().satisfies(c -> {
            assertThat(c.kind()).isEqualTo(1);
            assertThat(c.box()).isEqualTo(new Box(0, 1, 3, 2));
        });
        var upperFirst = ScoredBoxes.of("detection_boxes", boxes, "scores", scores, Optional.empty(), 3, 2, false);
        assertThat(upperFirst.above(0.5).get(0).box()).isEqualTo(new Box(1.5, 0, 3, 2));
    }

    @Test
    void facesAreOffsetsFromSquares() {
        // An input of 8 x 8 and one stride of 8: two squares of 16 and 32 around (4, 4).
        var offsets = Tensor.of(new float[] {0, 0, 0, 0, 10, -5, 0, (float) (5 * Math.log(0.5))}, 1, 2, 4);
        var scores = Tensor.of(new float[] {0.1f, 0.9f, 0.3f, 0.7f}, 1, 2, 2);
        var read = ScoredBoxes.faces("boxes", offsets, "scores", scores, List.of(8), 8, 8)
                .above(0.5);
        assertThat(read.get(0).box()).isEqualTo(new Box(-4, -4, 12, 12));
        assertThat(read.get(1).box().x0()).isCloseTo(4 + 32 - 16, within(1e-5));
        assertThat(read.get(1).box().y0()).isCloseTo(4 - 16 - 8, within(1e-5));
        assertThat(read.get(1).box().y1()).isCloseTo(4 - 16 + 8, within(1e-5));
    }

    @Test
    void theWeakerOfTwoOverlappingBoxesOfAClassIsDropped() {
        var strong = new BoxCandidate(new Box(0, 0, 10, 10), 1, 0.9, Optional.empty());
        var weak = new BoxCandidate(new Box(0, 0, 10, 8), 1, 0.8, Optional.empty());
        var other = new BoxCandidate(new Box(0, 0, 10, 8), 2, 0.7, Optional.empty());
        var beside = new BoxCandidate(new Box(5, 5, 15, 15), 1, 0.6, Optional.empty());
        assertThat(BoxCandidate.overlap(strong.box(), weak.box())).isEqualTo(0.8);
        assertThat(BoxCandidate.overlap(strong.box(), beside.box())).isCloseTo(25.0 / 175, within(1e-12));
        assertThat(BoxCandidate.strongest(List.of(beside, other, weak, strong), 0.79))
                .containsExactly(strong, other, beside);
        assertThat(BoxCandidate.strongest(List.of(beside, other, weak, strong), 0.81))
                .containsExactly(strong, weak, other, beside);
    }

    @Test
    void aBoxIsExplainedByObjectnessTimesClass() {
        var x = picture(3, 0.25f, 0.5f, 0, 0, 0.8f, 0.1f, 0.5f);
        var look = rows(7).on(x, RawOutputs.head(Kind.YOLOX, 0.3, 1), "cat", "dog");
        try (var engine = look.engine()) {
            var target = TargetText.of("", look);
            assertThat(target.text()).isEqualTo("box:0");
            assertThat(target.label()).isEqualTo("dog");
            assertThat(TargetScore.of(look, target.target()).here()).isCloseTo(0.4, within(1e-6));
            var gradient = RawOutputs.gradient(look, "box:0");
            var expected = new float[28];
            expected[4 * 4 + 3] = 0.5f;
            expected[4 * 6 + 3] = 0.8f;
            assertThat(gradient).containsExactly(expected, within(1e-6f));
            var occlusion = new Occlusion().look(look, java.util.Map.of("window", "1", "target", "box:0"));
            assertThat(occlusion.data().get("attribution").floats()[3]).isCloseTo(0.4f, within(1e-6f));
        }
    }

    @Test
    void saysWhatIsWrong() {
        var x = picture(3, 0.25f, 0.5f, 0, 0, 0.8f, 0.1f, 0.5f);
        var look = rows(7).on(x, RawOutputs.head(Kind.YOLOX, 0.3, 1));
        try (var engine = look.engine()) {
            assertThatThrownBy(() -> TargetText.of("box:7", look))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("box 7");
            assertThatThrownBy(() -> TargetText.of("box:dog", look)).isInstanceOf(InputException.class);
            assertThatThrownBy(() -> TargetText.of("class:1", look)).isInstanceOf(InputException.class);
        }
        assertThatThrownBy(() -> found(rows(7).on(x, RawOutputs.head(Kind.YOLOX, 0.3, 2))))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("4 rows");
        assertThatThrownBy(() -> found(rows(7).on(x, RawOutputs.head(Kind.BOXES, 0.3))))
                .isInstanceOf(InputException.class);
        var none = rows(7).on(x, RawOutputs.head(Kind.YOLOX, 0.5, 1));
        try (var engine = none.engine()) {
            assertThatThrownBy(() -> TargetText.of("", none))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("50 %");
        }
    }

    @Test
    void rowsAreRecognisedByTheirNumber() {
        // A picture of 16 x 16 has 4 + 1 cells of strides 8, 16 and 32.
        var look =
                new RawOutputs().output("y", 1, 5, 256).on(Tensor.of(new float[1280], 1, 5, 16, 16), Optional.empty());
        try (var engine = look.engine()) {
            var detections = Detections.of(look).orElseThrow();
            assertThat(detections.guess().orElseThrow().toString()).contains("YOLOX");
            assertThat(detections.found()).isEmpty();
        }
        var other =
                new RawOutputs().output("y", 1, 4, 320).on(Tensor.of(new float[1280], 1, 5, 16, 16), Optional.empty());
        try (var engine = other.engine()) {
            assertThat(Detections.of(other)).isEmpty();
        }
    }
}
