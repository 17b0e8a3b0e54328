package dev.vitrine.cli;

import static dev.vitrine.cli.Ran.vitrine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.data.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private static final Path SAMPLES = Path.of(System.getProperty("vitrine.samples", "samples"));
    private static final String ICONS = SAMPLES.resolve("icons/icons.onnx").toString();
    private static final String FISH =
            SAMPLES.resolve("icons/pictures/fish/000.png").toString();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void inspectNamesLayersAndShapes() {
        var ran = vitrine("inspect", ICONS, "--json", "--lang", "en");
        assertThat(ran.status()).isZero();
        assertThat(ran.out()).contains("\"parameters\"", "\"macs\"", "\"relu5\"", "\"sha256\"");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void inspectShowsTheSourceThatAFileCarries() {
        var script = Path.of(
                        "..",
                        "formats",
                        "src",
                        "test",
                        "resources",
                        "dev",
                        "vitrine",
                        "formats",
                        "pytorch",
                        "script.pt")
                .toString();
        var all = vitrine("inspect", script, "--source", "--lang", "en");
        assertThat(all.status()).as(all.err()).isZero();
        assertThat(all.out()).contains("# code/__torch__", "def forward(");

        var one = vitrine("inspect", script, "--source", "Conv2d", "--json", "--lang", "en");
        assertThat(one.out()).contains("\"source\"", "\"line\"", "class Conv2d(Module)");
        var none = vitrine("inspect", script, "--source", "Lambda", "--lang", "en");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).contains("Lambda");
        assertThat(vitrine("inspect", ICONS, "--source", "--lang", "en").status())
                .isEqualTo(1);
    }

    @Test
    void runAnswersTheSample() {
        var ran = vitrine("run", ICONS, "--input", FISH, "--lang", "en");
        assertThat(ran.status()).isZero();
        assertThat(ran.out()).contains("fish");
        assertThat(vitrine("run", ICONS, "--input", FISH, "--lang", "zh").out()).contains("模型");
    }

    @Test
    void featuresWritesPictureAndExactValues() throws IOException {
        var picture = folder.resolve("maps.png");
        var data = folder.resolve("maps.npy");
        var ran = vitrine(
                "features",
                ICONS,
                "--input",
                FISH,
                "--layer",
                "relu5",
                "--out",
                picture.toString(),
                "--data",
                data.toString());
        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ImageIO.read(picture.toFile())).isNotNull();
        assertThat(Npy.read(data).sizes()).containsExactly(1, 64, 8, 8);
        assertThat(Files.readString(Path.of(data + ".json"))).contains("modelSha256");
    }

    @Test
    void bareSheetHasExactlyTheCellsAskedFor() throws IOException {
        var picture = folder.resolve("maps.png");
        vitrine(
                "features",
                ICONS,
                "--input",
                FISH,
                "--layer",
                "relu5",
                "--cell",
                "20",
                "--bare",
                "--out",
                picture.toString());
        var image = ImageIO.read(picture.toFile());
        assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(160, 160);
    }

    @Test
    void reportStandsAlone() throws IOException {
        var page = folder.resolve("report.html");
        var ran = vitrine("report", ICONS, "--input", FISH, "-o", page.toString(), "--lang", "en");
        assertThat(ran.status()).as(ran.err()).isZero();
        var html = Files.readString(page);
        assertThat(html).contains("fish").doesNotContain("src=\"http", "href=\"http", "{layer}");
    }

    @Test
    void readingsFollowTheModel() {
        var clean = vitrine("run", ICONS, "--input", FISH, "--lang", "en").out();
        var twin = vitrine("run", ICONS.replace("icons.onnx", "icons-shortcut.onnx"), "--input", FISH, "--lang", "en")
                .out();
        assertThat(clean).isNotEqualTo(twin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-command", "inspect", "features " + "MODEL", "run MODEL --nonsense"})
    void wrongUsageIsTwo(String line) {
        var ran = vitrine(line.replace("MODEL", ICONS).split(" "));
        assertThat(ran.status()).isEqualTo(Main.BAD_USAGE);
        assertThat(ran.err().strip().lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inspect nowhere.onnx",
                "run MODEL --input nowhere.png",
                "run MODEL --input MODEL",
                "features MODEL --input FISH --layer relu9",
                "features MODEL --input FISH --layer relu5 --channel 64",
                "features MODEL --input FISH --layer relu5 --out /nowhere/x.png",
                "features MODEL --input FISH --layer relu5 --out x.gif",
                "features MODEL --layer relu5",
                "value MODEL --input FISH --layer conv2 --at 99,0,0",
                "explain MODEL --input FISH --method no-such",
                "run MODEL --input FISH --label no-such-class"
            })
    void badInputIsOneWithOneLine(String line) {
        var ran = vitrine(line.replace("MODEL", ICONS).replace("FISH", FISH).split(" "));
        assertThat(ran.status()).as(ran.err()).isEqualTo(Main.BAD_INPUT);
        assertThat(ran.err().strip().lines()).hasSize(1);
        assertThat(ran.err()).doesNotContain("Exception", "\tat ");
    }

    @Test
    void labelsThatDoNotFitAreSaid() throws IOException {
        var labels = Files.writeString(folder.resolve("labels.txt"), "cat\ndog\n");
        var ran = vitrine("run", ICONS, "--input", FISH, "--labels", labels.toString(), "--lang", "en");
        assertThat(ran.status()).isZero();
        assertThat(ran.out()).contains("2 names for 8 classes");
        assertThat(vitrine("run", ICONS, "--input", FISH, "--lang", "en").out()).doesNotContain("do not fit");
    }

    @Test
    void whatCannotBeSavedLeavesNothing() throws IOException {
        var taken = Files.createDirectory(folder.resolve("maps.npy"));
        var ran = vitrine("features", ICONS, "--input", FISH, "--layer", "relu5", "--data", taken.toString());
        assertThat(ran.status()).isEqualTo(Main.BAD_INPUT);
        assertThat(ran.err().strip().lines()).hasSize(1);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(taken);
        }
    }

    @Test
    void hostilePicturesGiveAResultOrOneLine() throws IOException {
        var hostile = Path.of(System.getProperty("vitrine.assets", "assets"), "hostile", "images");
        Assumptions.assumeTrue(Files.isDirectory(hostile), () -> "no " + hostile);
        try (var files = Files.list(hostile)) {
            for (var file : files.sorted().toList()) {
                var ran = vitrine("run", ICONS, "--input", file.toString(), "--lang", "en");
                assertThat(ran.status()).as(file + ": " + ran.err()).isIn(0, Main.BAD_INPUT);
                assertThat(ran.err()).doesNotContain("Exception");
                assertThat(ran.err().strip().lines().count()).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void hostileModelsGiveAResultOrOneLine() throws IOException {
        var hostile = Path.of(System.getProperty("vitrine.assets", "assets"), "hostile", "onnx");
        Assumptions.assumeTrue(Files.isDirectory(hostile), () -> "no " + hostile);
        try (var files = Files.list(hostile)) {
            for (var file : files.sorted().toList()) {
                var ran = vitrine("inspect", file.toString(), "--json");
                assertThat(ran.status()).as(file + ": " + ran.err()).isIn(0, Main.BAD_INPUT);
                assertThat(ran.err()).doesNotContain("Exception");
                assertThat(ran.err().strip().lines().count()).isLessThanOrEqualTo(1);
            }
        }
    }
}
