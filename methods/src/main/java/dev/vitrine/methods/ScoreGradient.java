package dev.vitrine.methods;

import dev.vitrine.autodiff.BatchRelaxation;
import dev.vitrine.autodiff.Gradient;
import dev.vitrine.autodiff.RuleSet;
import dev.vitrine.autodiff.Target;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A value of a model with its gradients, to be computed for one input after another, or for many at once. */
final class ScoreGradient {
    private final Look look;
    private final Target target;
    private final Gradient gradient;
    private final String key;
    private final List<String> also;
    private final Optional<Tensor> label;

    private ScoreGradient(
            Look look, Target target, Gradient gradient, String key, List<String> also, Optional<Tensor> label) {
        this.look = look;
        this.target = target;
        this.gradient = gradient;
        this.key = key;
        this.also = also;
        this.label = label;
    }

    /**
     * @param score its sum over the batch
     * @param gradients by tensor, in the tensor's shape
     * @param values of the tensors asked for besides
     */
    record At(double score, Map<String, Tensor> gradients, Map<String, Tensor> values) {
        Tensor gradient(String tensor) {
            return Optional.ofNullable(gradients.get(tensor)).orElseThrow();
        }

        Tensor value(String tensor) {
            return Optional.ofNullable(values.get(tensor)).orElseThrow();
        }
    }

    /** @throws InputException if there is no such gradient; names the node that blocks it */
    static ScoreGradient of(Look look, Target target, Collection<String> wrt) {
        return of(look, target, RuleSet.GRADIENT, wrt, List.of());
    }

    /** @param also tensors whose values come with the gradients, at no further cost */
    static ScoreGradient of(Look look, Target target, RuleSet rules, Collection<String> wrt, List<String> also) {
        var engine = look.engine();
        var asked = engine.differentiator().rules(rules).target(target).wrt(wrt);
        Gradient gradient;
        String key;
        try {
            key = asked.key();
            gradient = engine.gradient(key, asked::build);
        } catch (InputException e) {
            var seen = look.seen(e).rules(rules).target(target).wrt(wrt);
            key = seen.key() + "\nseen "
                    + look.input().tensors().values().stream()
                            .map(t -> t.shape().toString())
                            .toList();
            gradient = engine.gradient(key, seen::build);
        }
        return new ScoreGradient(
                look, target, gradient, key + "\nalso\n" + String.join("\n", also), also, Optional.empty());
    }

    /** The same loss, with what the model should have answered. */
    ScoreGradient label(Tensor truth) {
        return new ScoreGradient(look, target, gradient, key, also, Optional.of(truth));
    }

    /** The tensor that the value is taken from, and its axis of classes. */
    Gradient gradient() {
        return gradient;
    }

    /** The value and its gradients for the look's own input. */
    At here() {
        return at(look.input().tensors());
    }

    At at(Map<String, Tensor> inputs) {
        return run(key, () -> withOutputs(gradient.model()), inputs);
    }

    private Model withOutputs(Model model) {
        var graph = model.graph();
        var outputs = new ArrayList<>(graph.outputs());
        also.stream()
                .filter(name -> outputs.stream().noneMatch(o -> o.name().equals(name)))
                .forEach(name -> outputs.add(new Graph.Value(name, graph.typeOf(name))));
        return model.withGraph(graph.withOutputs(outputs));
    }

    private At run(String session, Supplier<Model> derived, Map<String, Tensor> inputs) {
        var fed = new LinkedHashMap<String, Tensor>();
        gradient.model()
                .graph()
                .inputs()
                .forEach(i -> Optional.ofNullable(inputs.get(i.name())).ifPresent(t -> fed.put(i.name(), t)));
        gradient.feed().ifPresent(f -> fed.put(f.name(), label.orElseGet(() -> seed(f, inputs))));
        var out = look.engine().run(session, derived, fed);
        var gradients = new LinkedHashMap<String, Tensor>();
        gradient.gradients().forEach((tensor, name) -> gradients.put(tensor, out.get(name)));
        var values = new LinkedHashMap<String, Tensor>();
        also.forEach(name -> values.put(name, out.get(name)));
        double score = 0;
        for (double v :
                java.util.Objects.requireNonNull(out.get(gradient.value())).doubles()) {
            score += v;
        }
        return new At(score, gradients, values);
    }

    private Tensor seed(Gradient.Feed feed, Map<String, Tensor> inputs) {
        var sizes = feed.type().shape().flatMap(Shape::sizes);
        return target.seed(
                sizes.orElseGet(
                        () -> look.engine().trace(inputs).get(gradient.tensor()).sizes()),
                gradient.classAxis());
    }

    /**
     * Gradients by one input at many values of it, at most {@code most} in one run where the model allows it. Whether it does is
     * tried out: the last of the first batch is computed alone as well.
     *
     * @param input the input that varies
     * @param variants its values
     */
    List<Tensor> along(String input, List<Tensor> variants, int most) {
        Supplier<Model> single = () -> withOutputs(gradient.model());
        Supplier<Model> many = () -> BatchRelaxation.relax(single.get()).orElseGet(single);
        var inputs = variants.stream()
                .map(v -> {
                    var all = new LinkedHashMap<>(look.input().tensors());
                    all.put(input, v);
                    return (Map<String, Tensor>) all;
                })
                .toList();
        var gradients = new ArrayList<Tensor>();
        look.engine()
                .each(
                        key + "\nalong " + input,
                        batch -> Map.of(input, run(key + "\nbatch", many, batch).gradient(input)),
                        one -> Map.of(input, at(one).gradient(input)),
                        inputs,
                        most,
                        (values, i) -> gradients.add(
                                Optional.ofNullable(values.get(input)).orElseThrow()));
        return gradients;
    }
}
