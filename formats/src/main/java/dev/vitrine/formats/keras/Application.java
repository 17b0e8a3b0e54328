package dev.vitrine.formats.keras;

import dev.vitrine.formats.Json;
import dev.vitrine.formats.hdf5.Group;
import dev.vitrine.model.Model;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A network of keras.applications, known by the shapes of its weights (made by {@code formats/src/main/applications/make.py}).
 *
 * @param name of its constructor, such as {@code VGG16}
 * @param preprocess how its pictures are prepared, as the option of the command line
 * @param head whether the classification head is there ({@code include_top})
 */
record Application(String name, String preprocess, boolean head) {
    /** The version of Keras whose configurations these are. */
    static final int KERAS = 3;

    private static final int MAX_DEPTH = 8;

    /** The network whose weights these are; empty if it is none of them, or one of another size. */
    static Optional<Application> of(Group weights) {
        var shapes = new ArrayList<long[]>();
        collect(weights, shapes, 0);
        return of(shapes);
    }

    /** The network that has weights of just these shapes. */
    static Optional<Application> of(Collection<long[]> shapes) {
        var key = key(shapes);
        for (var line :
                new String(read("known.tsv"), StandardCharsets.UTF_8).lines().toList()) {
            var cells = line.split("\t", -1);
            if (cells[2].equals(key) || cells[3].equals(key)) {
                return Optional.of(new Application(cells[0], cells[1], cells[2].equals(key)));
            }
        }
        return Optional.empty();
    }

    private static void collect(Group group, List<long[]> shapes, int depth) {
        if (depth > MAX_DEPTH || group.path().startsWith("optimizer")) {
            return;
        }
        for (var name : group.names()) {
            var dataset = group.dataset(name);
            if (dataset.isPresent()) {
                shapes.add(dataset.get().sizes());
            } else {
                group.group(name).ifPresent(inner -> collect(inner, shapes, depth + 1));
            }
        }
    }

    /** The shapes of all weights but single numbers, in any order: Keras 2 and 3 count steps in different places. */
    private static String key(Collection<long[]> shapes) {
        var words = shapes.stream()
                .filter(sizes -> sizes.length > 0)
                .map(sizes -> Arrays.stream(sizes).mapToObj(Long::toString).collect(Collectors.joining("x")))
                .sorted()
                .collect(Collectors.joining(";"));
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(words.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** How pictures are prepared for it, and why. */
    Model.Pictures pictures() {
        return new Model.Pictures(preprocess, Text.of("formats.keras-application", "name", name));
    }

    /** Its layers and the shapes of their weights. */
    Architecture architecture() {
        var all = Json.parse(new String(unpacked("known/" + name + ".json.gz"), StandardCharsets.UTF_8));
        var config = new LinkedHashMap<>(all.get("config").object());
        if (!head) {
            var layers = new ArrayList<>(all.get("config").get("layers").list().subList(0, (int)
                    all.get("common").whole(0)));
            layers.addAll(all.get("bare").get("layers").list());
            config.put("layers", new Json(Optional.of(layers)));
            config.put("output_layers", all.get("bare").get("output_layers"));
        }
        var shapes = new LinkedHashMap<String, List<long[]>>();
        all.get(head ? "weights" : "bare_weights")
                .object()
                .forEach((layer, list) -> shapes.put(
                        layer,
                        list.list().stream()
                                .map(s -> s.list().stream()
                                        .mapToLong(d -> d.whole(0))
                                        .toArray())
                                .toList()));
        var model = Map.of("config", new Json(Optional.of(config)));
        return new Architecture(new Json(Optional.of(model)), shapes);
    }

    /**
     * A configuration, and the shapes of the weights of each layer that has any, in order.
     *
     * @param config the object {@code {config}} of the model
     */
    record Architecture(Json config, Map<String, List<long[]>> shapes) {}

    private static byte[] read(String name) {
        try (@Nullable InputStream in = Application.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] unpacked(String name) {
        try (var in = new GZIPInputStream(new java.io.ByteArrayInputStream(read(name)))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
