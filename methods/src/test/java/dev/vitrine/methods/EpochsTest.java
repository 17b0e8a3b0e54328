package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.Scale;
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
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A network of two weights, whose every number is worked out by hand. */
final class EpochsTest {
    private static final double E = Math.E;

    /** Scores are the input times a weight: the first class of {1, 0} has logit w, the second none. */
    private static Model at(float w) {
        return Model.of(
                new Graph(
                        "one",
                        List.of(
                                Node.of("", "MatMul", List.of("x", "w"), List.of("z")),
                                Node.of("", "Softmax", List.of("z"), List.of("y"))),
                        Map.of("w", Tensor.of(new float[] {w, 0, 0, 1}, 2, 2)),
                        List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 1, 2))),
                        List.of(new Graph.Value("y", TensorType.of(DataType.FLOAT, 1, 2))),
                        Map.of()),
                17);
    }

    private static final List<Look.Checkpoint> SERIES = List.of(
            new Look.Checkpoint("0", Optional.of(0L), at(-1)),
            new Look.Checkpoint("5", Optional.of(5L), at(0)),
            new Look.Checkpoint("9", Optional.of(9L), at(1)));

    private static Look look() {
        return Look.at(Engine.of(at(1))).with(List.of("first", "second")).among(SERIES);
    }

    private static Result seen(Look look) {
        try (var engine = look.engine()) {
            return new Epochs().look(look, Options.of(new Epochs().card(), Map.of()));
        }
    }

    private static Look.Given input(float a, float b) {
        return Look.Given.of(Map.of("x", Tensor.of(new float[] {a, b}, 1, 2)));
    }

    private static <T> T first(Map<String, Object> facts, String name, Class<T> type) {
        return type.cast(((List<?>) Objects.requireNonNull(facts.get(name))).get(0));
    }

    private static double[] curve(Map<String, Object> facts, String name) {
        return (double[]) ((Optional<?>) Objects.requireNonNull(facts.get(name))).orElseThrow();
    }

    @Test
    void weightsMoveByTheirRelativeChange() {
        var facts = seen(look()).facts();

        var w = first(facts, "weights", Epochs.Moved.class);
        assertThat(w.norms()).containsExactly(new double[] {Math.sqrt(2), 1, Math.sqrt(2)}, within(1e-12));
        assertThat(w.moved()).containsExactly(new double[] {1 / Math.sqrt(2), 1}, within(1e-12));
    }

    @Test
    void anInputIsAnsweredByEachCheckpoint() {
        var result = seen(look().with(input(1, 0)));

        var curve = first(result.facts(), "classes", Epochs.ClassCurve.class);
        assertThat(curve.label()).isEqualTo("first");
        assertThat(curve.probability()).containsExactly(new double[] {1 / (1 + E), 0.5, E / (1 + E)}, within(1e-6));
        // The two tie at 5, where the first of them counts.
        assertThat(result.readings().get(0))
                .hasToString(
                        "The first checkpoint answers second (73.1 %); from 5 on first (50 %), in the end with 73.1 %.");
    }

    @Test
    void aFolderGivesAccuracyLossAndGradients() {
        var facts = seen(look().over(List.of(
                        new Look.Example("a", input(1, 0), Optional.of("first")),
                        new Look.Example("b", input(0, 1), Optional.of("second")))))
                .facts();

        assertThat(curve(facts, "accuracy")[0]).isEqualTo(0.5);
        assertThat(curve(facts, "accuracy")[2]).isEqualTo(1);
        // Cross-entropy of logits (-1, 0) and (0, 1).
        assertThat(curve(facts, "loss")[0]).isCloseTo((Math.log(1 + E) + Math.log(1 + 1 / E)) / 2, within(1e-6));
        // dL/dz = p - t, so its norm is sqrt(2) (1 - p of the truth).
        assertThat(first(facts, "gradients", Epochs.GradientCurve.class).norm()[2])
                .isCloseTo(Math.sqrt(2) / (1 + E), within(1e-5));
    }

    @Test
    void anyWayOfLookingGoesThroughAllCheckpoints() {
        var method = Methods.get("prediction");
        var result = Epochs.each(look().with(input(1, 0)), method, Options.of(method.card(), Map.of()));

        assertThat(result.artifact())
                .isInstanceOfSatisfying(Board.class, b -> assertThat(b.parts()).hasSize(3));
        assertThat(result.readings()).hasSize(3);
    }

    @Test
    void aColourMeansTheSameAtAllCheckpoints() {
        var method = Methods.get("parameters");
        var options = Options.of(method.card(), Map.of("tensor", "w", "chart", "matrix"));
        var result = Epochs.each(look(), method, options);

        // The weights are within -1..1, 0..1 and 0..1; each alone would have a range of its own.
        assertThat(result.artifact())
                .isInstanceOfSatisfying(
                        Board.class,
                        board -> assertThat(board.parts())
                                .allSatisfy(at -> assertThat(((Board) at).parts())
                                        .singleElement()
                                        .isInstanceOfSatisfying(
                                                Heatmap.class,
                                                heat -> assertThat(heat.scale()).isEqualTo(Scale.diverging(1)))));
        try (var engine = Engine.of(at(1))) {
            var alone = method.look(Look.at(engine), options).artifact();
            var common = Epochs.colours(look(), method, options).on(alone);
            assertThat(((Heatmap) alone).scale()).isEqualTo(Scale.sequential(0, 1));
            assertThat(((Heatmap) common).scale()).isEqualTo(Scale.diverging(1));
        }
    }

    @Test
    void theSameClassIsExplainedAtAllCheckpoints() {
        var method = Methods.get("saliency");
        var result = Epochs.each(look().with(input(1, 0)), method, Options.of(method.card(), Map.of()));

        assertThat((List<?>) Objects.requireNonNull(result.facts().get("checkpoints")))
                .extracting(c -> ((Map<?, ?>) c).get("target"))
                .extracting(String::valueOf)
                .allMatch(t -> t.contains("first"));
    }

    @Test
    void oneModelAloneIsNoSeries() {
        assertThatThrownBy(
                        () -> new Epochs().look(Look.at(Engine.of(at(1))), Options.of(new Epochs().card(), Map.of())))
                .isInstanceOf(InputException.class);
    }
}
