package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownHashesTest {
    @TempDir
    private Path folder;

    private int computed;

    @BeforeEach
    void needsTheTimesOfUnix() {
        Assumptions.assumeTrue(
                folder.getFileSystem().supportedFileAttributeViews().contains("unix"));
    }

    private String ask(Path file) throws IOException {
        return new KnownHashes(folder.resolve("memory")).of(file, f -> {
            computed++;
            try (var in = Files.newInputStream(f)) {
                return Sha256.of(in.readNBytes(64));
            }
        });
    }

    /** A large file that last changed long enough ago. */
    private Path settled(String name, int first) throws Exception {
        var file = folder.resolve(name);
        var bytes = new byte[(int) KnownHashes.WORTH_KEEPING];
        bytes[0] = (byte) first;
        Files.write(file, bytes);
        Thread.sleep(2100);
        return file;
    }

    @Test
    void computesOnceAndAgainWhenTheFileIsAnother() throws Exception {
        var file = settled("model", 1);
        var hash = ask(file);
        assertThat(ask(file)).isEqualTo(hash);
        assertThat(computed).isEqualTo(1);

        // Another file of the same name, size and time of change.
        var time = Files.getLastModifiedTime(file);
        var other = settled("other", 2);
        Files.setLastModifiedTime(other, time);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        Thread.sleep(2100);
        assertThat(ask(file)).isNotEqualTo(hash);
        assertThat(computed).isEqualTo(2);
    }

    @Test
    void forgetsWhenBytesChangeAndTheTimeIsSetBack() throws Exception {
        var file = settled("model", 1);
        var hash = ask(file);
        FileTime time = Files.getLastModifiedTime(file);
        var bytes = Files.readAllBytes(file);
        bytes[0] = 9;
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, time);
        assertThat(ask(file)).isNotEqualTo(hash);
    }

    @Test
    void remembersNeitherSmallNorFreshFiles() throws Exception {
        var small = Files.write(folder.resolve("small"), new byte[100]);
        var fresh = Files.write(folder.resolve("fresh"), new byte[(int) KnownHashes.WORTH_KEEPING]);
        for (var file : new Path[] {small, small, fresh, fresh}) {
            ask(file);
        }
        assertThat(computed).isEqualTo(4);
        assertThat(folder.resolve("memory")).doesNotExist();
    }

    @Test
    void aDamagedMemoryIsNone() throws Exception {
        var file = settled("model", 1);
        var hash = ask(file);
        try (var entries = Files.list(folder.resolve("memory"))) {
            Files.writeString(entries.findFirst().orElseThrow(), "nonsense\n");
        }
        assertThat(ask(file)).isEqualTo(hash);
        assertThat(computed).isEqualTo(2);
    }
}
