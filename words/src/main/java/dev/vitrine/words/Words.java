package dev.vitrine.words;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of one language. Files are read when their first key is asked for.
 *
 * <p>{@code {name}} in a line is a gap. Numbers are written with four significant digits and a point, integers with no
 * grouping, in every language; a missing key falls back to English and then to the key itself, and a test keeps both
 * languages complete.
 */
public final class Words {
    private static final Pattern GAP = Pattern.compile("\\{(\\w+)}");
    private static final Map<Language, Words> ALL = new EnumMap<>(Language.class);

    static {
        for (var language : Language.values()) {
            ALL.put(language, new Words(language));
        }
    }

    private final Language language;
    private final Map<String, Properties> files = new ConcurrentHashMap<>();

    private Words(Language language) {
        this.language = language;
    }

    public static Words in(Language language) {
        return Optional.ofNullable(ALL.get(language)).orElseThrow();
    }

    public Language language() {
        return language;
    }

    /** The text in this language. */
    public String say(Text text) {
        if (text.key().isEmpty()) {
            return String.valueOf(text.args().get("words"));
        }
        var matcher = GAP.matcher(line(text.key()).orElse(text.key()));
        var said = new StringBuilder();
        while (matcher.find()) {
            var value = text.args().get(matcher.group(1));
            matcher.appendReplacement(said, Matcher.quoteReplacement(value == null ? matcher.group() : written(value)));
        }
        return matcher.appendTail(said).toString();
    }

    /** Shorthand for {@code say(Text.of(key, namesAndValues))}. */
    public String say(String key, Object... namesAndValues) {
        return say(Text.of(key, namesAndValues));
    }

    /** Whether this language, or English, has the key. */
    public boolean has(String key) {
        return line(key).isPresent();
    }

    /** The keys of one word file, without the file's name. */
    public Set<String> keys(String file) {
        var keys = new TreeSet<>(file(file).stringPropertyNames());
        if (language != Language.EN) {
            keys.addAll(in(Language.EN).keys(file));
        }
        return keys;
    }

    private Optional<String> line(String key) {
        int dot = key.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        var own = file(key.substring(0, dot)).getProperty(key.substring(dot + 1));
        if (own != null) {
            return Optional.of(own);
        }
        return language == Language.EN ? Optional.empty() : in(Language.EN).line(key);
    }

    private Properties file(String name) {
        return files.computeIfAbsent(name, n -> {
            var properties = new Properties();
            try (var in = Words.class.getResourceAsStream(language.code() + "/" + n + ".properties")) {
                if (in != null) {
                    properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return properties;
        });
    }

    private String written(Object value) {
        if (value instanceof Text text) {
            return say(text);
        }
        if (value instanceof Double || value instanceof Float) {
            return number(((Number) value).doubleValue());
        }
        return String.valueOf(value);
    }

    /** Four significant digits, plain between 0.001 and a million, else with an exponent. */
    public static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "∞" : "-∞";
        }
        double size = Math.abs(value);
        if (value == 0) {
            return "0";
        }
        if (value == Math.rint(value) && size < 1e6) {
            return Long.toString((long) value);
        }
        if (size < 1e-3 || size >= 1e6) {
            return String.format(Locale.ROOT, "%.3e", value)
                    .replaceFirst("\\.?0*e", "e")
                    .replaceFirst("e([+-])0", "e$1");
        }
        int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
        var plain = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return plain.indexOf('.') < 0 ? plain : plain.replaceFirst("\\.?0+$", "");
    }
}
