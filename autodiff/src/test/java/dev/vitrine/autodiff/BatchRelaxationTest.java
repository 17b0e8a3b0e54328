package dev.vitrine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchRelaxationTest {
    /** Two different samples together give what each gives alone; so do their gradients. */
    @ParameterizedTest
    @ValueSource(strings = {"mnist-8", "yolox_nano", "sinet_portrait_seg"})
    void samplesStayApart(String name) {
        var folder = Path.of(System.getProperty("vitrine.assets", "assets"));
        Assumptions.assumeTrue(Files.isDirectory(folder), "no test assets here");
        var model = Model.open(folder.resolve("onnx/" + name + ".onnx"));
        var input = model.graph().inputs().get(0);
        var alone = input.type().shape().flatMap(Shape::sizes).orElseThrow();
        var both = alone.clone();
        both[0] = 2;
        var pair = GradientCheck.random(new Random(5), DataType.FLOAT, 0, 1, both);
        int half = (int) pair.elements() / 2;
        var relaxed = BatchRelaxation.relax(model).orElseThrow();
        var gradient = Differentiator.of(relaxed, OrtRunner.types(relaxed))
                .wrt(input.name())
                .seed(firstOutput(model))
                .build();
        try (var one = new OrtRunner(model);
                var two = new OrtRunner(relaxed);
                var slope = new OrtRunner(gradient.model())) {
            var together = two.run(Map.of(input.name(), pair));
            var slopes = slope.run(Map.of(input.name(), pair))
                    .get(gradient.gradients().get(input.name()))
                    .doubles();
            for (int sample = 0; sample < 2; sample++) {
                var x = Tensor.of(Arrays.copyOfRange(pair.floats(), sample * half, (sample + 1) * half), alone);
                int s = sample;
                one.run(Map.of(input.name(), x)).forEach((output, expected) -> {
                    var found = together.get(output).doubles();
                    assertThat(GradientCheck.error(part(found, s), expected.doubles()))
                            .as(output)
                            .isLessThan(1e-5);
                });
                var single = slope.run(Map.of(input.name(), x))
                        .get(gradient.gradients().get(input.name()))
                        .doubles();
                assertThat(GradientCheck.error(part(slopes, s), single)).isLessThan(1e-4);
            }
        }
    }

    private static String firstOutput(Model model) {
        return model.graph().outputs().get(0).name();
    }

    private static double[] part(double[] whole, int sample) {
        int half = whole.length / 2;
        return Arrays.copyOfRange(whole, sample * half, (sample + 1) * half);
    }

    @Test
    void anOpenBatchNeedsNoRelaxation() {
        var open = new Graph.Value("x", TensorType.of(DataType.FLOAT, Shape.of(-1, 3)));
        var nodes = List.of(Node.of("", "Relu", List.of("x"), List.of("y")));
        var graph = new Graph(
                "g", nodes, Map.of(), List.of(open), List.of(new Graph.Value("y", TensorType.UNKNOWN)), Map.of());
        assertThat(BatchRelaxation.relax(Model.of(graph, 18))).isEmpty();
    }
}
