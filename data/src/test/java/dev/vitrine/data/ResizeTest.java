package dev.vitrine.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class ResizeTest {
    @Test
    void equalsPilBitForBit() {
        var arrays = Fixture.arrays("pil.npz");
        int checked = 0;
        for (var entry : arrays.entrySet()) {
            var parts = entry.getKey().split("\\.");
            if (parts.length != 3 || parts[0].equals("torch")) {
                continue;
            }
            var source = Fixture.picture(arrays.get(parts[0]));
            var wanted = Fixture.picture(entry.getValue());
            var interpolation = Interpolation.valueOf(parts[1].toUpperCase(Locale.ROOT));
            var got = Resize.resize(source, wanted.width(), wanted.height(), interpolation);
            assertThat(got.rgb()).as(entry.getKey()).isEqualTo(wanted.rgb());
            checked++;
        }
        assertThat(checked).isEqualTo(21);
    }

    @Test
    void keepsAPictureOfTheRightSize() {
        var picture = Picture.filled(4, 3, 9);
        assertThat(Resize.resize(picture, 4, 3, Interpolation.BICUBIC)).isSameAs(picture);
    }
}
