package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Mark;
import dev.vitrine.artifact.Result;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ActivationsTest {
    private final Activations method = new Activations();

    private static Engine engine(String op, long... sizes) {
        return Engine.of(Model.of(
                new Graph(
                        "g",
                        List.of(Node.of("act", op, List.of("x"), List.of("y"))),
                        Map.of(),
                        List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, sizes))),
                        List.of(new Graph.Value("y", TensorType.UNKNOWN)),
                        Map.of()),
                17));
    }

    private Result look(Look look, Map<String, String> options) {
        return method.look(look, Options.of(method.card(), options));
    }

    private static Look given(Engine engine, Tensor x) {
        return Look.at(engine).with(Look.Given.of(Map.of("x", x)));
    }

    @Test
    void histogramCountsEveryValue() {
        try (var engine = engine("Relu", 1, 2, 2, 2)) {
            var look = given(engine, Tensor.of(new float[] {-1, -1, 2, 4, 1, 1, 1, 1}, 1, 2, 2, 2));
            var all = look(look, Map.of("layer", "y"));
            @SuppressWarnings("unchecked")
            var statistics = (Map<String, Object>) all.facts().get("statistics");
            assertThat((double) statistics.get("mean")).isCloseTo(10 / 8.0, within(1e-9));
            assertThat(statistics).containsEntry("zeros", 2L);
            assertThat(all.facts().get("ranking"))
                    .isEqualTo(List.of(new Activations.Ranked(0, 1.5), new Activations.Ranked(1, 1)));
            var bars = (Mark.Bars) ((Chart) all.artifact()).marks().get(0);
            assertThat(java.util.Arrays.stream(bars.values()).sum()).isEqualTo(8);
            var one = look(look, Map.of("layer", "act", "unit", "0"));
            assertThat(one.readings().get(0).args()).containsEntry("mean", 1.5).containsEntry("count", 4L);
            var single = look(look, Map.of("layer", "y", "unit", "0,1,1"));
            assertThat(single.facts()).containsEntry("value", 4f);
            assertThat(single.readings().get(0).args()).containsEntry("percent", 75.0);
        }
    }

    @Test
    void scatterOfTwoUnitsAndOfPrincipalAxes() {
        try (var engine = engine("Identity", 1, 2, 1, 4)) {
            var look = given(engine, Tensor.of(new float[] {1, 2, 3, 4, 2, 4, 6, 8}, 1, 2, 1, 4));
            var pair = look(look, Map.of("layer", "y", "chart", "scatter", "units", "1,0"));
            var points = (Mark.Points) ((Chart) pair.artifact()).marks().get(0);
            assertThat(points.x()).containsExactly(2, 4, 6, 8);
            assertThat(points.y()).containsExactly(1, 2, 3, 4);
            assertThat((double) pair.readings().get(1).args().get("r")).isCloseTo(1, within(1e-12));
            var pca = look(look, Map.of("layer", "y", "chart", "scatter", "projection", "pca"));
            assertThat((double) pca.readings().get(1).args().get("first")).isCloseTo(100, within(1e-9));
            assertThat(((Mark.Points) ((Chart) pca.artifact()).marks().get(0)).x()[3])
                    .isCloseTo(1.5 * Math.sqrt(5), within(1e-9));
        }
    }

    @Test
    void timeFollowsUnitsOfASequence() {
        try (var engine = engine("Identity", 1, 2, 3)) {
            var look = given(engine, Tensor.of(new float[] {1, 5, 2, 0, 0, 7}, 1, 2, 3));
            var result = look(look, Map.of("layer", "y", "chart", "time", "units", "1"));
            var line = (Mark.Line) ((Chart) result.artifact()).marks().get(0);
            assertThat(line.y()).containsExactly(0, 0, 7);
            assertThat(result.readings().get(0).args()).containsEntry("step", 2);
        }
    }

    @Test
    void timeOfARecurrentLayerReadsTheFirstAxis() {
        var path = Path.of(System.getProperty("vitrine.assets", "assets"), "onnx/cntk_bilstm.onnx");
        Assumptions.assumeTrue(Files.exists(path), () -> "no " + path);
        try (var engine = Engine.of(Model.open(path))) {
            var x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 1, 2);
            var look = Look.at(engine).with(Look.Given.of(Map.of("Input3", x)));
            var result =
                    look(look, Map.of("layer", "Block1326_Output_0_before_reshape", "chart", "time", "units", "0,1"));
            var y = engine.trace(Map.of("Input3", x))
                    .get("Block1326_Output_0_before_reshape")
                    .floats();
            int unit = ((int[]) result.facts().get("units"))[0];
            assertThat(((Mark.Line) ((Chart) result.artifact()).marks().get(0)).y())
                    .containsExactly(y[unit], y[3 + unit], y[6 + unit], y[9 + unit]);
        }
    }

    @Test
    void countsAreLogarithmicWhereOneBinHidesTheOthers() {
        try (var engine = engine("Relu", 1, 1, 1, 100)) {
            var values = new float[100];
            values[0] = 1;
            var crowded = look(given(engine, Tensor.of(values, 1, 1, 1, 100)), Map.of("layer", "y"));
            assertThat(((Chart) crowded.artifact()).y().kind()).isEqualTo(Axis.Kind.LOG);
            for (int i = 0; i < values.length; i++) {
                values[i] = i;
            }
            var even = look(given(engine, Tensor.of(values, 1, 1, 1, 100)), Map.of("layer", "y"));
            assertThat(((Chart) even.artifact()).y().kind()).isEqualTo(Axis.Kind.LINEAR);
        }
    }

    @Test
    void scatterOfAFolderIsColouredByClass() {
        try (var engine = engine("Identity", 1, 2, 1, 1)) {
            var examples = List.of(example("a", "cat", 3, 1), example("b", "dog", 0, 2), example("c", "cat", 4, 1));
            var result = look(
                    Look.at(engine).with(List.of("zero", "one")).over(examples),
                    Map.of("layer", "y", "chart", "scatter", "units", "0,1"));
            var points = (Mark.Points) ((Chart) result.artifact()).marks().get(0);
            assertThat(points.x()).containsExactly(3, 0, 4);
            assertThat(points.classes()).containsExactly(0, 1, 0);
            var predicted = look(
                    Look.at(engine).with(List.of("zero", "one")).over(examples),
                    Map.of("layer", "y", "chart", "scatter", "units", "0,1", "colour", "prediction"));
            assertThat(((Mark.Points) ((Chart) predicted.artifact()).marks().get(0)).classes())
                    .containsExactly(1, 0, 1);
        }
    }

    private static Look.Example example(String name, String label, float first, float second) {
        var tensor = Tensor.of(new float[] {first, second}, 1, 2, 1, 1);
        return new Look.Example(name, Look.Given.of(Map.of("x", tensor)), Optional.of(label));
    }

    @Test
    void refusesWhatMakesNoSense() {
        try (var engine = engine("Identity", 1, 2, 2, 2)) {
            var look = given(engine, Tensor.of(new float[8], 1, 2, 2, 2));
            for (var options : List.of(
                    Map.<String, String>of(),
                    Map.of("layer", "y", "unit", "2"),
                    Map.of("layer", "y", "unit", "0,2,0"),
                    Map.of("layer", "y", "chart", "time"),
                    Map.of("layer", "y", "chart", "scatter", "units", "0"))) {
                assertThatThrownBy(() -> look(look, options)).isInstanceOf(InputException.class);
            }
        }
    }
}
