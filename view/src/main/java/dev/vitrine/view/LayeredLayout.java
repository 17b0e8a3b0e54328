package dev.vitrine.view;

import dev.vitrine.artifact.NetworkGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/**
 * Layers by longest path, order by barycentre (Sugiyama, Tagawa, Toda 1981), without recursion and in near-linear time. A tensor
 * read by more than {@link #FAN} vertices, or a vertex that reads more than that, is written rather than drawn: such arrows
 * would hide all others. Wide layers are broken into rows, and a deep network into columns, so that it fits a page.
 */
final class LayeredLayout implements Layout {
    /** The most arrows that one tensor or one vertex may have. */
    static final int FAN = 16;

    private static final int DRAWN = 0;
    private static final int WRITTEN = 1;
    private static final int WIDEST = 12;
    private static final int LONGEST = 24;
    private static final double GAP_X = 28;
    private static final double GAP_Y = 30;
    private static final double COLUMN_GAP = 70;
    private static final double RATIO = 1.5;

    private int vertices;
    private List<int[]> arrows = new ArrayList<>();
    private List<List<Integer>> above = new ArrayList<>();
    private List<List<Integer>> under = new ArrayList<>();
    private List<Double> width = new ArrayList<>();
    private int[] layer = new int[0];

    @Override
    public Placement place(NetworkGraph graph, double[] widths, double boxHeight) {
        return new LayeredLayout().run(graph, widths, boxHeight);
    }

    private Placement run(NetworkGraph graph, double[] widths, double boxHeight) {
        vertices = widths.length;
        var feeds = new int[vertices];
        var takes = new int[vertices];
        choose(graph, feeds, takes);
        assign();
        split();
        var chains = thread(widths);
        var rows = order();
        var x = new double[width.size()];
        centre(rows, x);
        return fold(rows, x, chains, boxHeight, feeds, takes);
    }

    private void choose(NetworkGraph graph, int[] feeds, int[] takes) {
        var index = new HashMap<String, Integer>();
        for (int i = 0; i < vertices; i++) {
            index.put(graph.vertices().get(i).id(), i);
        }
        var readers = new HashMap<List<String>, Integer>();
        var reads = new int[vertices];
        for (var edge : graph.edges()) {
            readers.merge(List.of(edge.from(), edge.tensor()), 1, Integer::sum);
            reads[index.getOrDefault(edge.to(), 0)]++;
        }
        for (int e = 0; e < graph.edges().size(); e++) {
            var edge = graph.edges().get(e);
            int from = index.getOrDefault(edge.from(), 0);
            int to = index.getOrDefault(edge.to(), 0);
            boolean manyReaders = readers.getOrDefault(List.of(edge.from(), edge.tensor()), 0) > FAN;
            boolean readsMany = reads[to] > FAN;
            feeds[from] += manyReaders ? 1 : 0;
            takes[to] += readsMany ? 1 : 0;
            if (from != to) {
                arrows.add(new int[] {from, to, e, manyReaders || readsMany ? WRITTEN : DRAWN});
            }
        }
    }

    /** Longest path from the sources; in a cycle, which no valid network has, the arrow that closes it is passed over. */
    private void assign() {
        layer = new int[vertices];
        var open = new int[vertices];
        var out = neighbours(0, 1);
        arrows.forEach(a -> open[a[1]]++);
        var ready = new ArrayDeque<Integer>();
        var done = new boolean[vertices];
        for (int v = 0; v < vertices; v++) {
            if (open[v] == 0) {
                ready.add(v);
            }
        }
        for (int next = 0; ; ) {
            while (!ready.isEmpty()) {
                int v = ready.poll();
                if (done[v]) {
                    continue;
                }
                done[v] = true;
                for (int to : out.get(v)) {
                    if (!done[to]) {
                        layer[to] = Math.max(layer[to], layer[v] + 1);
                        if (--open[to] == 0) {
                            ready.add(to);
                        }
                    }
                }
            }
            while (next < vertices && done[next]) {
                next++;
            }
            if (next == vertices) {
                break;
            }
            ready.add(next);
        }
        arrows.removeIf(a -> layer[a[0]] >= layer[a[1]]);
        sinkSources(out);
        arrows.removeIf(a -> a[3] == WRITTEN);
    }

    /** A source stands just above what reads it first, not at the far top. */
    private void sinkSources(List<List<Integer>> out) {
        var reached = new boolean[vertices];
        arrows.forEach(a -> reached[a[1]] = true);
        for (int v = 0; v < vertices; v++) {
            if (!reached[v] && !out.get(v).isEmpty()) {
                int first = Integer.MAX_VALUE;
                for (int to : out.get(v)) {
                    first = Math.min(first, layer[to]);
                }
                layer[v] = Math.max(layer[v], first - 1);
            }
        }
    }

    private List<List<Integer>> neighbours(int of, int at) {
        var lists = new ArrayList<List<Integer>>();
        for (int v = 0; v < vertices; v++) {
            lists.add(new ArrayList<>());
        }
        arrows.forEach(a -> lists.get(a[of]).add(a[at]));
        return lists;
    }

    private void split() {
        int deepest = Arrays.stream(layer).max().orElse(-1) + 1;
        var count = new int[deepest];
        for (int l : layer) {
            count[l]++;
        }
        var start = new int[deepest + 1];
        var perRow = new int[deepest];
        for (int l = 0; l < deepest; l++) {
            int rows = count[l] <= WIDEST ? 1 : (int) Math.ceil(count[l] / Math.max(WIDEST, Math.sqrt(count[l] / 2.0)));
            perRow[l] = Math.max(1, (count[l] + rows - 1) / Math.max(1, rows));
            start[l + 1] = start[l] + Math.max(1, rows);
        }
        var seen = new int[deepest];
        for (int v = 0; v < vertices; v++) {
            int l = layer[v];
            layer[v] = start[l] + seen[l]++ / perRow[l];
        }
    }

    /** Bends for arrows that pass layers, so that they go between boxes; returns the bends of each arrow. */
    private List<int[]> thread(double[] widths) {
        for (double w : widths) {
            width.add(w);
            above.add(new ArrayList<>());
            under.add(new ArrayList<>());
        }
        var layers = new ArrayList<Integer>();
        for (int l : layer) {
            layers.add(l);
        }
        var chains = new ArrayList<int[]>();
        for (var arrow : arrows) {
            int span = layer[arrow[1]] - layer[arrow[0]];
            int bends = span > LONGEST ? 0 : Math.max(0, span - 1);
            var chain = new int[bends + 2];
            chain[0] = arrow[0];
            chain[bends + 1] = arrow[1];
            for (int b = 1; b <= bends; b++) {
                chain[b] = width.size();
                width.add(6.0);
                above.add(new ArrayList<>());
                under.add(new ArrayList<>());
                layers.add(layer[arrow[0]] + b);
            }
            if (span <= LONGEST) {
                for (int b = 0; b <= bends; b++) {
                    under.get(chain[b]).add(chain[b + 1]);
                    above.get(chain[b + 1]).add(chain[b]);
                }
            }
            chains.add(chain);
        }
        layer = layers.stream().mapToInt(Integer::intValue).toArray();
        return chains;
    }

    private List<List<Integer>> order() {
        int deepest = Arrays.stream(layer).max().orElse(-1) + 1;
        var rows = new ArrayList<List<Integer>>();
        for (int l = 0; l < deepest; l++) {
            rows.add(new ArrayList<>());
        }
        for (int v = 0; v < layer.length; v++) {
            rows.get(layer[v]).add(v);
        }
        var place = new double[layer.length];
        rows.forEach(row -> number(row, place));
        for (int sweep = 0; sweep < 6; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 0; i < deepest; i++) {
                var row = rows.get(down ? i : deepest - 1 - i);
                if (row.size() > 1) {
                    var key = new HashMap<Integer, Double>();
                    row.forEach(v -> key.put(v, mean(down ? above.get(v) : under.get(v), place, place[v])));
                    row.sort(Comparator.comparingDouble(v -> key.getOrDefault(v, 0.0)));
                    number(row, place);
                }
            }
        }
        return rows;
    }

    private static void number(List<Integer> row, double[] place) {
        for (int i = 0; i < row.size(); i++) {
            place[row.get(i)] = (i + 0.5) / row.size();
        }
    }

    private static double mean(List<Integer> of, double[] values, double otherwise) {
        if (of.isEmpty()) {
            return otherwise;
        }
        double sum = 0;
        for (int v : of) {
            sum += values[v];
        }
        return sum / of.size();
    }

    /** Centres each box over its neighbours as far as the others of its row let it. */
    private void centre(List<List<Integer>> rows, double[] x) {
        for (var row : rows) {
            double total = row.stream().mapToDouble(v -> width.get(v) + GAP_X).sum();
            double at = -total / 2;
            for (int v : row) {
                x[v] = at + (width.get(v) + GAP_X) / 2;
                at += width.get(v) + GAP_X;
            }
        }
        for (int pass = 0; pass < 6; pass++) {
            boolean down = pass % 2 == 0;
            for (int i = 0; i < rows.size(); i++) {
                var row = rows.get(down ? i : rows.size() - 1 - i);
                var wish = new double[row.size()];
                for (int k = 0; k < wish.length; k++) {
                    int v = row.get(k);
                    wish[k] = mean(down ? above.get(v) : under.get(v), x, x[v]);
                }
                settle(row, wish, x);
            }
        }
    }

    private void settle(List<Integer> row, double[] wish, double[] x) {
        int n = row.size();
        var leftmost = new double[n];
        var rightmost = new double[n];
        for (int k = 0; k < n; k++) {
            leftmost[k] = k == 0 ? wish[k] : Math.max(wish[k], leftmost[k - 1] + apart(row, k));
        }
        for (int k = n - 1; k >= 0; k--) {
            rightmost[k] = k == n - 1 ? wish[k] : Math.min(wish[k], rightmost[k + 1] - apart(row, k + 1));
        }
        for (int k = 0; k < n; k++) {
            x[row.get(k)] = (leftmost[k] + rightmost[k]) / 2;
        }
    }

    private double apart(List<Integer> row, int k) {
        return (width.get(row.get(k - 1)) + width.get(row.get(k))) / 2 + GAP_X;
    }

    private Placement fold(
            List<List<Integer>> rows, double[] x, List<int[]> chains, double boxHeight, int[] feeds, int[] takes) {
        double step = boxHeight + GAP_Y;
        double breadth = 0;
        for (var row : rows) {
            double low =
                    row.stream().mapToDouble(v -> x[v] - width.get(v) / 2).min().orElse(0);
            double high =
                    row.stream().mapToDouble(v -> x[v] + width.get(v) / 2).max().orElse(0);
            breadth = Math.max(breadth, high - low);
        }
        int columns = (int) Math.max(1, Math.round(Math.sqrt(rows.size() * step * RATIO / (breadth + COLUMN_GAP))));
        int deep = Math.max(1, (rows.size() + columns - 1) / columns);
        var top = new double[x.length];
        var column = new int[x.length];
        var right = new double[rows.size()];
        double shift = 0;
        double tallest = 0;
        for (int start = 0, c = 0; start < rows.size(); c++) {
            int end = breakAfter(rows, start, deep);
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int r = start; r < end; r++) {
                for (int v : rows.get(r)) {
                    low = Math.min(low, x[v] - width.get(v) / 2);
                    high = Math.max(high, x[v] + width.get(v) / 2);
                    top[v] = (r - start) * step;
                    column[v] = c;
                }
            }
            for (int r = start; r < end; r++) {
                for (int v : rows.get(r)) {
                    x[v] += shift - low;
                }
            }
            tallest = Math.max(tallest, (end - start) * step - GAP_Y);
            right[c] = shift + high - low;
            shift = right[c] + COLUMN_GAP;
            start = end;
        }
        var routes = new ArrayList<Route>();
        for (int a = 0; a < chains.size(); a++) {
            routes.add(new Route(arrows.get(a)[2], route(chains.get(a), x, top, column, right, boxHeight)));
        }
        var left = new double[vertices];
        for (int v = 0; v < vertices; v++) {
            left[v] = x[v] - width.get(v) / 2;
        }
        return new Placement(
                left, Arrays.copyOf(top, vertices), Math.max(0, shift - COLUMN_GAP), tallest, routes, feeds, takes);
    }

    /** The end of a column of about {@code deep} rows, where only one arrow crosses if there is such a place near by. */
    private static int breakAfter(List<List<Integer>> rows, int start, int deep) {
        int end = start + deep;
        if (end >= rows.size()) {
            return rows.size();
        }
        for (int away = 0; away <= deep / 4; away++) {
            for (int at : new int[] {end + away, end - away}) {
                if (at > start && at < rows.size() && rows.get(at - 1).size() == 1) {
                    return at;
                }
            }
        }
        return end;
    }

    private double[] route(int[] chain, double[] x, double[] top, int[] column, double[] right, double boxHeight) {
        var points = new ArrayList<Double>();
        for (int i = 0; i < chain.length; i++) {
            int v = chain[i];
            boolean bend = v >= vertices;
            if (i > 0 && column[v] != column[chain[i - 1]]) {
                int before = chain[i - 1];
                double bottom = top[before] + boxHeight + GAP_Y / 2;
                double gutter = right[column[before]] + COLUMN_GAP / 2;
                double over = -GAP_Y / 2;
                points.addAll(List.of(x[before], bottom, gutter, bottom, gutter, over, x[v], over));
            }
            if (i > 0) {
                points.addAll(List.of(x[v], top[v]));
            }
            if (i == 0 || bend) {
                points.addAll(List.of(x[v], top[v] + boxHeight));
            }
        }
        return points.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
