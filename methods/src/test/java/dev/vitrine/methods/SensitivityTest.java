package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Chart;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SensitivityTest {
    private final Sensitivity method = new Sensitivity();

    private static Engine engine() {
        return Engine.of(Model.of(
                new Graph(
                        "g",
                        List.of(
                                Node.of("act", "Relu", List.of("x"), List.of("y")),
                                Node.of("pool", "GlobalAveragePool", List.of("y"), List.of("p")),
                                Node.of("flat", "Flatten", List.of("p"), List.of("scores"))),
                        Map.of(),
                        List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 1, 3, 1, 2))),
                        List.of(new Graph.Value("scores", TensorType.UNKNOWN)),
                        Map.of()),
                17));
    }

    /** Unit 0 answers to cats only, unit 1 to both alike, unit 2 never. */
    private static List<Look.Example> examples() {
        return List.of(
                example("a", "cat", 2, 4, 1, 1),
                example("b", "cat", 4, 6, 1, 3),
                example("c", "dog", -1, -1, 1, 1),
                example("d", "dog", -3, 0, 3, 1));
    }

    private static Look.Example example(String name, String label, float a, float b, float c, float d) {
        var x = Tensor.of(new float[] {a, b, c, d, -1, -2}, 1, 3, 1, 2);
        return new Look.Example(name, Look.Given.of(Map.of("x", x)), Optional.of(label));
    }

    @Test
    @SuppressWarnings("unchecked")
    void numbersOfKnownUnits() {
        try (var engine = engine()) {
            var result = method.look(
                    Look.at(engine).over(examples()),
                    Options.of(method.card(), Map.of("layer", "act", "sort", "unit")));
            var units = (List<Map<String, Object>>) result.facts().get("sensitivity");
            assertThat((double) units.get(0).get("mean")).isCloseTo(2, within(1e-9));
            assertThat((double) units.get(0).get("std")).isCloseTo(Math.sqrt((1 + 9 + 4 + 4) / 4.0), within(1e-9));
            assertThat(number(units.get(0), "selectivity")).isCloseTo(1, within(1e-9));
            assertThat(units.get(0)).containsEntry("preferred", Optional.of("cat"));
            assertThat(number(units.get(1), "selectivity")).isCloseTo(0, within(1e-9));
            assertThat(number(units.get(1), "variation")).isCloseTo(0.5 / 1.5, within(1e-9));
            assertThat(units.get(2))
                    .containsEntry("variation", Optional.empty())
                    .containsEntry("std", 0.0);
            assertThat(result.data().get("means").floats()).containsExactly(3, 1, 0, 5, 2, 0, 0, 1, 0, 0, 2, 0);
            assertThat(result.artifact()).isInstanceOf(Board.class);
        }
    }

    @SuppressWarnings("unchecked")
    private static double number(Map<String, Object> unit, String name) {
        return ((Optional<Double>) unit.get(name)).orElseThrow();
    }

    @Test
    @SuppressWarnings("unchecked")
    void ranksByWhatIsAsked() {
        try (var engine = engine()) {
            var result = method.look(
                    Look.at(engine).over(examples()), Options.of(method.card(), Map.of("layer", "act", "sort", "std")));
            var units = (List<Map<String, Object>>) result.facts().get("sensitivity");
            assertThat(units).extracting(u -> u.get("unit")).containsExactly(0, 1, 2);
            assertThat(result.readings().get(1).args()).containsEntry("still", 1L);
            var scatter = method.look(
                    Look.at(engine).over(examples()),
                    Options.of(method.card(), Map.of("layer", "act", "chart", "scatter")));
            assertThat(scatter.artifact()).isInstanceOf(Chart.class);
        }
    }

    @Test
    void groupsByPredictionWhereLabelsAreMissing() {
        try (var engine = engine()) {
            var unnamed = examples().stream()
                    .map(e -> new Look.Example(e.name(), e.given(), Optional.empty()))
                    .toList();
            var result = method.look(
                    Look.at(engine).over(unnamed),
                    Options.of(method.card(), Map.of("layer", "act", "colour", "prediction")));
            assertThat(result.facts()).containsEntry("classes", List.of("#0", "#1"));
            var without = method.look(Look.at(engine).over(unnamed), Options.of(method.card(), Map.of("layer", "act")));
            assertThat(without.readings().get(2).key()).isEqualTo("sensitivity.no-classes");
        }
    }

    @Test
    void needsTwoInputs() {
        try (var engine = engine()) {
            var options = Options.of(method.card(), Map.of("layer", "act"));
            assertThatThrownBy(() -> method.look(Look.at(engine), options)).isInstanceOf(InputException.class);
            assertThatThrownBy(() -> method.look(Look.at(engine).over(List.of()), options))
                    .isInstanceOf(InputException.class);
            assertThatThrownBy(() -> method.look(Look.at(engine).over(examples().subList(0, 1)), options))
                    .isInstanceOf(InputException.class);
        }
    }
}
