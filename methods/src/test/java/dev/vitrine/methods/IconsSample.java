package dev.vitrine.methods;

import dev.vitrine.data.DataFolder;
import dev.vitrine.data.Inputs;
import dev.vitrine.data.Labels;
import dev.vitrine.data.Picture;
import dev.vitrine.data.Sidecar;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of the two classifiers of the icons sample, with its pictures and what is in them. */
final class IconsSample implements AutoCloseable {
    private static final Path FOLDER = Path.of(System.getProperty("vitrine.samples"), "icons");

    private final Engine engine;
    private final List<String> labels;
    private final List<DataFolder.Item> items;
    private final List<Look.Example> examples;

    private IconsSample(String model, String table) {
        this.engine = Engine.of(Model.open(FOLDER.resolve(model)), 2);
        this.labels = Labels.read(FOLDER.resolve("icons.labels.txt")).names();
        this.items = DataFolder.read(FOLDER.resolve(table)).items();
        this.examples = items.stream()
                .map(i -> new Look.Example(i.file().getFileName().toString(), given(i.file()), Optional.of(i.label())))
                .toList();
    }

    /** The sound network and 96 pictures. */
    static IconsSample clean() {
        return new IconsSample("icons.onnx", "labels.csv");
    }

    /** The same on 32 pictures that bear the mark. */
    static IconsSample cleanOnMarked() {
        return new IconsSample("icons.onnx", "marked.csv");
    }

    /** The network that fell for the mark, on the 32 pictures that bear it. */
    static IconsSample shortcut() {
        return new IconsSample("icons-shortcut.onnx", "marked.csv");
    }

    Engine engine() {
        return engine;
    }

    List<Look.Example> examples() {
        return examples;
    }

    Look look() {
        return Look.at(engine).with(labels);
    }

    Look look(Look.Example example) {
        return look().with(example.given());
    }

    /** Where the object of the picture's own class is. */
    boolean[] object(int index) {
        var mask = Picture.read(items.get(index).mask().orElseThrow());
        int value = labels.indexOf(items.get(index).label()) + 1;
        var inside = new boolean[mask.width() * mask.height()];
        for (int p = 0; p < inside.length; p++) {
            inside[p] = mask.at(p % mask.width(), p / mask.width(), 0) == value;
        }
        return inside;
    }

    /** Where the mark is. */
    boolean[] mark(int index) {
        var box = Arrays.stream(Optional.ofNullable(items.get(index).more().get("mark"))
                        .orElseThrow()
                        .split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
        var inside = new boolean[64 * 64];
        for (int p = 0; p < inside.length; p++) {
            int x = p % 64;
            int y = p / 64;
            inside[p] = x >= box[0] && x < box[2] && y >= box[1] && y < box[3];
        }
        return inside;
    }

    private Look.Given given(Path file) {
        var model = engine.model();
        var read = Inputs.read(
                model, List.of(file.toString()), Optional.empty(), Sidecar.beside(FOLDER.resolve("icons.onnx")));
        var picture = read.picture().orElseThrow();
        var input = read.mainInput().orElseThrow();
        return new Look.Given(
                        read.tensors(),
                        Optional.of(picture.original()),
                        Optional.of(picture.shown()),
                        Optional.of(picture.geometry()),
                        dev.vitrine.words.Text.of("methods.as-given"),
                        read.guessed())
                .remake(changed -> {
                    Map<String, Tensor> tensors = new LinkedHashMap<>(read.tensors());
                    tensors.put(
                            input,
                            picture.preprocess().apply(changed, model.graph().typeOf(input)));
                    return tensors;
                });
    }

    @Override
    public void close() {
        engine.close();
    }
}
