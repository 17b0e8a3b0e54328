package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.engine.Engine;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** On a published network whose batch size is fixed at 1. */
class RealModelExplanationTest {
    private static final Path ASSETS = Path.of(System.getProperty("vitrine.assets", "shared/assets"));

    @Test
    void explainsSqueezeNet() {
        Assumptions.assumeTrue(Files.isDirectory(ASSETS), "the real models are not here");
        var random = new Random(1);
        var pixels = new float[3 * 224 * 224];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) (60 * random.nextGaussian());
        }
        try (var engine = Engine.of(Model.open(ASSETS.resolve("onnx/squeezenet1.1_fp32.onnx")), 2)) {
            var look = Look.at(engine).with(Look.Given.of(Map.of("data_0", Tensor.of(pixels, 1, 3, 224, 224))));
            for (var method : List.of(
                    new Saliency(), new InputTimesGradient(), new GradCam(), new HiResCam(), new GradientFlow())) {
                var result = method.look(look, Options.standard(method.card()));
                assertThat(result.readings()).as(method.card().id()).isNotEmpty();
                assertThat(result.facts()).doesNotContainValue("occlusion");
            }
            var occlusion = new Occlusion();
            var result = occlusion.look(look, Options.of(occlusion.card(), Map.of("window", "56", "stride", "56")));
            assertThat(result.data().get("attribution").shape()).hasToString("1x224x224");
        }
    }
}
