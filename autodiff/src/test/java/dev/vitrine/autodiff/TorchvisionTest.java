package dev.vitrine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Input gradients of torchvision networks, against PyTorch: within 1e-3, or twice what PyTorch in float32 differs from itself in
 * float64, which is due to units at the kink of a ReLU (bench/gradients/same_side.py shows that nothing else differs). The files
 * come from bench/gradients/torchvision_gradients.py.
 */
class TorchvisionTest {
    private static final String FOLDER = System.getProperty("vitrine.torchvision", "");

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50", "mobilenet_v2", "vgg11", "vgg16", "densenet121", "squeezenet1_1"})
    void inputGradient(String name) throws IOException {
        var file = Path.of(FOLDER, name + ".onnx");
        Assumptions.assumeTrue(!FOLDER.isEmpty() && Files.exists(file), "no exported networks here");
        var model = Model.open(file);
        var gradient = Differentiator.of(model, OrtRunner.types(model))
                .wrt("x")
                .target(Target.logit(3))
                .build();
        var feeds = new LinkedHashMap<>(Map.of("x", Tensor.of(floats(name + ".input.f32"), 2, 3, 224, 224)));
        gradient.feed().ifPresent(f -> feeds.put(f.name(), f.value().orElseThrow()));
        try (var runner = new OrtRunner(gradient.model())) {
            var found = runner.run(feeds).get(gradient.gradients().get("x")).doubles();
            var expected =
                    Tensor.of(floats(name + ".gradient.f32"), found.length).doubles();
            double own = Double.parseDouble(Files.readString(Path.of(FOLDER, name + ".error.txt")));
            double norm =
                    Math.sqrt(java.util.Arrays.stream(expected).map(v -> v * v).sum());
            for (int i = 0; i < found.length; i++) {
                found[i] /= norm;
                expected[i] /= norm;
            }
            assertThat(GradientCheck.error(found, expected)).isLessThan(Math.max(1e-3, 2 * own));
        }
    }

    private static float[] floats(String file) throws IOException {
        var buffer = ByteBuffer.wrap(Files.readAllBytes(Path.of(FOLDER, file)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        var values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
