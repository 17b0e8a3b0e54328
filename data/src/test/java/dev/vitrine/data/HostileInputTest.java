package dev.vitrine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sound.sampled.AudioFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files give a result or an InputException, never anything else. */
class HostileInputTest {
    private static void damage(String name, byte[] valid, int rounds, Consumer<byte[]> reader) {
        var random = new Random(name.hashCode());
        for (int round = 0; round < rounds; round++) {
            var bytes = valid.clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 64));
                bytes[at] = random.nextInt(3) == 0 ? (byte) 0xFF : (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            }
            try {
                reader.accept(bytes);
            } catch (InputException e) {
                assertThat(e.getMessage()).as(name).isNotBlank().doesNotStartWith("data.");
            } catch (Throwable e) {
                throw new AssertionError(name + ", round " + round, e);
            }
        }
    }

    @Test
    void pictures() {
        for (var name : List.of(
                "grey.png",
                "palette.png",
                "bilevel.png",
                "grey.jpg",
                "cmyk.jpg",
                "orientation6.jpg",
                "orientation6.png",
                "palette.gif",
                "palette.bmp",
                "colour.webp",
                "colour.tif",
                "palette.tif")) {
            damage(name, Fixture.bytes(name), 150, b -> Picture.read(b, name));
        }
    }

    @Test
    void arrays() throws Exception {
        damage("npy", Fixture.bytes("fortran.npy"), 2000, b -> Npy.read(b, "npy"));
        var zip = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("a.npy"));
            out.write(Fixture.bytes("be_f8.npy"));
        }
        damage("npz", zip.toByteArray(), 2000, b -> Npz.read(b, "npz"));
        var wav = WavTest.file(AudioFormat.Encoding.PCM_SIGNED, 24, 1, new byte[300]);
        damage("wav", wav, 2000, b -> Wav.read(b, "wav"));
    }

    @Test
    void words() {
        damage("csv", bytes("a,b\n1,\"2\"\n3,4\n"), 2000, b -> Csv.numbers(FileContent.text(b, "csv"), "csv"));
        damage("labels", bytes("0: cat\n1: dog\n2: n01440764 tench\n"), 2000, b -> Labels.parse(b, "labels"));
        damage("json", bytes("{\"0\": [\"n1\", \"cat\"], \"1\": \"dog\"}"), 2000, b -> Labels.parse(b, "json"));
        var yaml = "task: detection\ninputs: {image: {preprocess: \"raw,pad=3\", meaning: image}}\nhead: {kind: yolox, "
                + "strides: [8, 16], threshold: 0.3}\nlayers: {a: b}\n";
        damage("yaml", bytes(yaml), 3000, b -> Sidecar.parse(FileContent.text(b, "yaml"), Path.of("m.vitrine.yaml")));
        damage(
                "preprocess",
                bytes("torch,size=10x20,mean=0.5:0.5:0.5,scale=1/255,pad=114,order=bgr"),
                3000,
                b -> Preprocess.parse(new String(b, StandardCharsets.ISO_8859_1))
                        .apply(Picture.filled(3, 2, 7), TensorType.of(DataType.FLOAT, 1, 3, -1, -1)));
    }

    @Test
    void nestedYamlEndsInAnAnswer() {
        damage("deep", bytes("[".repeat(50_000)), 3, b -> Labels.parse(b, "deep"));
        var bomb = "a: &a [x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n";
        damage("bomb", bytes(bomb), 20, b -> Sidecar.parse(FileContent.text(b, "bomb"), Path.of("m.vitrine.yaml")));
    }

    @Test
    void inputFiles(@TempDir Path folder) {
        var types = List.of(
                TensorType.of(DataType.FLOAT, 1, 3, 8, 8),
                TensorType.of(DataType.INT64, 1, -1),
                TensorType.of(DataType.STRING, 1),
                TensorType.UNKNOWN);
        var files = Map.of(
                "a.png", Fixture.bytes("grey.png"),
                "a.npy", Npy.bytes(Tensor.of(new float[192], 1, 3, 8, 8)),
                "a.txt", bytes("1 2 3"),
                "a.pb", new byte[] {8, 1, 8, 2, 16, 1, 74, 8, 0, 0, 0, 0, 0, 0, 0, 0});
        files.forEach((name, content) -> damage(name, content, 200, b -> {
            var file = folder.resolve(name);
            for (var type : types) {
                var input = new Graph.Value("x", type);
                var model = Model.of(new Graph("g", List.of(), Map.of(), List.of(input), List.of(), Map.of()), 17);
                try {
                    Files.write(file, b);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                try {
                    Inputs.read(model, List.of(file.toString()), Optional.empty(), Optional.empty());
                } catch (InputException e) {
                    assertThat(e.text().key()).isNotBlank();
                }
            }
        }));
    }

    private static byte[] bytes(String words) {
        return words.getBytes(StandardCharsets.UTF_8);
    }
}
