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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The networks that come with Vitrine, with inputs whose content is known. */
final class Samples {
    private static final int CELL = 64;

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

    /** {@code [time, 1, channels]} with one row a channel. */
    private static Artifact signal(java.nio.file.Path path) {
        var tensor = Npy.read(path);
        int steps = Math.toIntExact(tensor.size(0));
        int channels = Math.toIntExact(tensor.elements() / steps);
        var values = tensor.floats();
        var cells = new ArrayList<ImageGrid.Cell>();
        for (int c = 0; c < channels; c++) {
            var row = new float[steps];
            for (int t = 0; t < steps; t++) {
                row[t] = values[t * channels + c];
            }
            cells.add(ImageGrid.Cell.of(Plane.of(row, 1, steps), Scale.sequential(0, 1)));
        }
        return new ImageGrid(Text.plain(""), cells, 1, 5 * steps, true);
    }
}
