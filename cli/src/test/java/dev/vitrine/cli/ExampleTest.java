package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.artifact.Provenance;
import dev.vitrine.data.Inputs;
import dev.vitrine.data.Sidecar;
import dev.vitrine.engine.Engine;
import dev.vitrine.formats.Formats;
import dev.vitrine.methods.Look;
import dev.vitrine.methods.Methods;
import dev.vitrine.view.Rendering;
import dev.vitrine.words.Language;
import dev.vitrine.words.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example of the Java library: open, run, feature maps, Grad-CAM, save. */
class ExampleTest {
    private static final Path SAMPLES = Path.of(System.getProperty("vitrine.samples", "samples"));

    @TempDir
    private Path out = Path.of("");

    @Test
    void featureMapsAndGradCam() throws IOException {
        var file = SAMPLES.resolve("icons/icons.onnx");
        var photo = SAMPLES.resolve("icons/pictures/fish/000.png").toString();

        // README: the example begins here
        var model = Formats.open(file);
        try (var engine = Engine.of(model)) {
            var input = Inputs.read(model, List.of(photo), Optional.empty(), Sidecar.beside(file));
            var look = Look.at(engine).with(Look.Given.of(model, input));
            var maps = Methods.get("features").look(look, Map.of("layer", "relu5"));
            var cam = Methods.get("grad-cam").look(look, Map.of("target", "2"));
            var words = Words.in(Language.EN);
            var made = Provenance.of("example", "1.0");
            Rendering.write(maps, out.resolve("maps.png"), words, made, Rendering.Options.standard());
            Rendering.write(cam, out.resolve("cam.png"), words, made, Rendering.Options.standard());
            System.out.println(words.say(cam.readings().get(0)));
        }
        // and ends here

        assertThat(Files.size(out.resolve("maps.png"))).isPositive();
        assertThat(Files.size(out.resolve("cam.png"))).isPositive();
    }

    @Test
    void isTheOneInTheReadme() throws IOException {
        var source = Files.readString(Path.of("src/test/java/dev/vitrine/cli/ExampleTest.java"));
        var example = source.substring(source.indexOf("begins here") + 11, source.indexOf("        // and ends"))
                .strip();
        for (var readme : List.of("../README.md", "../README.zh-CN.md")) {
            assertThat(Files.readString(Path.of(readme)).replaceAll("\\s+", " "))
                    .contains(example.replaceAll("\\s+", " "));
        }
    }
}
