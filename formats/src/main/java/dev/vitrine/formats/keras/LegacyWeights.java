package dev.vitrine.formats.keras;

import dev.vitrine.formats.hdf5.Dataset;
import dev.vitrine.formats.hdf5.Group;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Weights as the older HDF5 files have them: {@code layer_names} lists the layers, each layer's group its {@code weight_names}, a
 * network inside a network being one layer. (keras/src/legacy/saving/legacy_h5_format.py)
 */
final class LegacyWeights implements Weights.Source {

    /** A weight with the name that it had, such as {@code block1_conv1/kernel:0}. */
    record Named(String name, Dataset dataset) {}

    private final Map<String, List<Named>> byLayer;

    private LegacyWeights(Map<String, List<Named>> byLayer) {
        this.byLayer = byLayer;
    }

    /** @param group the one with the attribute {@code layer_names} */
    static LegacyWeights of(Group group) {
        var layers = new LinkedHashMap<String, List<Named>>();
        var names = new ArrayList<>(group.texts("layer_names").orElse(List.of()));
        if (group.names().contains("top_level_model_weights")) {
            names.add("top_level_model_weights");
        }
        for (var layer : names) {
            var inside = group.group(layer);
            var weights = new ArrayList<Named>();
            for (var weight : inside.flatMap(g -> g.texts("weight_names")).orElse(List.of())) {
                var dataset = inside.flatMap(g -> g.dataset(weight))
                        .orElseThrow(
                                () -> InputException.of("formats.keras-no-weight", "layer", layer, "weight", weight));
                weights.add(new Named(weight, dataset));
            }
            layers.put(layer, weights);
        }
        return new LegacyWeights(layers);
    }

    /** Every layer with its weights, in the order of the file. */
    Map<String, List<Named>> layers() {
        return byLayer;
    }

    /**
     * The weights of a known network: its layers that have any take those of the file in turn, whatever their names, as Keras does;
     * else each those of its name.
     *
     * @param shapes of the weights of each layer that has any, in order
     * @return empty if they do not fit either way
     */
    Optional<Weights.Source> inTurn(Map<String, List<long[]>> shapes) {
        var filled = byLayer.values().stream().filter(l -> !l.isEmpty()).iterator();
        var inTurn = new LinkedHashMap<String, List<Named>>();
        shapes.forEach((layer, s) -> inTurn.put(layer, filled.hasNext() ? filled.next() : List.of()));
        return Stream.of(inTurn, byLayer)
                .filter(layers -> shapes.entrySet().stream()
                        .allMatch(e -> fit(layers.getOrDefault(e.getKey(), List.of()), e.getValue())))
                .findFirst()
                .map(LegacyWeights::new);
    }

    private static boolean fit(List<Named> weights, List<long[]> shapes) {
        return weights.size() == shapes.size()
                && IntStream.range(0, shapes.size())
                        .allMatch(i -> Arrays.equals(weights.get(i).dataset.sizes(), shapes.get(i))
                                || shapes.get(i).length == 0);
    }

    @Override
    public Weights of(Network network, int position) {
        var found = find(network, position);
        return parts -> found.stream().map(n -> n.dataset.tensor()).toList();
    }

    /** By name; where the file has other names than the network, by the order of the layers that have weights at all. */
    private List<Named> find(Network network, int position) {
        var layer = network.layers().get(position);
        var same = byLayer.get(layer.name());
        if (same != null) {
            return same;
        }
        var names = network.layers().stream().map(Network.Layer::name).toList();
        var strange = byLayer.entrySet().stream()
                .filter(e -> !e.getValue().isEmpty() && !names.contains(e.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        var unnamed = network.layers().stream()
                .filter(l -> !byLayer.containsKey(l.name()) && LayerTable.hasWeights(l))
                .toList();
        int at = unnamed.indexOf(layer);
        return at >= 0 && unnamed.size() == strange.size() ? strange.get(at) : List.of();
    }

    @Override
    public Weights.Source inside(Network network, int position) {
        var inner = network.layers().get(position).inner().orElseThrow();
        var rest = new ArrayList<>(find(network, position));
        var layers = new LinkedHashMap<String, List<Named>>();
        for (var layer : inner.layers()) {
            var own = rest.stream().filter(n -> isOf(n, layer.name())).toList();
            rest.removeAll(own);
            layers.put(layer.name(), own);
        }
        return new LegacyWeights(layers);
    }

    private static boolean isOf(Named weight, String layer) {
        var parts = Arrays.asList(weight.name.split("/"));
        return parts.subList(0, parts.size() - 1).contains(layer);
    }

    /** All tensors of a layer of the file. */
    static List<Tensor> tensors(List<Named> weights) {
        return weights.stream().map(n -> n.dataset.tensor()).toList();
    }
}
