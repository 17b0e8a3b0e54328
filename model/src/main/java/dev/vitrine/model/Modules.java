package dev.vitrine.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which module each node belongs to. Exporters leave the module path in node names ({@code /layer1/conv/Conv}); where names are
 * flat, a run of nodes that repeats itself is a module: {@code block 1}, {@code block 2}, ... Where a level would hold more than
 * a person can look at, its modules are put into series, {@code block 1–16}.
 */
public final class Modules {
    private static final int LONGEST_BLOCK = 200;

    private Modules() {}

    /** Module path of every node, in the graph's order, parts separated by {@code /}; empty at the top. */
    public static List<String> of(Graph graph) {
        var fromNames = graph.nodes().stream().map(n -> path(graph.label(n))).toList();
        long inModule = fromNames.stream().filter(p -> !p.isEmpty()).count();
        return Series.of(inModule * 2 >= graph.nodes().size() ? fromNames : repeated(graph.nodes()));
    }

    /** All but the last part of a name. */
    private static String path(String name) {
        var plain = name.startsWith("/") ? name.substring(1) : name;
        int last = plain.lastIndexOf('/');
        return last <= 0 ? "" : plain.substring(0, last);
    }

    /** Finds the block of operators that, repeated end to end, covers most nodes. */
    private static List<String> repeated(List<Node> nodes) {
        var numbers = new HashMap<String, Integer>();
        var ops = nodes.stream()
                .mapToInt(n -> numbers.computeIfAbsent(n.op(), op -> numbers.size()))
                .toArray();
        int bestStart = 0;
        int bestLength = 0;
        int bestTimes = 0;
        int n = ops.length;
        for (int length = 2; length <= Math.min(LONGEST_BLOCK, n / 2); length++) {
            int run = 0;
            for (int i = 0; i + length < n; i++) {
                run = ops[i] == ops[i + length] ? run + 1 : 0;
                int times = run / length + 1;
                // More coverage wins; the shortest block that gives it is found first.
                if (times >= 2 && times * length > bestTimes * bestLength && distinct(ops, i - run + 1, length)) {
                    bestStart = i - run + 1;
                    bestLength = length;
                    bestTimes = times;
                }
            }
        }
        var paths = new ArrayList<String>();
        for (int i = 0; i < n; i++) {
            int block = bestLength == 0 || i < bestStart ? -1 : (i - bestStart) / bestLength;
            paths.add(block < 0 || block >= bestTimes ? "" : "block " + (block + 1));
        }
        return paths;
    }

    /** A block worth naming holds more than one kind of operator. */
    private static boolean distinct(int[] ops, int start, int length) {
        for (int i = start + 1; i < start + length; i++) {
            if (ops[i] != ops[start]) {
                return true;
            }
        }
        return false;
    }

    /** Sums of a per-node number over each module and everything inside it, in order of first appearance. */
    public static Map<String, Long> rollUp(List<String> modules, List<Long> numbers) {
        var sums = new LinkedHashMap<String, Long>();
        for (int i = 0; i < modules.size(); i++) {
            var path = modules.get(i);
            sums.merge("", numbers.get(i), Long::sum);
            for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
                sums.merge(path.substring(0, slash), numbers.get(i), Long::sum);
            }
            if (!path.isEmpty()) {
                sums.merge(path, numbers.get(i), Long::sum);
            }
        }
        return sums;
    }

    /** How often each operator occurs, the most frequent first. */
    public static Map<String, Long> operators(Graph graph) {
        var counts = new HashMap<String, Long>();
        graph.nodes().forEach(n -> counts.merge(n.op(), 1L, Long::sum));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
    }
}
