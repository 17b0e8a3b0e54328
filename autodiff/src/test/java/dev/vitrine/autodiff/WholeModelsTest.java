package dev.vitrine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole networks against PyTorch's float64 gradients by the input and three parameters, kept by bench/gradients/whole_models.py:
 * within 1e-3, or twice what PyTorch's own float32 differs from its float64 where units lie at the kink of a ReLU. Small networks
 * always; with {@code -Dvitrine.whole=true} (and a heap of 6 GB) all of them.
 */
class WholeModelsTest {
    private static final List<String> SMALL = List.of("unet", "detector", "bilstm", "gru");
    private static final List<String> LARGE = List.of(
            "gpt2_block",
            "mobilenet_v2",
            "mobilenet_v3",
            "efficientnet_b0",
            "densenet121",
            "resnet50",
            "convnext_tiny",
            "swin_t",
            "vit_b_16",
            "bert_base");

    @TempDir
    private Path folder = Path.of("");

    static List<String> networks() {
        var all = new java.util.ArrayList<>(SMALL);
        if (Boolean.getBoolean("vitrine.whole")) {
            all.addAll(LARGE);
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void gradients(String name) throws IOException {
        var model = model(name);
        var lines = lines(name);
        var wanted = lines.stream().map(l -> l.split(",")[0]).toList();
        var x = model.graph().inputs().get(0);
        var sizes = x.type().shape().flatMap(Shape::sizes).orElseThrow();
        var input = Tensor.of(Counted.numbers("x", (int) Tensor.count(sizes)), sizes);
        var gradient = Differentiator.of(model, OrtRunner.types(model))
                .wrt(wanted)
                .seed("total")
                .build();
        var run = OrtRunner.run(gradient.model(), java.util.Map.of("x", input));
        for (var line : lines) {
            var fields = line.split(",");
            var kept = Arrays.stream(fields)
                    .skip(1)
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            var found = run.get(gradient.gradients().get(fields[0])).doubles();
            compare(found, kept, name + " by " + fields[0]);
        }
    }

    /** @param kept float32's own error, elements, sum, norm, eight projections, samples */
    private static void compare(double[] found, double[] kept, String what) {
        double norm = kept[3];
        double bound = Math.max(1e-3, 2 * kept[0]);
        assertThat(found).as(what).hasSize((int) kept[1]);
        assertThat(Math.sqrt(Arrays.stream(found).map(v -> v * v).sum()) / norm)
                .as("norm of %s", what)
                .isBetween(1 - bound, 1 + bound);
        assertThat(Math.abs(Arrays.stream(found).sum() - kept[2]))
                .as("sum of %s", what)
                .isLessThan(bound * norm * Math.sqrt(found.length));
        for (int k = 0; k < 8; k++) {
            var direction = Counted.numbers("projection " + k, found.length);
            double along = 0;
            for (int i = 0; i < found.length; i++) {
                along += found[i] * direction[i];
            }
            assertThat(Math.abs(along - kept[4 + k]) / norm)
                    .as("projection %d of %s", k, what)
                    .isLessThan(bound);
        }
        int step = Math.max(1, found.length / 64);
        double apart = 0;
        for (int i = 12; i < kept.length; i++) {
            apart += Math.pow(found[(i - 12) * step] - kept[i], 2);
        }
        double share = Math.sqrt((kept.length - 12.0) / found.length);
        assertThat(Math.sqrt(apart) / (norm * share)).as("samples of %s", what).isLessThan(5 * bound);
    }

    private static List<String> lines(String name) throws IOException {
        var in = Objects.requireNonNull(WholeModelsTest.class.getResourceAsStream("whole/" + name + ".csv"));
        try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }

    /** The graph with the parameters, which the file has as inputs, filled in. */
    private Model model(String name) throws IOException {
        var file = folder.resolve(name + ".onnx");
        var in = Objects.requireNonNull(WholeModelsTest.class.getResourceAsStream("whole/" + name + ".onnx.gz"));
        try (var unpacked = new GZIPInputStream(in)) {
            Files.copy(unpacked, file);
        }
        var model = Model.open(file);
        var weights = new LinkedHashMap<>(model.graph().initializers());
        for (var parameter : model.graph().inputs()) {
            if (!parameter.name().equals("x")) {
                var sizes = parameter.type().shape().flatMap(Shape::sizes).orElseThrow();
                weights.put(parameter.name(), Counted.weight(parameter.name(), sizes));
            }
        }
        var open = model.graph().inputs().stream()
                .filter(v -> v.name().equals("x"))
                .toList();
        var total = List.of(new Graph.Value("total", TensorType.of(dev.vitrine.model.DataType.FLOAT)));
        return model.withGraph(model.graph()
                .withInitializers(weights)
                .withInputs(open)
                .withOutputs(total)
                .withoutDeclared());
    }
}
