package dev.vitrine.server;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.ImageGrid;
import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.Provenance;
import dev.vitrine.artifact.Scale;
import dev.vitrine.data.Npy;
import dev.vitrine.data.Picture;
import dev.vitrine.view.Rendering;
import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The networks that come with Vitrine, with inputs whose content is known. */
final class Samples {
    private static final int CELL = 64;
    private static final int BAND = 12;

    /**
     * One of them.
     *
     * @param model relative to the folder of the samples
     * @param inputs title key to file
     */
    private record Sample(String id, String model, Map<String, String> inputs) {}

    private static final List<Sample> ALL = List.of(
            new Sample(
                    "icons",
                    "icons/icons.onnx",
                    inputs(
                            "fish", "icons/pictures/fish/000.png",
                            "cup", "icons/pictures/cup/000.png",
                            "tree", "icons/pictures/tree/000.png",
                            "boat", "icons/pictures/boat/000.png")),
            new Sample(
                    "icons-shortcut",
                    "icons/icons-shortcut.onnx",
                    inputs(
                            "fish-marked", "icons/marked/fish/000.png",
                            "fish", "icons/pictures/fish/000.png",
                            "cup-marked", "icons/marked/cup/000.png",
                            "cup", "icons/pictures/cup/000.png")),
            new Sample("counter", "sequence/counter.onnx", inputs("pulses", "sequence/pulses.npy")));

    private final NamedFiles files;

    Samples(NamedFiles files) {
        this.files = files;
    }

    private static Map<String, String> inputs(String... titlesAndFiles) {
        var inputs = new LinkedHashMap<String, String>();
        for (int i = 0; i < titlesAndFiles.length; i += 2) {
            inputs.put(titlesAndFiles[i], titlesAndFiles[i + 1]);
        }
        return inputs;
    }

    private List<Sample> present() {
        return files.samples()
                .map(folder -> ALL.stream()
                        .filter(s -> Files.isRegularFile(folder.resolve(s.model())))
                        .toList())
                .orElse(List.of());
    }

    List<Map<String, Object>> facts() {
        var all = new ArrayList<Map<String, Object>>();
        for (var sample : present()) {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("id", sample.id());
            facts.put("title", Text.of("samples." + sample.id() + ".title"));
            facts.put("what", Text.of("samples." + sample.id() + ".what"));
            facts.put("model", "sample:" + sample.model());
            var inputs = new ArrayList<Map<String, Object>>();
            sample.inputs()
                    .forEach((title, file) ->
                            inputs.add(Map.of("title", Text.of("samples.input-" + title), "path", "sample:" + file)));
            facts.put("inputs", inputs);
            facts.put("picture", "/api/v1/samples/" + sample.id() + "/picture");
            all.add(facts);
        }
        return all;
    }

    /** A PNG: the sample's pictures side by side, or its signal. */
    byte[] picture(String id, Words words) {
        var sample = present().stream()
                .filter(s -> s.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.of(Problem.Kind.MISSING, "server.no-sample", "name", id));
        return Rendering.png(drawn(sample), words, Provenance.of("", ""), Rendering.Options.standard());
    }

    private Artifact drawn(Sample sample) {
        var cells = new ArrayList<ImageGrid.Cell>();
        for (var file : sample.inputs().values()) {
            var path = files.path("sample:" + file);
            if (file.endsWith(".npy")) {
                return signal(path);
            }
            var picture = Picture.read(path);
            cells.add(new ImageGrid.Cell(
                    new ImageGrid.Rgb(picture.rgb(), 0, picture.width(), picture.height()), Optional.empty(), false));
        }
        return new ImageGrid(Text.plain(""), cells, 2, 2 * CELL, true);
    }

    /** Each channel of a signal as a band of bars over time, and below them the right answer where it lies beside the signal. */
    private static Artifact signal(Path path) {
        var bands = new ArrayList<>(channels(path));
        var answer = Path.of(path.toString().replace(".npy", ".expected.npy"));
        if (Files.isRegularFile(answer)) {
            bands.addAll(channels(answer));
        }
        int steps = bands.get(0).length;
        var values = new float[bands.size() * BAND * steps];
        for (int b = 0; b < bands.size(); b++) {
            float shade = 1 - (float) b / (bands.size() + 1);
            for (int t = 0; t < steps; t++) {
                long filled = Math.round((BAND - 2.0) * bands.get(b)[t]);
                for (int y = 0; y < filled; y++) {
                    values[((b + 1) * BAND - 2 - y) * steps + t] = shade;
                }
            }
        }
        var cell = ImageGrid.Cell.of(Plane.of(values, bands.size() * BAND, steps), Scale.sequential(0, 1));
        return new ImageGrid(Text.plain(""), List.of(cell), 1, 8 * steps, true);
    }

    /** The channels of {@code [time, 1, channels]} or {@code [time, channels]}, as shares of their highest values. */
    private static List<float[]> channels(Path path) {
        var tensor = Npy.read(path);
        int steps = Math.toIntExact(tensor.size(0));
        int count = Math.toIntExact(tensor.elements() / steps);
        var values = tensor.floats();
        var channels = new ArrayList<float[]>();
        for (int c = 0; c < count; c++) {
            var own = new float[steps];
            float highest = 0;
            for (int t = 0; t < steps; t++) {
                own[t] = Math.max(0, values[t * count + c]);
                highest = Math.max(highest, own[t]);
            }
            for (int t = 0; t < steps && highest > 0; t++) {
                own[t] /= highest;
            }
            channels.add(own);
        }
        return channels;
    }
}
