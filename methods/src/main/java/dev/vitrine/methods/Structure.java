package dev.vitrine.methods;

import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.NetworkGraph;
import dev.vitrine.artifact.NetworkGraph.Category;
import dev.vitrine.artifact.NetworkGraph.Edge;
import dev.vitrine.artifact.NetworkGraph.Vertex;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.Table;
import dev.vitrine.model.Costs;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Modules;
import dev.vitrine.model.Node;
import dev.vitrine.model.Sanity;
import dev.vitrine.model.TensorType;
import dev.vitrine.model.TensorTypes;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the network is made of: layers, shapes, parameters, cost, and the graph as a picture. */
public final class Structure implements Method {

    @Override
    public Card card() {
        return Card.of(
                "structure",
                Card.Question.STRUCTURE,
                Set.of(),
                Card.Parameter.choice("view", "all", "all", "table", "graph"));
    }

    @Override
    public Result look(Look look, Options options) {
        var graph = look.graph();
        var types = look.given().isPresent()
                ? look.engine().typesSeenWith(look.trace())
                : look.engine().types();
        var costs = new Costs(graph, types);
        var modules = Modules.of(graph);
        var model = look.engine().model();
        var notes = new ArrayList<Text>(model.origin().notes());
        notes.addAll(Sanity.check(graph));
        notes.addAll(look.engine().typeNotes());

        long parameters = Costs.parameters(graph);
        long macs = 0;
        boolean everyMac = true;
        for (var node : graph.nodes()) {
            var own = costs.macs(node);
            macs += own.orElse(0);
            everyMac &= own.isPresent();
        }
        if (!everyMac) {
            notes.add(Text.of("structure.macs-partial"));
        }
        var readings = new ArrayList<Text>();
        readings.add(Text.of(
                graph.isWeightsOnly() ? "structure.reading-weights" : "structure.reading",
                "nodes",
                graph.nodes().size(),
                "operators",
                Modules.operators(graph).size(),
                "parameters",
                large(parameters),
                "bytes",
                bytes(Costs.bytes(graph)),
                "macs",
                large(macs)));
        readings.addAll(notes);

        var artifact = switch (options.text("view")) {
            case "table" -> table(graph, types, costs, modules);
            case "graph" -> picture(graph, types, modules);
            default ->
                Board.of(
                        Text.of("structure.title"),
                        List.of(
                                picture(graph, types, modules),
                                table(graph, types, costs, modules),
                                modules(costs, graph, modules)));
        };
        return Result.of(artifact, readings.toArray(Text[]::new))
                .fact("format", model.origin().format())
                .fact("producer", model.producer())
                .fact("opset", model.opset())
                .fact("inputs", values(graph.inputs(), types))
                .fact("outputs", values(graph.outputs(), types))
                .fact("nodes", graph.nodes().size())
                .fact("parameters", parameters)
                .fact("parameterBytes", Costs.bytes(graph))
                .fact("macs", graph.isWeightsOnly() ? Optional.empty() : macs)
                .fact("operators", Modules.operators(graph))
                .fact("layers", layers(graph, types, costs, modules))
                .fact("notes", notes);
    }

    private static List<Object> values(List<Graph.Value> values, TensorTypes types) {
        var all = new ArrayList<Object>();
        for (var value : values) {
            all.add(value(value.name(), types.get(value.name())));
        }
        return all;
    }

    /** {@code {name, type, shape}}; a dimension that has no number is its name, or null. */
    public static Map<String, Object> value(String name, TensorType type) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", name);
        facts.put("type", type.type().map(t -> (Object) t.label()));
        facts.put("shape", shape(type));
        return facts;
    }

    /** The dimensions: a number, a name, or an empty {@code Optional}; empty where even the rank is unknown. */
    public static Optional<List<Object>> shape(TensorType type) {
        return type.shape().map(shape -> {
            var dims = new ArrayList<Object>();
            for (var dim : shape.dims()) {
                dims.add(
                        dim instanceof dev.vitrine.model.Shape.Dim.Known known
                                ? (Object) known.size()
                                : dim instanceof dev.vitrine.model.Shape.Dim.Symbol symbol
                                        ? symbol.name()
                                        : Optional.empty());
            }
            return dims;
        });
    }

    private static List<Object> layers(Graph graph, TensorTypes types, Costs costs, List<String> modules) {
        var all = new ArrayList<Object>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            var node = graph.nodes().get(i);
            var facts = new LinkedHashMap<String, Object>();
            facts.put("name", graph.label(node));
            facts.put("op", node.op());
            facts.put("module", modules.get(i));
            facts.put(
                    "outputs",
                    node.outputs().stream()
                            .filter(o -> !o.isEmpty())
                            .map(o -> value(o, types.get(o)))
                            .toList());
            facts.put("parameters", costs.parameters(node));
            facts.put("macs", optional(costs.macs(node)));
            facts.put("activationBytes", optional(costs.activationBytes(node)));
            all.add(facts);
        }
        return all;
    }

    private static Optional<Long> optional(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    private static Table table(Graph graph, TensorTypes types, Costs costs, List<String> modules) {
        var rows = new ArrayList<List<Object>>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            var node = graph.nodes().get(i);
            rows.add(List.of(
                    graph.label(node),
                    node.op(),
                    modules.get(i),
                    shape(node, types),
                    costs.parameters(node),
                    orNone(costs.macs(node)),
                    orNone(costs.activationBytes(node))));
        }
        return new Table(
                Text.of("structure.table"),
                List.of(
                        column("name", Table.Kind.TEXT),
                        column("op", Table.Kind.TEXT),
                        column("module", Table.Kind.TEXT),
                        column("shape", Table.Kind.TEXT),
                        column("parameters", Table.Kind.COUNT),
                        column("macs", Table.Kind.COUNT),
                        column("activation", Table.Kind.BYTES)),
                rows);
    }

    private static Table modules(Costs costs, Graph graph, List<String> modules) {
        var parameters = Modules.rollUp(
                modules, graph.nodes().stream().map(costs::parameters).toList());
        var macs = Modules.rollUp(
                modules,
                graph.nodes().stream().map(n -> costs.macs(n).orElse(0)).toList());
        var activations = Modules.rollUp(
                modules,
                graph.nodes().stream()
                        .map(n -> costs.activationBytes(n).orElse(0))
                        .toList());
        var rows = new ArrayList<List<Object>>();
        parameters.forEach((module, sum) -> rows.add(List.of(
                module.isEmpty() ? Text.of("structure.whole") : module,
                sum,
                Optional.ofNullable(macs.get(module)).orElse(0L),
                Optional.ofNullable(activations.get(module)).orElse(0L))));
        return new Table(
                Text.of("structure.modules"),
                List.of(
                        column("module", Table.Kind.TEXT),
                        column("parameters", Table.Kind.COUNT),
                        column("macs", Table.Kind.COUNT),
                        column("activation", Table.Kind.BYTES)),
                rows);
    }

    private static Table.Column column(String key, Table.Kind kind) {
        return new Table.Column(Text.of("structure.column." + key), kind);
    }

    private static Object orNone(OptionalLong number) {
        return number.isPresent() ? (Object) number.getAsLong() : Table.NONE;
    }

    private static Object shape(Node node, TensorTypes types) {
        return node.output(0)
                .flatMap(types::shape)
                .map(s -> (Object) s.toString())
                .orElse(Table.NONE);
    }

    private static NetworkGraph picture(Graph graph, TensorTypes types, List<String> modules) {
        var vertices = new ArrayList<Vertex>();
        var edges = new ArrayList<Edge>();
        var maker = new HashMap<String, String>();
        for (var input : graph.inputs()) {
            var id = "in " + input.name();
            if (maker.putIfAbsent(input.name(), id) == null) {
                vertices.add(new Vertex(
                        id,
                        input.name(),
                        "Input",
                        Category.INPUT,
                        "",
                        Text.plain(input.type().toString())));
            }
        }
        for (int i = 0; i < graph.nodes().size(); i++) {
            var node = graph.nodes().get(i);
            var id = "n" + i;
            vertices.add(new Vertex(
                    id,
                    graph.label(node),
                    node.op(),
                    Category.of(node.op()),
                    modules.get(i),
                    node.output(0)
                            .flatMap(types::shape)
                            .map(s -> Text.plain(s.toString()))
                            .orElse(Text.plain(""))));
            node.outputs().stream().filter(o -> !o.isEmpty()).forEach(o -> maker.putIfAbsent(o, id));
        }
        for (int i = 0; i < graph.nodes().size(); i++) {
            for (var input : Graph.captured(graph.nodes().get(i))) {
                var from = maker.get(input);
                if (from != null) {
                    edges.add(new Edge(from, "n" + i, input));
                }
            }
        }
        for (int i = 0; i < graph.outputs().size(); i++) {
            var output = graph.outputs().get(i);
            vertices.add(new Vertex(
                    "out" + i,
                    output.name(),
                    "Output",
                    Category.OUTPUT,
                    "",
                    Text.plain(types.get(output.name()).toString())));
            var from = maker.get(output.name());
            if (from != null) {
                edges.add(new Edge(from, "out" + i, output.name()));
            }
        }
        return new NetworkGraph(Text.of("structure.graph"), vertices, edges);
    }

    /** A count in thousands, millions or billions. */
    private static String large(long count) {
        return count < 10_000
                ? Long.toString(count)
                : count < 1_000_000
                        ? scaled(count / 1e3, "k")
                        : count < 1_000_000_000 ? scaled(count / 1e6, "M") : scaled(count / 1e9, "G");
    }

    private static String bytes(long count) {
        return count < 1 << 20 ? scaled(count / 1024.0, " KiB") : scaled(count / (double) (1 << 20), " MiB");
    }

    private static String scaled(double number, String unit) {
        return String.format(java.util.Locale.ROOT, number < 100 ? "%.2f" : "%.0f", number) + unit;
    }
}
