package dev.vitrine.data;

import dev.vitrine.data.ImageAxes.Layout;
import dev.vitrine.data.Preprocess.Align;
import dev.vitrine.data.Preprocess.Fit;
import dev.vitrine.data.Preprocess.Order;
import dev.vitrine.data.Preprocess.Preset;
import dev.vitrine.data.Preprocess.Size;
import dev.vitrine.words.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the option {@code --preprocess [PRESET][,key=value...]}. */
final class PreprocessWords {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})(?:[xX*](\\d{1,5}))?");
    private static final String KEYS =
            "resize, size, short, interpolation, pad, align, mean, std, scale, order, layout";

    private PreprocessWords() {}

    static Preprocess parse(String words) {
        var parts = words.strip().split(",", -1);
        boolean named = !parts[0].contains("=");
        var result = Preprocess.of(named ? oneOf(Preset.class, "preset", parts[0]) : Preset.RAW);
        for (int i = named ? 1 : 0; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 0) {
                throw InputException.of("data.preprocess-no-value", "part", parts[i].strip(), "keys", KEYS);
            }
            result = with(
                    result,
                    parts[i].substring(0, equals).strip(),
                    parts[i].substring(equals + 1).strip());
        }
        return checked(result);
    }

    private static Preprocess with(Preprocess p, String key, String value) {
        var fit = p.fit();
        var size = p.size();
        var shortSide = p.shortSide();
        var interpolation = p.interpolation();
        int pad = p.pad();
        var align = p.align();
        double scale = p.scale();
        var mean = p.mean();
        var std = p.std();
        var order = p.order();
        var layout = p.layout();
        switch (key) {
            case "resize" -> fit = oneOf(Fit.class, key, value);
            case "size" -> size = Optional.of(size(value));
            case "short" -> shortSide = Optional.of(whole(key, value, 1, 16384));
            case "interpolation" -> interpolation = oneOf(Interpolation.class, key, value);
            case "pad" -> pad = whole(key, value, 0, 255);
            case "align" -> align = value.equals("center") ? Align.CENTRE : oneOf(Align.class, key, value);
            case "mean" -> mean = numbers(key, value);
            case "std" -> std = numbers(key, value);
            case "scale" -> scale = fraction(key, value);
            case "order" -> order = value.equals("gray") ? Order.GREY : oneOf(Order.class, key, value);
            case "layout" -> layout = Optional.of(oneOf(Layout.class, key, value));
            default -> throw InputException.of("data.preprocess-unknown-key", "key", key, "keys", KEYS);
        }
        return new Preprocess(
                p.preset(), fit, size, shortSide, interpolation, pad, align, scale, mean, std, order, layout);
    }

    private static Preprocess checked(Preprocess p) {
        for (var list : List.of(p.mean(), p.std())) {
            if (list.size() != 1 && list.size() != 3) {
                throw InputException.of("data.preprocess-list-length", "count", list.size());
            }
        }
        if (p.std().contains(0.0)) {
            throw InputException.of("data.preprocess-std-zero");
        }
        return p;
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, String key, String value) {
        for (var constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(value.strip())) {
                return constant;
            }
        }
        var possible = Arrays.stream(type.getEnumConstants())
                .map(c -> c.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        throw InputException.of("data.preprocess-unknown-value", "key", key, "value", value, "possible", possible);
    }

    private static Size size(String value) {
        var matcher = SIZE.matcher(value);
        if (!matcher.matches()) {
            throw InputException.of("data.preprocess-not-size", "value", value);
        }
        int width = whole("size", matcher.group(1), 1, 16384);
        return new Size(width, matcher.group(2) == null ? width : whole("size", matcher.group(2), 1, 16384));
    }

    private static int whole(String key, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below, together with numbers out of range.
        }
        throw InputException.of("data.preprocess-not-whole", "key", key, "value", value, "least", least, "most", most);
    }

    private static List<Double> numbers(String key, String value) {
        return Arrays.stream(value.split("[\\s:/;]+")).map(v -> number(key, v)).toList();
    }

    private static double fraction(String key, String value) {
        var parts = value.split("/", 2);
        double scale = number(key, parts[0]) / (parts.length == 2 ? number(key, parts[1]) : 1);
        if (scale == 0 || Double.isInfinite(scale)) {
            throw InputException.of("data.preprocess-not-number", "key", key, "value", value);
        }
        return scale;
    }

    private static double number(String key, String value) {
        try {
            double number = Double.parseDouble(value.strip());
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below, together with infinite numbers.
        }
        throw InputException.of("data.preprocess-not-number", "key", key, "value", value);
    }
}
