package dev.vitrine.methods;

import dev.vitrine.artifact.NetworkGraph.Category;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Modules;
import dev.vitrine.model.Node;
import dev.vitrine.model.TensorTypes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The network as a short row of stages, as a person would tell it: each module with what leaves it; where there are no modules,
 * each convolution, product, pooling and recurrent layer with the activation that follows it. Where that is too long, modules
 * stay closed, and of what is left every so-manieth is taken; the outputs of the network are always among them.
 */
final class Stages {
    private static final Set<Category> ANCHORS =
            EnumSet.of(Category.CONVOLUTION, Category.LINEAR, Category.POOLING, Category.RECURRENT, Category.ATTENTION);
    private static final Set<Category> FOLLOWERS = EnumSet.of(Category.NORMALISATION, Category.ACTIVATION);
    private static final int FEW = 6;

    /**
     * One stage.
     *
     * @param name the module, or the layer
     * @param tensor what leaves it
     * @param layer the index of the node that makes the tensor
     * @param nodes the indices of what happens in it
     */
    record Stage(String name, String tensor, int layer, List<Integer> nodes) {}

    private final Graph graph;
    private final TensorTypes types;
    private final List<String> modules;
    private final Map<String, Integer> makers = new HashMap<>();
    private final Set<String> alive;

    private Stages(Graph graph, TensorTypes types) {
        this.graph = graph;
        this.types = types;
        this.modules = Modules.of(graph);
        var nodes = graph.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            for (var output : nodes.get(i).outputs()) {
                makers.putIfAbsent(output, i);
            }
        }
        this.alive = alive();
    }

    /** @param most stages, at least 2 */
    static List<Stage> of(Graph graph, TensorTypes types, int most) {
        return new Stages(graph, types).reduced(most);
    }

    /** What depends on the input and leads to an output; constants folded into shapes do neither. */
    private Set<String> alive() {
        var moved = new HashSet<String>();
        graph.inputs().forEach(i -> moved.add(i.name()));
        for (var node : graph.nodes()) {
            if (Graph.captured(node).stream().anyMatch(moved::contains)) {
                moved.addAll(node.outputs());
            }
        }
        var wanted = new HashSet<String>();
        graph.outputs().forEach(o -> wanted.add(o.name()));
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            var node = graph.nodes().get(i);
            if (node.outputs().stream().anyMatch(wanted::contains)) {
                wanted.addAll(Graph.captured(node));
            }
        }
        moved.retainAll(wanted);
        moved.remove("");
        return moved;
    }

    private List<Stage> reduced(int most) {
        var found = byModules(most);
        if (found.size() < FEW) {
            found = byAnchors();
        }
        if (found.size() < 2) {
            found = everyNode();
        }
        var ends = ends();
        var row = new LinkedHashMap<String, Stage>();
        for (var stage : found) {
            if (!ends.containsKey(stage.tensor())) {
                row.put(stage.tensor(), stage);
            }
        }
        var kept = evenly(List.copyOf(row.values()), Math.max(1, most - ends.size()));
        var all = new ArrayList<>(kept);
        found.stream().filter(s -> ends.containsKey(s.tensor())).forEach(s -> ends.put(s.tensor(), s));
        all.addAll(ends.values().stream().limit(most).toList());
        all.sort(java.util.Comparator.comparingInt(Stage::layer));
        return all;
    }

    /** The outputs of the network that can be shown. */
    private Map<String, Stage> ends() {
        var ends = new LinkedHashMap<String, Stage>();
        for (var output : graph.outputs()) {
            var maker = Optional.ofNullable(makers.get(output.name()));
            if (maker.isPresent() && ends.size() < FEW) {
                ends.put(
                        output.name(),
                        stage(graph.label(graph.nodes().get(maker.get())), output.name(), List.of(maker.get())));
            }
        }
        return ends;
    }

    private Stage stage(String name, String tensor, List<Integer> nodes) {
        return new Stage(name, tensor, Optional.ofNullable(makers.get(tensor)).orElse(0), nodes);
    }

    /** Opens the largest module again and again while there is room. */
    private List<Stage> byModules(int most) {
        var open = new HashSet<String>();
        open.add("");
        var stages = inModules(open);
        while (stages.size() < most) {
            var largest = largest(open);
            if (largest.isEmpty()) {
                break;
            }
            open.add(largest.get());
            var next = inModules(open);
            if (next.size() > most && 2 * stages.size() > most) {
                break;
            }
            stages = next;
        }
        return stages;
    }

    private Optional<String> largest(Set<String> open) {
        var sizes = new LinkedHashMap<String, Integer>();
        var inner = new HashSet<String>();
        for (var module : modules) {
            var closed = closed(module, open);
            if (!closed.isEmpty()) {
                sizes.merge(closed, 1, Integer::sum);
                if (!module.equals(closed)) {
                    inner.add(closed);
                }
            }
        }
        return sizes.entrySet().stream()
                .filter(e -> inner.contains(e.getKey()))
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }

    /** The outermost closed module around a node; empty where all around it are open. */
    private static String closed(String module, Set<String> open) {
        for (int slash = module.indexOf('/'); slash > 0; slash = module.indexOf('/', slash + 1)) {
            if (!open.contains(module.substring(0, slash))) {
                return module.substring(0, slash);
            }
        }
        return open.contains(module) ? "" : module;
    }

    private List<Stage> inModules(Set<String> open) {
        var members = new LinkedHashMap<String, List<Integer>>();
        for (int i = 0; i < modules.size(); i++) {
            var closed = closed(modules.get(i), open);
            if (!closed.isEmpty()) {
                members.computeIfAbsent(closed, k -> new ArrayList<>()).add(i);
            }
        }
        var stages = new ArrayList<Stage>();
        members.forEach((module, nodes) -> leaving(nodes).ifPresent(t -> stages.add(stage(module, t, nodes))));
        for (var anchor : byAnchors()) {
            if (closed(modules.get(anchor.layer()), open).isEmpty()) {
                stages.add(anchor);
            }
        }
        stages.sort(java.util.Comparator.comparingInt(Stage::layer));
        return stages;
    }

    /** The last tensor made here that is read elsewhere. */
    private Optional<String> leaving(List<Integer> nodes) {
        var inside = new HashSet<Node>();
        nodes.forEach(i -> inside.add(graph.nodes().get(i)));
        var outputs = new HashSet<String>();
        graph.outputs().forEach(o -> outputs.add(o.name()));
        Optional<String> last = Optional.empty();
        for (int i : nodes) {
            for (var tensor : graph.nodes().get(i).outputs()) {
                if (showable(tensor)
                        && (outputs.contains(tensor)
                                || graph.consumers(tensor).stream().anyMatch(c -> !inside.contains(c)))) {
                    last = Optional.of(tensor);
                }
            }
        }
        return last;
    }

    private List<Stage> byAnchors() {
        var stages = new LinkedHashMap<String, Stage>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            var node = graph.nodes().get(i);
            if (!ANCHORS.contains(Category.of(node.op()))) {
                continue;
            }
            var out = node.outputs().stream().filter(this::showable).findFirst();
            if (out.isEmpty()) {
                continue;
            }
            var tensor = out.get();
            var nodes = new ArrayList<>(List.of(i));
            for (var next = follower(tensor); next.isPresent(); next = follower(tensor)) {
                tensor = next.get().output(0).orElseThrow();
                nodes.add(Optional.ofNullable(makers.get(tensor)).orElse(i));
            }
            stages.put(tensor, stage(graph.label(node), tensor, nodes));
        }
        return List.copyOf(stages.values());
    }

    private List<Stage> everyNode() {
        var stages = new ArrayList<Stage>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            var node = graph.nodes().get(i);
            var out = node.output(0).filter(this::showable);
            if (out.isPresent()) {
                stages.add(stage(graph.label(node), out.get(), List.of(i)));
            }
        }
        return stages;
    }

    /** What alone reads a tensor and only changes its values: an activation, a normalisation, an added bias. */
    private Optional<Node> follower(String tensor) {
        var readers = graph.consumers(tensor);
        var gate = readers.size() == 2 ? gate(tensor, readers) : Optional.<Node>empty();
        if (gate.isPresent() || readers.size() != 1) {
            return gate.filter(n -> n.output(0).filter(this::showable).isPresent());
        }
        var reader = readers.get(0);
        boolean bias = reader.is("Add")
                && reader.inputs().stream().anyMatch(i -> graph.constant(i).isPresent());
        boolean follows = bias || FOLLOWERS.contains(Category.of(reader.op()));
        return follows && reader.output(0).filter(this::showable).isPresent() ? Optional.of(reader) : Optional.empty();
    }

    /** The product of x with a squashed x: SiLU and hard swish are written as two nodes. */
    private static Optional<Node> gate(String tensor, List<Node> readers) {
        return readers.stream()
                .filter(n -> n.is("Mul") && n.inputs().contains(tensor))
                .filter(n -> readers.stream()
                        .anyMatch(other -> other != n
                                && Category.of(other.op()) == Category.ACTIVATION
                                && other.output(0).filter(n.inputs()::contains).isPresent()))
                .findFirst();
    }

    private boolean showable(String tensor) {
        var type = types.get(tensor);
        return alive.contains(tensor)
                && type.type().map(DataType::isFloating).orElse(true)
                && type.shape().map(s -> s.rank() > 0).orElse(true);
    }

    private static List<Stage> evenly(Collection<Stage> all, int most) {
        var list = List.copyOf(all);
        if (list.size() <= most) {
            return list;
        }
        var kept = new ArrayList<Stage>();
        for (int i = 0; i < most; i++) {
            kept.add(list.get(most == 1 ? 0 : Math.round(i * (list.size() - 1f) / (most - 1))));
        }
        return kept;
    }
}
