package dev.vitrine.data;

import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a model file does not say, from {@code NAME.vitrine.yaml} beside it.
 *
 * @param file the sidecar
 * @param task what the model is for
 * @param inputs by the name of the model's input
 * @param labels the file of class names; exists
 * @param head how outputs are to be read
 * @param layers purpose (such as {@code features}) to layer name
 * @param tokenizer the tokenizer file; exists
 */
public record Sidecar(
        Path file,
        Optional<Task> task,
        Map<String, Input> inputs,
        Optional<Path> labels,
        Optional<Head> head,
        Map<String, String> layers,
        Optional<Path> tokenizer) {

    /** What a model is for. */
    public enum Task {
        CLASSIFICATION,
        DETECTION,
        SEGMENTATION,
        SEQUENCE,
        EMBEDDING
    }

    /** What an input means. */
    public enum Meaning {
        IMAGE,
        AUDIO,
        TEXT,
        TOKENS,
        FEATURES,
        STATE
    }

    /** One input. */
    public record Input(Optional<Preprocess> preprocess, Optional<Meaning> meaning) {}

    /** How the outputs of a model are to be read. */
    public enum Kind {
        YOLOX,
        YOLOV5,
        YOLOV8,
        SSD,
        RETINAFACE,
        BOXES,
        LOGITS,
        MASK
    }

    /**
     * The task head.
     *
     * @param outputs role to output name
     * @param strides pixels per cell, one for each grid
     * @param threshold least score of a detection, 0..1
     * @param iou overlap above which the weaker of two boxes is dropped, 0..1
     */
    public record Head(
            Kind kind,
            Map<String, String> outputs,
            List<Integer> strides,
            Optional<Double> threshold,
            Optional<Double> iou) {
        public Head {
            outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
            strides = List.copyOf(strides);
        }
    }

    private static final String SUFFIX = ".vitrine.yaml";
    private static final long MOST_BYTES = 1 << 20;

    public Sidecar {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
    }

    /**
     * The sidecar beside a model: {@code NAME.vitrine.yaml} where NAME is the file name without, or with, its ending.
     *
     * @throws InputException if it is there but cannot be used
     */
    public static Optional<Sidecar> beside(Path model) {
        var name = String.valueOf(model.getFileName());
        int dot = name.lastIndexOf('.');
        return List.of(dot > 0 ? name.substring(0, dot) + SUFFIX : name + SUFFIX, name + SUFFIX).stream()
                .map(model::resolveSibling)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(Sidecar::read);
    }

    /** @throws InputException if a key is unknown, a value of the wrong kind or a named file missing; says the line */
    public static Sidecar read(Path file) {
        var content = FileContent.read(file);
        if (content.length > MOST_BYTES) {
            throw InputException.of("data.file-too-large", "file", file, "bytes", content.length, "most", MOST_BYTES);
        }
        return parse(FileContent.text(content, file.toString()), file);
    }

    static Sidecar parse(String text, Path file) {
        var top = Yaml.of(text, file.toString())
                .map("/", Set.of("task", "inputs", "labels", "head", "layers", "tokenizer"));
        return new Sidecar(
                file,
                Optional.ofNullable(top.get("task")).map(y -> oneOf(Task.class, y, "task")),
                Optional.ofNullable(top.get("inputs")).map(Sidecar::inputs).orElse(Map.of()),
                Optional.ofNullable(top.get("labels")).map(y -> existing(y, "labels", file)),
                Optional.ofNullable(top.get("head")).map(Sidecar::head),
                Optional.ofNullable(top.get("layers"))
                        .map(y -> texts(y, "layers"))
                        .orElse(Map.of()),
                Optional.ofNullable(top.get("tokenizer")).map(y -> existing(y, "tokenizer", file)));
    }

    private static Map<String, Input> inputs(Yaml yaml) {
        var inputs = new LinkedHashMap<String, Input>();
        yaml.map("inputs").forEach((name, value) -> {
            var where = "inputs/" + Shortened.of(name);
            var entries = value.map(where, Set.of("preprocess", "meaning"));
            inputs.put(
                    name,
                    new Input(
                            Optional.ofNullable(entries.get("preprocess"))
                                    .map(y -> preprocess(y, where + "/preprocess")),
                            Optional.ofNullable(entries.get("meaning"))
                                    .map(y -> oneOf(Meaning.class, y, where + "/meaning"))));
        });
        return inputs;
    }

    private static Preprocess preprocess(Yaml yaml, String where) {
        try {
            return Preprocess.parse(yaml.text(where));
        } catch (InputException e) {
            throw new InputException(
                    Text.of("data.yaml-at", "file", yaml.file(), "line", Yaml.line(yaml.node()), "what", e.text()), e);
        }
    }

    private static Head head(Yaml yaml) {
        var entries = yaml.map("head", Set.of("kind", "outputs", "strides", "threshold", "iou"));
        var kind = entries.get("kind");
        if (kind == null) {
            throw InputException.of("data.sidecar-no-kind", "file", yaml.file(), "line", Yaml.line(yaml.node()));
        }
        return new Head(
                oneOf(Kind.class, kind, "head/kind"),
                Optional.ofNullable(entries.get("outputs"))
                        .map(y -> texts(y, "head/outputs"))
                        .orElse(Map.of()),
                Optional.ofNullable(entries.get("strides"))
                        .map(Sidecar::strides)
                        .orElse(List.of()),
                Optional.ofNullable(entries.get("threshold")).map(y -> share(y, "head/threshold")),
                Optional.ofNullable(entries.get("iou")).map(y -> share(y, "head/iou")));
    }

    private static List<Integer> strides(Yaml yaml) {
        return yaml.list("head/strides").stream()
                .map(y -> {
                    double stride = y.number("head/strides");
                    if (stride < 1 || stride > 4096 || stride != Math.rint(stride)) {
                        throw y.wrong("head/strides", "data.yaml-stride");
                    }
                    return (int) stride;
                })
                .toList();
    }

    private static double share(Yaml yaml, String where) {
        double share = yaml.number(where);
        if (share < 0 || share > 1) {
            throw yaml.wrong(where, "data.yaml-share");
        }
        return share;
    }

    private static Map<String, String> texts(Yaml yaml, String where) {
        var texts = new LinkedHashMap<String, String>();
        yaml.map(where).forEach((key, value) -> texts.put(key, value.text(where + "/" + Shortened.of(key))));
        return texts;
    }

    private static Path existing(Yaml yaml, String key, Path sidecar) {
        var words = yaml.text(key);
        try {
            var path = sidecar.resolveSibling(words);
            if (Files.isRegularFile(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Answered below, together with files that are not there.
        }
        throw InputException.of(
                "data.sidecar-missing-file",
                "file",
                sidecar,
                "line",
                Yaml.line(yaml.node()),
                "key",
                key,
                "path",
                Shortened.of(words));
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, Yaml yaml, String where) {
        var word = yaml.text(where);
        for (var constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(word)) {
                return constant;
            }
        }
        throw InputException.of(
                "data.sidecar-unknown-value",
                "file",
                yaml.file(),
                "line",
                Yaml.line(yaml.node()),
                "where",
                where,
                "value",
                Shortened.of(word),
                "possible",
                Arrays.stream(type.getEnumConstants())
                        .map(c -> c.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }
}
