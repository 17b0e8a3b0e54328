package dev.vitrine.methods;

import dev.vitrine.autodiff.Target;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The scores of a sequence model: one row of class scores per step or token, {@code [N,T,K]}.
 *
 * @param tensor the output
 * @param values of sequence 0, step by step
 */
record Steps(String tensor, int count, int classes, float[] values) {

    /** The first output of floats that has three axes; empty where there is none. */
    static Optional<Steps> of(Look look) {
        var names = look.graph().outputs().stream().map(Graph.Value::name).toList();
        var values = look.trace().get(names);
        return names.stream()
                .flatMap(name -> Optional.ofNullable(values.get(name))
                        .filter(t -> t.type().isFloating() && t.rank() == 3 && t.elements() > 0)
                        .map(t -> of(name, t))
                        .stream())
                .findFirst();
    }

    private static Steps of(String name, Tensor tensor) {
        int count = (int) tensor.size(1);
        int classes = (int) tensor.size(2);
        return new Steps(name, count, classes, Arrays.copyOf(tensor.floats(), count * classes));
    }

    /** Whether there is a row for each element of a sequence that goes in: then the last one is what the model says next. */
    boolean followInput(Look look) {
        return count > 1
                && classes > 1
                && look.input().tensors().values().stream()
                        .anyMatch(t -> t.rank() >= 2 && t.rank() <= 3 && t.size(1) == count);
    }

    /** @throws InputException if there is no such step */
    int step(String text) {
        int step = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (step < 0 || step >= count) {
            throw InputException.of("target.no-step", "step", text, "count", count, "last", count - 1);
        }
        return step;
    }

    /** The class with the highest score. */
    int best(int step) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (values[step * classes + c] > values[step * classes + best]) {
                best = c;
            }
        }
        return best;
    }

    /** The logit of the class with the highest score at a step. */
    Target target(int step, Look look) {
        return new Origin(tensor, new long[] {(long) step * classes + best(step)})
                .logits(look)
                .mean(look);
    }
}
