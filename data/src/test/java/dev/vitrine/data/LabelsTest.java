package dev.vitrine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.words.InputException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LabelsTest {
    private static Labels labels(String text) {
        return Labels.parse(text.getBytes(StandardCharsets.UTF_8), "labels");
    }

    @Test
    void readsEveryUsualForm() {
        assertThat(labels("cat\ndog\n").names()).containsExactly("cat", "dog");
        assertThat(labels("n01440764 tench, Tinca tinca\nn01443537 goldfish").names())
                .containsExactly("tench, Tinca tinca", "goldfish");
        assertThat(labels("0:cat\n2: dog\n").names()).containsExactly("cat", "", "dog");
        assertThat(labels("0  background\n1  tench").names()).containsExactly("background", "tench");
        assertThat(labels("[\"cat\", \"dog\"]").names()).containsExactly("cat", "dog");
        assertThat(labels("{\"0\": [\"n01440764\", \"tench\"], \"1\": \"dog\"}").names())
                .containsExactly("tench", "dog");
        assertThat(labels("{\"cat\": 1, \"dog\": 0}").names()).containsExactly("dog", "cat");
    }

    @Test
    void findsByIndexNameAndPart() {
        var labels = labels("tench, Tinca tinca\nEgyptian cat\ntiger cat\ntiger\n3");
        assertThat(labels.find("1")).isEqualTo(1);
        assertThat(labels.find("3")).isEqualTo(4);
        assertThat(labels.find("tinca tinca")).isZero();
        assertThat(labels.find("egyptian CAT")).isEqualTo(1);
        assertThat(labels.find("tiger")).isEqualTo(3);
        assertThat(labels.find("egypt")).isEqualTo(1);
        assertThatThrownBy(() -> labels.find("cat"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("tiger cat");
        assertThatThrownBy(() -> labels.find("tigre"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("tiger");
        assertThatThrownBy(() -> labels.find("77")).isInstanceOf(InputException.class);
        assertThat(labels.name(9)).isEmpty();
    }

    @Test
    void warnsOfAnotherNumberOfClasses() {
        assertThat(labels("a\nb").mismatch(2)).isEmpty();
        assertThat(labels("a\nb").mismatch(3).orElseThrow().toString())
                .contains("2 names")
                .contains("3 classes");
    }

    @Test
    void refusesWhatIsNoText() {
        assertThatThrownBy(() -> Labels.parse(new byte[] {1, 0, (byte) 0xFF}, "x"))
                .isInstanceOf(InputException.class);
        assertThatThrownBy(() -> labels("{\"a\": \"b\"}")).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> labels("[\"a\", ")).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> labels("")).isInstanceOf(InputException.class);
    }

    @Test
    void readsTheAssets() {
        var folder = Fixture.assets().resolve("labels");
        assertThat(Labels.read(folder.resolve("imagenet_synset.txt")).name(281))
                .hasValueSatisfying(n -> assertThat(n).startsWith("tabby"));
        assertThat(Labels.read(folder.resolve("imagenet_synset.txt")).size()).isEqualTo(1000);
        assertThat(Labels.read(folder.resolve("imagenet1001_coral.txt")).size()).isEqualTo(1001);
        assertThat(Labels.read(folder.resolve("imagenet1001_coral.txt")).name(0))
                .contains("background");
        assertThat(Labels.read(folder.resolve("coco80.names")).size()).isEqualTo(80);
        assertThat(Labels.read(folder.resolve("cifar10.txt")).size()).isEqualTo(10);
        assertThat(Labels.read(folder.resolve("speech_commands12.txt")).size()).isEqualTo(12);
        assertThat(Labels.read(folder.resolve("pascal_voc_segmentation_labels.txt"))
                        .name(20))
                .contains("tvmonitor");
    }
}
