package dev.vitrine.view;

import dev.vitrine.artifact.NetworkGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/**
 * A network on one level, as {@link LevelLayout} places it. A tensor read by more than {@link LevelLayout#FAN} vertices is written
 * rather than drawn, as are the arrows that the level does not draw.
 */
final class LayeredLayout implements Layout {
    private static final double RATIO = 1.5;

    @Override
    public Placement place(NetworkGraph graph, double[] widths, double boxHeight) {
        int count = widths.length;
        var index = new HashMap<String, Integer>();
        for (int i = 0; i < count; i++) {
            index.put(graph.vertices().get(i).id(), i);
        }
        var readers = new HashMap<List<String>, Integer>();
        for (var edge : graph.edges()) {
            readers.merge(List.of(edge.from(), edge.tensor()), 1, Integer::sum);
        }
        var feeds = new int[count];
        var takes = new int[count];
        var drawn = new ArrayList<Integer>();
        for (int e = 0; e < graph.edges().size(); e++) {
            var edge = graph.edges().get(e);
            if (readers.getOrDefault(List.of(edge.from(), edge.tensor()), 0) > LevelLayout.FAN) {
                feeds[index.getOrDefault(edge.from(), 0)]++;
            } else {
                drawn.add(e);
            }
        }
        var from = drawn.stream()
                .mapToInt(e -> index.getOrDefault(graph.edges().get(e).from(), 0))
                .toArray();
        var to = drawn.stream()
                .mapToInt(e -> index.getOrDefault(graph.edges().get(e).to(), 0))
                .toArray();
        var width = Arrays.stream(widths).mapToInt(w -> (int) Math.ceil(w)).toArray();
        var height = new int[count];
        Arrays.fill(height, (int) boxHeight);
        var exit = Arrays.stream(from).map(v -> width[v] / 2).toArray();
        var entry = Arrays.stream(to).map(v -> width[v] / 2).toArray();
        var placed = LevelLayout.place(new LevelLayout.Level(width, height, 0, 0, from, to, exit, entry, RATIO));
        var routes = new ArrayList<Route>();
        for (int i = 0; i < from.length; i++) {
            var points = placed.routes()[i];
            if (points.length == 0) {
                takes[to[i]]++;
            } else {
                routes.add(new Route(
                        drawn.get(i), Arrays.stream(points).asDoubleStream().toArray()));
            }
        }
        return new Placement(
                Arrays.stream(placed.x()).asDoubleStream().toArray(),
                Arrays.stream(placed.y()).asDoubleStream().toArray(),
                placed.width(),
                placed.height(),
                routes,
                feeds,
                takes);
    }
}
