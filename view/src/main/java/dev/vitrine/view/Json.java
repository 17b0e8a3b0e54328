package dev.vitrine.view;

import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Optional;

/**
 * Writes facts as JSON (RFC 8259), in the order given: records, maps, lists, arrays, numbers, booleans, strings, texts; an empty
 * {@code Optional} and numbers that JSON has not ({@code NaN}, infinities) become {@code null}.
 */
public final class Json {
    private final StringBuilder out = new StringBuilder();
    private final Words words;
    private final boolean pretty;

    private Json(Words words, boolean pretty) {
        this.words = words;
        this.pretty = pretty;
    }

    /** One value, for people: a field a line. Texts are put into the language of {@code words}. */
    public static String write(Object value, Words words) {
        return write(value, words, true);
    }

    /** One value, for programs: without spaces. */
    public static String compact(Object value, Words words) {
        return write(value, words, false);
    }

    private static String write(Object value, Words words, boolean pretty) {
        var json = new Json(words, pretty);
        json.value(value, 0);
        return json.out.toString();
    }

    private void value(Object value, int depth) {
        if (value instanceof String text) {
            string(text);
        } else if (value instanceof Optional<?> optional) {
            if (optional.isPresent()) {
                value(optional.get(), depth);
            } else {
                out.append("null");
            }
        } else if (value instanceof Number number) {
            boolean finite = Double.isFinite(number.doubleValue());
            out.append(finite ? number.toString() : "null");
        } else if (value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Text text) {
            string(words.say(text));
        } else if (value instanceof Map<?, ?> map) {
            object(map, depth);
        } else if (value instanceof Iterable<?> list) {
            list(list, depth);
        } else if (value.getClass().isArray()) {
            array(value, depth);
        } else if (value instanceof Record record) {
            object(fields(record), depth);
        } else {
            string(String.valueOf(value));
        }
    }

    private void object(Map<?, ?> map, int depth) {
        out.append('{');
        boolean first = true;
        for (var entry : map.entrySet()) {
            out.append(first ? "" : ",");
            line(depth + 1);
            string(String.valueOf(entry.getKey()));
            out.append(pretty ? ": " : ":");
            value(entry.getValue(), depth + 1);
            first = false;
        }
        if (!map.isEmpty()) {
            line(depth);
        }
        out.append('}');
    }

    private void line(int depth) {
        if (pretty) {
            out.append('\n').append("  ".repeat(depth));
        }
    }

    private void list(Iterable<?> list, int depth) {
        out.append('[');
        boolean first = true;
        for (var item : list) {
            separate(first);
            value(item, depth + 1);
            first = false;
        }
        out.append(']');
    }

    private void array(Object array, int depth) {
        out.append('[');
        int length = Array.getLength(array);
        for (int i = 0; i < length; i++) {
            separate(i == 0);
            if (array instanceof int[] numbers) {
                out.append(numbers[i]);
            } else if (array instanceof long[] numbers) {
                out.append(numbers[i]);
            } else if (array instanceof float[] numbers && Float.isFinite(numbers[i])) {
                out.append(numbers[i]);
            } else if (array instanceof double[] numbers && Double.isFinite(numbers[i])) {
                out.append(numbers[i]);
            } else {
                value(Array.get(array, i), depth + 1);
            }
        }
        out.append(']');
    }

    private void separate(boolean first) {
        out.append(first ? "" : pretty ? ", " : ",");
    }

    private static Map<String, Object> fields(Record record) {
        var fields = new java.util.LinkedHashMap<String, Object>();
        for (var component : record.getClass().getRecordComponents()) {
            try {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                fields.put(component.getName(), accessor.invoke(record));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalArgumentException("cannot read " + component, e);
            }
        }
        return fields;
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || Character.isSurrogate(c) || c == 0x7f || c == 0x2028 || c == 0x2029) {
                        out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
