package dev.vitrine.formats.keras;

import dev.vitrine.formats.Json;
import java.util.List;
import java.util.Optional;

/** The functions behind {@code activation="..."}, and the layers that are one. */
final class Activations {
    private Activations() {}

    /** The name of an activation, however it is written; {@code linear} where none is. */
    static String name(Json activation) {
        if (activation.isNull()) {
            return "linear";
        }
        var name = activation
                .text()
                .or(() -> activation.get("config").text())
                .or(() -> activation.get("class_name").text())
                .orElse("?");
        int dot = name.lastIndexOf('.');
        return SavedWeights.snakeCase(dot < 0 ? name : name.substring(dot + 1));
    }

    /** The name of the tensor before the activation of a layer: {@code NAME:pre}, or the output itself where there is none. */
    static String before(LayerCall call) {
        return name(call.setting("activation")).equals("linear") ? call.name() : call.name() + ":pre";
    }

    /** Adds the activation of a layer behind {@link #before}; the output has the layer's name. */
    static void after(LayerCall call, int channelAxis) {
        var activation = call.setting("activation");
        if (!name(activation).equals("linear")) {
            apply(call, activation, call.name() + ":pre", call.name(), channelAxis);
        }
    }

    /**
     * Adds an activation.
     *
     * @param axis of the channels in the graph, for those that look at all of them
     */
    static String apply(LayerCall call, Json activation, String x, String out, int axis) {
        var g = call.graph();
        var settings = activation.get("config");
        return switch (name(activation)) {
            case "linear", "identity" -> g.node(out, "Identity", List.of(x));
            case "relu", "re_lu" -> relu(call, settings, x, out);
            case "relu6" -> clipped(call, x, out, 0, 6);
            case "sigmoid" -> g.node(out, "Sigmoid", List.of(x));
            case "tanh" -> g.node(out, "Tanh", List.of(x));
            case "softmax" -> g.node(out, "Softmax", List.of(x), "axis", axis);
            case "log_softmax" -> g.node(out, "LogSoftmax", List.of(x), "axis", axis);
            case "softplus" -> g.node(out, "Softplus", List.of(x));
            case "softsign" -> g.node(out, "Softsign", List.of(x));
            case "elu" ->
                g.node(out, "Elu", List.of(x), "alpha", settings.get("alpha").number(1));
            case "selu" -> g.node(out, "Selu", List.of(x));
            case "celu" ->
                g.node(out, "Celu", List.of(x), "alpha", settings.get("alpha").number(1));
            case "exponential" -> g.node(out, "Exp", List.of(x));
            case "leaky_relu", "leaky_re_lu" ->
                g.node(
                        out,
                        "LeakyRelu",
                        List.of(x),
                        "alpha",
                        settings.get("negative_slope")
                                .number(settings.get("alpha")
                                        .number(call.graph().version() >= 3 ? 0.2 : 0.3)));
            case "hard_sigmoid" -> g.node(out, "HardSigmoid", List.of(x), "alpha", hardSlope(call), "beta", 0.5);
            case "hard_silu", "hard_swish" -> {
                var gate = g.node(out + "/gate", "HardSigmoid", List.of(x), "alpha", 1 / 6.0, "beta", 0.5);
                yield g.node(out, "Mul", List.of(x, gate));
            }
            case "hard_tanh" -> clipped(call, x, out, -1, 1);
            case "silu", "swish" -> {
                var gate = g.node(out + "/gate", "Sigmoid", List.of(x));
                yield g.node(out, "Mul", List.of(x, gate));
            }
            case "mish" -> {
                var soft = g.node(out + "/softplus", "Softplus", List.of(x));
                var gate = g.node(out + "/gate", "Tanh", List.of(soft));
                yield g.node(out, "Mul", List.of(x, gate));
            }
            case "log_sigmoid" -> {
                var sigmoid = g.node(out + "/sigmoid", "Sigmoid", List.of(x));
                yield g.node(out, "Log", List.of(sigmoid));
            }
            case "gelu" -> gelu(call, settings.get("approximate").bool(false), x, out);
            default -> throw Unexpressed.setting("activation", name(activation));
        };
    }

    /** Keras 3 made the hard sigmoid steeper at its ends: x/6 + 1/2 instead of x/5 + 1/2. */
    static double hardSlope(LayerCall call) {
        return call.graph().version() >= 3 ? 1 / 6.0 : 0.2;
    }

    /** x Phi(x), Phi the normal distribution (Hendrycks and Gimpel 2016). */
    private static String gelu(LayerCall call, boolean approximate, String x, String out) {
        var g = call.graph();
        if (approximate) {
            var cube = g.node(out + "/cube", "Pow", List.of(x, g.scalar(out + "/three", 3)));
            var small = g.node(out + "/small", "Mul", List.of(cube, g.scalar(out + "/0.044715", 0.044715)));
            var sum = g.node(out + "/sum", "Add", List.of(x, small));
            var scaled = g.node(out + "/scaled", "Mul", List.of(sum, g.scalar(out + "/scale", Math.sqrt(2 / Math.PI))));
            var tanh = g.node(out + "/tanh", "Tanh", List.of(scaled));
            return half(call, tanh, x, out);
        }
        var scaled = g.node(out + "/scaled", "Div", List.of(x, g.scalar(out + "/root2", Math.sqrt(2))));
        return half(call, g.node(out + "/erf", "Erf", List.of(scaled)), x, out);
    }

    /** x (1 + y) / 2. */
    private static String half(LayerCall call, String y, String x, String out) {
        var g = call.graph();
        var shifted = g.node(out + "/shifted", "Add", List.of(y, g.scalar(out + "/one", 1)));
        var doubled = g.node(out + "/doubled", "Mul", List.of(x, shifted));
        return g.node(out, "Mul", List.of(doubled, g.scalar(out + "/half", 0.5)));
    }

    private static String clipped(LayerCall call, String x, String out, double low, double high) {
        var g = call.graph();
        return g.node(out, "Clip", List.of(x, g.scalar(out + "/low", low), g.scalar(out + "/high", high)));
    }

    private static String relu(LayerCall call, Json settings, String x, String out) {
        double slope = settings.get("negative_slope").number(0);
        double threshold = settings.get("threshold").number(0);
        Optional<Double> most = settings.get("max_value").number();
        if (threshold != 0 || slope != 0 && most.isPresent()) {
            throw Unexpressed.setting("threshold", threshold);
        }
        return slope != 0
                ? call.graph().node(out, "LeakyRelu", List.of(x), "alpha", slope)
                : most.isPresent()
                        ? clipped(call, x, out, 0, most.get())
                        : call.graph().node(out, "Relu", List.of(x));
    }

    /** The layer Activation. */
    static List<Value> layer(LayerCall call) {
        return applied(call, call.setting("activation"));
    }

    /** A layer that is an activation and has its settings itself. */
    static List<Value> own(LayerCall call) {
        return applied(
                call,
                Json.parse("{\"class_name\": \"" + call.layer().type() + "\", \"config\": " + call.config() + "}"));
    }

    private static List<Value> applied(LayerCall call, Json activation) {
        var x = call.input();
        apply(call, activation, x.tensor(), call.name(), x.axis(-1));
        return LayerCall.one(x.renamed(call.name()));
    }

    static List<Value> softmax(LayerCall call) {
        var x = call.input();
        call.last("Softmax", List.of(x.tensor()), "axis", x.axis((int)
                call.setting("axis").whole(-1)));
        return LayerCall.one(x.renamed(call.name()));
    }

    /** A slope for every unit, shared along some axes. */
    static List<Value> prelu(LayerCall call) {
        var x = call.input();
        var slope = call.weights(1).get(0);
        var fitted = x.channelsFirst() && x.rank() >= 3 ? Building.channelsFirst(slope) : slope;
        call.last("PRelu", List.of(x.tensor(), call.weight("alpha", fitted)));
        return LayerCall.one(x.renamed(call.name()));
    }

    /** x where x is above theta, else 0. */
    static List<Value> thresholded(LayerCall call) {
        var x = call.input();
        call.last(
                "ThresholdedRelu",
                List.of(x.tensor()),
                "alpha",
                call.setting("theta").number(1));
        return LayerCall.one(x.renamed(call.name()));
    }
}
