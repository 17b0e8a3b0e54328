package dev.vitrine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.data.Preprocess.Preset;
import dev.vitrine.model.DataType;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Language;
import dev.vitrine.words.Words;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreprocessTest {
    private static final TensorType SQUARE = TensorType.of(DataType.FLOAT, 1, 3, 4, 4);

    private static Picture dotted(int width, int height) {
        var rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i * 37 % 256);
        }
        return Picture.of(width, height, rgb);
    }

    @Test
    void torchEqualsTorchvision() {
        var arrays = Fixture.arrays("pil.npz");
        for (var name : List.of("noise_37x23.28", "noise_100x75.28")) {
            var wanted = arrays.get("torch." + name);
            var picture = Fixture.picture(arrays.get(name.split("\\.")[0]));
            var got = Preprocess.of(Preset.TORCH)
                    .apply(picture, TensorType.of(DataType.FLOAT, 1, 3, wanted.size(2), wanted.size(3)));
            assertThat(got.sizes()).isEqualTo(wanted.sizes());
            assertThat(got.floats()).containsExactly(wanted.floats(), within(1e-6f));
        }
    }

    @Test
    void presetsFollowTheTable() {
        var picture = Picture.of(1, 1, new byte[] {(byte) 255, 51, 0});
        var pixel = TensorType.of(DataType.FLOAT, 1, 3, 1, 1);
        assertThat(Preprocess.parse("raw").apply(picture, pixel).floats()).containsExactly(255, 51, 0);
        assertThat(Preprocess.parse("unit").apply(picture, pixel).floats()).containsExactly(1, 0.2f, 0);
        assertThat(Preprocess.parse("tf").apply(picture, pixel).floats())
                .containsExactly(new float[] {1, -0.6f, -1}, within(1e-6f));
        assertThat(Preprocess.parse("caffe").apply(picture, pixel).floats())
                .containsExactly(new float[] {-103.939f, 51 - 116.779f, 255 - 123.68f}, within(1e-4f));
        assertThat(Preprocess.parse("torch").apply(picture, pixel).floats())
                .containsExactly(
                        new float[] {(1 - 0.485f) / 0.229f, (0.2f - 0.456f) / 0.224f, -0.406f / 0.225f}, within(1e-5f));
    }

    @Test
    void keysChangeAPreset() {
        var p = Preprocess.parse(
                "raw,mean=127,std=128,order=bgr,resize=letterbox,align=topleft,pad=0,scale=1,size=8x6");
        assertThat(p.mean()).containsExactly(127.0);
        assertThat(p.std()).containsExactly(128.0);
        assertThat(p.size()).contains(new Preprocess.Size(8, 6));
        assertThat(Preprocess.parse(p.toOption())).isEqualTo(p);
        assertThat(Preprocess.parse("mean=0.5 0.5 0.5,std=0.5/0.5/0.5,scale=1/255")
                        .mean())
                .containsExactly(0.5, 0.5, 0.5);
    }

    @Test
    void wrongWordsAreAnswered() {
        for (var words : List.of(
                "torhc",
                "",
                "raw,mean",
                "raw,mean=x",
                "raw,mean=1 2",
                "raw,std=0",
                "raw,pad=256",
                "raw,size=0x4",
                "raw,size=4y4",
                "raw,what=1",
                "raw,layout=chw",
                "raw,scale=1/0",
                "raw,mean=NaN",
                "raw,,")) {
            assertThatThrownBy(() -> Preprocess.parse(words)).as(words).isInstanceOf(InputException.class);
        }
    }

    @Test
    void layoutsTypesAndChannels() {
        var picture = dotted(4, 4);
        var first = Preprocess.parse("raw").apply(picture, SQUARE);
        var last = Preprocess.parse("raw").apply(picture, TensorType.of(DataType.UINT8, 1, 4, 4, 3));
        assertThat(last.type()).isEqualTo(DataType.UINT8);
        assertThat(Fixture.elements(last)).isEqualTo(picture.rgb());
        assertThat(first.floats()[16]).isEqualTo(picture.at(0, 0, 1));
        var larger = dotted(8, 8);
        var grey = Preprocess.parse("raw")
                .prepare(larger, TensorType.of(DataType.FLOAT, -1, 8, 8))
                .tensor();
        assertThat(grey.sizes()).containsExactly(1, 8, 8);
        assertThat(grey.floats()[9]).isEqualTo(larger.grey().at(1, 1, 0));
        assertThat(Preprocess.parse("unit").describe(grey.tensorType()).toString())
                .startsWith("1x8x8, grey, /255");
        assertThatThrownBy(() -> Preprocess.parse("raw").apply(picture, TensorType.of(DataType.FLOAT, 1, 5, 4, 4)))
                .isInstanceOf(InputException.class);
    }

    @Test
    void openSizesAreThePicturesOwnOrTheAskedOnes() {
        var open = TensorType.of(DataType.FLOAT, 1, 3, -1, -1);
        assertThat(Preprocess.parse("torch").apply(dotted(5, 7), open).sizes()).containsExactly(1, 3, 7, 5);
        assertThat(Preprocess.parse("torch,size=6x4").apply(dotted(5, 7), open).sizes())
                .containsExactly(1, 3, 4, 6);
        assertThatThrownBy(() -> Preprocess.parse("torch,size=6x4").apply(dotted(5, 7), SQUARE))
                .isInstanceOf(InputException.class);
    }

    @Test
    void letterboxKeepsTheWholePictureAndItsGeometry() {
        var p = Preprocess.parse("raw,resize=letterbox,align=topleft");
        var ready = p.prepare(Picture.filled(768, 512, 7), TensorType.of(DataType.FLOAT, 1, 3, 416, 416));
        assertThat(ready.shown().at(415, 276, 0)).isEqualTo(7);
        assertThat(ready.shown().at(0, 277, 0)).isEqualTo(114);
        assertThat(ready.geometry().pictureOnInput().height()).isEqualTo(277, within(1e-9));
        assertThat(ready.geometry().pictureX(416)).isEqualTo(768, within(1e-9));
        var centred = Preprocess.parse("raw,resize=letterbox")
                .prepare(Picture.filled(8, 4, 7), TensorType.of(DataType.FLOAT, 1, 3, 16, 16));
        assertThat(centred.geometry().pictureOnInput()).isEqualTo(new Geometry.Box(0, 4, 16, 12));
        assertThat(centred.geometry().shownOfPicture()).isEqualTo(new Geometry.Box(0, 0, 8, 4));
    }

    @Test
    void cropGeometryFindsTheCentre() {
        var ready = Preprocess.parse("torch").prepare(dotted(512, 384), TensorType.of(DataType.FLOAT, 1, 3, 224, 224));
        var box = ready.geometry().shownOfPicture();
        assertThat(box.height()).isEqualTo(336, within(1e-9));
        assertThat(box.y0()).isEqualTo(24, within(1e-9));
        assertThat(ready.geometry().inputX(ready.geometry().pictureX(100))).isEqualTo(100, within(1e-9));
    }

    @Test
    void saysItInPlainWords() {
        var text = Preprocess.of(Preset.TORCH).describe(TensorType.of(DataType.FLOAT, 1, 3, 224, 224));
        assertThat(text.toString()).startsWith("1x3x224x224, RGB, /255, ImageNet mean");
        assertThat(Words.in(Language.ZH).say(text)).contains("ImageNet 均值").doesNotContain("{");
        assertThat(Preprocess.parse("raw,mean=127,std=128").describe().toString())
                .contains("minus 127, divided by 128");
    }
}
