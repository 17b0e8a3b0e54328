package dev.vitrine.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/** Puts what is too much for one level into series that open in steps: of nodes, {@code part 1}; of modules, {@code block 1–16}. */
final class Series {
    private static final int MOST_NODES = 600;
    private static final int NODES = 64;
    private static final int MOST_MODULES = 32;
    private static final int MODULES = 16;

    private Series() {}

    /** The same paths where no level is too full. */
    static List<String> of(List<String> modules) {
        return grouped(parted(modules));
    }

    /** Levels with very many nodes of their own are cut into parts, in the order of the graph. */
    private static List<String> parted(List<String> modules) {
        var count = new HashMap<String, Integer>();
        modules.forEach(m -> count.merge(m, 1, Integer::sum));
        if (count.values().stream().noneMatch(c -> c > MOST_NODES)) {
            return modules;
        }
        var seen = new HashMap<String, Integer>();
        var paths = new ArrayList<String>(modules.size());
        for (var module : modules) {
            int at = seen.merge(module, 1, Integer::sum) - 1;
            paths.add(count.getOrDefault(module, 0) <= MOST_NODES ? module : join(module, "part " + (at / NODES + 1)));
        }
        return paths;
    }

    private static List<String> grouped(List<String> modules) {
        var tree = new ModuleTree(modules);
        var inside = new ArrayList<List<Integer>>();
        for (int m = 0; m < tree.size(); m++) {
            inside.add(new ArrayList<>());
            if (m > 0) {
                inside.get(tree.parent(m)).add(m);
            }
        }
        if (inside.stream().noneMatch(i -> i.size() > MOST_MODULES)) {
            return modules;
        }
        var series = new String[tree.size()];
        for (var siblings : inside) {
            var prefixes = prefixes(siblings.stream().map(tree::name).toList());
            for (int i = 0; i < siblings.size(); i++) {
                series[siblings.get(i)] = prefixes[i];
            }
        }
        var now = new String[tree.size()];
        now[0] = "";
        for (int m = 1; m < now.length; m++) {
            now[m] = join(now[tree.parent(m)], join(series[m], tree.name(m)));
        }
        var paths = new ArrayList<String>(modules.size());
        for (int i = 0; i < modules.size(); i++) {
            paths.add(now[tree.home(i)]);
        }
        return paths;
    }

    /** The series that each of some siblings lies in: runs that differ only in their number, or all where names do not help. */
    private static String[] prefixes(List<String> names) {
        var prefixes = new String[names.size()];
        int left = 0;
        for (int start = 0, end; start < prefixes.length; start = end) {
            for (end = start + 1; end < prefixes.length && stem(names.get(end)).equals(stem(names.get(start))); ) {
                end++;
            }
            boolean many = end - start > MOST_MODULES;
            for (int i = start; i < end; i++) {
                prefixes[i] = many ? prefix(names.subList(start, end), i - start) : "";
            }
            left += many ? 0 : end - start;
        }
        if (left > MOST_MODULES) {
            Arrays.setAll(prefixes, i -> prefix(names, i));
        }
        return prefixes;
    }

    private static String stem(String name) {
        int end = name.length();
        while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }

    /** The series that the i-th of many siblings lies in, the widest first. */
    private static String prefix(List<String> names, int i) {
        int size = 1;
        while (names.size() / size > MOST_MODULES) {
            size *= MODULES;
        }
        var path = "";
        for (; size > 1; size /= MODULES) {
            int start = i / size * size;
            path = join(path, range(names.get(start), names.get(Math.min(names.size(), start + size) - 1)));
        }
        return path;
    }

    /** {@code layers.0–15}: what differs of the last name is said after the first. */
    private static String range(String first, String last) {
        int same = 0;
        int shorter = Math.min(first.length(), last.length());
        while (same < shorter && first.charAt(same) == last.charAt(same)) {
            same++;
        }
        while (same > 0 && Character.isDigit(first.charAt(same - 1))) {
            same--;
        }
        boolean numbered = same < last.length() && last.substring(same).chars().allMatch(Character::isDigit);
        var series = first.equals(last)
                ? first + " …"
                : numbered ? first + "–" + last.substring(same) : first + " … " + last;
        return series.replace('/', '.');
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : name.isEmpty() ? path : path + "/" + name;
    }
}
