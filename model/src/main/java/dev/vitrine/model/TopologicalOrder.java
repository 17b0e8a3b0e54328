package dev.vitrine.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Puts nodes in an order in which each comes after what it reads; files are usually, not always, in such an order. */
final class TopologicalOrder {
    private TopologicalOrder() {}

    /** The same list where it is in order already; nodes on a cycle stay at the end, in file order. */
    static List<Node> of(List<Node> nodes) {
        var producer = new HashMap<String, Integer>();
        for (int i = 0; i < nodes.size(); i++) {
            for (var output : nodes.get(i).outputs()) {
                if (!output.isEmpty()) {
                    producer.putIfAbsent(output, i);
                }
            }
        }
        var waiting = new int[nodes.size()];
        Map<Integer, List<Integer>> next = new HashMap<>();
        boolean sorted = true;
        for (int i = 0; i < nodes.size(); i++) {
            for (var input : Graph.captured(nodes.get(i))) {
                var from = producer.get(input);
                if (from != null) {
                    waiting[i]++;
                    next.computeIfAbsent(from, k -> new ArrayList<>()).add(i);
                    sorted &= from < i;
                }
            }
        }
        if (sorted) {
            return nodes;
        }
        var ready = new PriorityQueue<Integer>();
        for (int i = 0; i < waiting.length; i++) {
            if (waiting[i] == 0) {
                ready.add(i);
            }
        }
        var order = new ArrayList<Node>(nodes.size());
        var placed = new boolean[nodes.size()];
        while (!ready.isEmpty()) {
            int i = ready.remove();
            placed[i] = true;
            order.add(nodes.get(i));
            for (int follower : next.getOrDefault(i, List.of())) {
                if (--waiting[follower] == 0) {
                    ready.add(follower);
                }
            }
        }
        var rest = new ArrayDeque<Node>();
        for (int i = 0; i < placed.length; i++) {
            if (!placed[i]) {
                rest.add(nodes.get(i));
            }
        }
        order.addAll(rest);
        return order;
    }
}
