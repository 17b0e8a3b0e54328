package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.data.Sidecar.Kind;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentationTest {
    /** Scores of two classes on 2 rows of 3 pixels; class 1 wins in the first row and at the end of the second. */
    private static final Tensor SCORES = Tensor.of(new float[] {0, 1, 2, 9, 9, 0, 5, 5, 5, 3, 3, 3}, 1, 2, 2, 3);

    private static Look softmaxed() {
        return new RawOutputs()
                .transpose(0, 3, 2, 1)
                .then("Softmax")
                .transpose(0, 3, 2, 1)
                .output("y", 1, 2, 2, 3)
                .on(SCORES, RawOutputs.head(Kind.LOGITS, 0.5), "background", "person");
    }

    @Test
    void countsPixelsByTheirHighestScore() {
        var look = softmaxed();
        try (var engine = look.engine()) {
            var seen = Segmentation.of(look).orElseThrow();
            assertThat(seen.predicted()).containsExactly(1, 1, 1, 0, 0, 1);
            assertThat(seen.segments(look))
                    .containsExactly(new Segment(1, "person", 4, 4.0 / 6), new Segment(0, "background", 2, 2.0 / 6));
        }
    }

    @Test
    void classesMayLieLastOrBeComparedByTheModel() {
        var last =
                new RawOutputs().transpose(0, 2, 3, 1).output("y", 1, 2, 3, 2).on(SCORES, Optional.empty());
        var compared = new RawOutputs()
                .then(Node.of("", "ArgMax", List.of(), List.of())
                        .with("axis", 1)
                        .with("keepdims", 0))
                .output("y", 1, 2, 3)
                .on(SCORES, Optional.empty());
        for (var look : List.of(last, compared)) {
            try (var engine = look.engine()) {
                var seen = Segmentation.of(look).orElseThrow();
                assertThat(seen.predicted()).containsExactly(1, 1, 1, 0, 0, 1);
                assertThat(seen.guess()).isPresent();
                assertThat(RawOutputs.gradient(look, "class:0"))
                        .containsExactly(0, 0, 0, 0.5f, 0.5f, 0, 0, 0, 0, 0, 0, 0);
            }
        }
    }

    @Test
    void aRegionIsExplainedByTheMeanOfItsLogits() {
        var look = softmaxed();
        try (var engine = look.engine()) {
            var target = TargetText.of("", look);
            assertThat(target.text()).isEqualTo("class:1");
            assertThat(TargetScore.of(look, target.target()).here()).isCloseTo((5 + 5 + 5 + 3) / 4.0, within(1e-6));
            assertThat(RawOutputs.gradient(look, "class:person"))
                    .containsExactly(0, 0, 0, 0, 0, 0, 0.25f, 0.25f, 0.25f, 0, 0, 0.25f);
        }
    }

    @Test
    void aPlaceChoosesWhatHangsTogetherAroundIt() {
        // Class 1 everywhere but in the middle column, which parts its pixels in two.
        var x = Tensor.of(new float[] {0, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 1}, 1, 2, 2, 3);
        var look = new RawOutputs().output("y", 1, 2, 2, 3).on(x, RawOutputs.head(Kind.LOGITS, 0.5), "sky", "dog");
        try (var engine = look.engine()) {
            assertThat(RawOutputs.gradient(look, "region:2,0"))
                    .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0.5f, 0, 0, 0.5f);
            assertThat(RawOutputs.gradient(look, "region: 1, 1 "))
                    .containsExactly(0, 0.5f, 0, 0, 0.5f, 0, 0, 0, 0, 0, 0, 0);
            assertThat(TargetText.of("region:0,1", look).label()).isEqualTo("dog @ 0,1");
            assertThatThrownBy(() -> TargetText.of("region:3,0", look))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("3,0");
            assertThatThrownBy(() -> TargetText.of("region:dog", look)).isInstanceOf(InputException.class);
        }
    }

    @Test
    void regionsAreParts() {
        var random = new java.util.Random(4);
        for (int round = 0; round < 50; round++) {
            int rows = 1 + random.nextInt(7);
            int columns = 1 + random.nextInt(7);
            var kinds = random.ints((long) rows * columns, 0, 2).toArray();
            var seen = new Segmentation(Optional.empty(), false, false, 2, rows, columns, kinds, Optional.empty());
            for (int p = 0; p < kinds.length; p++) {
                var region = seen.region(p);
                assertThat(region).contains(p).doesNotHaveDuplicates();
                for (int q : region) {
                    assertThat(kinds[q]).isEqualTo(kinds[p]);
                    assertThat(seen.region(q)).isEqualTo(region);
                }
            }
        }
    }

    @Test
    void aMaskChoosesThePixels(@TempDir Path folder) throws IOException {
        var image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(1, 0, 0xffffff);
        image.setRGB(2, 1, 0xffffff);
        var file = folder.resolve("mask.png");
        ImageIO.write(image, "png", file.toFile());
        var wrong = folder.resolve("wrong.png");
        ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", wrong.toFile());
        var dark = folder.resolve("dark.png");
        ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", dark.toFile());
        var look = softmaxed();
        try (var engine = look.engine()) {
            assertThat(RawOutputs.gradient(look, "mask:" + file + ":background"))
                    .containsExactly(0, 0.5f, 0, 0, 0, 0.5f, 0, 0, 0, 0, 0, 0);
            assertThatThrownBy(() -> TargetText.of("mask:" + wrong + ":1", look))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("4 x 4");
            assertThatThrownBy(() -> TargetText.of("mask:" + dark + ":1", look))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("dark");
            assertThatThrownBy(() -> TargetText.of("mask:person", look)).isInstanceOf(InputException.class);
        }
    }

    @Test
    void oneMapMarksOneThing() {
        var x = Tensor.of(new float[] {0.9f, 0.2f, 0.8f, 0.1f}, 1, 1, 2, 2);
        var look = new RawOutputs().output("y", 1, 1, 2, 2).on(x, RawOutputs.head(Kind.MASK, 0.5), "crack");
        try (var engine = look.engine()) {
            assertThat(Segmentation.of(look).orElseThrow().segments(look).get(0))
                    .isEqualTo(new Segment(1, "crack", 2, 0.5));
            assertThat(RawOutputs.gradient(look, "class:crack")).containsExactly(0.5f, 0, 0.5f, 0);
            assertThat(RawOutputs.gradient(look, "class:0")).containsExactly(0, -0.5f, 0, -0.5f);
        }
    }

    @Test
    void saysWhatIsPredictedInstead() {
        var x = Tensor.of(new float[] {9, 9, 9, 9, 0, 0, 0, 0}, 1, 2, 2, 2);
        var look = new RawOutputs().output("y", 1, 2, 2, 2).on(x, RawOutputs.head(Kind.LOGITS, 0.5), "sky", "dog");
        try (var engine = look.engine()) {
            assertThatThrownBy(() -> TargetText.of("class:dog", look))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("dog")
                    .hasMessageContaining("sky");
        }
    }

    @Test
    void picturesThatComeOutAreNoRegions() {
        var look = new RawOutputs().output("y", 1, 3, 2, 2).on(Tensor.of(new float[12], 1, 3, 2, 2), Optional.empty());
        try (var engine = look.engine()) {
            assertThat(Segmentation.of(look)).isEmpty();
        }
    }
}
