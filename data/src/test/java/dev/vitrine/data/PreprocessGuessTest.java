package dev.vitrine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.data.Preprocess.Preset;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreprocessGuessTest {
    private static PreprocessGuess guess(String producer, DataType type, List<Node> nodes, long... sizes) {
        var input = new Graph.Value("x", TensorType.of(type, sizes));
        var graph = new Graph("g", nodes, Map.of("c", Tensor.scalar(255f)), List.of(input), List.of(), Map.of());
        return PreprocessGuess.of(
                new Model(Optional.empty(), 8, Map.of("", 17L), List.of(), producer, Map.of(), graph), input);
    }

    @Test
    void followsTypeShapeAndProducer() {
        var f = DataType.FLOAT;
        assertThat(guess("pytorch 2.1", f, List.of(), 1, 3, 224, 224)
                        .preprocess()
                        .preset())
                .isEqualTo(Preset.TORCH);
        assertThat(guess("tf2onnx 1.15", f, List.of(), 1, 224, 224, 3)
                        .preprocess()
                        .preset())
                .isEqualTo(Preset.TF);
        assertThat(guess("pytorch", f, List.of(), 1, 3, 32, 32).preprocess().preset())
                .isEqualTo(Preset.TF);
        assertThat(guess("pytorch", f, List.of(), 1, 1, 28, 28).preprocess().preset())
                .isEqualTo(Preset.UNIT);
        assertThat(guess("", DataType.UINT8, List.of(), 1, 224, 224, 3)
                        .preprocess()
                        .preset())
                .isEqualTo(Preset.RAW);
        assertThat(guess("", DataType.INT8, List.of(), 1, 32, 32, 3)
                        .preprocess()
                        .mean())
                .containsExactly(128.0);
        var divided = List.of(Node.of("d", "Div", List.of("x", "c"), List.of("y")));
        var own = guess("tf2onnx", f, divided, 1, 224, 224, 3);
        assertThat(own.preprocess().preset()).isEqualTo(Preset.RAW);
        assertThat(own.reason().toString()).contains("its own normalisation");
    }

    @Test
    void fitsTheModelsOfTheAssets() {
        var onnx = Fixture.assets().resolve("onnx");
        Map.of(
                        "squeezenet1.1_fp32.onnx", "caffe",
                        "cifar10_cnn.onnx", "tf",
                        "mnist-8.onnx", "raw",
                        "deeplab_person_513.onnx", "tf",
                        "squeezenet_coreml_classifier.onnx", "raw",
                        "yolox_nano.onnx", "raw,resize=letterbox,align=topleft,order=bgr")
                .forEach((file, option) -> {
                    var model = Model.open(onnx.resolve(file));
                    var guess = PreprocessGuess.of(model, model.graph().inputs().get(0));
                    assertThat(guess.preprocess().toOption()).as(file).isEqualTo(option);
                });
    }
}
