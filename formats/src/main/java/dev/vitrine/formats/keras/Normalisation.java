package dev.vitrine.formats.keras;

import dev.vitrine.formats.Json;
import dev.vitrine.model.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Layers that bring values to a common scale, as they do it after training. */
final class Normalisation {
    private Normalisation() {}

    /** By the mean and variance of each channel over the training data (Ioffe and Szegedy 2015). */
    static List<Value> batch(LayerCall call) {
        var x = call.input();
        int axis = axis(call.setting("axis"), x.rank());
        boolean scale = call.flag(true, "scale");
        boolean centre = call.flag(true, "center");
        var weights = call.weights(2 + (scale ? 1 : 0) + (centre ? 1 : 0));
        int channels = Math.toIntExact(weights.get(0).elements());
        if (axis != x.rank() - 1 && axis != 1) {
            throw Unexpressed.setting("axis", axis);
        }
        boolean last = axis == x.rank() - 1;
        var gamma = scale ? call.weight("gamma", weights.get(0)) : call.weight("gamma", ones(channels));
        var beta = centre
                ? call.weight("beta", weights.get(scale ? 1 : 0))
                : call.weight("beta", Tensor.of(new float[channels], channels));
        call.last(
                "BatchNormalization",
                List.of(
                        last ? call.graph().first(x) : call.graph().last(x),
                        gamma,
                        beta,
                        call.weight("moving_mean", weights.get(weights.size() - 2)),
                        call.weight("moving_variance", weights.get(weights.size() - 1))),
                "epsilon",
                call.setting("epsilon").number(1e-3));
        return LayerCall.one(new Value(call.name(), x.shape(), last && x.rank() >= 3, x.mask()));
    }

    /** By the mean and variance of each example over the last axes (Ba et al. 2016). */
    static List<Value> layer(LayerCall call) {
        var x = call.input();
        var setting = call.setting("axis");
        var axes = (setting.isList() ? setting.list() : List.of(setting))
                .stream().mapToInt(a -> axis(a, x.rank())).sorted().toArray();
        int from = axes[0];
        if (call.flag(false, "rms_scaling")
                || !Arrays.equals(axes, IntStream.range(from, x.rank()).toArray())) {
            throw Unexpressed.setting("axis", setting);
        }
        boolean scale = call.flag(true, "scale");
        boolean centre = call.flag(true, "center");
        var weights = call.weights((scale ? 1 : 0) + (centre ? 1 : 0));
        long[] sizes =
                x.shape().subList(from, x.rank()).stream().mapToLong(n -> n).toArray();
        if (!scale && Arrays.stream(sizes).anyMatch(n -> n < 0)) {
            throw Unexpressed.setting("scale", false);
        }
        var gamma = call.weight(
                "gamma",
                scale ? weights.get(0) : ones((int) Tensor.count(sizes)).reshape(sizes));
        var tensor = call.graph().last(x);
        call.last(
                "LayerNormalization",
                centre
                        ? List.of(tensor, gamma, call.weight("beta", weights.get(scale ? 1 : 0)))
                        : List.of(tensor, gamma),
                "axis",
                from,
                "epsilon",
                call.setting("epsilon").number(1e-3));
        return LayerCall.one(Value.of(call.name(), x.shape()).withMask(x.mask()));
    }

    /** By the mean and variance of each example over groups of channels (Wu and He 2018). */
    static List<Value> group(LayerCall call) {
        var x = call.input();
        if (axis(call.setting("axis"), x.rank()) != x.rank() - 1) {
            throw Unexpressed.setting("axis", call.setting("axis"));
        }
        boolean scale = call.flag(true, "scale");
        boolean centre = call.flag(true, "center");
        var weights = call.weights((scale ? 1 : 0) + (centre ? 1 : 0));
        long asked = call.setting("groups").whole(32);
        int groups = Math.toIntExact(asked == -1 ? x.size(-1) : asked);
        if (groups < 1 || groups > 1 << 20) {
            throw Unexpressed.setting("groups", asked);
        }
        var tensor = call.graph().first(x);
        var grouped = call.step("grouped", "Reshape", List.of(tensor, call.constant("groups", 0, groups, -1)));
        var normal = call.step(
                "normal",
                "InstanceNormalization",
                List.of(
                        grouped,
                        call.weight("ones", ones(groups)),
                        call.weight("zeros", Tensor.of(new float[groups], groups))),
                "epsilon",
                call.setting("epsilon").number(1e-3));
        var shape = call.step("shape", "Shape", List.of(tensor));
        boolean more = scale || centre;
        var back = call.graph().node(more ? call.name() + "/back" : call.name(), "Reshape", List.of(normal, shape));
        if (scale) {
            var gamma = call.weight("gamma", channels(weights.get(0), x.rank()));
            back = call.graph().node(centre ? call.name() + "/scaled" : call.name(), "Mul", List.of(back, gamma));
        }
        if (centre) {
            call.last("Add", List.of(back, call.weight("beta", channels(weights.get(scale ? 1 : 0), x.rank()))));
        }
        return LayerCall.one(new Value(call.name(), x.shape(), x.rank() >= 3, x.mask()));
    }

    /** A number for each channel, fitting a tensor that has channels behind the batch. */
    private static Tensor channels(Tensor vector, int rank) {
        var sizes = Building.filled(Math.max(1, rank - 1), 1);
        sizes[0] = vector.elements();
        return vector.reshape(sizes);
    }

    /** By a mean and variance that were computed before training. */
    static List<Value> features(LayerCall call) {
        var x = call.input();
        var weights = call.weights().of();
        var mean = weights.size() >= 2 ? weights.get(0).floats() : numbers(call.setting("mean"));
        var variance = weights.size() >= 2 ? weights.get(1).floats() : numbers(call.setting("variance"));
        if (mean.length == 0 || mean.length != variance.length) {
            throw Unexpressed.setting("mean", call.setting("mean"));
        }
        var axis = call.setting("axis");
        if (mean.length > 1 && axis(axis.isList() ? axis.get(0) : axis, x.rank()) != x.rank() - 1) {
            throw Unexpressed.setting("axis", axis);
        }
        var deviation = new float[variance.length];
        for (int i = 0; i < deviation.length; i++) {
            deviation[i] = (float) Math.max(Math.sqrt(variance[i]), 1e-7);
        }
        boolean back = call.flag(false, "invert");
        var m = call.weight("mean", fitted(x, mean));
        var d = call.weight("deviation", fitted(x, deviation));
        var between = call.step("between", back ? "Mul" : "Sub", List.of(x.tensor(), back ? d : m));
        call.last(back ? "Add" : "Div", List.of(between, back ? m : d));
        return LayerCall.one(x.renamed(call.name()));
    }

    /** Times a number and plus a number, or one for each channel. */
    static List<Value> rescaling(LayerCall call) {
        var x = call.input();
        var scale = numbers(call.setting("scale"));
        var offset = numbers(call.setting("offset"));
        var tensor = isFloat(call) ? x.tensor() : call.step("float", "Cast", List.of(x.tensor()), "to", 1);
        var scaled = call.step(
                "scaled",
                "Mul",
                List.of(tensor, call.weight("scale", fitted(x, scale.length == 0 ? new float[] {1} : scale))));
        call.last(
                "Add",
                List.of(scaled, call.weight("offset", fitted(x, offset.length == 0 ? new float[] {0} : offset))));
        return LayerCall.one(x.renamed(call.name()));
    }

    private static boolean isFloat(LayerCall call) {
        return call.graph().isFloat(call.input().tensor());
    }

    /** One number, or one for each channel in the layout of a value. */
    private static Tensor fitted(Value x, float[] values) {
        if (values.length == 1) {
            return Tensor.scalar(values[0]);
        }
        var vector = Tensor.of(values, values.length);
        return x.channelsFirst() && x.rank() >= 3 ? channels(vector, x.rank()) : vector;
    }

    /** The numbers of a setting, lists laid flat. */
    private static float[] numbers(Json setting) {
        if (setting.number().isPresent()) {
            return new float[] {setting.number().get().floatValue()};
        }
        var all = new java.util.ArrayList<Float>();
        var list = setting.get("config").get("value").isList()
                ? setting.get("config").get("value")
                : setting;
        list.list().forEach(v -> {
            for (float number : numbers(v)) {
                all.add(number);
            }
        });
        var numbers = new float[all.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = all.get(i);
        }
        return numbers;
    }

    /** Times a learned number for each channel (ConvNeXt). */
    static List<Value> scale(LayerCall call) {
        var x = call.input();
        var gamma = call.weights(1).get(0);
        var fitted = x.channelsFirst() && x.rank() >= 3 ? channels(gamma, x.rank()) : gamma;
        call.last("Mul", List.of(x.tensor(), call.weight("gamma", fitted)));
        return LayerCall.one(x.renamed(call.name()));
    }

    /** To length 1 along an axis. */
    static List<Value> unit(LayerCall call) {
        var x = call.input();
        var axis = call.setting("axis");
        call.last("LpNormalization", List.of(x.tensor()), "axis", x.axis(axis(axis, x.rank())), "p", 2);
        return LayerCall.one(x.renamed(call.name()));
    }

    /** By the root of the mean square, along one axis or several (Zhang and Sennrich 2019). */
    static List<Value> rootMeanSquare(LayerCall call) {
        var x = call.input();
        var setting = call.setting("axis");
        if (axis(setting, x.rank()) != x.rank() - 1 || setting.list().size() > 1) {
            throw Unexpressed.setting("axis", setting);
        }
        var tensor = call.graph().last(x);
        var square = call.step("square", "Mul", List.of(tensor, tensor));
        var mean = call.step("mean", "ReduceMean", List.of(square, call.constant("axis", -1)), "keepdims", 1);
        var sum = call.step(
                "sum",
                "Add",
                List.of(mean, call.scalar("epsilon", call.setting("epsilon").number(1e-6))));
        var root = call.step("root", "Sqrt", List.of(sum));
        var scaled = call.step("scaled", "Div", List.of(tensor, root));
        call.last("Mul", List.of(scaled, call.weight("scale", call.weights(1).get(0))));
        return LayerCall.one(Value.of(call.name(), x.shape()).withMask(x.mask()));
    }

    private static int axis(Json axis, int rank) {
        int number = (int) (axis.isList() ? axis.get(0) : axis).whole(-1);
        int positive = number < 0 ? number + rank : number;
        if (positive < 0 || positive >= rank) {
            throw Unexpressed.setting("axis", axis);
        }
        return positive;
    }

    private static Tensor ones(int count) {
        var ones = new float[count];
        Arrays.fill(ones, 1);
        return Tensor.of(ones, count);
    }

    /** A layer whose kernel was divided by its largest singular value while it was trained; that is over when it runs. */
    static List<Value> spectral(LayerCall call) {
        var layer = Network.wrapped(call.config().get("layer"));
        var parts = LayerTable.parts(layer);
        if (layer.inner().isPresent() || parts.length > 0) {
            throw Unexpressed.setting("layer", layer.type());
        }
        // Older files list the vector of the power iteration among the weights; a kernel always comes first.
        Weights weights = asked -> {
            var all = call.weights().of("layer");
            return IntStream.range(0, all.size())
                    .filter(i -> i == 0 || all.get(i).rank() != 2 || all.get(i).size(0) != 1)
                    .mapToObj(all::get)
                    .toList();
        };
        return call.graph().inner(call.of(layer, call.name(), call.inputs(), weights));
    }
}
