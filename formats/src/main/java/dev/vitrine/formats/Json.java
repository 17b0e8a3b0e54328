package dev.vitrine.formats;

import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON document (RFC 8259, and Python's {@code NaN} and {@code Infinity}), read without trust: depth and length are bounded,
 * and asking for what is not there gives an empty value instead of an exception.
 *
 * @param value a {@code Map}, {@code List}, {@code String}, {@code Long}, {@code Double} or {@code Boolean}; empty for null
 */
public record Json(Optional<Object> value) {
    private static final int MAX_DEPTH = 512;

    /** Values take far more memory than their text. */
    private static final int MAX_VALUES = 2_000_000;

    private static final Json NULL = new Json(Optional.empty());

    /**
     * Reads a whole document.
     *
     * @throws InputException if it is not JSON, has a name twice or too many values; says where
     */
    public static Json parse(String text) {
        var parser = new Parser(text);
        var value = parser.value(0);
        parser.space();
        if (parser.at < text.length()) {
            throw parser.broken();
        }
        return value;
    }

    /** The member of an object; null if this is none or has none of that name. */
    public Json get(String key) {
        return value.orElse("") instanceof Map<?, ?> map && map.get(key) instanceof Json member ? member : NULL;
    }

    /** The element of a list; null if this is none or shorter. */
    public Json get(int index) {
        var list = list();
        return index >= 0 && index < list.size() ? list.get(index) : NULL;
    }

    public boolean isNull() {
        return value.isEmpty();
    }

    public boolean isObject() {
        return value.orElse("") instanceof Map<?, ?>;
    }

    public boolean isList() {
        return value.orElse("") instanceof List<?>;
    }

    /** The elements; empty if this is no list. */
    @SuppressWarnings("unchecked")
    public List<Json> list() {
        return value.orElse("") instanceof List<?> list ? (List<Json>) list : List.of();
    }

    /** The members in the order of the file; empty if this is no object. */
    @SuppressWarnings("unchecked")
    public Map<String, Json> object() {
        return value.orElse("") instanceof Map<?, ?> map ? (Map<String, Json>) map : Map.of();
    }

    public Optional<String> text() {
        return value.orElse(0) instanceof String s ? Optional.of(s) : Optional.empty();
    }

    public String text(String otherwise) {
        return text().orElse(otherwise);
    }

    public Optional<Double> number() {
        return value.orElse("") instanceof Number n ? Optional.of(n.doubleValue()) : Optional.empty();
    }

    public double number(double otherwise) {
        return number().orElse(otherwise);
    }

    /** A whole number; also one that is written as {@code 2.0}. */
    public Optional<Long> whole() {
        return value.orElse("") instanceof Long n
                ? Optional.of(n)
                : number().filter(d -> d == Math.rint(d) && Math.abs(d) < 1e15).map(Double::longValue);
    }

    public long whole(long otherwise) {
        return whole().orElse(otherwise);
    }

    public boolean bool(boolean otherwise) {
        return value.orElse("") instanceof Boolean b ? b : otherwise;
    }

    /** The document again, for what is shown as it stands. */
    @Override
    public String toString() {
        if (value.isEmpty()) {
            return "null";
        }
        if (value.get() instanceof String s) {
            return '"' + s.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
        if (isObject()) {
            var out = new StringBuilder("{");
            object().forEach((k, v) -> out.append(out.length() > 1 ? ", " : "")
                    .append('"')
                    .append(k)
                    .append("\": ")
                    .append(v));
            return out.append('}').toString();
        }
        return String.valueOf(value.get());
    }

    private static final class Parser {
        private final String text;
        private int at;
        private int values;

        Parser(String text) {
            this.text = text;
        }

        Json value(int depth) {
            if (depth > MAX_DEPTH) {
                throw broken();
            }
            if (++values > MAX_VALUES) {
                throw InputException.of("formats.json-large", "most", MAX_VALUES);
            }
            space();
            return switch (peek()) {
                case '{' -> object(depth);
                case '[' -> array(depth);
                case '"' -> new Json(Optional.of(string()));
                case 't' -> word("true", new Json(Optional.of(true)));
                case 'f' -> word("false", new Json(Optional.of(false)));
                case 'n' -> word("null", NULL);
                case 'N' -> word("NaN", new Json(Optional.of(Double.NaN)));
                case 'I' -> word("Infinity", new Json(Optional.of(Double.POSITIVE_INFINITY)));
                default -> number();
            };
        }

        private Json object(int depth) {
            var members = new LinkedHashMap<String, Json>();
            at++;
            space();
            while (peek() != '}') {
                var key = string();
                space();
                expect(':');
                if (members.put(key, value(depth + 1)) != null) {
                    throw InputException.of("formats.json-twice", "key", key);
                }
                space();
                if (peek() != '}') {
                    expect(',');
                    space();
                }
            }
            at++;
            return new Json(Optional.of(Collections.unmodifiableMap(members)));
        }

        private Json array(int depth) {
            var elements = new ArrayList<Json>();
            at++;
            space();
            while (peek() != ']') {
                elements.add(value(depth + 1));
                space();
                if (peek() != ']') {
                    expect(',');
                    space();
                }
            }
            at++;
            return new Json(Optional.of(Collections.unmodifiableList(elements)));
        }

        private String string() {
            expect('"');
            var out = new StringBuilder();
            while (peek() != '"') {
                char c = text.charAt(at++);
                out.append(c == '\\' ? escaped() : c);
            }
            at++;
            return out.toString();
        }

        private char escaped() {
            char c = peek();
            at++;
            return switch (c) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'b' -> '\b';
                case 'f' -> '\f';
                case '"', '\\', '/' -> c;
                case 'u' -> unicode();
                default -> throw broken();
            };
        }

        private char unicode() {
            try {
                char c = (char) Integer.parseInt(text, at, Math.min(at + 4, text.length()), 16);
                at += 4;
                return c;
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw broken();
            }
        }

        private Json number() {
            int from = at;
            if (text.startsWith("-Infinity", at)) {
                return word("-Infinity", new Json(Optional.of(Double.NEGATIVE_INFINITY)));
            }
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            var digits = text.substring(from, at);
            try {
                if (isLong(digits)) {
                    return new Json(Optional.of(Long.parseLong(digits)));
                }
                return new Json(Optional.of(Double.parseDouble(digits)));
            } catch (NumberFormatException e) {
                at = from;
                throw broken();
            }
        }

        private static boolean isLong(String digits) {
            return digits.matches("-?\\d{1,19}")
                    && (digits.length() < 19 || new BigInteger(digits).bitLength() < Long.SIZE);
        }

        private Json word(String word, Json meaning) {
            if (!text.startsWith(word, at)) {
                throw broken();
            }
            at += word.length();
            return meaning;
        }

        void space() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private char peek() {
            if (at >= text.length()) {
                throw broken();
            }
            return text.charAt(at);
        }

        private void expect(char c) {
            if (peek() != c) {
                throw broken();
            }
            at++;
        }

        InputException broken() {
            long line = text.substring(0, Math.min(at, text.length())).lines().count();
            return new InputException(Text.of("formats.json-broken", "line", Math.max(1, line), "position", at));
        }
    }
}
