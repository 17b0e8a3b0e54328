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

    private Json(Words words) {
        this.words = words;
    }

    /** One value; texts are put into the language of {@code words}. */
    public static String write(Object value, Words words) {
        var json = new Json(words);
        json.value(value, 0);
        return json.out.toString();
    }

    private void value(Object value, int depth) {
        if (value instanceof Optional<?> optional) {
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
            var items = new java.util.ArrayList<Object>();
            for (int i = 0; i < Array.getLength(value); i++) {
                items.add(Array.get(value, i));
            }
            list(items, depth);
        } else if (value instanceof Record record) {
            object(fields(record), depth);
        } else {
            string(String.valueOf(value));
        }
    }

    private void object(Map<?, ?> map, int depth) {
        out.append('{');
        var mark = "";
        for (var entry : map.entrySet()) {
            out.append(mark).append('\n').append("  ".repeat(depth + 1));
            string(String.valueOf(entry.getKey()));
            out.append(": ");
            value(entry.getValue(), depth + 1);
            mark = ",";
        }
        out.append(map.isEmpty() ? "" : "\n" + "  ".repeat(depth)).append('}');
    }

    private void list(Iterable<?> list, int depth) {
        out.append('[');
        var mark = "";
        for (var item : list) {
            out.append(mark);
            value(item, depth + 1);
            mark = ", ";
        }
        out.append(']');
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
