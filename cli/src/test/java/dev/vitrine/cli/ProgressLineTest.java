package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.words.Language;
import dev.vitrine.words.Words;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal(
            new PrintStream(new ByteArrayOutputStream()),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Words.in(Language.EN),
            List.of());

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void quickWorkSaysNothing() {
        try (var progress = new ProgressLine(terminal, true)) {
            progress.at(1, 2);
        }

        assertThat(said()).isEmpty();
    }

    @Test
    void aBarGrowsAndIsWiped() throws Exception {
        try (var progress = new ProgressLine(terminal, true)) {
            Thread.sleep(750);
            progress.at(1, 2);
        }

        assertThat(said())
                .startsWith("\r[###############               ] 50 %")
                .endsWith("\r")
                .doesNotContain("\n");
    }

    @Test
    void elsewhereItIsAPlainLine() throws Exception {
        try (var progress = new ProgressLine(terminal, false)) {
            Thread.sleep(750);
            progress.at(1, 4);
            progress.at(2, 4);
        }

        assertThat(said().strip()).isEqualTo("… 25 % (1 of 4)");
    }
}
