package dev.vitrine.methods;

import dev.vitrine.words.InputException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All ways of looking, in the order in which people meet them: of several that answer a question, the one that is read most
 * easily comes first. A new one is one line here.
 */
public final class Methods {
    private static final List<Method> ALL = List.of(
            new Structure(),
            new Parameters(),
            new Connections(),
            new Journey(),
            new Features(),
            new Activations(),
            new ActivationFunction(),
            new ValueArithmetic(),
            new HiddenState(),
            new Sensitivity(),
            new Response(),
            new Prediction(),
            new GradCam(),
            new Occlusion(),
            new IntegratedGradients(),
            new DeepLift(),
            new Saliency(),
            new InputTimesGradient(),
            new SmoothGrad(),
            new GuidedBackprop(),
            new Deconvnet(),
            new GradCamPlusPlus(),
            new XGradCam(),
            new HiResCam(),
            new LayerCam(),
            new EigenCam(),
            new Gradients(),
            new GradientFlow(),
            new Epochs(),
            new Derivative(),
            new Compare());

    private Methods() {}

    public static List<Method> all() {
        return ALL;
    }

    /** @throws InputException if there is none of that id; says which there are */
    public static Method get(String id) {
        return ALL.stream()
                .filter(m -> m.card().id().equals(id))
                .findFirst()
                .orElseThrow(() -> InputException.of(
                        "methods.no-method",
                        "id",
                        id,
                        "known",
                        ALL.stream().map(m -> m.card().id()).collect(Collectors.joining(", "))));
    }
}
