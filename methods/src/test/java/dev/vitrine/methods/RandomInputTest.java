package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.data.Inputs;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every published network that the runtime loads can be run without a file. */
class RandomInputTest {
    private static final Path MODELS = Path.of(System.getProperty("vitrine.assets", "shared/assets"), "onnx");

    /** Its operators are in a library that the runtime does not carry. */
    private static final String NOT_LOADED = "superres_prepost_op18.onnx";

    static Stream<String> models() throws IOException {
        if (!Files.isDirectory(MODELS)) {
            return Stream.of("");
        }
        try (var files = Files.list(MODELS)) {
            return files
                    .map(f -> f.getFileName().toString())
                    .filter(n -> n.endsWith(".onnx") && !n.equals(NOT_LOADED))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void runs(String name) {
        Assumptions.assumeFalse(name.isEmpty(), "the real models are not here");
        var model = Model.open(MODELS.resolve(name));
        var inputs = Inputs.read(model, List.of("random"), Optional.empty(), Optional.empty());
        try (var engine = Engine.of(model, 2)) {
            var outputs =
                    model.graph().outputs().stream().map(Graph.Value::name).toList();

            assertThat(engine.trace(inputs.tensors()).get(outputs)).isNotEmpty();
        }
    }
}
