package dev.vitrine.methods;

import dev.vitrine.artifact.Result;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What explanations by gradient share: which input they are about, and what happens where there is no gradient. */
final class GradientExplanation {
    private static final Set<String> BLOCKED = Set.of(
            "attribution.integer-input",
            "autodiff.no-rule",
            "autodiff.no-rule-here",
            "autodiff.no-path",
            "autodiff.secondary-output",
            "autodiff.resize-form",
            "autodiff.topk-indices",
            "autodiff.operator-form",
            "autodiff.recurrent-form",
            "autodiff.rank-unknown",
            "autodiff.sizes-unknown",
            "autodiff.kernel-unknown");

    private GradientExplanation() {}

    /** One way of explaining a target. */
    @FunctionalInterface
    interface Way {
        Attribution explain(Look look, Options options, TargetText target);
    }

    /** Explains; where no gradient passes, occlusion answers instead and says so. */
    static Result of(Card card, Look look, Options options, Way way) {
        look.input();
        var target = TargetText.of(options.text("target"), look);
        try {
            return way.explain(look, options, target).result(look, options);
        } catch (InputException e) {
            if (!BLOCKED.contains(e.text().key())) {
                throw e;
            }
            var instead = new Occlusion();
            var standard = Options.standard(instead.card());
            return instead.explain(look, standard, target)
                    .fallback(Text.of("attribution.fallback", "method", card.title(), "why", e.text()))
                    .result(look, standard)
                    .fact("method", card.id())
                    .fact("fallback", instead.card().id());
        }
    }

    /** Explains by gradients with respect to the input, which may hold whole numbers that the model makes floats of. */
    static Result byInput(Card card, Look look, Options options, Way way) {
        return of(card, look, options, (given, with, target) -> {
            try (var floats = FloatInput.of(given, mainInput(given))) {
                return way.explain(floats.look(), with, target);
            }
        });
    }

    /**
     * The input that explanations are about: the first picture of floats among the inputs, or of whole numbers where a picture
     * was given, else the first input of floats, else the first that has the shape of a picture.
     */
    static String mainInput(Look look) {
        var tensors = look.input().tensors();
        var floats = inputs(look, tensors, t -> t.type().isFloating());
        var pictures = inputs(look, tensors, t -> t.rank() == 4 && t.type().isInteger());
        return inputs(look, tensors, t -> t.rank() == 4 && t.type().isFloating()).stream()
                .findFirst()
                .or(() -> pictures.stream()
                        .filter(p -> look.input().picture().isPresent())
                        .findFirst())
                .or(() -> floats.stream().findFirst())
                .or(() -> pictures.stream().findFirst())
                .orElseThrow(() -> InputException.of("attribution.no-float-input"));
    }

    private static List<String> inputs(Look look, Map<String, Tensor> tensors, Predicate<Tensor> fits) {
        return look.graph().inputs().stream()
                .map(v -> v.name())
                .filter(name ->
                        Optional.ofNullable(tensors.get(name)).filter(fits).isPresent())
                .toList();
    }

    static Tensor tensor(Look look, String input) {
        return Optional.ofNullable(look.input().tensors().get(input))
                .orElseThrow(() -> InputException.of("methods.needs-input"));
    }

    static InputAxes axes(Look look, String input) {
        return InputAxes.of(look.graph(), input, tensor(look, input));
    }
}
