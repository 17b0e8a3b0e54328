package dev.vitrine.formats.tflite;

import dev.vitrine.formats.Candidate;
import dev.vitrine.formats.Importer;
import dev.vitrine.formats.nhwc.NhwcGraph;
import dev.vitrine.formats.nhwc.Operations;
import dev.vitrine.formats.nhwc.Unsupported;
import dev.vitrine.formats.nhwc.Value;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Cause;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads TensorFlow Lite files. */
public final class TfliteImporter implements Importer {

    @Override
    public boolean recognises(Candidate candidate) {
        return candidate.head().startsWith("TFL3", 4);
    }

    @Override
    public Model read(Path path) {
        try {
            var real = path.toRealPath();
            var file = TfliteFile.read(MappedFile.open(real));
            return new Translator(file).model(real);
        } catch (InputException e) {
            throw e.text().key().startsWith("tflite.")
                    ? new InputException(Text.of("tflite.unreadable", "file", path.toString(), "why", e.text()), e)
                    : e;
        } catch (IOException e) {
            throw new InputException(Text.of("model.unreadable", "file", path.toString(), "why", Cause.of(e)), e);
        }
    }

    /** Writes one file's graph. */
    private static final class Translator {
        private final TfliteFile file;
        private final NhwcGraph g;
        private final Operations ops;
        private final Rounding rounding;
        private final Map<Integer, Value> values = new LinkedHashMap<>();
        private final Map<String, Problem> problems = new LinkedHashMap<>();

        /** An operator that is not expressed, where it first is, and how often. */
        private record Problem(String where, Text why, int times) {}

        Translator(TfliteFile file) {
            this.file = file;
            var delivered = new HashSet<String>();
            file.outputs().forEach(i -> delivered.add(name(i)));
            var all = new HashSet<String>();
            file.tensors().forEach(t -> all.add(t.name()));
            this.g = new NhwcGraph(all, delivered);
            this.ops = new Operations(g);
            this.rounding = new Rounding(g, ops);
        }

        private String name(int tensor) {
            return file.tensors().get(tensor).name();
        }

        Model model(Path path) {
            for (int i : file.inputs()) {
                var entry = file.tensors().get(i);
                if (values.containsKey(i)) {
                    throw InputException.of("tflite.twice", "tensor", entry.name());
                }
                var door = g.input(entry.name(), entry.valueType());
                g.begin(entry.name());
                values.put(i, entry.quantisation().map(q -> coded(door, q)).orElse(door));
            }
            for (var operator : file.operators()) {
                translate(operator);
            }
            var outputs = new ArrayList<Graph.Value>();
            for (int i : new java.util.LinkedHashSet<>(file.outputs())) {
                var entry = file.tensors().get(i);
                if (file.inputs().contains(i)) {
                    // An input that is an output as well leaves under a name of its own.
                    var name = entry.name() + "/output";
                    outputs.add(new Graph.Value(g.name(name, value(i)).tensor(), entry.valueType()));
                    continue;
                }
                if (!values.containsKey(i)) {
                    g.begin(entry.name());
                    g.name(entry.name(), value(i));
                }
                outputs.add(new Graph.Value(entry.name(), entry.valueType()));
            }
            var graph = g.build("", outputs);
            return new Model(
                    Optional.of(path),
                    8,
                    Map.of("", NhwcGraph.OPSET),
                    List.of(),
                    "TensorFlow Lite",
                    file.description().isEmpty() ? Map.of() : Map.of("description", file.description()),
                    graph,
                    new Model.Origin(
                            "tflite",
                            values.values().stream()
                                    .filter(Value::isChannelsFirst)
                                    .map(Value::tensor)
                                    .collect(Collectors.toSet()),
                            Optional.empty(),
                            pictures(),
                            notes()));
        }

        /** Codes of eight bits that an input is made of are those of a picture: how they stand for numbers says how to prepare it. */
        private Optional<Model.Pictures> pictures() {
            return file.inputs().stream()
                    .map(file.tensors()::get)
                    .filter(t -> t.shape().rank() == 4)
                    .flatMap(t -> t.quantisation().stream()
                            .filter(q -> q.scales().length == 1)
                            .map(q -> prepared(q.type(), q.scales()[0], q.zeroPoints()[0])))
                    .flatMap(Optional::stream)
                    .findFirst();
        }

        private static Optional<Model.Pictures> prepared(DataType type, double scale, long zero) {
            long black = type == DataType.INT8 ? zero + 128 : zero;
            if (type != DataType.INT8 && type != DataType.UINT8 || !(scale > 0)) {
                return Optional.empty();
            }
            // As 255 * scale apart as white and black are, and black at -black * scale.
            var preset = near(255 * scale, 1) && black == 0
                    ? "unit"
                    : near(255 * scale, 2) && Math.abs(black - 127.5) <= 1
                            ? "tf"
                            : near(scale, 1) && black == 0
                                    ? "raw"
                                    : "raw,mean=%d,std=%s".formatted(black, (float) (1 / scale));
            return Optional.of(
                    new Model.Pictures(preset, Text.of("tflite.pictures", "scale", (float) scale, "zero", zero)));
        }

        private static boolean near(double a, double b) {
            return Math.abs(a - b) <= 0.02 * b;
        }

        private List<Text> notes() {
            var notes = new ArrayList<Text>();
            problems.forEach((operator, p) -> notes.add(Text.of(
                    "tflite.not-expressed",
                    "operator",
                    operator,
                    "tensor",
                    p.where(),
                    "why",
                    p.why(),
                    "times",
                    p.times())));
            if (file.tensors().stream().anyMatch(t -> t.quantisation().isPresent())) {
                notes.add(Text.of("tflite.quantised"));
            }
            if (file.subgraphs() > 1) {
                notes.add(Text.of("tflite.subgraphs", "others", file.subgraphs() - 1));
            }
            return notes;
        }

        private void translate(TfliteFile.Operator operator) {
            if (operator.outputs().isEmpty()) {
                return;
            }
            for (int output : operator.outputs()) {
                if (values.containsKey(output)) {
                    throw InputException.of("tflite.twice", "tensor", name(output));
                }
            }
            g.begin(name(operator.outputs().get(0)));
            int mark = g.mark();
            try {
                var translation = Builtins.of(operator).orElseThrow(() -> new Unsupported("nhwc.unknown"));
                var made = translation.translate(call(operator));
                if (made.size() != operator.outputs().size()) {
                    throw new Unsupported("nhwc.misfit");
                }
                for (int i = 0; i < made.size(); i++) {
                    int output = operator.outputs().get(i);
                    var entry = file.tensors().get(output);
                    var y = quantised(operator, entry, made.get(i));
                    values.put(output, g.name(entry.name(), y));
                }
            } catch (Unsupported e) {
                foreign(operator, mark, e.why());
            } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
                // Settings that contradict each other or the shapes.
                foreign(operator, mark, Text.of("nhwc.misfit"));
            }
        }

        private Call call(TfliteFile.Operator operator) {
            var inputs = operator.inputs().stream()
                    .map(i -> i < 0 ? Optional.<Value>empty() : known(i))
                    .toList();
            return new Call(
                    g,
                    ops,
                    inputs,
                    operator.inputs().stream()
                            .map(i -> i < 0
                                    ? Optional.<TfliteFile.Entry>empty()
                                    : Optional.of(file.tensors().get(i)))
                            .toList(),
                    operator.outputs().stream().map(file.tensors()::get).toList(),
                    operator.options());
        }

        /** A tensor that was made or is a constant; a state that starts at zero is neither. */
        private Optional<Value> known(int i) {
            return values.containsKey(i) || file.tensors().get(i).data().isPresent()
                    ? Optional.of(value(i))
                    : Optional.empty();
        }

        private Value value(int i) {
            return values.computeIfAbsent(i, k -> {
                var entry = file.tensors().get(k);
                var data = entry.data()
                        .orElseThrow(() -> InputException.of("tflite.output-unmade", "tensor", entry.name()));
                return entry.quantisation()
                        .map(q -> g.constant(
                                entry.name(), data, (stored, order) -> decoded(entry.name(), stored, order, q)))
                        .orElseGet(() -> g.constant(entry.name(), data));
            });
        }

        /** The numbers that a weight's codes stand for. */
        private String decoded(String name, String stored, List<Integer> order, Quantisation q) {
            boolean wide = q.type() == DataType.INT64 || q.type() == DataType.INT16;
            var codes = wide ? g.cast(stored, DataType.INT32) : stored;
            var type = wide ? DataType.INT32 : q.type();
            var scale = scale(name, q);
            var from = type == DataType.INT32 ? List.of(codes, scale) : List.of(codes, scale, zero(q));
            return g.put(
                    "DequantizeLinear",
                    n -> q.perSlice() ? n.with("axis", order.indexOf(q.axis())) : n,
                    from.toArray(String[]::new));
        }

        private String scale(String name, Quantisation q) {
            return q.perSlice()
                    ? g.shared(name + "/scale", Tensor.of(q.scales(), q.scales().length))
                    : g.number(q.scales()[0]);
        }

        private String zero(Quantisation q) {
            var values = new float[q.zeroPoints().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = q.zeroPoints()[i];
            }
            var tensor = q.perSlice() ? Tensor.cast(q.type(), values, values.length) : Tensor.cast(q.type(), values);
            return g.shared(
                    "zero point " + java.util.Arrays.toString(q.zeroPoints())
                            + q.type().label(),
                    tensor);
        }

        /** A result as its codes in the file would have it. */
        private Value quantised(TfliteFile.Operator operator, TfliteFile.Entry entry, Value y) {
            var q = entry.quantisation();
            if (q.isEmpty() || y.weight().isPresent()) {
                return y;
            }
            boolean same = Builtins.moves(operator)
                    && operator.inputs().stream()
                            .filter(i -> i >= 0)
                            .map(i -> file.tensors().get(i).quantisation())
                            .flatMap(Optional::stream)
                            .allMatch(q.get()::same);
            return same ? y : coded(leaning(operator, q.get(), y), q.get());
        }

        private Value leaning(TfliteFile.Operator operator, Quantisation q, Value y) {
            var inputs = operator.inputs().stream()
                    .map(i -> i < 0
                            ? Optional.<Quantisation>empty()
                            : file.tensors().get(i).quantisation())
                    .toList();
            var name = Builtins.name(operator);
            boolean pools = name.equals("AVERAGE_POOL_2D");
            long window = pools
                    ? operator.options()
                            .map(o -> (long) o.int32(3, 1) * o.int32(4, 1))
                            .orElse(1L)
                    : 1;
            return coarse(q) ? rounding.lean(name, inputs, q, window, y) : y;
        }

        /** 16-bit codes are finer than what their values are compared by. */
        private static boolean coarse(Quantisation q) {
            return !q.perSlice() && (q.type() == DataType.INT8 || q.type() == DataType.UINT8);
        }

        private Value coded(Value y, Quantisation q) {
            if (!coarse(q)) {
                return y;
            }
            var steps = List.of(g.number(q.scales()[0]), zero(q));
            return ops.each("DequantizeLinear", steps, ops.each("QuantizeLinear", steps, y));
        }

        /** Shows an operator as the file has it. */
        private void foreign(TfliteFile.Operator operator, int mark, Text why) {
            g.back(mark);
            var op = Builtins.name(operator);
            var outputs = operator.outputs().stream().map(this::name).toList();
            var inputs = operator.inputs().stream()
                    .map(i -> i < 0 ? "" : known(i).map(g::plain).orElse(""))
                    .toList();
            var entries = operator.outputs().stream().map(file.tensors()::get).toList();
            g.foreign(
                    new Node(outputs.get(0), op, "tflite", inputs, outputs, Map.of()),
                    entries.stream().map(TfliteFile.Entry::valueType).toList());
            for (int i : operator.outputs()) {
                values.put(i, Value.plain(name(i), file.tensors().get(i).shape().rank()));
            }
            problems.merge(
                    op, new Problem(outputs.get(0), why, 1), (a, b) -> new Problem(a.where(), a.why(), a.times() + 1));
        }
    }
}
