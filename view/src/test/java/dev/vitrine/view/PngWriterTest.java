package dev.vitrine.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.Adler32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngWriterTest {

    /** Rows that repeat, rows of noise, and as many bands as the size gives, read back by the JDK. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "7, 5, 3", "64, 1, 4", "1500, 2100, 1", "1000, 1100, 3", "600, 900, 4"})
    void pixelsComeBack(int width, int height, int channels) throws Exception {
        var random = new Random(width);
        var pixels = new byte[width * height * channels];
        random.nextBytes(pixels);
        int stride = width * channels;
        for (int y = 1; y < height; y++) {
            if (random.nextInt(4) > 0) {
                System.arraycopy(pixels, (y - 1) * stride, pixels, y * stride, stride);
            }
        }
        var colours = new int[channels == 1 ? 256 : 0];
        Arrays.setAll(colours, i -> 0xff000000 | random.nextInt(1 << 24));
        var bitmap = new Bitmap(width, height, channels, pixels, colours);

        var file = PngWriter.write(bitmap, Map.of("Comment", "made here"));

        assertThat(PngWriter.write(bitmap, Map.of("Comment", "made here"))).isEqualTo(file);
        var image = ImageIO.read(new ByteArrayInputStream(file));
        assertThat(image.getRGB(0, 0, width, height, null, 0, width)).isEqualTo(bitmap.argb());
        assertThat(image.getColorModel() instanceof IndexColorModel).isEqualTo(channels == 1);
    }

    @Test
    void sumsOfPartsMakeTheSumOfTheWhole() {
        var random = new Random(3);
        for (int trial = 0; trial < 200; trial++) {
            var bytes = new byte[random.nextInt(200_000)];
            random.nextBytes(bytes);
            int cut = random.nextInt(bytes.length + 1);
            assertThat(PngWriter.joined(sum(bytes, 0, cut), sum(bytes, cut, bytes.length), bytes.length - cut))
                    .isEqualTo(sum(bytes, 0, bytes.length));
        }
    }

    private static long sum(byte[] bytes, int from, int to) {
        var sum = new Adler32();
        sum.update(bytes, from, to - from);
        return sum.getValue();
    }
}
