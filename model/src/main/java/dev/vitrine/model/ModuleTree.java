package dev.vitrine.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * Module paths as a tree. Module 0 is the whole network; a module comes after the one it lies in. A module that holds nothing but
 * one other module is one with it, so that {@code model/encoder} may be one step.
 */
public final class ModuleTree {
    /** Deeper parts of a path are one name: no exporter nests so far, and a hostile file shall not. */
    private static final int DEEPEST = 64;

    private final List<String> paths = new ArrayList<>();
    private final List<Integer> parents = new ArrayList<>();
    private final int[] homes;

    /** @param modules the path of every node's module, parts separated by {@code /}; empty at the top */
    public ModuleTree(List<String> modules) {
        var found = new HashMap<String, Integer>();
        var whole = new ModuleTree(found, modules);
        var direct = new boolean[whole.size()];
        var inside = new int[whole.size()];
        for (int home : whole.homes) {
            direct[home] = true;
        }
        for (int m = 1; m < inside.length; m++) {
            inside[whole.parent(m)]++;
        }
        var now = new int[whole.size()];
        paths.add("");
        parents.add(-1);
        for (int m = 1; m < now.length; m++) {
            if (!direct[m] && inside[m] == 1) {
                now[m] = now[whole.parent(m)];
            } else {
                now[m] = paths.size();
                paths.add(whole.path(m));
                parents.add(now[whole.parent(m)]);
            }
        }
        homes = new int[modules.size()];
        for (int i = 0; i < homes.length; i++) {
            homes[i] = now[whole.homes[i]];
        }
    }

    private ModuleTree(HashMap<String, Integer> found, List<String> modules) {
        found.put("", 0);
        paths.add("");
        parents.add(-1);
        homes = new int[modules.size()];
        for (int i = 0; i < homes.length; i++) {
            var path = modules.get(i);
            var known = found.get(path);
            homes[i] = known != null ? known : add(found, path);
        }
    }

    private int add(HashMap<String, Integer> found, String path) {
        int parent = 0;
        int slash = 0;
        for (int depth = 1; ; depth++) {
            slash = path.indexOf('/', slash + 1);
            boolean last = slash < 0 || depth == DEEPEST;
            var part = last ? path : path.substring(0, slash);
            var known = found.get(part);
            if (known == null) {
                known = paths.size();
                paths.add(part);
                parents.add(parent);
                found.put(part, known);
            }
            parent = known;
            if (last) {
                return parent;
            }
        }
    }

    /** Modules, the whole network included. */
    public int size() {
        return paths.size();
    }

    public String path(int module) {
        return paths.get(module);
    }

    /** The module that a module lies in; -1 for the whole network. */
    public int parent(int module) {
        return parents.get(module);
    }

    /** The path of a module as seen from the one it lies in. */
    public String name(int module) {
        int above = module == 0 ? 0 : paths.get(parent(module)).length();
        return paths.get(module).substring(above == 0 ? 0 : above + 1);
    }

    /** The innermost module of a node. */
    public int home(int node) {
        return homes[node];
    }
}
