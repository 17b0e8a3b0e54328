package dev.vitrine.formats.keras;

import dev.vitrine.formats.hdf5.Group;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Weights as Keras 3 saves them: {@code layers/CLASS_N/PART/vars/I}, where N counts the layers of that class before this one.
 * Names of layers are not used; those in the file may be another layer's. (keras/src/saving/saving_lib.py)
 */
final class SavedWeights implements Weights.Source {
    private final Group group;

    SavedWeights(Group group) {
        this.group = group;
    }

    @Override
    public Weights of(Network network, int position) {
        var own = group(network, position);
        return parts -> {
            var all = new ArrayList<Tensor>();
            for (var part : parts.length == 0 ? new String[] {""} : parts) {
                own.flatMap(g -> part.isEmpty() ? Optional.of(g) : g.group(part))
                        .flatMap(g -> g.group("vars"))
                        .ifPresent(vars -> addAll(vars, all));
            }
            return all;
        };
    }

    private static void addAll(Group vars, List<Tensor> into) {
        for (int i = 0; ; i++) {
            var dataset = vars.dataset(Integer.toString(i));
            if (dataset.isEmpty()) {
                return;
            }
            into.add(dataset.get().tensor());
        }
    }

    @Override
    public Weights.Source inside(Network network, int position) {
        return new SavedWeights(group(network, position).orElse(group));
    }

    private Optional<Group> group(Network network, int position) {
        var layer = network.layers().get(position);
        int before = (int) network.layers().subList(0, position).stream()
                .filter(l -> !l.isOperation() && l.type().equals(layer.type()))
                .count();
        var name = snakeCase(layer.type());
        for (var container : List.of("layers/", "layers\\", "")) {
            var found = group.group(container + name + (before == 0 ? "" : "_" + before));
            if (found.isPresent()) {
                return found;
            }
        }
        return counted(name).skip(before).findFirst();
    }

    /** Keras 2.13 counted layers with weights twice, and on Windows wrote its own separator into the name. */
    private Stream<Group> counted(String name) {
        var container = "_layer_checkpoint_dependencies";
        var flat = group.names().stream().filter(n -> n.startsWith(container + "\\"));
        var nested =
                group.group(container).stream().flatMap(g -> g.names().stream()).map(n -> container + "/" + n);
        return Stream.concat(flat, nested)
                .filter(n -> n.substring(container.length() + 1).matches(Pattern.quote(name) + "(_\\d{1,6})?"))
                .sorted(Comparator.comparingInt(n -> number(n, container.length() + 1 + name.length())))
                .flatMap(n -> group.group(n).stream());
    }

    private static int number(String name, int end) {
        return end == name.length() ? 0 : Integer.parseInt(name.substring(end + 1));
    }

    /** {@code DepthwiseConv2D} to {@code depthwise_conv2d}. */
    static String snakeCase(String type) {
        return type.replaceAll("\\W+", "")
                .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
