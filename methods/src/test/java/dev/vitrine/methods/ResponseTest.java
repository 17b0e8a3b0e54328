package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.artifact.Board;
import dev.vitrine.data.Picture;
import dev.vitrine.data.Preprocess;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ResponseTest {
    private static final TensorType IMAGE = TensorType.of(DataType.FLOAT, 1, 3, 4, 4);
    private final Response method = new Response();

    /** Scores are 4 times the mean brightness (0 to 1), and 2: classes "bright" and "dark". */
    private static Engine engine() {
        return Engine.of(Model.of(
                new Graph(
                        "g",
                        List.of(
                                Node.of("pool", "GlobalAveragePool", List.of("x"), List.of("p")),
                                Node.of("flat", "Flatten", List.of("p"), List.of("f")),
                                Node.of("dense", "Gemm", List.of("f", "w", "b"), List.of("scores"))),
                        Map.of(
                                "w", Tensor.of(new float[] {4, 0, 0, 0, 0, 0}, 3, 2),
                                "b", Tensor.of(new float[] {0, 2}, 2)),
                        List.of(new Graph.Value("x", IMAGE)),
                        List.of(new Graph.Value("scores", TensorType.UNKNOWN)),
                        Map.of()),
                17));
    }

    private static Look.Given given(Picture picture, Preprocess how, String input, TensorType wanted) {
        return new Look.Given(
                        Map.of(input, how.apply(picture, wanted)),
                        Optional.of(picture),
                        Optional.empty(),
                        Optional.empty(),
                        how.describe(),
                        false)
                .remake(p -> Map.of(input, how.apply(p, wanted)));
    }

    @Test
    @SuppressWarnings("unchecked")
    void followsBrightnessExactly() {
        try (var engine = engine()) {
            var how = Preprocess.of(Preprocess.Preset.UNIT);
            var look = Look.at(engine)
                    .with(List.of("bright", "dark"))
                    .with(given(Picture.filled(4, 4, 153), how, "x", IMAGE));
            var result = method.look(
                    look, Options.of(method.card(), Map.of("layer", "p", "unit", "0", "changes", "brightness,shift")));
            var points = (List<Map<String, Object>>) result.facts().get("response");
            assertThat(points).hasSize(14);
            var levels = Perturbations.all().get(0).levels();
            for (int i = 0; i < levels.size(); i++) {
                double mean = Math.round(Math.min(255, Math.max(0, 153 + 255 * levels.get(i)))) / 255.0;
                double probability = 1 / (1 + Math.exp(2 - 4 * mean));
                assertThat(number(points.get(i), "value")).isCloseTo(mean, within(1e-6));
                assertThat(number(points.get(i), "prediction")).isCloseTo(probability, within(1e-6));
            }
            assertThat(points.subList(7, 14))
                    .allSatisfy(p -> assertThat(number(p, "value")).isCloseTo(0.6, within(1e-6)));
            assertThat(((Board) result.artifact()).parts()).hasSize(4);
            assertThat(result.readings().get(0).args())
                    .containsEntry("level", -0.5)
                    .containsEntry("label", "bright");
            assertThat(result.readings().get(1).key()).isEqualTo("response.flips");
            assertThat(result.readings().get(1).args())
                    .containsEntry("level", -0.15)
                    .containsEntry("other", "dark");
        }
    }

    @SuppressWarnings("unchecked")
    private static double number(Map<String, Object> point, String name) {
        return ((Optional<Double>) point.get(name)).orElseThrow();
    }

    @Test
    void needsAPicture() {
        try (var engine = engine()) {
            var look = Look.at(engine).with(Look.Given.of(Map.of("x", Tensor.of(new float[48], 1, 3, 4, 4))));
            assertThatThrownBy(() -> method.look(look, Options.standard(method.card())))
                    .isInstanceOf(InputException.class);
        }
    }

    @Test
    void refusesUnknownChanges() {
        try (var engine = engine()) {
            var how = Preprocess.of(Preprocess.Preset.UNIT);
            var look = Look.at(engine).with(given(Picture.filled(4, 4, 153), how, "x", IMAGE));
            assertThatThrownBy(() -> method.look(look, Options.of(method.card(), Map.of("changes", "colour"))))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("brightness");
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void coveringARealDigitDestroysTheAnswer() {
        var assets = Path.of(System.getProperty("vitrine.assets", "assets"));
        Assumptions.assumeTrue(Files.isDirectory(assets), () -> "no " + assets);
        try (var engine = Engine.of(Model.open(assets.resolve("onnx/mnist-8.onnx")))) {
            var how = Preprocess.of(Preprocess.Preset.RAW);
            var wanted = TensorType.of(DataType.FLOAT, 1, 1, 28, 28);
            var nine = Picture.read(assets.resolve("images/mnist_nine.bmp"));
            var look = Look.at(engine).with(given(nine, how, "Input3", wanted));
            var result = method.look(look, Options.standard(method.card()));
            var points = (List<Map<String, Object>>) result.facts().get("response");
            assertThat(points)
                    .hasSize(Perturbations.all().stream()
                            .mapToInt(e -> e.levels().size())
                            .sum());
            var covered = points.get(points.size() - 1);
            assertThat(number(covered, "prediction")).isLessThan(0.5);
        }
    }
}
