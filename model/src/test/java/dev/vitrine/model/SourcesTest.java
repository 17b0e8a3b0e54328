package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SourcesTest {
    private static final String PYTHON = """
            op_version_set = 1
            class Linear(Module):
              weight : Tensor

              def forward(self, x):
                return x
            class LinearNorm(Module):
              pass
            """;

    private static final Sources SOURCES =
            Sources.of(Model.of(new Graph("", List.of(), Map.of(), List.of(), List.of(), Map.of()), 18)
                    .withMetadata(Map.of("code/__torch__/net.py", PYTHON, "description", "class Linear(Module):")));

    @Test
    void onlyProgramTextIsSource() {
        assertThat(SOURCES.parts()).containsExactly(new Sources.Part("code/__torch__/net.py", 1, PYTHON));
    }

    @Test
    void aClassIsFoundWithItsLine() {
        var node = Node.of("fc", "Linear", List.of(), List.of("fc"));

        assertThat(SOURCES.of(node).parts()).singleElement().satisfies(part -> {
            assertThat(part.line()).isEqualTo(2);
            assertThat(part.text()).startsWith("class Linear(Module):").endsWith("return x");
        });
        assertThat(SOURCES.named("LinearNorm").parts())
                .extracting(Sources.Part::line)
                .containsExactly(7);
        assertThat(SOURCES.named("Conv2d").parts()).isEmpty();
    }
}
