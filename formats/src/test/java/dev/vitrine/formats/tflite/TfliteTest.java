package dev.vitrine.formats.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vitrine.formats.Answers;
import dev.vitrine.formats.Formats;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the TensorFlow Lite interpreter; its answers are stored by make.py beside the files. */
final class TfliteTest {
    private static final Path ASSETS = Path.of(System.getProperty("vitrine.assets", "../shared/assets"));

    private static Model open(String name) {
        return Formats.open(Answers.file(TfliteTest.class, name + ".tflite"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"arithmetic", "elements", "maps", "parts", "network_float", "network_float16", "handmade", "lstm"
            })
    void floatNetworksAnswerAsTheInterpreter(String name) {
        var model = open(name);
        var answers = Answers.of(TfliteTest.class, name + ".npz");

        assertThat(model.origin().notes()).isEmpty();
        var got = Answers.run(model, answers.inputs(model));

        int i = 0;
        for (var output : model.graph().outputs()) {
            var want = answers.get("out" + i++);
            var value = got.get(output.name());
            assertThat(value.sizes()).as(output.name()).isEqualTo(want.sizes());
            assertThat(Answers.difference(value.floats(), want.floats()))
                    .as("%s, output %d", output.name(), i - 1)
                    .isLessThan(1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"network_int8", "network_uint8"})
    void quantisedNetworksAnswerWithinAStep(String name) {
        var model = open(name);
        var answers = Answers.of(TfliteTest.class, name + ".npz");

        var got = Answers.run(model, answers.inputs(model)).values().iterator().next();

        float step = answers.get("step0").item();
        assertThat(step).isPositive();
        assertThat(Answers.difference(got.floats(), answers.get("out0").floats()))
                .isLessThan(1.01 * step);
        assertThat(model.origin().notes()).hasSize(1);
    }

    /** The codes of a picture's eight bits stand for 0..255, -1..1 and 0..1, as these networks were trained. */
    @ParameterizedTest
    @CsvSource({"resnet8_cifar10_int8, raw", "mobilenet_v2_1.0_224_quant, tf", "vww_96_int8, unit"})
    void whatTheCodesStandForSaysHowPicturesAreTaken(String name, String preprocess) {
        var file = ASSETS.resolve("tflite").resolve(name + ".tflite");
        assumeTrue(Files.exists(file));

        assertThat(Formats.open(file).origin().pictures().orElseThrow().preprocess())
                .isEqualTo(preprocess);
    }

    /** Where only the weights are quantised, the interpreter rounds activations to 8 bits as it runs; we do not. */
    @Test
    void weightsAreDequantised() {
        var model = open("network_dynamic");
        var answers = Answers.of(TfliteTest.class, "network_dynamic.npz");

        var got = Answers.run(model, answers.inputs(model)).values().iterator().next();

        assertThat(Answers.difference(got.floats(), answers.get("out0").floats()))
                .isLessThan(0.02);
    }

    @Test
    void aLoopIsShownAndNamed() {
        var model = open("lstm_loop");

        assertThat(model.graph().nodes()).anyMatch(n -> n.domain().equals("tflite") && n.op().equals("WHILE"));
        assertThat(model.origin().notes()).hasSize(2);
        assertThat(model.origin().notes().get(0).toString()).contains("WHILE");
    }

    @Test
    void everyOperatorIsTested() throws IOException {
        var seen = new TreeSet<String>();
        for (var name : new String[] {
            "arithmetic", "elements", "maps", "parts", "network_uint8", "network_float16", "handmade", "lstm"
        }) {
            var file = MappedFile.open(Answers.file(TfliteTest.class, name + ".tflite"));
            TfliteFile.read(file).operators().forEach(o -> seen.add(Builtins.name(o)));
        }
        var untested = new TreeSet<>(Builtins.expressed());
        untested.removeAll(seen);
        assertThat(untested).isEmpty();
    }

    @Test
    void channelsComeFirstInsideAndLastAtTheDoors() {
        var graph = open("network_float").graph();

        assertThat(graph.inputs().get(0).type().shape().orElseThrow().toString())
                .isEqualTo("1x16x16x3");
        assertThat(graph.nodes().stream().filter(n -> n.is("Transpose")).toList())
                .as("one at the input, one before the reshape")
                .hasSize(2);
    }

    @Test
    void weightsStayInTheFile() {
        var weights = open("network_float").graph().initializers().values().stream()
                .filter(t -> t.type() == DataType.FLOAT && t.elements() > 8)
                .toList();

        assertThat(weights)
                .hasSizeGreaterThan(3)
                .allSatisfy(t -> assertThat(t.bytes() instanceof Bytes.Permuted p ? p.stored() : t.bytes())
                        .isInstanceOf(Bytes.InFile.class));
    }

    @ParameterizedTest
    @CsvSource({
        "kws_int8, 1",
        "lstm_mnist_ptq, 1",
        "resnet8_cifar10_fp32, 0",
        "resnet8_cifar10_int8, 1",
        "ultraface_rfb320, 0",
        "vww_96_int8, 1",
        "yolox_nano_float16, 0",
        "mobilenet_v2_1.0_224_quant, 1",
        "deeplabv3_mnv2_dm05_pascal_quant, 1",
    })
    void publicModelsAnswerAsTheInterpreter(String name, int notes) {
        var file = ASSETS.resolve("tflite").resolve(name + ".tflite");
        assumeTrue(Files.exists(file));
        var model = Formats.open(file);
        var answers = Answers.of(TfliteTest.class, "public_" + name + ".npz");
        var inputs = new LinkedHashMap<String, Tensor>();
        for (var input : model.graph().inputs()) {
            inputs.put(input.name(), numbers(model, input.name(), Answers.counted(Answers.sizes(input))));
        }

        var got = Answers.run(model, inputs);

        assertThat(model.origin().notes()).hasSize(notes);
        int i = 0;
        for (var output : model.graph().outputs()) {
            var want = answers.get("out" + i).floats();
            var value = got.get(output.name());
            var have = Answers.sampled(value.floats(), want.length);
            float step = answers.get("step" + i++).item();
            if (!value.type().isFloating()) {
                assertThat(share(have, want, 0.5)).as("equal classes").isGreaterThan(0.99);
            } else if (step == 0) {
                assertThat(Answers.difference(have, want)).isLessThan(1e-4);
            } else {
                assertThat(share(have, want, 1.01 * step)).as("within a step").isGreaterThan(0.99);
                assertThat(share(have, want, 3.01 * step))
                        .as("within three steps")
                        .isEqualTo(1);
                assertThat(Answers.top(have)).isEqualTo(Answers.top(want));
            }
        }
    }

    /** The numbers that the codes stand for whose levels were counted. */
    private static Tensor numbers(Model model, String input, Tensor counted) {
        var reader = model.graph().consumers(input).get(0);
        if (!reader.is("QuantizeLinear")) {
            return counted;
        }
        var graph = model.graph();
        float scale = graph.constant(reader.inputs().get(1)).orElseThrow().item();
        var zero = graph.constant(reader.inputs().get(2)).orElseThrow();
        float low = zero.type() == DataType.INT8 ? -128 : 0;
        var values = counted.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] = (Math.round((values[i] + 1) * 127.5f) + low - zero.item()) * scale;
        }
        return Tensor.of(values, counted.sizes());
    }

    private static double share(float[] got, float[] want, double within) {
        int near = 0;
        for (int i = 0; i < got.length; i++) {
            near += Math.abs(got[i] - want[i]) <= within ? 1 : 0;
        }
        return (double) near / got.length;
    }

    @Test
    void aCustomOperatorIsShownAndNamed() {
        var file = ASSETS.resolve("tflite/edgetpu_custom_op.tflite");
        assumeTrue(Files.exists(file));

        var model = Formats.open(file);

        assertThat(model.graph().nodes())
                .anyMatch(n -> n.domain().equals("tflite") && n.op().equals("edgetpu-custom-op"));
        assertThat(model.origin().notes().get(0).toString()).contains("edgetpu-custom-op");
    }

    @ParameterizedTest
    @ValueSource(strings = {"root_offset_beyond_end.tflite", "truncated_quarter.tflite"})
    void brokenFilesAreRefused(String name) {
        var file = ASSETS.resolve("hostile/tflite").resolve(name);
        assumeTrue(Files.exists(file));

        assertThatThrownBy(() -> Formats.open(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(name);
    }
}
