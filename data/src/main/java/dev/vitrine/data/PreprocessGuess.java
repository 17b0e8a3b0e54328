package dev.vitrine.data;

import dev.vitrine.data.ImageAxes.Layout;
import dev.vitrine.data.Preprocess.Align;
import dev.vitrine.data.Preprocess.Fit;
import dev.vitrine.data.Preprocess.Order;
import dev.vitrine.data.Preprocess.Preset;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.words.Text;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The likeliest preprocessing of an image input for which nobody said one.
 *
 * @param preprocess the guess
 * @param reason why, for people to judge it
 */
public record PreprocessGuess(Preprocess preprocess, Text reason) {
    private static final Set<String> CARRIES_VALUES =
            Set.of("Transpose", "Cast", "Identity", "Pad", "Reshape", "Squeeze", "Unsqueeze");
    private static final int SMALL = 64;
    private static final int LONGEST_WALK = 8;

    /** What the file itself says, else a guess from the input's type and shape, the nodes that read it and the producer. */
    public static PreprocessGuess of(Model model, Graph.Value input) {
        var told = model.origin().pictures();
        if (told.isPresent()) {
            return new PreprocessGuess(
                    Preprocess.parse(told.get().preprocess()), told.get().reason());
        }
        var type = input.type().type().orElse(DataType.FLOAT);
        if (type == DataType.UINT8) {
            return because("data.guess-uint8", Preprocess.of(Preset.RAW));
        }
        if (type == DataType.INT8) {
            return because("data.guess-int8", Preprocess.of(Preset.RAW).withValues(1, List.of(128.0), List.of(1.0)));
        }
        return builtIn(model.graph(), input.name())
                .or(() -> detector(model.graph(), input))
                .orElseGet(() -> fromProducer(model, input));
    }

    private static PreprocessGuess because(String reason, Preprocess preprocess) {
        return new PreprocessGuess(preprocess, Text.of(reason));
    }

    /** A normalisation that the graph does itself. */
    private static Optional<PreprocessGuess> builtIn(Graph graph, String input) {
        var tensor = input;
        for (int step = 0; step < LONGEST_WALK; step++) {
            var readers = graph.consumers(tensor);
            if (readers.size() != 1) {
                return Optional.empty();
            }
            var node = readers.get(0);
            if (CARRIES_VALUES.contains(node.op()) && node.output(0).isPresent()) {
                tensor = node.outputs().get(0);
                continue;
            }
            return normalises(graph, node, tensor);
        }
        return Optional.empty();
    }

    private static Optional<PreprocessGuess> normalises(Graph graph, Node node, String tensor) {
        if (node.op().equals("ImageScaler") || node.is("BatchNormalization")) {
            return Optional.of(because("data.guess-built-in", Preprocess.of(Preset.RAW)));
        }
        var size = node.inputs().stream()
                .filter(i -> !i.equals(tensor))
                .findFirst()
                .flatMap(graph::constant)
                .filter(c -> c.elements() >= 1 && c.elements() <= 4 && c.type() != DataType.STRING)
                .map(c -> Math.abs(c.floats()[0]));
        if (size.isEmpty()) {
            return Optional.empty();
        }
        boolean forLevels = node.is("Div") && size.get() > 10
                || node.is("Mul") && size.get() < 0.1
                || (node.is("Sub") || node.is("Add")) && size.get() > 2;
        if (forLevels) {
            return Optional.of(because("data.guess-built-in", Preprocess.of(Preset.RAW)));
        }
        boolean forUnit = (node.is("Sub") || node.is("Add")) && size.get() > 0.2 && size.get() < 0.6;
        return forUnit
                ? Optional.of(because("data.guess-built-in-unit", Preprocess.of(Preset.UNIT)))
                : Optional.empty();
    }

    /** The YOLO families name their input {@code images} and take squares; YOLOX starts by slicing the picture apart. */
    private static Optional<PreprocessGuess> detector(Graph graph, Graph.Value input) {
        var axes = input.type().shape().flatMap(s -> ImageAxes.of(s, Optional.empty()));
        if (!input.name().equals("images")
                || axes.isEmpty()
                || axes.get().channels() != 3
                || axes.get().height() != axes.get().width()
                || axes.get().height() % 32 != 0) {
            return Optional.empty();
        }
        var letterbox = Fit.LETTERBOX;
        boolean sliced = graph.consumers(input.name()).stream().anyMatch(n -> n.is("Slice"));
        return Optional.of(
                sliced
                        ? because(
                                "data.guess-yolox",
                                Preprocess.of(Preset.RAW)
                                        .withFit(letterbox)
                                        .withAlign(Align.TOPLEFT)
                                        .withOrder(Order.BGR))
                        : because("data.guess-yolo", Preprocess.of(Preset.UNIT).withFit(letterbox)));
    }

    private static PreprocessGuess fromProducer(Model model, Graph.Value input) {
        var axes = input.type().shape().flatMap(s -> ImageAxes.of(s, Optional.empty()));
        var producer = model.producer().toLowerCase(Locale.ROOT);
        boolean grey = axes.map(a -> a.channels() == 1).orElse(false);
        if (grey) {
            return producer.contains("cntk")
                    ? because("data.guess-grey-cntk", Preprocess.of(Preset.RAW))
                    : because("data.guess-grey", Preprocess.of(Preset.UNIT));
        }
        if (producer.contains("caffe")) {
            return because("data.guess-caffe", Preprocess.of(Preset.CAFFE));
        }
        boolean channelsLast = axes.map(a -> a.layout() == Layout.NHWC).orElse(false);
        if (channelsLast || producer.contains("tf2onnx") || producer.contains("keras")) {
            return because("data.guess-tensorflow", Preprocess.of(Preset.TF));
        }
        long height = axes.map(ImageAxes::height).orElse(-1L);
        long width = axes.map(ImageAxes::width).orElse(-1L);
        if (height > 0 && height < SMALL && width < SMALL) {
            return because("data.guess-small", Preprocess.of(Preset.TF));
        }
        var torch = Preprocess.of(Preset.TORCH);
        return height == width
                ? because("data.guess-torch", torch)
                : because("data.guess-torch-wide", torch.withFit(Fit.STRETCH));
    }
}
