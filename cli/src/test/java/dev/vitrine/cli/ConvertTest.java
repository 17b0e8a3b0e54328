package dev.vitrine.cli;

import static dev.vitrine.cli.Ran.vitrine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.data.Inputs;
import dev.vitrine.engine.Engine;
import dev.vitrine.formats.Formats;
import dev.vitrine.model.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvertTest {
    private static final Path ASSETS = Path.of(System.getProperty("vitrine.assets"));
    private static final Path ICONS =
            Path.of(System.getProperty("vitrine.samples", "samples")).resolve("icons/icons.onnx");

    @TempDir
    private Path folder = Path.of("");

    /** The file answers as the model that it was made of. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "keras/resnet8_cifar10.h5",
                "keras/digits_cnn_v3.keras",
                "keras/lenet_mnist_separate/weights.h5",
                "tflite/resnet8_cifar10_fp32.tflite",
                "tflite/resnet8_cifar10_int8.tflite",
                "tensorflow/kws_CNN_S.pb",
                "tensorflow/kws_ref_savedmodel"
            })
    void whatIsWrittenAnswersTheSame(String name) {
        Assumptions.assumeTrue(Files.exists(ASSETS.resolve(name)));
        isTheSame(ASSETS.resolve(name));
    }

    @Test
    void anOnnxFileIsWrittenAgain() {
        isTheSame(ICONS);
    }

    private void isTheSame(Path file) {
        var out = folder.resolve("model.onnx");
        var ran = vitrine("convert", file.toString(), "-o", out.toString(), "--json");
        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("\"files\"", "model.onnx");
        var original = Formats.open(file);
        var written = Model.open(out);
        assertThat(written.metadata())
                .containsEntry("vitrine.format", original.origin().format());
        var inputs = Inputs.read(original, List.of("random:3"), Optional.empty(), Optional.empty())
                .tensors();
        var outputs = original.graph().outputs().stream().map(v -> v.name()).toList();
        assertThat(written.graph().outputs())
                .allMatch(v -> v.type().shape().isPresent())
                .extracting(v -> v.name())
                .isEqualTo(outputs);
        try (var first = Engine.of(original);
                var second = Engine.of(written)) {
            var before = first.run(outputs, inputs);
            var after = second.run(outputs, inputs);
            before.forEach((output, values) ->
                    assertThat(after.get(output).floats()).as(output).isEqualTo(values.floats()));
        }
    }

    @Test
    void whatHasNoGraphIsRefusedAndNothingWritten() {
        var file = ASSETS.resolve("keras/textgenrnn_weights.hdf5");
        Assumptions.assumeTrue(Files.exists(file));
        var out = folder.resolve("model.onnx");
        var ran = vitrine("convert", file.toString(), "-o", out.toString(), "--lang", "en");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err()).contains("weights only");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anotherEndingIsWrongUsage() {
        var ran = vitrine(
                "convert",
                ICONS.toString(),
                "-o",
                folder.resolve("model.tflite").toString(),
                "--lang",
                "en");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains(".onnx");
    }
}
