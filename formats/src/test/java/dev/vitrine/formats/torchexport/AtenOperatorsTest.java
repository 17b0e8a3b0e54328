package dev.vitrine.formats.torchexport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.engine.Engine;
import dev.vitrine.formats.Answers;
import dev.vitrine.formats.Formats;
import dev.vitrine.model.Model;
import dev.vitrine.model.Sanity;
import dev.vitrine.model.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each operator against PyTorch ({@code src/test/scripts/aten_operators.py}): one program with an output for each case. */
final class AtenOperatorsTest {
    private static final double CLOSE = 1e-5;

    private static Path file(String name) {
        return Answers.file(AtenOperatorsTest.class, name);
    }

    /** The cases in the order of the program's outputs, which is that of the values in the file. */
    private static List<String> names() throws Exception {
        var bytes = Files.readAllBytes(file("operators.safetensors"));
        int length = java.nio.ByteBuffer.wrap(bytes)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .getInt();
        var header = new String(bytes, 8, length, java.nio.charset.StandardCharsets.UTF_8);
        return dev.vitrine.formats.Json.parse(header).object().keySet().stream()
                .filter(name -> !name.startsWith("input "))
                .toList();
    }

    @TestFactory
    List<DynamicTest> everyOperatorGivesWhatPyTorchGives() throws Exception {
        var model = Formats.open(file("operators.pt2"));
        var kept = Formats.open(file("operators.safetensors")).graph().initializers();
        var inputs = new LinkedHashMap<String, Tensor>();
        for (var input : model.graph().inputs()) {
            var value = kept.get("input " + input.name());
            assertThat(value).isNotNull();
            inputs.put(input.name(), value);
        }
        var tests = new ArrayList<DynamicTest>();
        var names = names();
        assertThat(model.graph().outputs()).hasSameSizeAs(names);
        for (int i = 0; i < names.size(); i++) {
            var output = model.graph().outputs().get(i).name();
            var name = names.get(i);
            tests.add(DynamicTest.dynamicTest(name, () -> check(model, inputs, output, kept.get(name))));
        }
        return tests;
    }

    private static void check(Model model, Map<String, Tensor> inputs, String output, Tensor want) {
        try (var engine = Engine.of(model)) {
            var got = engine.run(List.of(output), inputs).get(output);
            assertThat(got).isNotNull();
            assertThat(got.sizes()).containsExactly(want.sizes());
            assertThat(Answers.difference(got.floats(), want.floats())).isLessThan(CLOSE);
        }
    }

    @Test
    void nothingIsLeftOut() {
        var model = Formats.open(file("operators.pt2"));

        assertThat(model.origin().notes()).isEmpty();
        assertThat(Sanity.check(model.graph())).isEmpty();
    }
}
