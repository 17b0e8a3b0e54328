package dev.vitrine.view;

import dev.vitrine.words.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * 256 colours, the lowest value first. One table, {@code colormaps.txt}, is read by all: viridis, cividis, magma, coolwarm, rdbu
 * (positive red, negative blue), grey.
 */
public final class Colormap {
    private static final Map<String, Colormap> ALL = readAll();

    private final String name;
    private final int[] colours;

    private Colormap(String name, int[] colours) {
        this.name = name;
        this.colours = colours;
    }

    /**
     * The map of that name, in any case.
     *
     * @throws InputException if there is none; lists those there are
     */
    public static Colormap named(String name) {
        var map = ALL.get(name.toLowerCase(java.util.Locale.ROOT));
        if (map == null) {
            throw InputException.of("view.unknown-colormap", "name", name, "known", String.join(", ", ALL.keySet()));
        }
        return map;
    }

    /** The names of all maps. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    public String name() {
        return name;
    }

    /** Colour i of 256, 0xRRGGBB. */
    public int rgb(int i) {
        return colours[i];
    }

    /** The colour at a place between 0 and 1, 0xRRGGBB. */
    public int at(float place) {
        return colours[Math.min(255, (int) (place * 256))];
    }

    /** As {@link #at(float)}, with only {@code levels} of the 256 colours, evenly spread. */
    int at(float place, int levels) {
        int level = Math.min(levels - 1, (int) (place * levels));
        return colours[(2 * level + 1) * 128 / levels];
    }

    private static Map<String, Colormap> readAll() {
        var maps = new LinkedHashMap<String, Colormap>();
        try (var in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Colormap.class.getResourceAsStream("colormaps.txt")),
                StandardCharsets.US_ASCII))) {
            in.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .forEach(parts -> {
                        var colours = new int[256];
                        Arrays.setAll(colours, i -> Integer.parseInt(parts[1].substring(6 * i, 6 * i + 6), 16));
                        maps.put(parts[0], new Colormap(parts[0], colours));
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return maps;
    }
}
