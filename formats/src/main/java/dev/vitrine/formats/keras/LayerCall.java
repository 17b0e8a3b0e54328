package dev.vitrine.formats.keras;

import dev.vitrine.formats.Json;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Text;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One layer in one place of the network.
 *
 * @param name of its output in the graph
 * @param owner the name of its weights; the same for all its calls
 * @param inputs the tensors that it is given, in order
 * @param named tensors given by name; those of a list as {@code NAME/0, NAME/1, ...}
 * @param settings values given by name
 */
record LayerCall(
        Building graph,
        String name,
        String owner,
        Network.Layer layer,
        List<Network.Argument> arguments,
        List<Value> inputs,
        Map<String, Value> named,
        Json settings,
        Weights weights) {

    /** How a layer becomes operators. */
    interface Rule {
        /**
         * The outputs of a call.
         *
         * @throws Unexpressed if the layer, as it is set, cannot be written in ONNX operators
         */
        List<Value> apply(LayerCall call);
    }

    /** The same call of another layer, under another name, for what is made of several. */
    LayerCall of(Network.Layer other, String newName, List<Value> given, Weights ownWeights) {
        return new LayerCall(graph, newName, owner, other, List.of(), given, Map.of(), Json.parse("{}"), ownWeights);
    }

    /** The same call with its nodes in another graph. */
    LayerCall in(Building other) {
        return new LayerCall(other, name, owner, layer, arguments, inputs, named, settings, weights);
    }

    Json config() {
        return layer.config();
    }

    Value input() {
        if (inputs.isEmpty()) {
            throw new Unexpressed(Text.of("formats.keras-no-inputs"));
        }
        return inputs.get(0);
    }

    /** A setting under any of its names over the years; null where it is not set. */
    Json setting(String... names) {
        return Stream.of(names)
                .map(config()::get)
                .filter(s -> !s.isNull())
                .findFirst()
                .orElse(Json.parse("null"));
    }

    /** A setting of one number for each of {@code count} axes, or one for all. */
    long[] sizes(int count, long otherwise, String... names) {
        var setting = setting(names);
        var sizes = Building.filled(count, setting.whole(otherwise));
        for (int i = 0; i < count && setting.isList(); i++) {
            sizes[i] = setting.get(i).whole().orElseThrow(() -> Unexpressed.setting(names[0], setting));
        }
        for (long size : sizes) {
            if (size < 1 || size > 1 << 20) {
                throw Unexpressed.setting(names[0], setting);
            }
        }
        return sizes;
    }

    boolean flag(boolean otherwise, String... names) {
        return setting(names).bool(otherwise);
    }

    /** The weights, of which there must be as many. */
    List<Tensor> weights(int count, String... parts) {
        var all = weights.of(parts);
        if (all.size() != count) {
            throw new Unexpressed(Text.of("formats.keras-weights", "count", count, "found", all.size()));
        }
        return all;
    }

    /** Puts a weight of this layer into the graph. */
    String weight(String part, Tensor tensor) {
        return graph.weight(owner + "/" + part, tensor);
    }

    /** Adds a step on the way to the output. */
    String step(String part, String op, List<String> inputs, Object... attributes) {
        return graph.node(name + "/" + part, op, inputs, attributes);
    }

    /** Adds the node that makes the output. */
    String last(String op, List<String> inputs, Object... attributes) {
        return graph.node(name, op, inputs, attributes);
    }

    String constant(String part, long... values) {
        return graph.constant(name + "/" + part, values);
    }

    String scalar(String part, double value) {
        return graph.scalar(name + "/" + part, value);
    }

    /** An output that looks as its input does, in another shape as Keras counts it. */
    static List<Value> one(Value value) {
        return List.of(value);
    }
}
