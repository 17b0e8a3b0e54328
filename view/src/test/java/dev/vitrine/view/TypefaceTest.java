package dev.vitrine.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.words.Words;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TypefaceTest {
    private final Typeface typeface = Typeface.bundled();

    @Test
    void widthsAreThoseOfTheFontFile() {
        assertThat(typeface.width("图", 20)).isEqualTo(20);
        assertThat(typeface.width("0123456789", 1000)).isEqualTo(5550);
    }

    @Test
    void outlinesStandOnTheBaselineWithinTheirWidth() {
        var box = typeface.outline("H图", 10, 50, 100).getBounds2D();
        assertThat(box.getMinX()).isBetween(10.0, 25.0);
        assertThat(box.getMaxX()).isLessThanOrEqualTo(10 + typeface.width("H图", 100));
        assertThat(typeface.outline("H", 0, 50, 100).getBounds2D().getMaxY()).isEqualTo(50);
        assertThat(typeface.outline(" ", 0, 0, 10).getBounds2D().isEmpty()).isTrue();
    }

    @Test
    void longTextsEndInAnEllipsis() {
        assertThat(typeface.fit("short", 12, 100)).isEqualTo("short");
        assertThat(typeface.fit("a".repeat(1_000_000), 12, 60)).endsWith("…").hasSizeLessThan(15);
    }

    @Test
    void theEndOfALongTextStandsAfterAnEllipsis() {
        assertThat(typeface.fitEnd("short", 12, 100)).isEqualTo("short");
        var end = typeface.fitEnd("/layer1/layer1.0/conv1/Conv", 12, 80);
        assertThat(end).startsWith("…").endsWith("conv1/Conv");
        assertThat(typeface.width(end, 12)).isLessThanOrEqualTo(80);
        assertThat(typeface.fitEnd("图".repeat(1_000_000), 10, 35)).isEqualTo("…图图");
    }

    @Test
    void everyCharacterOfTheWordFilesCanBeDrawn() throws Exception {
        for (var language : new String[] {"en", "zh"}) {
            var url = Words.class.getResource(language + "/view.properties");
            assertThat(url).isNotNull();
            if (!url.getProtocol().equals("file")) {
                continue;
            }
            try (var files = Files.list(Path.of(url.toURI()).getParent())) {
                for (var file : files.toList()) {
                    assertThat(Files.readString(file).codePoints().filter(c -> c >= ' ' && !typeface.has(c)))
                            .as(file.getFileName().toString())
                            .map(Character::toString)
                            .isEmpty();
                }
            }
        }
    }
}
