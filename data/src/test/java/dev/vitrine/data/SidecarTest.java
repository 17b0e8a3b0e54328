package dev.vitrine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.words.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SidecarTest {
    @TempDir
    Path folder;

    private Sidecar parse(String text) {
        return Sidecar.parse(text, folder.resolve("m.vitrine.yaml"));
    }

    @Test
    void readsEveryKey() throws Exception {
        Files.writeString(folder.resolve("coco.txt"), "cat\n");
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        Files.writeString(folder.resolve("m.vitrine.yaml"), """
            task: detection
            inputs:
              image: {preprocess: "raw,resize=letterbox", meaning: image}
            labels: coco.txt
            head:
              kind: yolox
              outputs: {predictions: output}
              strides: [8, 16, 32]
              threshold: 0.3
              iou: 0.45
            layers: {features: fire9/concat}
            tokenizer: tokenizer.json
            """);
        var sidecar = Sidecar.beside(folder.resolve("m.onnx")).orElseThrow();
        assertThat(sidecar.task()).contains(Sidecar.Task.DETECTION);
        var image = sidecar.inputs().get("image");
        assertThat(image.preprocess().orElseThrow().fit()).isEqualTo(Preprocess.Fit.LETTERBOX);
        assertThat(image.meaning()).contains(Sidecar.Meaning.IMAGE);
        assertThat(sidecar.labels()).contains(folder.resolve("coco.txt"));
        var head = sidecar.head().orElseThrow();
        assertThat(head.kind()).isEqualTo(Sidecar.Kind.YOLOX);
        assertThat(head.strides()).containsExactly(8, 16, 32);
        assertThat(head.outputs()).containsEntry("predictions", "output");
        assertThat(head.iou()).contains(0.45);
        assertThat(sidecar.layers()).containsEntry("features", "fire9/concat");
        assertThat(sidecar.tokenizer()).contains(folder.resolve("tokenizer.json"));
        assertThat(Sidecar.beside(folder.resolve("other.onnx"))).isEmpty();
    }

    @Test
    void saysTheLineOfEveryMistake() {
        Map.of(
                        "task: detection\nlables: x\n", "line 2",
                        "task: fishing\n", "line 1",
                        "task: detection\nlabels: none.txt\n", "line 2",
                        "head:\n  strides: [8]\n", "line 2",
                        "head:\n  kind: yolox\n  threshold: 3\n", "line 3",
                        "inputs:\n  x:\n    preprocess: torhc\n", "line 3",
                        "inputs: 3\n", "line 1",
                        "task: [a\n", "line 2",
                        "task: detection\ntask: detection\n", "line 2")
                .forEach((text, line) -> assertThatThrownBy(() -> parse(text))
                        .as(text)
                        .isInstanceOf(InputException.class)
                        .hasMessageContaining(line));
    }

    @Test
    void buildsNoObjectFromATag() {
        assertThatThrownBy(() -> parse("!!javax.script.ScriptEngineManager [x]"))
                .isInstanceOf(InputException.class);
        assertThatThrownBy(() -> parse("")).isInstanceOf(InputException.class);
    }
}
