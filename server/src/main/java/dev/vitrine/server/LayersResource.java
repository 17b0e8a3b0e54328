package dev.vitrine.server;

import dev.vitrine.artifact.NetworkGraph.Category;
import dev.vitrine.methods.ChannelLayout;
import dev.vitrine.methods.Structure;
import dev.vitrine.model.Attribute;
import dev.vitrine.model.Bodies;
import dev.vitrine.model.Costs;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.TensorTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code /models/{m}/layers}: all of them column by column, and one of them with everything that is known. */
final class LayersResource {
    private static final int MOST_LISTED = 32;

    private final Workspace workspace;

    LayersResource(Workspace workspace) {
        this.workspace = workspace;
    }

    Answer all(Request request) {
        var open = workspace.model(request.wild(0));
        var graph = open.look().graph();
        var costs = new Costs(graph, new TensorTypes(graph.declared()));
        var nodes = graph.nodes();
        var columns = new LinkedHashMap<String, Object>();
        columns.put("count", nodes.size());
        columns.put("name", nodes.stream().map(graph::label).toList());
        columns.put("op", Coded.of(nodes, Node::op));
        columns.put("category", Coded.of(nodes, LayersResource::category));
        columns.put("module", Coded.of(open.modules(), m -> m));
        columns.put("tensor", nodes.stream().map(LayersResource::tensor).toList());
        columns.put("parameters", nodes.stream().mapToLong(costs::parameters).toArray());
        return Answer.json(columns, request.words());
    }

    /** What is known once types are inferred; waits till then. */
    Answer types(Request request) {
        var open = workspace.model(request.wild(0));
        var graph = open.look().graph();
        var types = open.types();
        var costs = open.costs();
        var layouts = ChannelLayout.maps(graph, types);
        var nodes = graph.nodes();
        var columns = new LinkedHashMap<String, Object>();
        columns.put("shape", Coded.of(nodes, n -> Structure.shape(types.get(tensor(n)))));
        columns.put("macs", nodes.stream().map(n -> known(costs.macs(n))).toList());
        columns.put(
                "activationBytes",
                nodes.stream().map(n -> known(costs.activationBytes(n))).toList());
        columns.put(
                "maps",
                nodes.stream()
                        .mapToLong(n -> layouts.getOrDefault(tensor(n), 0L))
                        .toArray());
        return Answer.json(
                Map.of("model", ModelsResource.facts(open, open.name()), "layers", columns), request.words());
    }

    /** A column of few different values: entry i is {@code values[at[i]]}. */
    private record Coded(List<Object> values, int[] at) {
        static <T> Coded of(List<T> entries, Function<T, Object> column) {
            var codes = new LinkedHashMap<Object, Integer>();
            var at = entries.stream()
                    .map(column)
                    .mapToInt(value -> codes.computeIfAbsent(value, v -> codes.size()))
                    .toArray();
            return new Coded(List.copyOf(codes.keySet()), at);
        }
    }

    private static String category(Node node) {
        return Category.of(node.op()).name().toLowerCase(Locale.ROOT);
    }

    private static String tensor(Node node) {
        return node.outputs().stream().filter(o -> !o.isEmpty()).findFirst().orElse("");
    }

    private static Optional<Long> known(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    Answer one(Request request) {
        var open = workspace.model(request.wild(0));
        var graph = open.look().graph();
        int index = index(request.wild(1), graph.nodes().size());
        var node = node(open, request.wild(1));
        var types = open.types();
        var costs = open.costs();
        var facts = new LinkedHashMap<String, Object>();
        facts.put("index", index);
        facts.put("name", graph.label(node));
        facts.put("op", node.op());
        facts.put("domain", node.domain());
        facts.put("category", category(node));
        facts.put("module", open.modules().get(index));
        var inputs = new ArrayList<Map<String, Object>>();
        for (var input : node.inputs()) {
            var value = new LinkedHashMap<>(Structure.value(input, types.get(input)));
            value.put("weight", graph.constant(input).isPresent());
            inputs.add(value);
        }
        facts.put("inputs", inputs);
        facts.put(
                "outputs",
                node.outputs().stream()
                        .filter(o -> !o.isEmpty())
                        .map(o -> Structure.value(o, types.get(o)))
                        .toList());
        var attributes = new ArrayList<Map<String, Object>>();
        node.attributes().forEach((name, value) -> {
            var attribute = new LinkedHashMap<String, Object>();
            attribute.put("name", name);
            attribute.put("value", written(value));
            if (value instanceof Attribute.OfGraph) {
                attribute.put("inside", Bodies.place(graph, node, name));
            }
            attributes.add(attribute);
        });
        facts.put("attributes", attributes);
        facts.put("weights", weights(graph, node));
        facts.put("parameters", costs.parameters(node));
        facts.put("macs", known(costs.macs(node)));
        facts.put("activationBytes", known(costs.activationBytes(node)));
        facts.put("from", from(open, node));
        facts.put("to", to(open, node));
        return Answer.json(facts, request.words());
    }

    /** The node of an index, as it is written in an address. */
    static Node node(OpenModel open, String written) {
        var nodes = open.look().graph().nodes();
        return nodes.get(index(written, nodes.size()));
    }

    private static int index(String written, int count) {
        try {
            int index = Integer.parseInt(written);
            if (index >= 0 && index < count) {
                return index;
            }
        } catch (NumberFormatException e) {
            // Answered below, together with numbers that are too large.
        }
        throw Problem.of(Problem.Kind.MISSING, "server.no-layer", "index", written, "count", count);
    }

    private static List<Map<String, Object>> weights(Graph graph, Node node) {
        var all = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < node.inputs().size(); i++) {
            var name = node.inputs().get(i);
            var constant = graph.constant(name);
            if (!name.isEmpty() && constant.isPresent()) {
                var facts = new LinkedHashMap<String, Object>();
                facts.put("tensor", name);
                facts.put("role", i == 2 && constant.get().rank() == 1 ? "bias" : i == 1 ? "weight" : "input " + i);
                facts.put("type", constant.get().type().label());
                facts.put("shape", constant.get().sizes());
                facts.put("elements", constant.get().elements());
                all.add(facts);
            }
        }
        return all;
    }

    private static List<Integer> from(OpenModel open, Node node) {
        var graph = open.look().graph();
        var found = new TreeSet<Integer>();
        for (var input : new HashSet<>(Graph.captured(node))) {
            graph.producer(input)
                    .ifPresent(n -> Optional.ofNullable(open.indices().get(n)).ifPresent(found::add));
        }
        return List.copyOf(found);
    }

    private static List<Integer> to(OpenModel open, Node node) {
        var graph = open.look().graph();
        var found = new TreeSet<Integer>();
        for (var output : node.outputs()) {
            graph.consumers(output)
                    .forEach(n -> Optional.ofNullable(open.indices().get(n)).ifPresent(found::add));
        }
        return List.copyOf(found);
    }

    /** An attribute as a person reads it. */
    private static String written(Attribute attribute) {
        if (attribute instanceof Attribute.OfInt a) {
            return Long.toString(a.value());
        } else if (attribute instanceof Attribute.OfFloat a) {
            return Float.toString(a.value());
        } else if (attribute instanceof Attribute.OfString a) {
            return a.value();
        } else if (attribute instanceof Attribute.OfInts a) {
            return list(a.values());
        } else if (attribute instanceof Attribute.OfFloats a) {
            return list(a.values());
        } else if (attribute instanceof Attribute.OfStrings a) {
            return list(a.values());
        } else if (attribute instanceof Attribute.OfTensor a) {
            return a.value().tensorType().toString();
        } else if (attribute instanceof Attribute.OfGraph a) {
            return Integer.toString(a.value().nodes().size());
        }
        return "…";
    }

    private static String list(List<?> values) {
        return values.stream().limit(MOST_LISTED).map(String::valueOf).collect(Collectors.joining(" "))
                + (values.size() > MOST_LISTED ? " …" : "");
    }
}
