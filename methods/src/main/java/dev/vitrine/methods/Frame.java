package dev.vitrine.methods;

import dev.vitrine.data.Sidecar;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.Optional;

/** The picture that a model takes: its size in pixels of the input tensor. */
record Frame(int width, int height) {

    /** Of the input that explanations are about; empty where that is no picture. */
    static Optional<Frame> of(Look look) {
        return look.graph().inputs().stream()
                .filter(i -> Optional.ofNullable(look.input().tensors().get(i.name()))
                        .filter(t -> t.rank() == 4)
                        .isPresent())
                .findFirst()
                .map(i -> GradientExplanation.axes(look, i.name()))
                .filter(a -> a.rows() > 1 && a.columns() > 1)
                .map(a -> new Frame(a.columns(), a.rows()));
    }

    /**
     * The output with a role in the head: the one that the sidecar names, else the one of that name, else the only one.
     *
     * @throws InputException if there is none
     */
    static String output(Look look, Sidecar.Head head, String role) {
        var outputs = look.graph().outputs().stream().map(o -> o.name()).toList();
        var named = Optional.ofNullable(head.outputs().get(role));
        return named.or(() -> outputs.stream().filter(role::equals).findFirst())
                .or(() -> outputs.stream().limit(outputs.size() == 1 ? 1 : 0).findFirst())
                .filter(outputs::contains)
                .orElseThrow(() -> InputException.of(
                        "head.no-output",
                        "role",
                        role,
                        "name",
                        named.orElse(role),
                        "known",
                        String.join(", ", outputs)));
    }

    /** Whether a map of so many rows and columns shows this picture, at full size or at a half, a quarter or an eighth of it. */
    boolean shownBy(long rows, long columns) {
        for (int by = 1; by <= 8; by *= 2) {
            if (rows == (height + by - 1) / by && columns == (width + by - 1) / by) {
                return true;
            }
        }
        return false;
    }

    static boolean isBatchOfOne(Tensor tensor) {
        return tensor.rank() > 0 && tensor.size(0) == 1;
    }
}
