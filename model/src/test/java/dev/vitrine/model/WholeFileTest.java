package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatIsWrittenComesWithWhatLiesBesideIt() throws IOException {
        var out = folder.resolve("a.txt");
        var written = WholeFile.write(out, part -> {
            Files.writeString(part, "a");
            Files.writeString(part.resolveSibling("a.txt.data"), "b");
        });
        assertThat(written).containsExactly(out, folder.resolve("a.txt.data"));
        assertThat(out).hasContent("a");
        assertThat(folder.resolve("a.txt.data")).hasContent("b");
    }

    @Test
    void whatFailsLeavesNothingAndWhatWasThereStays() throws IOException {
        var out = Files.writeString(folder.resolve("a.txt"), "before");
        assertThatThrownBy(() -> WholeFile.write(out, part -> {
                    Files.writeString(part, "half");
                    throw new IOException("no space left");
                }))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no space left");
        assertThat(out).hasContent("before");
        assertThat(folder).isDirectoryContaining(p -> p.equals(out));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aMissingFolderIsSaid() {
        assertThatThrownBy(() -> WholeFile.check(folder.resolve("no/a.txt")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no");
    }
}
