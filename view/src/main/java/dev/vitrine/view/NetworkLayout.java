package dev.vitrine.view;

import dev.vitrine.artifact.NetworkGraph.Category;
import dev.vitrine.model.Graph;
import dev.vitrine.model.ModuleTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Draws a network module by module: a closed module is one box, an open one holds its own layout, made from the inside out. Equal
 * levels are placed once. Plain followers of a layer are folded into it ({@code Conv · Relu · MaxPool}); constants are part of what
 * reads them; a tensor that feeds everything, such as a mask, is written at its readers.
 */
public final class NetworkLayout {
    /** A tensor is written rather than drawn if more nodes read it, ... */
    private static final int READERS = LevelLayout.FAN;
    /** ... or nodes of more modules. */
    private static final int MODULES = 4;

    private static final int CHAIN = 6;
    private static final int FIRST_PICTURE = 48;
    private static final int HEIGHT = 40;
    /** What a second line of a label adds. */
    private static final int LINE = 16;
    /** A chain whose operators are wider than this is written on two lines. */
    private static final int LONG = 184;

    private static final int HEADER = 28;

    /** What most second lines have room for: they are not known yet when the boxes are placed. */
    private static final String SECOND_LINE = "1×0000×000×000";

    private static final int PAD = 16;
    private static final int KEPT = 16;

    /**
     * What is shown.
     *
     * @param open numbers of the open modules; empty for as many as make a good first picture
     * @param all everything is open and nothing folded
     * @param unfolded first layers of chains that are shown layer by layer
     * @param ratio the width of the window divided by its height
     */
    public record View(java.util.Optional<Set<Integer>> open, boolean all, Set<Integer> unfolded, double ratio) {
        /** A first look. */
        public static View first(double ratio) {
            return new View(java.util.Optional.empty(), false, Set.of(), ratio);
        }

        public View {
            open = open.map(Set::copyOf);
            unfolded = Set.copyOf(unfolded);
            ratio = Double.isFinite(ratio) ? Math.max(0.2, Math.min(5, Math.round(ratio * 10) / 10.0)) : 1.5;
        }
    }

    private record Link(int from, int to, int tensor) {}

    private final Graph graph;
    private final ModuleTree tree;
    private final int nodes;
    private final int vertices;
    private final List<Link> links = new ArrayList<>();
    private final List<String> tensors = new ArrayList<>();
    private boolean[] broadcast = new boolean[0];

    /** The reader that a constant is part of; the vertex itself for others. */
    private final int[] host;

    /** The first layer of the chain that a vertex is folded into. */
    private final int[] head;

    private final Map<Integer, List<Integer>> chains = new HashMap<>();
    private final Map<LevelLayout.Key, LevelLayout.Placement> placements = lastUsed(256);
    private final Map<View, GraphLayout> layouts = lastUsed(KEPT);
    private final Map<String, Integer> widths = new HashMap<>();

    /** @param modules the module path of each node, as {@link dev.vitrine.model.Modules#of} gives it */
    public NetworkLayout(Graph graph, List<String> modules) {
        this.graph = graph;
        this.tree = new ModuleTree(modules);
        nodes = graph.nodes().size();
        vertices = nodes + graph.inputs().size() + graph.outputs().size();
        host = new int[vertices];
        head = new int[vertices];
        link();
        findBroadcasts();
        attachConstants();
        chain();
    }

    private static <K, V> Map<K, V> lastUsed(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** The layout of a view; the same view twice is the same layout. */
    public synchronized GraphLayout of(View view) {
        var known = layouts.get(view);
        if (known == null) {
            known = new Drawn(view).layout();
            layouts.put(view, known);
        }
        return known;
    }

    private int home(int vertex) {
        return vertex < nodes ? tree.home(vertex) : 0;
    }

    private void link() {
        var number = new HashMap<String, Integer>();
        var maker = new HashMap<String, Integer>();
        for (int i = 0; i < graph.inputs().size(); i++) {
            maker.putIfAbsent(graph.inputs().get(i).name(), nodes + i);
        }
        for (int i = 0; i < nodes; i++) {
            for (var output : graph.nodes().get(i).outputs()) {
                if (!output.isEmpty()) {
                    maker.putIfAbsent(output, i);
                }
            }
        }
        for (int v = 0; v < vertices; v++) {
            boolean output = v >= nodes + graph.inputs().size();
            var reads = v < nodes
                    ? new LinkedHashSet<>(Graph.captured(graph.nodes().get(v)))
                    : output
                            ? Set.of(graph.outputs()
                                    .get(v - nodes - graph.inputs().size())
                                    .name())
                            : Set.<String>of();
            for (var tensor : reads) {
                var from = maker.get(tensor);
                if (from != null && from != v) {
                    int id = number.computeIfAbsent(tensor, t -> {
                        tensors.add(t);
                        return tensors.size() - 1;
                    });
                    links.add(new Link(from, v, id));
                }
            }
        }
    }

    private void findBroadcasts() {
        var readers = new int[tensors.size()];
        var modules = new ArrayList<Set<Integer>>();
        tensors.forEach(t -> modules.add(new HashSet<>(2)));
        for (var link : links) {
            readers[link.tensor]++;
            var seen = modules.get(link.tensor);
            if (seen.size() <= MODULES && home(link.to) != home(link.from)) {
                seen.add(home(link.to));
            }
        }
        broadcast = new boolean[tensors.size()];
        for (int t = 0; t < broadcast.length; t++) {
            broadcast[t] = readers[t] > READERS || modules.get(t).size() > MODULES;
        }
    }

    private void attachConstants() {
        for (int v = 0; v < vertices; v++) {
            host[v] = v;
        }
        var given = new HashSet<String>();
        graph.outputs().forEach(o -> given.add(o.name()));
        for (int i = links.size() - 1; i >= 0; i--) {
            var link = links.get(i);
            if (link.from < nodes && link.to < nodes && !given.contains(tensors.get(link.tensor))) {
                var node = graph.nodes().get(link.from);
                if (Category.of(node.op()) == Category.SHAPE
                        && Graph.captured(node).isEmpty()) {
                    host[link.from] = link.to;
                }
            }
        }
    }

    /** Folds layers into one before them that nothing else reads, small detours such as {@code x · sigmoid(x)} included. */
    private void chain() {
        var readers = new ArrayList<List<Integer>>();
        var sources = new ArrayList<List<Integer>>();
        for (int v = 0; v < vertices; v++) {
            head[v] = v;
            readers.add(new ArrayList<>(2));
            sources.add(new ArrayList<>(2));
        }
        for (var link : links) {
            if (host[link.from] == link.from) {
                readers.get(link.from).add(link.to);
                if (!broadcast[link.tensor]) {
                    sources.get(link.to).add(link.from);
                }
            }
        }
        for (int v = 0; v < nodes; v++) {
            if (head[v] == v && host[v] == v) {
                var chain = followers(v, readers, sources);
                if (chain.size() > 1) {
                    for (int member : chain) {
                        head[member] = v;
                    }
                    chains.put(v, chain);
                }
            }
        }
    }

    private List<Integer> followers(int first, List<List<Integer>> readers, List<List<Integer>> sources) {
        var chain = new ArrayList<>(List.of(first));
        int closed = 1;
        while (chain.size() < CHAIN) {
            int next = Integer.MAX_VALUE;
            for (int member : chain) {
                if (readers.get(member).size() > 2) {
                    return chain.subList(0, closed);
                }
                for (int reader : readers.get(member)) {
                    next = chain.contains(reader) ? next : Math.min(next, reader);
                }
            }
            if (next >= nodes
                    || next < first
                    || head[next] != next
                    || home(next) != home(first)
                    || !follows(next)
                    || !chain.containsAll(sources.get(next))) {
                break;
            }
            chain.add(next);
            if (chain.subList(0, chain.size() - 1).stream()
                    .allMatch(member -> chain.containsAll(readers.get(member)))) {
                closed = chain.size();
            }
        }
        return chain.subList(0, closed);
    }

    /** Whether a layer is a plain follower, not one of those that a reader looks for. */
    private boolean follows(int v) {
        return switch (Category.of(graph.nodes().get(v).op())) {
            case CONVOLUTION, LINEAR, RECURRENT, ATTENTION, CONTROL -> false;
            default -> true;
        };
    }

    private int width(String label, double size) {
        return widths.computeIfAbsent(size + label, k ->
                (int) Math.ceil(Typeface.bundled().width(Markup.shorten(Markup.visible(label), 60), size)));
    }

    private int boxWidth(String label, String second) {
        int text =
                Math.max(label.lines().mapToInt(line -> width(line, 12.5)).max().orElse(0), width(second, 10.5)) + 40;
        return Math.min(240, Math.max(80, (text + 15) / 16 * 16));
    }

    /** One layout in the making. An item is a module, by its number, or a vertex, by its number plus that of all modules. */
    private final class Drawn {
        private final View view;
        private final int modules = tree.size();
        private final boolean[] open = new boolean[modules];
        private final int[] cover = new int[modules];
        private final int[] depth = new int[modules];
        private final int[] inside = new int[modules];
        private final int[] firstLayer = new int[modules];
        private final int[] chief = new int[modules];
        private final List<Holder> holders = new ArrayList<>();
        private final int[] wide;
        private final int[] high;
        private final int[] boxOf;
        private final List<Set<String>> chips;
        private final GraphLayoutBuilder out = new GraphLayoutBuilder();

        Drawn(View view) {
            this.view = view;
            wide = new int[modules + vertices];
            high = new int[modules + vertices];
            boxOf = new int[modules + vertices];
            chips = new ArrayList<>(java.util.Collections.nCopies(modules + vertices, Set.of()));
            java.util.Arrays.fill(firstLayer, -1);
            java.util.Arrays.fill(chief, Category.values().length - 1);
            for (int m = 0; m < modules; m++) {
                holders.add(new Holder(m));
                depth[m] = m == 0 ? 0 : depth[tree.parent(m)] + 1;
            }
            for (int v = 0; v < nodes; v++) {
                int category = Category.of(graph.nodes().get(v).op()).ordinal();
                for (int m = tree.home(v); m >= 0; m = tree.parent(m)) {
                    inside[m]++;
                    firstLayer[m] = firstLayer[m] < 0 ? v : firstLayer[m];
                    chief[m] = Math.min(chief[m], category);
                }
            }
        }

        GraphLayout layout() {
            openModules();
            for (int i = 0; i < graph.inputs().size(); i++) {
                put(nodes + i);
            }
            for (int v = 0; v < nodes; v++) {
                put(v);
            }
            for (int i = nodes + graph.inputs().size(); i < vertices; i++) {
                put(i);
            }
            connect();
            for (int m = modules - 1; m >= 0; m--) {
                if (open[m]) {
                    holders.get(m).place();
                }
            }
            for (int m = 0; m < modules; m++) {
                if (open[m]) {
                    holders.get(m).draw();
                }
            }
            var shown = new int[nodes];
            for (int v = 0; v < nodes; v++) {
                shown[v] = boxOf[item(v)];
            }
            return out.done(holders.get(0).placement(), shown);
        }

        /** Which modules are open and lie in none that is closed; and for the others the closed one that is seen. */
        private void openModules() {
            var first = view.open().orElseGet(this::firstPicture);
            for (int m = 0; m < modules; m++) {
                boolean seen = m == 0 || open[tree.parent(m)];
                open[m] = seen && (m == 0 || view.all() || first.contains(m - 1));
                cover[m] = seen ? m : cover[tree.parent(m)];
            }
        }

        /** Opens level after level, siblings together, as long as the picture stays readable; one box needs no frame. */
        private Set<Integer> firstPicture() {
            var own = new int[modules];
            var children = new ArrayList<List<Integer>>();
            for (int m = 0; m < modules; m++) {
                children.add(new ArrayList<>());
                if (m > 0) {
                    children.get(tree.parent(m)).add(m);
                    own[tree.parent(m)]++;
                }
            }
            for (int v = 0; v < nodes; v++) {
                own[home(v)] += head[v] == v && host[v] == v ? 1 : 0;
            }
            var opened = new HashSet<Integer>();
            var next = new ArrayDeque<>(List.of(0));
            int seen = own[0];
            while (!next.isEmpty()) {
                int module = next.remove();
                var below = children.get(module).stream()
                        .filter(c -> own[c] > 1 || own[module] == 1)
                        .toList();
                int more = below.stream().mapToInt(c -> own[c] - 1).sum();
                if (seen + more <= FIRST_PICTURE || own[module] == 1) {
                    seen += more;
                    below.forEach(c -> opened.add(c - 1));
                    next.addAll(below);
                }
            }
            return opened;
        }

        private int lead(int vertex) {
            int v = host[vertex];
            return view.all() || view.unfolded().contains(head[v]) ? v : head[v];
        }

        private int item(int vertex) {
            int v = host[vertex] == vertex || view.all() ? vertex : host[vertex];
            int home = home(v);
            return open[home] ? modules + (view.all() ? v : lead(v)) : cover[home];
        }

        private int holder(int item) {
            return item < modules ? tree.parent(item) : home(item - modules);
        }

        private void put(int vertex) {
            int item = item(vertex);
            while (item != 0 && wide[item] == 0) {
                measure(item);
                holders.get(holder(item)).add(item);
                item = holder(item);
            }
        }

        private void measure(int item) {
            var label = item < modules ? tree.name(item) : label(item);
            high[item] = HEIGHT + LINE * (int) (label.lines().count() - 1);
            wide[item] = boxWidth(label, item < modules ? "0000 layers" : SECOND_LINE);
        }

        private List<Integer> layers(int item) {
            int v = item - modules;
            boolean folded = !view.all() && !view.unfolded().contains(v);
            return folded ? chains.getOrDefault(v, List.of(v)) : List.of(v);
        }

        private String label(int item) {
            int v = item - modules;
            if (v >= nodes) {
                return value(v).name();
            }
            var ops = new StringBuilder();
            for (int layer : layers(item)) {
                ops.append(ops.isEmpty() ? "" : " · ")
                        .append(graph.nodes().get(layer).op());
            }
            return broken(ops.toString());
        }

        /** A long chain on two lines of about the same length. */
        private String broken(String chain) {
            if (width(chain, 12.5) <= LONG) {
                return chain;
            }
            int best = -1;
            for (int at = chain.indexOf(" · "); at >= 0; at = chain.indexOf(" · ", at + 1)) {
                best = best < 0 || Math.abs(2 * at - chain.length()) < Math.abs(2 * best - chain.length()) ? at : best;
            }
            return best < 0 ? chain : chain.substring(0, best + 2) + "\n" + chain.substring(best + 3);
        }

        private Graph.Value value(int v) {
            int i = v - nodes;
            int inputs = graph.inputs().size();
            return i < inputs ? graph.inputs().get(i) : graph.outputs().get(i - inputs);
        }

        private void chip(int item, String tensor) {
            if (chips.get(item).isEmpty()) {
                chips.set(item, new LinkedHashSet<>());
            }
            chips.get(item).add(tensor);
        }

        /** Takes every link apart into its steps: out of the modules of its source, across, and into those of its reader. */
        private void connect() {
            for (var link : links) {
                int from = item(link.from);
                int to = item(link.to);
                if (from == to || host[link.from] != link.from && !view.all()) {
                    continue;
                }
                if (broadcast[link.tensor]) {
                    chip(to, tensors.get(link.tensor));
                    continue;
                }
                int left = holder(from);
                int right = holder(to);
                while (left != right) {
                    if (depth[left] >= depth[right]) {
                        holders.get(left).join(from, -1, link.tensor);
                        from = left;
                        left = tree.parent(left);
                    } else {
                        holders.get(right).join(-1, to, link.tensor);
                        to = right;
                        right = tree.parent(right);
                    }
                }
                if (from != to) {
                    holders.get(left).join(from, to, link.tensor);
                }
            }
        }

        /** Between two boxes; an end of -1 is the edge of the module that holds them. */
        private record Join(int from, int to, int tensor) {}

        /** An open module: what is in it, and where. */
        private final class Holder {
            private final int module;
            private final List<Integer> items = new ArrayList<>();
            private final Map<Integer, Integer> ins = new LinkedHashMap<>();
            private final Map<Integer, Integer> outs = new LinkedHashMap<>();
            private final Map<Join, List<Integer>> joins = new LinkedHashMap<>();
            private LevelLayout.Placement placement =
                    new LevelLayout.Placement(new int[0], new int[0], 0, 0, new int[0][]);
            private int x;
            private int y;

            Holder(int module) {
                this.module = module;
            }

            void add(int item) {
                items.add(item);
            }

            LevelLayout.Placement placement() {
                return placement;
            }

            /** Edges between closed boxes are one however much flows; those at the rim of an open module are one a tensor. */
            void join(int from, int to, int tensor) {
                boolean rim = from < 0 || to < 0 || isOpen(from) || isOpen(to);
                var flows = joins.computeIfAbsent(new Join(from, to, rim ? tensor : -1), k -> new ArrayList<>(1));
                if (flows.isEmpty() || !flows.contains(tensor)) {
                    flows.add(tensor);
                }
                if (from < 0) {
                    ins.putIfAbsent(tensor, ins.size());
                }
                if (to < 0) {
                    outs.putIfAbsent(tensor, outs.size());
                }
            }

            private boolean isOpen(int item) {
                return item < modules && open[item];
            }

            /** Lays out the inside; what is inside has its size by now. */
            void place() {
                int boxes = items.size();
                var index = new HashMap<Integer, Integer>();
                var w = new int[boxes];
                var h = new int[boxes];
                for (int i = 0; i < boxes; i++) {
                    index.put(items.get(i), i);
                    w[i] = wide[items.get(i)];
                    h[i] = high[items.get(i)];
                }
                int n = joins.size();
                var from = new int[n];
                var to = new int[n];
                var exit = new int[n];
                var entry = new int[n];
                int e = 0;
                for (var join : joins.keySet()) {
                    from[e] = join.from < 0 ? boxes + at(ins, join.tensor) : at(index, join.from);
                    to[e] = join.to < 0 ? boxes + ins.size() + at(outs, join.tensor) : at(index, join.to);
                    exit[e] = join.from < 0 ? 0 : port(join.from, join.tensor, false);
                    entry[e] = join.to < 0 ? 0 : port(join.to, join.tensor, true);
                    e++;
                }
                var level = new LevelLayout.Level(w, h, ins.size(), outs.size(), from, to, exit, entry, view.ratio());
                placement = placements.computeIfAbsent(level.key(), k -> LevelLayout.place(level));
                if (module > 0) {
                    int title = width(tree.name(module), 12.5) + 56;
                    wide[module] = Math.max(title, placement.width() + 2 * PAD) + 1 & ~1;
                    high[module] = HEADER + placement.height() + PAD;
                }
            }

            private static int at(Map<Integer, Integer> index, int key) {
                var found = index.get(key);
                if (found == null) {
                    throw new IllegalStateException("an edge to a box that is not there");
                }
                return found;
            }

            /** Where an edge meets a box, from its left side: in the middle, or where an open module goes on with the tensor. */
            private int port(int item, int tensor, boolean in) {
                if (!isOpen(item)) {
                    return wide[item] / 2;
                }
                var inner = holders.get(item);
                var port = (in ? inner.ins : inner.outs).get(tensor);
                int ports = inner.items.size() + (in ? 0 : inner.ins.size());
                return port == null
                        ? wide[item] / 2
                        : inner.left() + inner.placement.x()[ports + port];
            }

            /** From the left side of the module to what is in it. */
            private int left() {
                return module == 0 ? 0 : (wide[module] - placement.width()) / 2;
            }

            void draw() {
                int originX = x + left();
                int originY = y + (module == 0 ? 0 : HEADER);
                for (int i = 0; i < items.size(); i++) {
                    int item = items.get(i);
                    int bx = originX + placement.x()[i];
                    int by = originY + placement.y()[i];
                    boxOf[item] = out.size();
                    if (item < modules) {
                        holders.get(item).x = bx;
                        holders.get(item).y = by;
                    }
                    drawBox(item, bx, by);
                }
                int e = 0;
                for (var entry : joins.entrySet()) {
                    var join = entry.getKey();
                    var route = placement.routes()[e++];
                    var names = String.join(
                            "\n", entry.getValue().stream().map(tensors::get).toList());
                    if (route.length == 0) {
                        if (join.to >= 0) {
                            out.chip(boxOf[join.to], names);
                        }
                        continue;
                    }
                    out.edge(boxOf[join.from < 0 ? module : join.from], boxOf[join.to < 0 ? module : join.to], names);
                    if (join.from < 0) {
                        out.point(originX + route[0], y);
                    }
                    for (int i = 0; i < route.length; i += 2) {
                        out.point(originX + route[i], originY + route[i + 1]);
                    }
                    if (join.to < 0) {
                        out.point(originX + route[route.length - 2], y + high[module]);
                    }
                }
            }

            private void drawBox(int item, int bx, int by) {
                int vertex = item - modules;
                boolean input =
                        vertex >= nodes && vertex < nodes + graph.inputs().size();
                var chipped = String.join("\n", chips.get(item));
                if (item < modules) {
                    out.box(open[item] ? GraphLayout.OPEN : GraphLayout.CLOSED, bx, by, wide[item], high[item]);
                    out.words(tree.name(item), chipped);
                    out.facts(chief[item], firstLayer[item], -1, inside[item], item - 1, depth[module]);
                } else if (vertex < nodes) {
                    out.box(GraphLayout.LAYER, bx, by, wide[item], high[item]);
                    out.words(label(item), chipped);
                    int category = Category.of(graph.nodes().get(vertex).op()).ordinal();
                    var chain = layers(item);
                    int last = chain.get(chain.size() - 1);
                    out.facts(category, vertex, last, chain.size(), module - 1, depth[module]);
                } else {
                    out.box(input ? GraphLayout.INPUT : GraphLayout.OUTPUT, bx, by, wide[item], high[item]);
                    out.words(label(item), chipped);
                    out.facts((input ? Category.INPUT : Category.OUTPUT).ordinal(), -1, -1, 0, -1, 0);
                }
            }
        }
    }

    /** Grows the flat arrays. */
    private final class GraphLayoutBuilder {
        private final Numbers kind = new Numbers();
        private final Numbers x = new Numbers();
        private final Numbers y = new Numbers();
        private final Numbers w = new Numbers();
        private final Numbers h = new Numbers();
        private final Numbers category = new Numbers();
        private final Numbers layer = new Numbers();
        private final Numbers last = new Numbers();
        private final Numbers layers = new Numbers();
        private final Numbers module = new Numbers();
        private final Numbers depth = new Numbers();
        private final List<String> label = new ArrayList<>();
        private final List<String> chips = new ArrayList<>();
        private final Numbers from = new Numbers();
        private final Numbers to = new Numbers();
        private final Numbers start = new Numbers();
        private final Numbers points = new Numbers();
        private final List<String> tensor = new ArrayList<>();

        int size() {
            return label.size();
        }

        void box(int boxKind, int left, int top, int width, int height) {
            kind.add(boxKind);
            x.add(left);
            y.add(top);
            w.add(width);
            h.add(height);
        }

        void words(String boxLabel, String chipped) {
            label.add(boxLabel);
            chips.add(chipped);
        }

        void facts(int boxCategory, int first, int end, int count, int boxModule, int boxDepth) {
            category.add(boxCategory);
            layer.add(first);
            last.add(end);
            layers.add(count);
            module.add(boxModule);
            depth.add(boxDepth);
        }

        void chip(int box, String names) {
            var before = chips.get(box);
            chips.set(box, before.isEmpty() ? names : before + "\n" + names);
        }

        void edge(int source, int reader, String names) {
            from.add(source);
            to.add(reader);
            start.add(points.size);
            tensor.add(names);
        }

        void point(int px, int py) {
            points.add(px);
            points.add(py);
        }

        GraphLayout done(LevelLayout.Placement whole, int[] boxOf) {
            start.add(points.size);
            var paths = new String[tree.size() - 1];
            java.util.Arrays.setAll(paths, m -> tree.path(m + 1));
            var categories = new String[Category.values().length];
            java.util.Arrays.setAll(categories, c -> Category.values()[c].name().toLowerCase(Locale.ROOT));
            return new GraphLayout(
                    whole.width(),
                    whole.height(),
                    new GraphLayout.Boxes(
                            kind.done(),
                            x.done(),
                            y.done(),
                            w.done(),
                            h.done(),
                            label.toArray(String[]::new),
                            category.done(),
                            layer.done(),
                            last.done(),
                            layers.done(),
                            module.done(),
                            chips.toArray(String[]::new),
                            depth.done()),
                    new GraphLayout.Edges(
                            from.done(), to.done(), start.done(), points.done(), tensor.toArray(String[]::new)),
                    boxOf,
                    paths,
                    categories);
        }
    }

    /** Whole numbers in a row. */
    private static final class Numbers {
        private int[] numbers = new int[64];
        private int size;

        void add(int number) {
            if (size == numbers.length) {
                numbers = java.util.Arrays.copyOf(numbers, 2 * size);
            }
            numbers[size++] = number;
        }

        int[] done() {
            return java.util.Arrays.copyOf(numbers, size);
        }
    }
}
