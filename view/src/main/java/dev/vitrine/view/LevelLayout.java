package dev.vitrine.view;

import java.util.Arrays;

/**
 * Places the boxes of one level: layers by longest path, order by barycentre (Sugiyama, Tagawa, Toda 1981), without recursion and
 * in near-linear time. Wide layers are broken into rows, and a deep level into columns, so that it has about the wanted ratio.
 *
 * <p>Boxes do not overlap, and no drawn edge passes through one: between two rows an edge runs in the gap; past a row it has a
 * place of its own; from column to column it goes around. Edges that would hide all others are <em>written</em>: they have no
 * points. These are edges against the direction of flow, edges past more than {@link #LONGEST} rows, and those into a box that
 * reads more than {@link #FAN}.
 */
final class LevelLayout {
    static final int FAN = 16;
    static final int LONGEST = 48;

    private static final int BOX_GAP = 28;
    private static final int BEND = 8;
    private static final int BEND_GAP = 10;
    private static final int ROW_GAP = 30;
    private static final int COLUMN_GAP = 48;
    private static final int TRACK = 6;
    private static final int TRACKS = 24;
    private static final int WIDEST = 1400;
    private static final int SHORTEST = 600;
    private static final double BOX_WEIGHT = 12;
    private static final int SWEEPS = 6;
    private static final int TRIALS = 18;
    private static final int AROUND = 16;

    /**
     * What is to be placed. Vertices are the boxes, then {@code in} ports at the upper edge, then {@code out} ports at the lower.
     *
     * @param exit where each edge leaves its box, from the left side
     * @param entry where each edge meets its box, from the left side
     */
    record Level(
            int[] width, int[] height, int in, int out, int[] from, int[] to, int[] exit, int[] entry, double ratio) {

        int boxes() {
            return width.length;
        }

        int vertices() {
            return width.length + in + out;
        }

        /** Equal for levels that look alike. */
        Key key() {
            var numbers = new int[4 + 2 * width.length + 4 * from.length];
            numbers[0] = width.length;
            numbers[1] = in;
            numbers[2] = out;
            numbers[3] = Float.floatToIntBits((float) ratio);
            int at = 4;
            for (int[] part : new int[][] {width, height, from, to, exit, entry}) {
                System.arraycopy(part, 0, numbers, at, part.length);
                at += part.length;
            }
            return new Key(numbers);
        }
    }

    /** A level by its structure. */
    static final class Key {
        private final int[] numbers;
        private final int hash;

        Key(int[] numbers) {
            this.numbers = numbers;
            this.hash = Arrays.hashCode(numbers);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(numbers, key.numbers);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /**
     * Where things are.
     *
     * @param x left sides of the boxes, then the places of the ports
     * @param y upper sides of the boxes, then the places of the ports
     * @param routes the points of each edge, x, y, x, y, ...; empty for written ones
     */
    record Placement(int[] x, int[] y, int width, int height, int[][] routes) {}

    private final Level level;
    private final int boxes;
    private final int vertices;
    private final boolean[] written;
    private int[] row;
    private int rows;

    /** The vertices of each edge's way, bends included; empty for written ones. */
    private final int[][] ways;

    /** Boxes, ports and bends: width, row, centre. */
    private int count;

    private double[] wide = new double[0];
    private double[] centre = new double[0];

    /** Steps from one row to the next, by their upper and by their lower end. */
    private int[] upper = new int[0];

    private int[] lower = new int[0];
    private double[] upperShift = new double[0];
    private double[] lowerShift = new double[0];
    private int[] stepEdge = new int[0];
    private int[][] order = new int[0][];
    private double[] rowHeight = new double[0];

    private LevelLayout(Level level) {
        this.level = level;
        boxes = level.boxes();
        vertices = level.vertices();
        written = new boolean[level.from().length];
        ways = new int[written.length][];
        row = new int[vertices];
    }

    static Placement place(Level level) {
        return new LevelLayout(level).run();
    }

    private Placement run() {
        writeFans();
        rank();
        sink();
        split();
        thread();
        sort();
        align();
        return fold();
    }

    private boolean isBox(int v) {
        return v < boxes;
    }

    private boolean isIn(int v) {
        return v >= boxes && v < boxes + level.in();
    }

    private void writeFans() {
        var reads = new int[vertices];
        for (int to : level.to()) {
            reads[to]++;
        }
        for (int e = 0; e < written.length; e++) {
            written[e] = isBox(level.to()[e]) && reads[level.to()[e]] > FAN || level.from()[e] == level.to()[e];
        }
    }

    /** Edge numbers by one of their ends: those of {@code v} are {@code edges[start[v] .. start[v + 1]]}. */
    private record Incidence(int[] start, int[] edges) {
        static Incidence of(int[] end, int vertices) {
            var start = new int[vertices + 1];
            for (int v : end) {
                start[v + 1]++;
            }
            for (int v = 0; v < vertices; v++) {
                start[v + 1] += start[v];
            }
            var next = start.clone();
            var edges = new int[end.length];
            for (int e = 0; e < end.length; e++) {
                edges[next[end[e]]++] = e;
            }
            return new Incidence(start, edges);
        }
    }

    /** Longest path from the sources; where a cycle is, its first box in order goes first and the edge back to it is written. */
    private void rank() {
        var leaving = Incidence.of(level.from(), vertices);
        var open = new int[vertices];
        for (int e = 0; e < written.length; e++) {
            open[level.to()[e]] += level.from()[e] == level.to()[e] ? 0 : 1;
        }
        var done = new boolean[vertices];
        var ready = new int[vertices];
        int head = 0;
        int tail = 0;
        for (int v = boxes; v < boxes + level.in(); v++) {
            done[v] = true;
            ready[tail++] = v;
        }
        for (int v = 0; v < vertices; v++) {
            row[v] = isIn(v) ? 0 : level.in() > 0 ? 1 : 0;
            if (open[v] == 0 && !done[v]) {
                done[v] = true;
                ready[tail++] = v;
            }
        }
        for (int next = 0; head < vertices; ) {
            while (head < tail) {
                int v = ready[head++];
                for (int i = leaving.start[v]; i < leaving.start[v + 1]; i++) {
                    int to = level.to()[leaving.edges[i]];
                    if (!done[to]) {
                        row[to] = Math.max(row[to], row[v] + 1);
                        if (--open[to] == 0) {
                            done[to] = true;
                            ready[tail++] = to;
                        }
                    }
                }
            }
            while (next < vertices && done[next]) {
                next++;
            }
            if (next < vertices) {
                done[next] = true;
                ready[tail++] = next;
            }
        }
        int last = 0;
        for (int v = 0; v < boxes; v++) {
            last = Math.max(last, row[v]);
        }
        Arrays.fill(row, boxes + level.in(), vertices, last + 1);
        for (int e = 0; e < written.length; e++) {
            written[e] |= row[level.from()[e]] >= row[level.to()[e]];
        }
    }

    /** A source stands just above what reads it first, not at the far top. */
    private void sink() {
        var reached = new boolean[vertices];
        var first = new int[vertices];
        Arrays.fill(first, Integer.MAX_VALUE);
        for (int e = 0; e < written.length; e++) {
            if (!written[e]) {
                reached[level.to()[e]] = true;
                first[level.from()[e]] = Math.min(first[level.from()[e]], row[level.to()[e]]);
            }
        }
        for (int v = 0; v < boxes; v++) {
            if (!reached[v] && first[v] < Integer.MAX_VALUE) {
                row[v] = Math.max(row[v], first[v] - 1);
            }
        }
    }

    /** Breaks layers that are too wide into several rows. */
    private void split() {
        int layers = 0;
        for (int v = 0; v < vertices; v++) {
            layers = Math.max(layers, row[v] + 1);
        }
        var total = new double[layers];
        var tallest = new double[layers];
        for (int v = 0; v < boxes; v++) {
            total[row[v]] += level.width()[v] + BOX_GAP;
            tallest[row[v]] = Math.max(tallest[row[v]], level.height()[v] + ROW_GAP);
        }
        var at = new int[layers];
        var used = new double[layers];
        var extra = new int[layers];
        var share = new double[layers];
        for (int l = 0; l < layers; l++) {
            double limit = Math.max(WIDEST, Math.sqrt(total[l] * tallest[l] * level.ratio()));
            share[l] = total[l] / Math.ceil(total[l] / limit) + 0.5;
        }
        for (int v = 0; v < boxes; v++) {
            int l = row[v];
            double w = level.width()[v] + BOX_GAP;
            if (used[l] > 0 && used[l] + w > share[l]) {
                at[l]++;
                used[l] = 0;
            }
            used[l] += w;
            extra[l] = at[l];
        }
        var start = new int[layers + 1];
        for (int l = 0; l < layers; l++) {
            start[l + 1] = start[l] + 1 + extra[l];
        }
        Arrays.fill(at, 0);
        Arrays.fill(used, 0);
        for (int v = 0; v < vertices; v++) {
            int l = row[v];
            if (isBox(v)) {
                double w = level.width()[v] + BOX_GAP;
                if (used[l] > 0 && used[l] + w > share[l]) {
                    at[l]++;
                    used[l] = 0;
                }
                used[l] += w;
            }
            row[v] = start[l] + (isBox(v) ? at[l] : 0);
        }
        rows = start[layers];
    }

    /** Gives each edge a bend in every row that it passes. */
    private void thread() {
        int bends = 0;
        int steps = 0;
        for (int e = 0; e < written.length; e++) {
            int span = row[level.to()[e]] - row[level.from()[e]];
            written[e] |= span > LONGEST;
            if (!written[e]) {
                bends += span - 1;
                steps += span;
            }
        }
        count = vertices;
        row = Arrays.copyOf(row, vertices + bends);
        wide = new double[vertices + bends];
        upper = new int[steps];
        lower = new int[steps];
        upperShift = new double[steps];
        lowerShift = new double[steps];
        stepEdge = new int[steps];
        for (int v = 0; v < wide.length; v++) {
            wide[v] = isBox(v) ? level.width()[v] : BEND;
        }
        int step = 0;
        for (int e = 0; e < written.length; e++) {
            int from = level.from()[e];
            int to = level.to()[e];
            ways[e] = written[e] ? new int[0] : new int[row[to] - row[from] + 1];
            for (int i = 0; i < ways[e].length; i++) {
                boolean last = i == ways[e].length - 1;
                ways[e][i] = i == 0 ? from : last ? to : count;
                if (i > 0) {
                    upper[step] = ways[e][i - 1];
                    lower[step] = ways[e][i];
                    upperShift[step] = i == 1 ? shift(from, level.exit()[e]) : 0;
                    lowerShift[step] = last ? shift(to, level.entry()[e]) : 0;
                    stepEdge[step++] = e;
                }
                if (i > 0 && !last) {
                    row[count++] = row[from] + i;
                }
            }
        }
    }

    private double shift(int v, int fromLeft) {
        return isBox(v) ? fromLeft - level.width()[v] / 2.0 : 0;
    }

    /** Orders each row so that few edges cross. */
    private void sort() {
        var size = new int[rows];
        for (int v = 0; v < count; v++) {
            size[row[v]]++;
        }
        order = new int[rows][];
        for (int r = 0; r < rows; r++) {
            order[r] = new int[size[r]];
        }
        Arrays.fill(size, 0);
        for (int v = 0; v < count; v++) {
            order[row[v]][size[row[v]]++] = v;
        }
        var up = Incidence.of(lower, count);
        var down = Incidence.of(upper, count);
        var place = new double[count];
        for (var line : order) {
            number(line, place);
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean downwards = sweep % 2 == 0;
            for (int i = 0; i < rows; i++) {
                var line = order[downwards ? i : rows - 1 - i];
                if (line.length > 1) {
                    var keys = new long[line.length];
                    for (int k = 0; k < line.length; k++) {
                        int v = line[k];
                        double mean = downwards ? mean(up, upper, v, place) : mean(down, lower, v, place);
                        keys[k] = (long) (mean * (1L << 30)) << 32 | k;
                    }
                    Arrays.sort(keys);
                    var sorted = new int[line.length];
                    for (int k = 0; k < line.length; k++) {
                        sorted[k] = line[(int) keys[k]];
                    }
                    System.arraycopy(sorted, 0, line, 0, sorted.length);
                    number(line, place);
                }
            }
        }
    }

    private static void number(int[] line, double[] place) {
        for (int i = 0; i < line.length; i++) {
            place[line[i]] = (i + 0.5) / line.length;
        }
    }

    private static double mean(Incidence steps, int[] other, int v, double[] place) {
        int start = steps.start[v];
        int end = steps.start[v + 1];
        double sum = 0;
        for (int i = start; i < end; i++) {
            sum += place[other[steps.edges[i]]];
        }
        return start == end ? place[v] : sum / (end - start);
    }

    /** Puts each box under and over its neighbours as far as the others of its row let it. */
    private void align() {
        var up = Incidence.of(lower, count);
        var down = Incidence.of(upper, count);
        centre = new double[count];
        for (var line : order) {
            double at = 0;
            for (int k = 1; k < line.length; k++) {
                at += apart(line, k);
                centre[line[k]] = at;
            }
            for (int v : line) {
                centre[v] -= at / 2;
            }
        }
        for (int pass = 0; pass < SWEEPS + 2; pass++) {
            boolean downwards = pass % 2 == 0;
            for (int i = 0; i < rows; i++) {
                var line = order[downwards ? i : rows - 1 - i];
                var wish = new double[line.length];
                for (int k = 0; k < line.length; k++) {
                    wish[k] = wish(line[k], downwards ? up : down, downwards);
                }
                settle(line, wish);
            }
        }
    }

    /** A bend wants to run straight on; a box wants to stand under the middle of the boxes it follows, else under its edges. */
    private double wish(int v, Incidence steps, boolean downwards) {
        double boxSum = 0;
        int boxesMet = 0;
        double sum = 0;
        int n = steps.start[v + 1] - steps.start[v];
        for (int i = steps.start[v]; i < steps.start[v + 1]; i++) {
            int step = steps.edges[i];
            int other = downwards ? upper[step] : lower[step];
            double shift = downwards ? upperShift[step] - lowerShift[step] : lowerShift[step] - upperShift[step];
            sum += centre[other] + shift;
            if (isBox(other)) {
                boxSum += centre[other];
                boxesMet++;
            }
        }
        boolean stands = isBox(v) && boxesMet > 0;
        return stands ? boxSum / boxesMet : n == 0 ? centre[v] : sum / n;
    }

    /** The places nearest to the wishes, boxes before bends, that keep the row apart: isotonic regression, pooling violators. */
    private void settle(int[] line, double[] wish) {
        int n = line.length;
        var place = new double[n];
        var weight = new double[n];
        var end = new int[n];
        int pools = 0;
        double offset = 0;
        for (int k = 0; k < n; k++) {
            offset += k == 0 ? 0 : apart(line, k);
            place[pools] = wish[k] - offset;
            weight[pools] = isBox(line[k]) ? BOX_WEIGHT : 1;
            end[pools] = k + 1;
            while (pools > 0 && place[pools - 1] > place[pools]) {
                double sum = weight[pools - 1] + weight[pools];
                place[pools - 1] = (place[pools - 1] * weight[pools - 1] + place[pools] * weight[pools]) / sum;
                weight[pools - 1] = sum;
                end[pools - 1] = end[pools];
                pools--;
            }
            pools++;
        }
        offset = 0;
        for (int k = 0, pool = 0; k < n; k++) {
            offset += k == 0 ? 0 : apart(line, k);
            pool += k == end[pool] ? 1 : 0;
            centre[line[k]] = place[pool] + offset;
        }
    }

    private double apart(int[] line, int k) {
        boolean boxesMeet = isBox(line[k - 1]) && isBox(line[k]);
        return (wide[line[k - 1]] + wide[line[k]]) / 2 + (boxesMeet ? BOX_GAP : BEND_GAP);
    }

    /** Folds the rows into columns and gives everything its place. */
    private Placement fold() {
        var low = new double[rows];
        var high = new double[rows];
        rowHeight = new double[rows];
        for (int r = 0; r < rows; r++) {
            low[r] = Double.POSITIVE_INFINITY;
            high[r] = Double.NEGATIVE_INFINITY;
            for (int v : order[r]) {
                low[r] = Math.min(low[r], centre[v] - wide[v] / 2);
                high[r] = Math.max(high[r], centre[v] + wide[v] / 2);
                rowHeight[r] = Math.max(rowHeight[r], isBox(v) ? level.height()[v] : 0);
            }
        }
        var crossing = new int[rows + 1];
        for (int s = 0; s < upper.length; s++) {
            crossing[row[lower[s]]]++;
        }
        int[] starts = columns(low, high, crossing);
        int columns = starts.length - 1;
        var column = new int[rows];
        var top = new double[rows];
        var shift = new double[columns];
        var right = new double[columns];
        var foot = new double[columns];
        double roomAbove = columns == 1 ? 0 : ROW_GAP / 2.0;
        for (int c = 1; c < columns; c++) {
            roomAbove = Math.max(roomAbove, ROW_GAP / 2.0 + TRACK * Math.min(TRACKS, crossing[starts[c]]));
        }
        double x = 0;
        double height = 0;
        for (int c = 0; c < columns; c++) {
            double left = Double.POSITIVE_INFINITY;
            double end = Double.NEGATIVE_INFINITY;
            double y = roomAbove;
            for (int r = starts[c]; r < starts[c + 1]; r++) {
                column[r] = c;
                boolean entrance = r == 0 && level.in() > 0;
                boolean exit = r == rows - 1 && level.out() > 0;
                top[r] = entrance ? 0 : y;
                y += exit ? 0 : entrance ? ROW_GAP / 2.0 : rowHeight[r] + ROW_GAP;
                left = Math.min(left, low[r]);
                end = Math.max(end, high[r]);
            }
            foot[c] = y - ROW_GAP;
            int tracks = c + 1 < columns ? Math.min(TRACKS, crossing[starts[c + 1]]) : 0;
            height = Math.max(height, foot[c] + (tracks > 0 ? ROW_GAP / 2.0 + TRACK * tracks : 0));
            shift[c] = x - left;
            right[c] = x + end - left;
            x = right[c] + COLUMN_GAP + TRACK * tracks;
        }
        double width = columns == 0 ? 0 : right[columns - 1];
        if (level.out() > 0) {
            int last = rows - 1;
            height = Math.max(height, foot[columns - 1] + ROW_GAP / 3.0);
            top[last] = height;
        }
        for (int v = 0; v < count; v++) {
            centre[v] += shift[column[row[v]]];
        }
        var track = tracks(column);
        var routes = new int[ways.length][];
        int step = 0;
        for (int e = 0; e < ways.length; e++) {
            var points = new Points();
            for (int i = 1; i < ways[e].length; i++, step++) {
                int a = upper[step];
                int b = lower[step];
                double ax = centre[a] + upperShift[step];
                double bx = centre[b] + lowerShift[step];
                double bottom = top[row[a]] + rowHeight[row[a]];
                points.add(ax, top[row[a]] + (isBox(a) ? level.height()[a] : 0));
                points.add(ax, bottom);
                int c = column[row[a]];
                if (column[row[b]] != c) {
                    double k = TRACK * (double) Math.min(TRACKS, track[step]);
                    points.add(ax, foot[c] + ROW_GAP / 2.0 + k);
                    points.add(right[c] + COLUMN_GAP / 2.0 + k, foot[c] + ROW_GAP / 2.0 + k);
                    points.add(right[c] + COLUMN_GAP / 2.0 + k, roomAbove - ROW_GAP / 2.0 - k);
                    points.add(bx, roomAbove - ROW_GAP / 2.0 - k);
                }
                points.add(bx, top[row[b]]);
            }
            routes[e] = points.done();
        }
        var xs = new int[vertices];
        var ys = new int[vertices];
        for (int v = 0; v < vertices; v++) {
            xs[v] = (int) Math.round(isBox(v) ? centre[v] - wide[v] / 2 : centre[v]);
            ys[v] = (int) Math.round(top[row[v]]);
        }
        return new Placement(xs, ys, (int) Math.ceil(width), (int) Math.ceil(height), routes);
    }

    /** For each step from column to column its track, so that the edges of one break run beside each other. */
    private int[] tracks(int[] column) {
        var track = new int[upper.length];
        var across = new java.util.ArrayList<Integer>();
        for (int s = 0; s < upper.length; s++) {
            if (column[row[upper[s]]] != column[row[lower[s]]]) {
                across.add(s);
            }
        }
        across.sort(java.util.Comparator.<Integer>comparingInt(s -> row[upper[s]])
                .thenComparingDouble(s -> -centre[upper[s]]));
        for (int i = 1; i < across.size(); i++) {
            boolean same = row[upper[across.get(i)]] == row[upper[across.get(i - 1)]];
            track[across.get(i)] = same ? track[across.get(i - 1)] + 1 : 0;
        }
        return track;
    }

    /** The first row of each column, and the end: as many columns as let the whole be shown largest in the wanted ratio. */
    private int[] columns(double[] low, double[] high, int[] crossing) {
        double all = 0;
        for (double h : rowHeight) {
            all += h + ROW_GAP;
        }
        double shortest = Math.min(all, level.in() + level.out() > 0 ? SHORTEST : SHORTEST * 0.6);
        double least = shortest;
        double tallest = all;
        int[] best = breaks(all, crossing);
        double largest = fit(best, low, high, crossing).scale(level.ratio());
        for (int trial = 0; trial < TRIALS + AROUND; trial++) {
            // Halving finds about the right depth; a little deeper or less deep may meet better breaks.
            double deep = Math.sqrt(shortest * tallest);
            deep *= trial < TRIALS ? 1 : Math.pow(2, 2.0 * (trial - TRIALS + 0.5) / AROUND - 1);
            if (deep < least || deep > all) {
                continue;
            }
            var tried = breaks(deep, crossing);
            var fit = fit(tried, low, high, crossing);
            if (fit.scale(level.ratio()) > largest) {
                best = tried;
                largest = fit.scale(level.ratio());
            }
            if (trial < TRIALS && fit.width > fit.height * level.ratio()) {
                shortest = deep;
            } else if (trial < TRIALS) {
                tallest = deep;
            }
        }
        return best;
    }

    private record Fit(double width, double height) {
        /** How large it is in a window of that ratio and height 1. */
        double scale(double ratio) {
            return Math.min(ratio / width, 1 / height);
        }
    }

    /** As {@link #fold} will place them, with the room that edges from column to column take. */
    private Fit fit(int[] starts, double[] low, double[] high, int[] crossing) {
        double width = 0;
        double height = 1;
        double above = 0;
        for (int c = 0; c + 1 < starts.length; c++) {
            double left = Double.POSITIVE_INFINITY;
            double right = Double.NEGATIVE_INFINITY;
            double tall = 0;
            for (int r = starts[c]; r < starts[c + 1]; r++) {
                left = Math.min(left, low[r]);
                right = Math.max(right, high[r]);
                tall += rowHeight[r] + ROW_GAP;
            }
            boolean last = c + 2 == starts.length;
            double tracks = last ? 0 : TRACK * (double) Math.min(TRACKS, crossing[starts[c + 1]]);
            width += right - left + (last ? 0 : COLUMN_GAP + tracks);
            height = Math.max(height, tall + tracks);
            above = Math.max(above, tracks);
        }
        return new Fit(Math.max(1, width), height + above);
    }

    /** Columns at most {@code deep} high, broken where few edges cross. */
    private int[] breaks(double deep, int[] crossing) {
        var starts = new int[rows + 2];
        int columns = 0;
        int firstBreak = level.in() > 0 ? 2 : 1;
        int lastBreak = level.out() > 0 ? rows - 2 : rows - 1;
        for (int start = 0; start < rows; ) {
            starts[columns++] = start;
            double tall = 0;
            int end = start;
            int best = -1;
            while (end < rows && (end == start || tall + rowHeight[end] <= deep)) {
                tall += rowHeight[end] + ROW_GAP;
                end++;
                boolean may = end >= firstBreak && end <= lastBreak && tall >= 0.7 * deep;
                if (may && (best < 0 || crossing[end] <= crossing[best])) {
                    best = end;
                }
            }
            if (end >= rows) {
                break;
            }
            start = best > start ? best : Math.min(Math.max(end, firstBreak), Math.max(lastBreak, start + 1));
            if (start > lastBreak) {
                break;
            }
        }
        starts[columns] = rows;
        return Arrays.copyOf(starts, columns + 1);
    }

    /** Points of a way, without those that change nothing. */
    private static final class Points {
        private int[] xy = new int[8];
        private int size;

        void add(double x, double y) {
            int px = (int) Math.round(x);
            int py = (int) Math.round(y);
            if (size >= 2 && xy[size - 2] == px && xy[size - 1] == py) {
                return;
            }
            if (size >= 4
                    && xy[size - 2] == px
                    && xy[size - 4] == px
                    && (xy[size - 1] >= xy[size - 3]) == (py >= xy[size - 1])) {
                xy[size - 1] = py;
                return;
            }
            if (size + 2 > xy.length) {
                xy = Arrays.copyOf(xy, 2 * xy.length);
            }
            xy[size++] = px;
            xy[size++] = py;
        }

        int[] done() {
            return Arrays.copyOf(xy, size);
        }
    }
}
