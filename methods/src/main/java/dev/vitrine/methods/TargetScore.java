package dev.vitrine.methods;

import dev.vitrine.autodiff.Target;
import dev.vitrine.autodiff.TargetPoint;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The value of a target for one input after another, or for many at once; no gradient is needed. */
final class TargetScore {
    private final Look look;
    private final Target target;
    private final TargetPoint point;

    private TargetScore(Look look, Target target, TargetPoint point) {
        this.look = look;
        this.target = target;
        this.point = point;
    }

    static TargetScore of(Look look, Target target) {
        var point = TargetPoint.find(raised(look), target, look.engine().types());
        return new TargetScore(
                look,
                target,
                look.graph().producer(point.tensor()).isPresent()
                        ? point
                        : TargetPoint.find(look.graph(), target, look.engine().types()));
    }

    /** The graph in today's operators, in which the axis of a softmax means one thing; as it is, where it cannot be written so. */
    private static Graph raised(Look look) {
        try {
            return look.engine().differentiator().prepared().graph();
        } catch (InputException e) {
            // A score needs no gradient, so a model that cannot be differentiated is no obstacle.
            return look.graph();
        }
    }

    double here() {
        return of(look.trace().get(point.tensor()));
    }

    double at(Map<String, Tensor> inputs) {
        return of(alone(inputs));
    }

    private Tensor alone(Map<String, Tensor> inputs) {
        return value(look.engine().run(List.of(point.tensor()), inputs));
    }

    private Tensor value(Map<String, Tensor> out) {
        return Optional.ofNullable(out.get(point.tensor())).orElseThrow();
    }

    private double of(Tensor value) {
        return target.value(
                value.doubles(), target.seed(value.sizes(), point.classAxis()).floats());
    }

    /** The value for each variant of one input. */
    double[] along(String input, List<Tensor> variants) {
        var inputs = variants.stream()
                .map(v -> {
                    var all = new LinkedHashMap<>(look.input().tensors());
                    all.put(input, v);
                    return (Map<String, Tensor>) all;
                })
                .toList();
        var scores = new double[variants.size()];
        look.engine().each(List.of(point.tensor()), inputs, (values, i) -> scores[i] = of(value(values)));
        return scores;
    }
}
