package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.Scale;
import dev.vitrine.artifact.Table;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a sequence model says at every position: the likeliest class there. */
public final class SequenceAnswer {
    private static final int MOST_CLASSES = 64;
    private static final int SAID = 24;

    private SequenceAnswer() {}

    /**
     * One position.
     *
     * @param step counted from 0
     * @param given the whole number that goes in there, where one does
     * @param index the likeliest class
     */
    public record Step(int step, Optional<Long> given, int index, String label, double score, double probability) {}

    static Result of(Look look, Steps steps) {
        var given = given(look, steps.count());
        var probabilities = new float[steps.count() * steps.classes()];
        var said = new ArrayList<Step>();
        for (int step = 0; step < steps.count(); step++) {
            var row = Arrays.copyOfRange(steps.values(), step * steps.classes(), (step + 1) * steps.classes());
            var scores = Scores.of(steps.tensor(), Tensor.of(row, 1, row.length));
            int best = steps.best(step);
            for (int c = 0; c < row.length; c++) {
                probabilities[c * steps.count() + step] = (float) scores.probabilities()[c];
            }
            int at = step;
            said.add(new Step(
                    step,
                    given.map(t -> t.longs()[at]),
                    best,
                    look.label(best),
                    row[best],
                    scores.probabilities()[best]));
        }
        var parts = new ArrayList<Artifact>();
        parts.add(table(said, given.isPresent()));
        if (steps.classes() <= MOST_CLASSES) {
            parts.add(new Heatmap(
                    Text.of("prediction.per-step"),
                    Plane.of(probabilities, steps.classes(), steps.count()),
                    Scale.sequential(0, 1),
                    Text.of("prediction.class"),
                    Text.of("prediction.step")));
        }
        var words = said.stream().limit(SAID).map(Step::label).toList();
        return Result.of(
                        new Board(Text.of("prediction.title"), parts, parts.size()),
                        Text.of(
                                said.size() > SAID ? "prediction.says-more" : "prediction.says",
                                "count",
                                said.size(),
                                "what",
                                String.join(" ", words)),
                        Text.of("prediction.guess-steps", "output", steps.tensor()))
                .fact("predictions", List.of())
                .fact("steps", said);
    }

    /** The whole numbers that go in, one for each position: tokens. */
    private static Optional<Tensor> given(Look look, int count) {
        return look.input().tensors().values().stream()
                .filter(t -> t.type().isInteger() && t.rank() == 2 && t.size(0) == 1 && t.size(1) == count)
                .findFirst();
    }

    private static Table table(List<Step> said, boolean given) {
        var columns = new ArrayList<Table.Column>();
        columns.add(new Table.Column(Text.of("prediction.step"), Table.Kind.COUNT));
        if (given) {
            columns.add(new Table.Column(Text.of("prediction.given"), Table.Kind.COUNT));
        }
        columns.add(new Table.Column(Text.of("prediction.class"), Table.Kind.TEXT));
        columns.add(new Table.Column(Text.of("prediction.probability"), Table.Kind.SHARE));
        var rows = IntStream.range(0, said.size())
                .mapToObj(i -> {
                    var one = said.get(i);
                    var row = new ArrayList<Object>(List.of(one.step()));
                    one.given().ifPresent(row::add);
                    row.addAll(List.of(one.label(), one.probability()));
                    return (List<Object>) row;
                })
                .toList();
        return new Table(Text.of("prediction.steps"), columns, rows);
    }
}
