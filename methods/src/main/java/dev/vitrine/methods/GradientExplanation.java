package dev.vitrine.methods;

import dev.vitrine.artifact.Result;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What explanations by gradient share: which input they are about, and what happens where there is no gradient. */
final class GradientExplanation {
    private static final Set<String> BLOCKED = Set.of(
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

    /** The input that explanations are about: the first picture among the inputs of floats, else the first of them. */
    static String mainInput(Look look) {
        return mainInput(look, look.input().tensors());
    }

    private static String mainInput(Look look, Map<String, Tensor> tensors) {
        var floats = look.graph().inputs().stream()
                .map(v -> v.name())
                .filter(name -> Optional.ofNullable(tensors.get(name))
                        .filter(t -> t.type().isFloating())
                        .isPresent())
                .toList();
        return floats.stream()
                .filter(name -> Optional.ofNullable(tensors.get(name))
                        .filter(t -> t.rank() == 4)
                        .isPresent())
                .findFirst()
                .or(() -> floats.stream().findFirst())
                .orElseThrow(() -> InputException.of("attribution.no-float-input"));
    }

    static Tensor tensor(Look look, String input) {
        return Optional.ofNullable(look.input().tensors().get(input))
                .orElseThrow(() -> InputException.of("methods.needs-input"));
    }

    static InputAxes axes(Look look, String input) {
        return InputAxes.of(look.graph(), input, tensor(look, input));
    }
}
