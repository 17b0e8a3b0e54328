package dev.vitrine.data;

import dev.vitrine.data.ImageAxes.Layout;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a picture becomes a tensor: {@code (pixel * scale - mean) / std} per channel, pixels 0..255, after resizing.
 *
 * @param preset the preset it started from
 * @param fit how the picture is brought to the size of the input
 * @param size the size of the input where the model leaves it open
 * @param shortSide the length of the short side before {@link Fit#CROP} crops; empty: 256/224 of the input
 * @param interpolation the filter
 * @param pad 0..255, beside a letterboxed picture
 * @param align where a letterboxed picture lies
 * @param scale factor for pixels
 * @param mean one value, or one per channel in the order of the channels
 * @param std like {@code mean}
 * @param order order of the channels of a colour input
 * @param layout order of the axes; empty: told from the shape
 */
public record Preprocess(
        Preset preset,
        Fit fit,
        Optional<Size> size,
        Optional<Integer> shortSide,
        Interpolation interpolation,
        int pad,
        Align align,
        double scale,
        List<Double> mean,
        List<Double> std,
        Order order,
        Optional<Layout> layout) {

    /** The families of preprocessing that trained models come with. */
    public enum Preset {
        TORCH,
        CAFFE,
        TF,
        UNIT,
        RAW
    }

    /** How a picture is brought to the size of the input. */
    public enum Fit {
        /** Both sides, whatever becomes of the proportions. */
        STRETCH,
        /** The short side to 256/224 of the input, then the centre; what torchvision's Resize and CenterCrop do. */
        CROP,
        /** The whole picture, padded. */
        LETTERBOX
    }

    /** Where a letterboxed picture lies. */
    public enum Align {
        CENTRE,
        TOPLEFT
    }

    /** Order of the channels. */
    public enum Order {
        RGB,
        BGR,
        GREY
    }

    /** Width and height in pixels. */
    public record Size(int width, int height) {
        @Override
        public String toString() {
            return width + "x" + height;
        }
    }

    /**
     * A picture made ready.
     *
     * @param tensor what the model gets
     * @param shown the picture as the model sees it: resized, before values are changed; upright RGB
     * @param geometry where {@code shown} lies on the picture
     */
    public record Prepared(Tensor tensor, Picture shown, Geometry geometry) {}

    private static final int GREY_OF_YOLO = 114;

    public Preprocess {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    public static Preprocess of(Preset preset) {
        return switch (preset) {
            case TORCH ->
                preset(
                        preset,
                        Fit.CROP,
                        1 / 255.0,
                        List.of(0.485, 0.456, 0.406),
                        List.of(0.229, 0.224, 0.225),
                        Order.RGB);
            case CAFFE -> preset(preset, Fit.STRETCH, 1, List.of(103.939, 116.779, 123.68), List.of(1.0), Order.BGR);
            case TF -> preset(preset, Fit.STRETCH, 1 / 127.5, List.of(1.0), List.of(1.0), Order.RGB);
            case UNIT -> preset(preset, Fit.STRETCH, 1 / 255.0, List.of(0.0), List.of(1.0), Order.RGB);
            case RAW -> preset(preset, Fit.STRETCH, 1, List.of(0.0), List.of(1.0), Order.RGB);
        };
    }

    private static Preprocess preset(
            Preset preset, Fit fit, double scale, List<Double> mean, List<Double> std, Order order) {
        return new Preprocess(
                preset,
                fit,
                Optional.empty(),
                Optional.empty(),
                Interpolation.BILINEAR,
                GREY_OF_YOLO,
                Align.CENTRE,
                scale,
                mean,
                std,
                order,
                Optional.empty());
    }

    /**
     * Parses {@code [PRESET][,key=value...]}, without a preset from {@code raw}. Lists are separated by blanks, colons or
     * slashes: {@code mean=0.485 0.456 0.406} or {@code mean=0.485:0.456:0.406}; {@code scale} may be a fraction
     * ({@code 1/255}).
     *
     * @throws InputException if the words make no sense; names the part and what is possible
     */
    public static Preprocess parse(String words) {
        return PreprocessWords.parse(words);
    }

    /** The picture as a tensor of the wanted type and shape. */
    public Tensor apply(Picture picture, TensorType wanted) {
        return prepare(picture, wanted).tensor();
    }

    /**
     * The picture as a tensor of the wanted type and shape; sizes that the model leaves open are those of {@code size}, else
     * the picture's own.
     *
     * @throws InputException if the wanted type cannot hold a picture
     */
    public Prepared prepare(Picture picture, TensorType wanted) {
        var shape = wanted.shape().orElse(Shape.of(1, 3, -1, -1));
        var axes = ImageAxes.of(shape, layout)
                .orElseThrow(() -> InputException.of("data.input-no-image", "wanted", wanted.toString()));
        int width = side(axes.width(), size.map(Size::width), picture.width(), "width");
        int height = side(axes.height(), size.map(Size::height), picture.height(), "height");
        if ((long) width * height > Picture.MOST_PIXELS) {
            throw InputException.of("data.preprocess-size-huge", "size", width + "x" + height);
        }
        var ready = axes.channels() == 1 || order == Order.GREY ? picture.grey() : picture;
        var fitted = fit(ready, width, height, axes);
        var type = wanted.type().orElse(DataType.FLOAT);
        if (type == DataType.STRING || type.bits() < 8 || type.bits() > 64) {
            throw InputException.of("data.input-no-image", "wanted", wanted.toString());
        }
        var values = values(fitted.shown, axes);
        var sizes = axes.sizes(width, height);
        var tensor = type == DataType.FLOAT ? Tensor.of(values, sizes) : Tensor.cast(type, values, sizes);
        return new Prepared(tensor, fitted.shown, fitted.geometry);
    }

    private static int side(long fixed, Optional<Integer> asked, int own, String which) {
        if (fixed > 0 && asked.isPresent() && asked.get() != fixed) {
            throw InputException.of("data.preprocess-size-fixed", "side", which, "asked", asked.get(), "fixed", fixed);
        }
        long side = fixed > 0 ? fixed : asked.orElse(own);
        if (side > 1 << 15) {
            throw InputException.of("data.preprocess-size-huge", "size", side);
        }
        return (int) side;
    }

    private record Fitted(Picture shown, Geometry geometry) {}

    private Fitted fit(Picture picture, int width, int height, ImageAxes axes) {
        boolean ownSize = axes.width() < 0 && axes.height() < 0 && size.isEmpty();
        return switch (ownSize ? Fit.STRETCH : fit) {
            case STRETCH ->
                new Fitted(
                        Resize.resize(picture, width, height, interpolation),
                        Geometry.stretched(picture.width(), picture.height(), width, height));
            case CROP -> cropped(picture, width, height);
            case LETTERBOX -> letterboxed(picture, width, height);
        };
    }

    /** torchvision: the long side is cut to an integer, the crop offset rounds half to even. */
    private Fitted cropped(Picture picture, int width, int height) {
        int w = picture.width();
        int h = picture.height();
        long coverWidth = cover(width, Math.min(width, height));
        long coverHeight = cover(height, Math.min(width, height));
        boolean widthIsTight = coverWidth * h >= coverHeight * w;
        int newWidth = (int) (widthIsTight ? coverWidth : Math.max(1, coverHeight * w / h));
        int newHeight = (int) (widthIsTight ? Math.max(1, coverWidth * h / w) : coverHeight);
        int left = (int) Math.rint((newWidth - width) / 2.0);
        int top = (int) Math.rint((newHeight - height) / 2.0);
        return placed(picture, newWidth, newHeight, left, top, width, height, 0);
    }

    private long cover(int side, int shorter) {
        return shortSide.map(s -> (long) s * side / shorter).orElse((long) side * 256 / 224);
    }

    /** Top left: sizes cut to integers as YOLOX does; centre: rounded as YOLOv5 does. */
    private Fitted letterboxed(Picture picture, int width, int height) {
        long w = picture.width();
        long h = picture.height();
        boolean widthIsTight = width * h <= height * w;
        double free = widthIsTight ? (double) width * h / w : (double) height * w / h;
        int side = (int) Math.max(1, align == Align.TOPLEFT ? Math.floor(free) : Math.round(free));
        int newWidth = widthIsTight ? width : side;
        int newHeight = widthIsTight ? side : height;
        int left = align == Align.TOPLEFT ? 0 : -((width - newWidth) / 2);
        int top = align == Align.TOPLEFT ? 0 : -((height - newHeight) / 2);
        return placed(picture, newWidth, newHeight, left, top, width, height, pad);
    }

    private Fitted placed(
            Picture picture, int newWidth, int newHeight, int left, int top, int width, int height, int outside) {
        if ((long) newWidth * newHeight > Picture.MOST_PIXELS) {
            throw InputException.of("data.preprocess-size-huge", "size", newWidth + "x" + newHeight);
        }
        double scaleX = (double) picture.width() / newWidth;
        double scaleY = (double) picture.height() / newHeight;
        var shown =
                Resize.resize(picture, newWidth, newHeight, interpolation).window(left, top, width, height, outside);
        return new Fitted(
                shown,
                new Geometry(
                        picture.width(), picture.height(), width, height, scaleX, scaleY, left * scaleX, top * scaleY));
    }

    private float[] values(Picture shown, ImageAxes axes) {
        int pixels = shown.width() * shown.height();
        int channels = (int) axes.channels();
        boolean interleaved = axes.layout() == Layout.NHWC;
        var rgb = shown.raw();
        var values = new float[Math.multiplyExact(pixels, channels)];
        for (int c = 0; c < channels; c++) {
            var table = table(c, channels);
            int source = order == Order.BGR && channels == 3 ? 2 - c : c;
            for (int i = 0; i < pixels; i++) {
                values[interleaved ? i * channels + c : c * pixels + i] = table[rgb[3 * i + source] & 0xFF];
            }
        }
        return values;
    }

    /** The value of each pixel level in one channel, in float32 steps as torchvision computes them. */
    private float[] table(int channel, int channels) {
        float mean = (float) (double) of(this.mean, channel, channels);
        float std = (float) (double) of(this.std, channel, channels);
        var table = new float[256];
        for (int v = 0; v < 256; v++) {
            table[v] = ((float) (v * scale) - mean) / std;
        }
        return table;
    }

    /** A list for three channels, used on a grey input, gives its average. */
    private static double of(List<Double> list, int channel, int channels) {
        if (list.size() == 1) {
            return list.get(0);
        }
        return channels == 1
                ? list.stream().mapToDouble(Double::doubleValue).average().orElse(0)
                : list.get(channel);
    }

    /** The tensor's shape and what is done to the values, such as {@code 1x3x224x224, RGB, /255, ImageNet mean}. */
    public Text describe(TensorType wanted) {
        boolean grey = wanted.shape()
                .flatMap(s -> ImageAxes.of(s, layout))
                .map(a -> a.channels() == 1)
                .orElse(false);
        var how = grey ? withOrder(Order.GREY).describe() : describe();
        return Text.of(
                "data.preprocess-for",
                "shape",
                wanted.shape().map(Shape::toString).orElse("?"),
                "how",
                how);
    }

    /** What is done, in plain words. */
    public Text describe() {
        var channels = order == Order.GREY ? Text.of("data.preprocess-grey") : Text.plain(order.name());
        return Text.of("data.preprocess-how", "fit", fitText(), "order", channels, "values", valuesText());
    }

    private Text fitText() {
        var filter = Text.of("data.interpolation-" + interpolation.word());
        return switch (fit) {
            case STRETCH -> Text.of("data.fit-stretch", "filter", filter);
            case CROP ->
                shortSide
                        .map(s -> Text.of("data.fit-crop-short", "filter", filter, "short", s))
                        .orElse(Text.of("data.fit-crop", "filter", filter));
            case LETTERBOX ->
                Text.of(
                        "data.fit-letterbox",
                        "filter",
                        filter,
                        "pad",
                        pad,
                        "align",
                        Text.of("data.align-" + align.name().toLowerCase(Locale.ROOT)));
        };
    }

    private Text valuesText() {
        var torch = of(Preset.TORCH);
        boolean offset = mean.stream().anyMatch(m -> m != 0) || std.stream().anyMatch(s -> s != 1);
        if (scale == 1) {
            return offset ? Text.of("data.values-raw-offset", "offset", offsetText()) : Text.of("data.values-raw");
        }
        if (scale == torch.scale && mean.equals(torch.mean) && std.equals(torch.std)) {
            return Text.of("data.values-imagenet");
        }
        if (Math.abs(scale * 127.5 - 1) < 1e-12 && mean.equals(List.of(1.0)) && std.equals(List.of(1.0))) {
            return Text.plain("/127.5 - 1");
        }
        double inverse = 1 / scale;
        var factor = Math.abs(inverse - Math.rint(inverse * 2) / 2) < 1e-9
                ? "/" + number(Math.rint(inverse * 2) / 2)
                : "*" + number(scale);
        return offset ? Text.of("data.values-offset", "factor", factor, "offset", offsetText()) : Text.plain(factor);
    }

    private Text offsetText() {
        return std.stream().allMatch(s -> s == 1)
                ? Text.of("data.values-mean", "mean", numbers(mean))
                : Text.of("data.values-mean-std", "mean", numbers(mean), "std", numbers(std));
    }

    /** The same as an option of the command line, so that a run can be repeated. */
    public String toOption() {
        var words = new StringBuilder(preset.name().toLowerCase(Locale.ROOT));
        var start = of(preset);
        if (fit != start.fit) {
            words.append(",resize=").append(fit.name().toLowerCase(Locale.ROOT));
        }
        size.ifPresent(s -> words.append(",size=").append(s));
        shortSide.ifPresent(s -> words.append(",short=").append(s));
        if (interpolation != start.interpolation) {
            words.append(",interpolation=").append(interpolation.word());
        }
        if (pad != start.pad) {
            words.append(",pad=").append(pad);
        }
        if (align != start.align) {
            words.append(",align=").append(align.name().toLowerCase(Locale.ROOT));
        }
        if (scale != start.scale) {
            words.append(",scale=").append(scale);
        }
        if (!mean.equals(start.mean)) {
            words.append(",mean=").append(numbers(mean));
        }
        if (!std.equals(start.std)) {
            words.append(",std=").append(numbers(std));
        }
        if (order != start.order) {
            words.append(",order=").append(order.name().toLowerCase(Locale.ROOT));
        }
        layout.ifPresent(l -> words.append(",layout=").append(l.name().toLowerCase(Locale.ROOT)));
        return words.toString();
    }

    private static String numbers(List<Double> list) {
        return list.stream().map(Preprocess::number).collect(Collectors.joining(" "));
    }

    private static String number(double v) {
        return v == Math.rint(v) && Math.abs(v) < 1e9 ? Long.toString((long) v) : Double.toString(v);
    }

    Preprocess withFit(Fit newFit) {
        return new Preprocess(
                preset, newFit, size, shortSide, interpolation, pad, align, scale, mean, std, order, layout);
    }

    Preprocess withAlign(Align newAlign) {
        return new Preprocess(
                preset, fit, size, shortSide, interpolation, pad, newAlign, scale, mean, std, order, layout);
    }

    Preprocess withOrder(Order newOrder) {
        return new Preprocess(
                preset, fit, size, shortSide, interpolation, pad, align, scale, mean, std, newOrder, layout);
    }

    Preprocess withValues(double newScale, List<Double> newMean, List<Double> newStd) {
        return new Preprocess(
                preset, fit, size, shortSide, interpolation, pad, align, newScale, newMean, newStd, order, layout);
    }
}
