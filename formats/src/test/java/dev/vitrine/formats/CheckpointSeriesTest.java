package dev.vitrine.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.OnnxWriter;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of one network are found, ordered and given one set of names; the others are left out with the reason. */
final class CheckpointSeriesTest {
    @TempDir
    private Path folder = Path.of("");

    /** Two dense layers whose parts are named with a prefix. */
    private static Model dense(String prefix, float first, float second, int inputs) {
        var one = new float[inputs * 2];
        java.util.Arrays.fill(one, first);
        return Model.of(
                new Graph(
                        "dense",
                        List.of(
                                Node.of("", "MatMul", List.of("x", prefix + "w1"), List.of(prefix + "h")),
                                Node.of("", "MatMul", List.of(prefix + "h", prefix + "w2"), List.of("y"))),
                        Map.of(
                                prefix + "w1",
                                Tensor.of(one, inputs, 2),
                                prefix + "w2",
                                Tensor.of(new float[] {second, second, second, second}, 2, 2)),
                        List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 1, inputs))),
                        List.of(new Graph.Value("y", TensorType.UNKNOWN)),
                        Map.of()),
                17);
    }

    private Path save(String name, Model model) throws IOException {
        return Files.write(folder.resolve(name), OnnxWriter.write(model));
    }

    private static float[] values(CheckpointSeries series, int at, String name) {
        return series.checkpoints()
                .get(at)
                .model()
                .graph()
                .constant(name)
                .orElseThrow()
                .floats();
    }

    @Test
    void theNumbersThatCountAreTheOrder() throws IOException {
        save("net2.102-0.66.onnx", dense("a", 3, 0, 3));
        save("net2.00-0.47.onnx", dense("a", 1, 0, 3));
        save("net2.10-0.58.onnx", dense("a", 2, 0, 3));
        Files.writeString(folder.resolve("readme.txt"), "not a model");

        var series = CheckpointSeries.open(List.of(folder));

        assertThat(series.checkpoints())
                .extracting(CheckpointSeries.Checkpoint::step)
                .containsExactly(Optional.of(0L), Optional.of(10L), Optional.of(102L));
        assertThat(values(series, 2, "aw1")).containsOnly(3);
        assertThat(series.left()).isEmpty();
    }

    @Test
    void namesWithoutNumbersAreInTheirOwnOrderBehindTheOthers() {
        assertThat(CheckpointSeries.steps(List.of(Path.of("best.pt"), Path.of("last.pt"))))
                .isEmpty();
        assertThat(CheckpointSeries.steps(List.of(Path.of("e7.pt"), Path.of("best.pt"), Path.of("e12.pt"))))
                .isEqualTo(Map.of(Path.of("e7.pt"), 7L, Path.of("e12.pt"), 12L));
        assertThat(CheckpointSeries.steps(List.of(Path.of("c29/net-3.onnx"), Path.of("60b5/net-12.onnx"))))
                .containsValues(3L, 12L);
        assertThat(CheckpointSeries.steps(List.of(Path.of("r18-5/model.bin"), Path.of("r18-40/model.bin"))))
                .isEqualTo(Map.of(Path.of("r18-5/model.bin"), 5L, Path.of("r18-40/model.bin"), 40L));
    }

    @Test
    void othersAreLeftOutWithWhatDiffers() throws IOException {
        var files = List.of(
                save("n1.onnx", dense("a", 1, 1, 3)),
                save("n2.onnx", dense("a", 2, 2, 3)),
                save("n3.onnx", dense("a", 3, 3, 4)),
                Files.writeString(folder.resolve("n4.onnx"), "not a model"));

        var series = CheckpointSeries.open(files);

        assertThat(series.checkpoints()).hasSize(2);
        assertThat(series.left())
                .extracting(CheckpointSeries.Left::file)
                .containsExactlyInAnyOrder(files.get(2), files.get(3));
        assertThat(series.left().toString()).contains("1x4").contains("instead of float32[3x2]");
    }

    @Test
    void oneNetworkHasOneSetOfNames() throws IOException {
        save("n1.onnx", dense("a_", 1, 2, 3));
        save("n2.onnx", dense("b_", 3, 4, 3));

        var series = CheckpointSeries.open(List.of(folder));

        assertThat(values(series, 1, "a_w1")).containsOnly(3);
        assertThat(values(series, 1, "a_w2")).containsOnly(4);
        assertThat(series.checkpoints().get(1).graph()).contains(folder.resolve("n1.onnx"));
    }

    @Test
    void twoAreNeeded() throws IOException {
        var one = save("n1.onnx", dense("a", 1, 1, 3));
        assertThatThrownBy(() -> CheckpointSeries.open(List.of(one))).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> CheckpointSeries.open(List.of(folder.resolve("none.onnx"), one)))
                .isInstanceOfSatisfying(
                        InputException.class,
                        e -> assertThat(e.text().toString()).contains("none.onnx"));
    }

    @Test
    void aTrainingRunOfKeras() {
        var assets = Path.of(System.getProperty("vitrine.assets", "../../shared/assets"))
                .resolve("keras");
        Assumptions.assumeTrue(Files.isDirectory(assets));

        var series =
                CheckpointSeries.open(List.of("00-0.47", "119-0.65_48px", "102-0.66", "10-0.58", "51-0.63").stream()
                        .map(name -> assets.resolve("fer2013_mini_XCEPTION." + name + ".hdf5"))
                        .toList());

        assertThat(series.checkpoints()).extracting(c -> c.step().orElse(-1L)).containsExactly(0L, 10L, 51L, 102L);
        assertThat(series.left())
                .singleElement()
                .satisfies(l -> assertThat(l.why().toString()).contains("48x48"));
    }
}
