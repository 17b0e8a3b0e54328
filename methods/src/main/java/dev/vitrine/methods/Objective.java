package dev.vitrine.methods;

import dev.vitrine.autodiff.RuleSet;
import dev.vitrine.autodiff.Target;
import dev.vitrine.data.Npy;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What gradients are of: a target, or a loss against a label.
 *
 * @param target what is differentiated
 * @param label what the model should have answered, as written: a class or an NPY file; empty for its own prediction
 * @param name in words
 */
record Objective(Target target, Optional<String> label, Text name) {
    static final Parameter TARGET = Parameter.text("target", "");
    static final Parameter LOSS =
            Parameter.choice("loss", "none", "none", "auto", "cross-entropy", "binary-cross-entropy", "mse");
    static final Parameter LABEL = Parameter.text("label", "");

    private static final Set<String> PASSING = Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Cast");

    /** From the options {@code target}, {@code loss} and {@code label}; a label alone means the loss that fits the model. */
    static Objective of(Look look, Options options) {
        boolean loss = !options.text("loss").equals("none")
                || options.text("target").equals("loss")
                || options.given("label").isPresent();
        if (loss) {
            return loss(look, options.text("loss"), options.given("label"));
        }
        var target = TargetText.of(options.text("target"), look);
        return new Objective(
                target.target(), Optional.empty(), Text.of("gradients.of-target", "target", target.label()));
    }

    /** @param name of the loss; {@code none} and {@code auto} for the one that fits the model */
    static Objective loss(Look look, String name, Optional<String> label) {
        var kind = switch (name) {
            case "cross-entropy" -> Target.Loss.Kind.CROSS_ENTROPY;
            case "binary-cross-entropy" -> Target.Loss.Kind.BINARY_CROSS_ENTROPY;
            case "mse" -> Target.Loss.Kind.MEAN_SQUARED_ERROR;
            default -> fitting(look);
        };
        var known = name(kind);
        return new Objective(Target.loss(kind), label, Text.of("gradients.of-loss", "loss", known));
    }

    private static String name(Target.Loss.Kind kind) {
        return switch (kind) {
            case CROSS_ENTROPY -> "cross-entropy";
            case BINARY_CROSS_ENTROPY -> "binary-cross-entropy";
            case MEAN_SQUARED_ERROR -> "mse";
        };
    }

    /** Several classes: cross-entropy; a sigmoid at the end: binary cross-entropy; else the mean squared error. */
    private static Target.Loss.Kind fitting(Look look) {
        var at = look.graph().outputs().stream()
                .map(Graph.Value::name)
                .findFirst()
                .orElse("");
        var node = look.graph().producer(at);
        while (node.isPresent() && PASSING.contains(node.get().op())) {
            node = node.get().input(0).flatMap(look.graph()::producer);
        }
        if (node.filter(n -> n.is("Sigmoid")).isPresent()) {
            return Target.Loss.Kind.BINARY_CROSS_ENTROPY;
        }
        var one = look.given().isPresent()
                ? look
                : look.with(look.examples().get(0).given());
        return Scores.of(one).isPresent() ? Target.Loss.Kind.CROSS_ENTROPY : Target.Loss.Kind.MEAN_SQUARED_ERROR;
    }

    boolean isLoss() {
        return target instanceof Target.Loss;
    }

    /** The gradients by tensors; the label, where there is one, has still to be given. */
    ScoreGradient by(Look look, Collection<String> wrt) {
        return ScoreGradient.of(look, target, RuleSet.GRADIENT, wrt, List.of());
    }

    /** For the look's own input and the label that was set. */
    ScoreGradient.At here(Look look, ScoreGradient gradient) {
        return isLoss() ? gradient.label(truth(look, gradient, label)).here() : gradient.here();
    }

    /**
     * What the model should have answered, in the shape of what it did answer.
     *
     * @param wanted a class or an NPY file; empty for the model's own prediction
     */
    static Tensor truth(Look look, ScoreGradient gradient, Optional<String> wanted) {
        var answer = look.trace().get(gradient.gradient().tensor());
        if (wanted.filter(w -> w.endsWith(".npy")).isPresent()) {
            var given = Npy.read(Path.of(wanted.get()));
            if (given.elements() != answer.elements()) {
                throw InputException.of(
                        "gradients.label-shape",
                        "given",
                        given.shape().toString(),
                        "wanted",
                        answer.shape().toString());
            }
            return Tensor.of(given.floats(), answer.sizes());
        }
        var scores = Scores.of(look)
                .orElseThrow(() -> InputException.of(
                        "gradients.label-file", "wanted", answer.shape().toString()));
        int index = wanted.map(w -> scores.classOf(w, look)).orElseGet(scores::best);
        var one = Target.logit(index)
                .seed(answer.sizes(), gradient.gradient().classAxis())
                .floats();
        var all = new float[Math.toIntExact(answer.elements())];
        for (int i = 0; i < all.length; i++) {
            all[i] = one[i % one.length];
        }
        return Tensor.of(all, answer.sizes());
    }

    /** Those of the tensors that have a gradient, in order. */
    List<String> among(Look look, Collection<String> tensors) {
        var reach = look.engine().differentiator().target(target).wrt(tensors).reach();
        var reachable = new HashSet<>(reach.reachable());
        return tensors.stream().filter(reachable::contains).distinct().toList();
    }

    /** Those of the tensors that have a gradient, in order: at least one. */
    List<String> reached(Look look, Collection<String> tensors) {
        var reached = among(look, tensors);
        if (reached.isEmpty()) {
            throw InputException.of("gradients.none-reached", "of", name);
        }
        return reached;
    }
}
