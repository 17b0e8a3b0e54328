package dev.vitrine.data;

import dev.vitrine.data.Inputs.Given;
import dev.vitrine.data.Inputs.OfPicture;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Shape.Dim;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorReader;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** One reading of the inputs of a model: which are given so far, and what is left to do. */
final class Reading {
    private static final long OPEN_SIDE = 224;
    private static final long OPEN_LENGTH = 8;
    private static final Set<String> UNNAMED = Set.of("", "?", "None", "-1");
    private static final OpenDimension BATCH = new OpenDimension(true, 1, Long.MAX_VALUE);
    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "RNN");

    private final Model model;
    private final Optional<Preprocess> asked;
    private final Optional<Sidecar> sidecar;
    private final Map<String, Given> given = new LinkedHashMap<>();

    Reading(Model model, Optional<Preprocess> asked, Optional<Sidecar> sidecar) {
        this.model = model;
        this.asked = asked;
        this.sidecar = sidecar;
    }

    private List<Graph.Value> inputs() {
        return model.graph().inputs();
    }

    private List<Graph.Value> open() {
        return inputs().stream().filter(v -> !given.containsKey(v.name())).toList();
    }

    private String listed(List<Graph.Value> values) {
        return values.stream().map(v -> Shortened.of(v.name()) + " " + v.type()).collect(Collectors.joining("; "));
    }

    void give(String name, InputSource source) {
        var value =
                inputs().stream().filter(v -> v.name().equals(name)).findFirst().orElseThrow();
        if (source instanceof InputSource.OfFile file) {
            var content = FileContent.read(file.file());
            if (ContentKind.of(content) == ContentKind.ZIP) {
                var arrays = Npz.read(content, file.toString());
                var array = Optional.ofNullable(arrays.get(name))
                        .or(() -> arrays.values().stream().findFirst());
                array.ifPresent(
                        a -> put(value, source, fitted(a, value, false, file.toString()), arrayText(file.file())));
            } else {
                put(value, file.file(), content);
            }
        } else if (source instanceof InputSource.OfRandom random) {
            putRandom(value, random);
        }
    }

    void giveUnnamed(InputSource source) {
        if (!(source instanceof InputSource.OfFile file)) {
            return;
        }
        if (open().isEmpty()) {
            throw InputException.of("data.input-too-many", "file", file.file(), "inputs", listed(inputs()));
        }
        var content = FileContent.read(file.file());
        var kind = ContentKind.of(content);
        if (kind == ContentKind.ZIP) {
            giveArchive(file, Npz.read(content, file.toString()));
            return;
        }
        var value = open().stream()
                .filter(v -> !kind.isPicture() || takesPictures(v.type()))
                .findFirst()
                .orElse(open().get(0));
        put(value, file.file(), content);
    }

    private void giveArchive(InputSource.OfFile file, Map<String, Tensor> arrays) {
        boolean only = arrays.size() == 1 && inputs().stream().noneMatch(v -> arrays.containsKey(v.name()));
        for (var entry : arrays.entrySet()) {
            var value = only
                    ? open().get(0)
                    : inputs().stream()
                            .filter(v -> v.name().equals(entry.getKey()))
                            .findFirst()
                            .orElseThrow(() -> InputException.of(
                                    "data.input-unknown",
                                    "name",
                                    Shortened.of(entry.getKey()),
                                    "file",
                                    file.file(),
                                    "inputs",
                                    listed(inputs())));
            put(value, file, fitted(entry.getValue(), value, false, file.toString()), arrayText(file.file()));
        }
    }

    void fill(InputSource.OfRandom random) {
        open().forEach(v -> putRandom(v, random));
    }

    Inputs finished() {
        if (!open().isEmpty()) {
            throw InputException.of(
                    given.isEmpty() ? "data.input-none" : "data.input-missing", "missing", listed(open()));
        }
        var ordered = new LinkedHashMap<String, Given>();
        inputs().forEach(v -> Optional.ofNullable(given.get(v.name())).ifPresent(g -> ordered.put(v.name(), g)));
        return new Inputs(ordered);
    }

    private static boolean takesPictures(TensorType type) {
        return takesEncodedFile(type) || type.shape().isEmpty() || axes(type).isPresent();
    }

    private static Optional<ImageAxes> axes(TensorType type) {
        return type.shape().flatMap(s -> ImageAxes.of(s, Optional.empty()));
    }

    /** A list of bytes: the model decodes the file itself. */
    private static boolean takesEncodedFile(TensorType type) {
        return type.type().equals(Optional.of(DataType.UINT8))
                && type.shape().map(s -> s.rank() == 1 && s.size(0) < 0).orElse(false);
    }

    private static Text arrayText(Path file) {
        return Text.of("data.given-array", "file", String.valueOf(file.getFileName()));
    }

    private void put(Graph.Value value, InputSource source, Tensor tensor, Text description) {
        if (given.put(value.name(), new Given(tensor, source, description, Optional.empty())) != null) {
            throw InputException.of("data.input-twice", "input", Shortened.of(value.name()));
        }
    }

    /** A network with a memory may be given many steps at once; it is then run step by step. */
    private Tensor fitted(Tensor tensor, Graph.Value value, boolean flat, String file) {
        boolean frames = model.graph().nodes().stream().anyMatch(n -> RECURRENT.contains(n.op()));
        return TensorFit.fit(tensor, value.type(), flat, frames, value.name(), file);
    }

    private void put(Graph.Value value, Path file, byte[] content) {
        var name = file.toString();
        var source = new InputSource.OfFile(file);
        var kind = ContentKind.of(content);
        FileContent.refuseStandIns(content, name);
        if (takesEncodedFile(value.type()) && kind != ContentKind.NPY) {
            put(value, source, bytes(content), Text.of("data.given-bytes", "file", String.valueOf(file.getFileName())));
        } else if (kind.isPicture()) {
            putPicture(value, source, Picture.read(content, name));
        } else if (kind == ContentKind.NPY) {
            put(value, source, fitted(Npy.read(content, name), value, false, name), arrayText(file));
        } else if (kind == ContentKind.WAV) {
            putSound(value, source, Wav.read(content, name));
        } else if (hasEnding(name, ".pb") || isBinary(content)) {
            put(value, source, fitted(proto(content, name), value, false, name), arrayText(file));
        } else {
            put(value, source, words(value, FileContent.text(content, name), name), arrayText(file));
        }
    }

    private static boolean hasEnding(String name, String ending) {
        return name.toLowerCase(Locale.ROOT).endsWith(ending);
    }

    private static boolean isBinary(byte[] content) {
        for (int i = 0; i < Math.min(content.length, 4096); i++) {
            if (content[i] >= 0 && content[i] < ' ' && content[i] != '\n' && content[i] != '\r' && content[i] != '\t') {
                return true;
            }
        }
        return false;
    }

    private static Tensor bytes(byte[] content) {
        var buffer = Tensor.direct(content.length);
        buffer.put(content).flip();
        return Tensor.over(DataType.UINT8, dev.vitrine.model.Bytes.of(buffer), content.length);
    }

    private static Tensor proto(byte[] content, String name) {
        try {
            return TensorReader.read(ByteBuffer.wrap(content)).tensor();
        } catch (InputException e) {
            throw new InputException(Text.of("data.pb-wrong", "file", name, "what", e.text()), e);
        } catch (RuntimeException e) {
            throw new InputException(Text.of("data.pb-broken", "file", name), e);
        }
    }

    private Tensor words(Graph.Value value, String text, String name) {
        var type = value.type().type();
        if (type.equals(Optional.of(DataType.STRING))) {
            return fitted(Tensor.ofStrings(List.of(text.strip())), value, true, name);
        }
        boolean integers = type.isPresent() && !type.get().isFloating();
        return fitted(
                integers && !hasEnding(name, ".csv") ? integers(text, value, name) : Csv.numbers(text, name),
                value,
                true,
                name);
    }

    private Tensor integers(String text, Graph.Value value, String name) {
        var words = Arrays.stream(text.strip().split("[\\s,;\\[\\]]+"))
                .filter(w -> !w.isEmpty())
                .toList();
        var numbers = new long[words.size()];
        for (int i = 0; i < numbers.length; i++) {
            try {
                numbers[i] = Long.parseLong(words.get(i));
            } catch (NumberFormatException e) {
                throw InputException.of(
                        "data.text-not-integer",
                        "file",
                        name,
                        "word",
                        Shortened.of(words.get(i)),
                        "input",
                        Shortened.of(value.name()));
            }
        }
        return Tensor.of(numbers, numbers.length);
    }

    private void putPicture(Graph.Value value, InputSource.OfFile source, Picture picture) {
        if (!takesPictures(value.type())) {
            throw InputException.of(
                    "data.input-picture-unfit",
                    "input",
                    Shortened.of(value.name()),
                    "wanted",
                    value.type().toString(),
                    "file",
                    source.toString());
        }
        var chosen = asked.or(() -> sidecar.flatMap(
                        s -> Optional.ofNullable(s.inputs().get(value.name())))
                .flatMap(Sidecar.Input::preprocess));
        var guess =
                chosen.isPresent() ? Optional.<PreprocessGuess>empty() : Optional.of(PreprocessGuess.of(model, value));
        var preprocess = chosen.or(() -> guess.map(PreprocessGuess::preprocess)).orElseThrow();
        var prepared = preprocess.prepare(picture, value.type());
        var behind = new OfPicture(
                picture, prepared.shown(), prepared.geometry(), preprocess, guess.map(PreprocessGuess::reason));
        var how = preprocess.describe(prepared.tensor().tensorType());
        var description = Text.of(
                guess.isPresent() ? "data.given-picture-guessed" : "data.given-picture",
                "file",
                String.valueOf(source.file().getFileName()),
                "how",
                how);
        if (given.put(value.name(), new Given(prepared.tensor(), source, description, Optional.of(behind))) != null) {
            throw InputException.of("data.input-twice", "input", Shortened.of(value.name()));
        }
    }

    /** Sound is cut or followed by silence where the model wants a fixed number of samples; the description says so. */
    private void putSound(Graph.Value value, InputSource.OfFile source, Wav wav) {
        int length = value.type().shape().map(Reading::fixedLength).orElse(-1);
        var samples = length > 0 ? Arrays.copyOf(wav.samples(), length) : wav.samples();
        put(
                value,
                source,
                fitted(Tensor.of(samples, samples.length), value, false, source.toString()),
                Text.of(
                        length > 0 && length != wav.samples().length ? "data.given-sound-cut" : "data.given-sound",
                        "file",
                        String.valueOf(source.file().getFileName()),
                        "rate",
                        wav.rate(),
                        "samples",
                        wav.samples().length,
                        "used",
                        samples.length));
    }

    /** The only size above 1 of a shape whose other axes are 1 or an open batch. */
    private static int fixedLength(Shape shape) {
        long length = -1;
        for (int i = 0; i < shape.rank(); i++) {
            long size = shape.size(i);
            if (size > 1 && length > 0 || size < 0 && i > 0) {
                return -1;
            }
            length = Math.max(length, size > 1 ? size : -1);
        }
        return length > 1 << 28 ? -1 : (int) length;
    }

    private void putRandom(Graph.Value value, InputSource.OfRandom random) {
        var type = value.type().type().orElse(DataType.FLOAT);
        var sizes = value.type()
                .shape()
                .map(s -> sizes(value, s))
                .orElseThrow(() -> InputException.of("data.random-no-shape", "input", Shortened.of(value.name())));
        // Inputs of one run must not repeat each other's values.
        long seed = random.seed() + 31L * inputs().indexOf(value);
        var bound = Vocabulary.of(model.graph(), value.name());
        boolean one = sizes.length == 0 && type != DataType.STRING && !type.isFloating() && bound.isEmpty();
        var mode = one ? Mode.of(model.graph(), value.name()) : OptionalLong.empty();
        put(
                value,
                random,
                mode.isPresent()
                        ? Tensor.cast(type, new float[] {mode.getAsLong()})
                        : RandomTensor.of(type, seed, bound, sizes),
                Text.of(
                        "data.given-random",
                        "seed",
                        random.seed(),
                        "shape",
                        Shape.of(sizes).toString()));
    }

    /**
     * Open sizes: as in inputs already given under the same name, else 1 for the batch and a modest size elsewhere, as far as the
     * graph allows it.
     */
    private long[] sizes(Graph.Value value, Shape shape) {
        var known = symbols();
        var sizes = new long[shape.rank()];
        for (int i = 0; i < sizes.length; i++) {
            var dim = shape.dims().get(i);
            if (dim instanceof Dim.Known k) {
                sizes[i] = k.size();
            } else {
                var given = named(dim).map(known::get);
                sizes[i] =
                        given.isPresent() ? given.get() : asked(value, i, dim).size(wished(value.type(), i));
            }
        }
        return sizes;
    }

    /** What the graph asks of an open dimension, in every input that has one of this name. */
    private OpenDimension asked(Graph.Value value, int axis, Dim dim) {
        var asked = OpenDimension.of(model.graph(), value, axis);
        var name = named(dim);
        if (name.isEmpty()) {
            return axis == 0 ? asked.and(BATCH) : asked;
        }
        for (var other : open()) {
            var dims = other.type().shape().map(Shape::dims).orElse(List.of());
            for (int i = 0; i < dims.size(); i++) {
                if (named(dims.get(i)).equals(name)) {
                    asked = asked.and(OpenDimension.of(model.graph(), other, i));
                }
            }
        }
        boolean batch = axis == 0 || name.get().toLowerCase(Locale.ROOT).startsWith("batch");
        return batch ? asked.and(BATCH) : asked;
    }

    private long wished(TensorType type, int axis) {
        return axes(type)
                .filter(a -> a.rank() == 4 && (a.row() == axis || a.column() == axis))
                .map(a -> OPEN_SIDE)
                .orElse(OPEN_LENGTH);
    }

    /** The name of an open dimension; some exporters write one where there is none. */
    private static Optional<String> named(Dim dim) {
        return dim instanceof Dim.Symbol s && !UNNAMED.contains(s.name()) ? Optional.of(s.name()) : Optional.empty();
    }

    private Map<String, Long> symbols() {
        var known = new LinkedHashMap<String, Long>();
        for (var value : inputs()) {
            var tensor = given.get(value.name());
            var shape = value.type().shape();
            if (tensor != null
                    && shape.isPresent()
                    && shape.get().rank() == tensor.tensor().rank()) {
                for (int i = 0; i < shape.get().rank(); i++) {
                    long size = tensor.tensor().size(i);
                    named(shape.get().dims().get(i)).ifPresent(name -> known.put(name, size));
                }
            }
        }
        return known;
    }
}
