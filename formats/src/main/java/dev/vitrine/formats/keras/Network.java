package dev.vitrine.formats.keras;

import dev.vitrine.formats.Json;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A network as its configuration describes it, whichever Keras wrote that: layers, and which of them reads which. A Sequential
 * model is a chain of the same kind.
 *
 * @param layers in the order of the file, which is the order of the weights
 * @param inputs the tensors of its input layers
 * @param outputs the tensors that it gives
 * @param nested whether its outputs are several, or one in a list
 */
record Network(String name, List<Layer> layers, List<Ref> inputs, List<Ref> outputs) {
    private static final int MAX_DEPTH = 32;

    /** One output of one call of a layer. */
    record Ref(String layer, int call, int output) {}

    /** What a call is given: a tensor, or a value that stands in the file. */
    record Argument(Optional<Ref> tensor, Json constant) {}

    /**
     * One use of a layer.
     *
     * @param arguments in order, lists laid flat
     * @param named tensors that are given by name; those of a list as {@code NAME/0, NAME/1, ...}
     * @param settings everything that is given by name
     */
    record Call(List<Argument> arguments, Map<String, Ref> named, Json settings) {
        Stream<Ref> tensors() {
            return Stream.concat(arguments.stream().flatMap(a -> a.tensor.stream()), named.values().stream());
        }
    }

    /**
     * A layer.
     *
     * @param type its class, such as {@code Conv2D}
     * @param module where its class comes from; empty in older files
     * @param inner the network, where the layer is one
     */
    record Layer(String name, String type, String module, Json config, List<Call> calls, Optional<Network> inner) {
        boolean isOperation() {
            return module.startsWith("keras.src.ops") || module.startsWith("keras.ops");
        }
    }

    /**
     * Reads the object {@code {class_name, config}} of a model.
     *
     * @throws InputException if it describes no network of layers
     */
    static Network of(Json model) {
        return of(model, 0);
    }

    /** Whether an object describes a network of layers. */
    static boolean describes(Json model) {
        return model.get("config").get("layers").isList() || model.get("config").isList();
    }

    private static Network of(Json model, int depth) {
        if (depth > MAX_DEPTH) {
            throw InputException.of("formats.keras-config", "what", "depth");
        }
        var config = model.get("config");
        var list = config.isList() ? config : config.get("layers");
        if (!list.isList()) {
            throw InputException.of(
                    "formats.keras-subclassed", "class", model.get("class_name").text("?"));
        }
        var name = config.get("name").text("model");
        return config.get("output_layers").isNull()
                ? chain(name, list, config.get("build_input_shape"), model.get("build_config"), depth)
                : graph(name, list, config, depth);
    }

    private static Network graph(String name, Json list, Json config, int depth) {
        var layers = new ArrayList<Layer>();
        for (var layer : list.list()) {
            var calls = new ArrayList<Call>();
            layer.get("inbound_nodes").list().forEach(node -> calls.add(call(node)));
            layers.add(layer(layer, calls, depth));
        }
        return new Network(name, layers, refs(config.get("input_layers")), refs(config.get("output_layers")));
    }

    private static Network chain(String name, Json list, Json shape, Json build, int depth) {
        var layers = new ArrayList<Layer>();
        for (var layer : list.list()) {
            if (layers.isEmpty() && !layer.get("class_name").text("").equals("InputLayer")) {
                layers.add(input(layer.get("config"), shape, build));
            }
            var previous = layers.isEmpty()
                    ? List.<Call>of()
                    : List.of(new Call(
                            List.of(new Argument(
                                    Optional.of(new Ref(layers.get(layers.size() - 1).name, 0, 0)),
                                    Json.parse("null"))),
                            Map.of(),
                            Json.parse("{}")));
            layers.add(layer(layer, previous, depth));
        }
        if (layers.isEmpty()) {
            throw InputException.of("formats.keras-config", "what", "layers");
        }
        return new Network(
                name,
                layers,
                List.of(new Ref(layers.get(0).name, 0, 0)),
                List.of(new Ref(layers.get(layers.size() - 1).name, 0, 0)));
    }

    /** The input of a Sequential model that has no layer for it. */
    private static Layer input(Json first, Json shape, Json build) {
        var known = Stream.of(first.get("batch_input_shape"), first.get("batch_shape"), shape, build.get("input_shape"))
                .filter(Json::isList)
                .map(Json::toString);
        // Keras 1 wrote the length of a vector or sequence instead of its shape.
        var older = first.get("input_dim").whole().map(n -> "[null, " + n + "]").stream();
        var text = Stream.concat(known, older).findFirst().orElse("null");
        var name = first.get("name").text().map(n -> n + "_input").orElse("input");
        return new Layer(
                name, "InputLayer", "", Json.parse("{\"batch_shape\": " + text + "}"), List.of(), Optional.empty());
    }

    /** A layer inside another one, from its object {@code {class_name, config}}. */
    static Layer wrapped(Json layer) {
        return layer(layer, List.of(), 1);
    }

    private static Layer layer(Json layer, List<Call> calls, int depth) {
        var type = layer.get("class_name").text("?");
        var config = layer.get("config");
        var name = config.get("name").text().or(() -> layer.get("name").text()).orElse(type);
        var inner = describes(layer) ? Optional.of(of(layer, depth + 1)) : Optional.<Network>empty();
        return new Layer(name, type, layer.get("module").text(""), config, calls, inner);
    }

    /** Keras 3 writes {@code {args, kwargs}}, older ones a list of {@code [layer, call, output, {named}]}, or one of these alone. */
    private static Call call(Json node) {
        var arguments = new ArrayList<Argument>();
        var named = new LinkedHashMap<String, Ref>();
        if (node.isObject()) {
            node.get("args").list().forEach(a -> flat(a, arguments));
            node.get("kwargs").object().forEach((key, value) -> {
                ref(value).ifPresent(r -> named.put(key, r));
                for (int i = 0; i < value.list().size(); i++) {
                    int at = i;
                    ref(value.get(i)).ifPresent(r -> named.put(key + "/" + at, r));
                }
            });
            return new Call(arguments, named, node.get("kwargs"));
        }
        var sources = node.get(0).text().isPresent() ? List.of(node) : node.list();
        for (var source : sources) {
            arguments.add(new Argument(Optional.of(older(source)), Json.parse("null")));
            source.get(3).object().forEach((key, value) -> {
                if (value.get(0).text().isPresent() && value.get(1).whole().isPresent()) {
                    named.put(key, older(value));
                }
            });
        }
        return new Call(
                arguments,
                named,
                sources.isEmpty() ? Json.parse("{}") : sources.get(0).get(3));
    }

    private static void flat(Json value, List<Argument> into) {
        if (value.isList() && value.list().stream().anyMatch(v -> v.isList() || ref(v).isPresent())) {
            value.list().forEach(v -> flat(v, into));
        } else {
            into.add(new Argument(ref(value), value));
        }
    }

    private static Optional<Ref> ref(Json value) {
        return value.get("class_name").text("").equals("__keras_tensor__")
                ? Optional.of(older(value.get("config").get("keras_history")))
                : Optional.empty();
    }

    private static Ref older(Json list) {
        return new Ref(list.get(0).text("?"), (int) list.get(1).whole(0), (int)
                list.get(2).whole(0));
    }

    /** A list of {@code [layer, call, output]}, or one of these alone; Keras 3 gives names to several in an object. */
    private static List<Ref> refs(Json list) {
        if (list.get(0).text().isPresent() && list.get(1).whole().isPresent()) {
            return List.of(older(list));
        }
        var all = new ArrayList<Ref>();
        var values = list.isObject() ? List.copyOf(list.object().values()) : list.list();
        values.forEach(v -> {
            if (v.get(0).text().isPresent()) {
                all.add(older(v));
            } else {
                v.list().forEach(inner -> all.add(older(inner)));
            }
        });
        return all;
    }
}
