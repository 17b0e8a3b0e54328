package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.data.Picture;
import dev.vitrine.data.Preprocess;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.Model;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * From the file of a picture to the probabilities of its classes: the same as PIL and the runtime in Python
 * (src/test/scripts/squeezenet_probabilities.py).
 */
class SqueezeNetPicturesTest {
    private static final Path ASSETS = Path.of(System.getProperty("vitrine.assets", "shared/assets"));
    private static final Map<String, Preprocess> WAYS = Map.of(
            "stretch", Preprocess.parse("caffe,resize=stretch"),
            "crop", Preprocess.parse("caffe,resize=crop,short=256"));

    @Test
    void probabilitiesAreThoseOfPil() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(ASSETS), "the real models are not here");
        int compared = 0;
        try (var engine = Engine.of(Model.open(ASSETS.resolve("onnx/squeezenet1.1_fp32.onnx")));
                var lines = new BufferedReader(new InputStreamReader(
                        Objects.requireNonNull(getClass().getResourceAsStream("squeezenet_pil_top5.csv")),
                        StandardCharsets.UTF_8))) {
            var graph = engine.model().graph();
            var input = graph.inputs().get(0);
            var output = graph.outputs().get(0).name();
            for (var line : lines.lines().skip(1).toList()) {
                var fields = line.split(",");
                var picture = Picture.read(ASSETS.resolve("images").resolve(fields[0]));
                var way = Objects.requireNonNull(WAYS.get(fields[1]));
                var tensor = way.apply(picture, input.type());
                var p = engine.trace(Map.of(input.name(), tensor)).get(output).floats();
                for (int i = 2; i < fields.length; i += 2) {
                    assertThat((double) p[Integer.parseInt(fields[i])])
                            .as("%s, %s, class %s", fields[0], fields[1], fields[i])
                            .isCloseTo(Double.parseDouble(fields[i + 1]), org.assertj.core.data.Offset.offset(1e-5));
                }
                compared++;
            }
        }
        assertThat(compared).isEqualTo(82);
    }
}
