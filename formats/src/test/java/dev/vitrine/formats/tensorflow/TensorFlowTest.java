package dev.vitrine.formats.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vitrine.formats.Answers;
import dev.vitrine.formats.Damage;
import dev.vitrine.formats.Formats;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against TensorFlow; its answers are stored by make.py beside the files. */
final class TensorFlowTest {
    private static final Path ASSETS = Path.of(System.getProperty("vitrine.assets", "../shared/assets"));
    private static final int RUNS = Integer.getInteger("vitrine.fuzz", 400);

    @TempDir
    private Path folder;

    private static Path file(String name) {
        return Answers.file(TensorFlowTest.class, name);
    }

    /** Outputs are named out0, out1, ... */
    @ParameterizedTest
    @ValueSource(strings = {"elements", "maps", "parts"})
    void frozenGraphsAnswerAsTensorFlow(String name) {
        var model = Formats.open(file(name + ".pb"));
        var answers = Answers.of(TensorFlowTest.class, name + ".npz");

        var got = Answers.run(model, named(model, answers));

        assertThat(model.origin().notes()).isEmpty();
        int count = 0;
        for (int i = 0; answers.has("out" + i); i++, count++) {
            var want = answers.get("out" + i);
            assertThat(got.get("out" + i).sizes()).as("output %d", i).isEqualTo(want.sizes());
            assertThat(Answers.difference(got.get("out" + i).floats(), want.floats()))
                    .as("output %d", i)
                    .isLessThan(1e-5);
        }
        assertThat(count).isEqualTo(model.graph().outputs().size());
    }

    private static Map<String, Tensor> named(Model model, Answers answers) {
        return model.graph().inputs().stream()
                .collect(java.util.stream.Collectors.toMap(Graph.Value::name, i -> answers.get(i.name())));
    }

    @Test
    void everyOperationIsTested() throws IOException {
        var seen = new TreeSet<String>();
        for (var name : new String[] {"elements", "maps", "parts"}) {
            var reader = new GraphDef.Reader(MappedFile.open(file(name + ".pb")));
            reader.graph(reader.whole()).nodes().forEach(n -> seen.add(n.op()));
        }
        var untested = new TreeSet<>(TensorFlowOperators.expressed());
        untested.removeAll(seen);
        // The first is read in every SavedModel; the second is written by gradients and by Keras for transposed
        // convolutions.
        assertThat(untested).containsExactly("Conv2DBackpropInput", "ReadVariableOp");
    }

    @Test
    void aLoopIsShownAndNamed() {
        var model = Formats.open(file("loop.pb"));
        var answers = Answers.of(TensorFlowTest.class, "loop.npz");

        assertThat(model.graph().nodes()).anyMatch(n -> n.domain().equals("tensorflow") && n.op().equals("Enter"));
        assertThat(model.origin().notes().toString()).contains("Enter");
        var whole = model.graph()
                .withOutputs(model.graph().outputs().stream()
                        .filter(o -> o.name().equals("out1"))
                        .toList());
        var got = Answers.run(
                model.withGraph(whole.cut(java.util.List.of("out1"), java.util.List.of())), named(model, answers));
        assertThat(Answers.difference(
                        got.get("out1").floats(), answers.get("out1").floats()))
                .isLessThan(1e-6);
    }

    @Test
    void aSavedModelAnswersAsTensorFlow() {
        var model = Formats.open(file("saved_model"));
        var answers = Answers.of(TensorFlowTest.class, "saved_model.npz");

        var got = Answers.run(model, answers.inputs(model));

        assertThat(model.origin().notes()).isEmpty();
        assertThat(model.graph().inputs()).extracting(Graph.Value::name).containsExactly("picture");
        assertThat(model.graph().outputs()).extracting(Graph.Value::name).containsExactly("maps", "scores");
        assertThat(Answers.difference(
                        got.get("maps").floats(), answers.get("out0").floats()))
                .isLessThan(1e-5);
        assertThat(Answers.difference(
                        got.get("scores").floats(), answers.get("out1").floats()))
                .isLessThan(1e-5);
        assertThat(got.get("maps").sizes()).containsExactly(2, 4, 4, 8);
    }

    @Test
    void itsFileIsTheSameModel() {
        assertThat(Formats.open(file("saved_model/saved_model.pb")).graph().nodes())
                .isEqualTo(Formats.open(file("saved_model")).graph().nodes());
    }

    @Test
    void weightsStayInTheFiles() {
        for (var name : new String[] {"maps.pb", "saved_model"}) {
            var weights = Formats.open(file(name)).graph().initializers().values().stream()
                    .filter(t -> t.type() == DataType.FLOAT && t.rank() == 4 && t.elements() > 60)
                    .toList();
            assertThat(weights)
                    .hasSizeGreaterThan(1)
                    .allSatisfy(t -> assertThat(t.bytes() instanceof Bytes.Permuted p ? p.stored() : t.bytes())
                            .isInstanceOf(Bytes.InFile.class));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "face_mask_detection.pb",
                "kws_CNN_S.pb",
                "kws_DS_CNN_S.pb",
                "lenet_frozen.pb",
                "kws_ref_savedmodel",
                "lenet_tf1_savedmodel"
            })
    void publicModelsAnswerAsTensorFlow(String name) {
        var file = ASSETS.resolve("tensorflow").resolve(name);
        assumeTrue(Files.exists(file));
        var model = Formats.open(file);
        var answers = Answers.of(TensorFlowTest.class, "public_" + name.replace(".pb", "") + ".npz");
        var input = model.graph().inputs().get(0);

        var got = Answers.run(model, Map.of(input.name(), Answers.counted(Answers.sizes(input))));

        int i = 0;
        for (var output : model.graph().outputs()) {
            var want = answers.get("out" + i++).floats();
            assertThat(Answers.difference(Answers.sampled(got.get(output.name()).floats(), want.length), want))
                    .isLessThan(1e-4);
        }
        assertThat(model.origin().notes()).hasSize(name.contains("_S.") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kws_CRNN_S.pb", "kws_GRU_S.pb", "chicago_taxi_savedmodel"})
    void whatCannotRunIsShown(String name) {
        var file = ASSETS.resolve("tensorflow").resolve(name);
        assumeTrue(Files.exists(file));

        var model = Formats.open(file);

        assertThat(model.origin().notes()).isNotEmpty();
        assertThat(model.graph().nodes()).anyMatch(n -> n.domain().equals("tensorflow"));
        assertThat(model.graph().initializers().values())
                .anyMatch(t -> t.type() == DataType.FLOAT && t.elements() > 100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"truncated_graph.pb", "savedmodel_without_variables"})
    void brokenFilesAreRefused(String name) {
        var file = ASSETS.resolve("hostile/tensorflow").resolve(name);
        assumeTrue(Files.exists(file));

        assertThatThrownBy(() -> Formats.open(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(name);
    }

    @Test
    void variablesOutsideTheFolderAreNotRead() throws IOException {
        var model = Files.createDirectories(folder.resolve("model"));
        Files.copy(file("saved_model/saved_model.pb"), model.resolve("saved_model.pb"));
        Files.createSymbolicLink(model.resolve("variables"), file("saved_model/variables"));

        assertThatThrownBy(() -> Formats.open(model)).isInstanceOf(InputException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maps.pb", "parts.pb", "loop.pb"})
    void damagedGraphsAreReadOrRefused(String name) throws IOException {
        var place = folder.resolve("damaged.pb");

        Damage.check(Files.readAllBytes(file(name)), place, place, RUNS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"saved_model.pb", "variables/variables.index"})
    void damagedSavedModelsAreReadOrRefused(String damaged) throws IOException {
        Files.createDirectories(folder.resolve("variables"));
        for (var name :
                new String[] {"saved_model.pb", "variables/variables.index", "variables/variables.data-00000-of-00001"
                }) {
            Files.copy(file("saved_model/" + name), folder.resolve(name));
        }

        Damage.check(Files.readAllBytes(file("saved_model/" + damaged)), folder.resolve(damaged), folder, RUNS);
    }
}
