package dev.vitrine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.words.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureTest {
    private static int largestDifference(Picture a, Picture b) {
        assertThat(a.toString()).isEqualTo(b.toString());
        var x = a.rgb();
        var y = b.rgb();
        int largest = 0;
        for (int i = 0; i < x.length; i++) {
            largest = Math.max(largest, Math.abs((x[i] & 0xFF) - (y[i] & 0xFF)));
        }
        return largest;
    }

    @Test
    void decodesAsPil() {
        var pictures = Fixture.arrays("pictures.npz");
        for (var entry : pictures.entrySet()) {
            var name = entry.getKey();
            if (!name.contains(".")) {
                continue;
            }
            var got = Picture.read(Fixture.bytes(name), name);
            assertThat(largestDifference(got, Fixture.picture(entry.getValue())))
                    .as(name)
                    .isZero();
        }
    }

    @Test
    void undoesEveryExifOrientationAsPil() {
        var pictures = Fixture.arrays("pictures.npz");
        for (int orientation = 1; orientation <= 8; orientation++) {
            var got = Picture.read(Fixture.bytes("orientation" + orientation + ".png"), "");
            var wanted = Fixture.picture(pictures.get(Integer.toString(orientation)));
            assertThat(got).as("orientation " + orientation).isEqualTo(wanted);
        }
    }

    @Test
    void greyEqualsPil() {
        var arrays = Fixture.arrays("pil.npz");
        var grey = Fixture.picture(arrays.get("noise_37x23")).grey();
        var wanted = Fixture.elements(arrays.get("noise_37x23.grey"));
        for (int i = 0; i < wanted.length; i++) {
            assertThat(grey.rgb()[3 * i]).isEqualTo(wanted[i]);
        }
        assertThat(grey.isGrey()).isTrue();
    }

    @Test
    void windowPadsOutsideThePicture() {
        var window = Picture.filled(2, 2, 10).window(-1, -1, 4, 3, 200);
        assertThat(window.at(0, 0, 0)).isEqualTo(200);
        assertThat(window.at(1, 1, 2)).isEqualTo(10);
        assertThat(window.at(3, 2, 1)).isEqualTo(200);
    }

    @Test
    void saysWhatAFileReallyIs(@TempDir Path folder) throws Exception {
        var cases = Map.of(
                "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n", "data.file-is-lfs-pointer",
                "<!DOCTYPE html><html></html>", "data.file-is-html",
                "", "data.file-empty",
                "just words", "data.picture-unknown");
        for (var entry : cases.entrySet()) {
            var file = folder.resolve("x.png");
            Files.writeString(file, entry.getKey(), StandardCharsets.UTF_8);
            assertThatThrownBy(() -> Picture.read(file))
                    .isInstanceOfSatisfying(
                            InputException.class,
                            e -> assertThat(e.text().key()).isEqualTo(entry.getValue()));
        }
        assertThatThrownBy(() -> Picture.read(folder.resolve("none.png")))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.text().key()).isEqualTo("data.file-missing"));
        assertThatThrownBy(() -> Picture.read(folder))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.text().key()).isEqualTo("data.file-is-folder"));
    }

    @Test
    void refusesAJpegThatEndsEarly() {
        var whole = Fixture.bytes("cmyk.jpg");
        var half = java.util.Arrays.copyOf(whole, whole.length * 3 / 4);
        assertThatThrownBy(() -> Picture.read(half, "half.jpg")).isInstanceOf(InputException.class);
    }

    @Test
    void readsOrRefusesEveryHostilePicture() {
        var hostile = Fixture.assets().resolve("hostile/images");
        assertThat(Picture.read(hostile.resolve("one_pixel.png")).rgb()).isEqualTo(new byte[] {(byte) 255, 0, 0});
        assertThat(Picture.read(hostile.resolve("rgba_transparent.png")).width())
                .isEqualTo(64);
        assertThat(Picture.read(hostile.resolve("animated_tiny.gif")).width()).isPositive();
        var chessboard = Picture.read(hostile.resolve("grey16_big_endian.tif"));
        assertThat(chessboard.isGrey()).isTrue();
        assertThat(chessboard.at(0, 0, 0)).isEqualTo(255);
        var refused = Map.of(
                "png_header_60000x60000.png", "data.picture-too-large",
                "text_named.jpg", "data.picture-unknown",
                "truncated.jpg", "data.picture-broken");
        refused.forEach((name, key) -> assertThatThrownBy(() -> Picture.read(hostile.resolve(name)))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.text().key()).isEqualTo(key)));
    }
}
