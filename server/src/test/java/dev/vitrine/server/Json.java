package dev.vitrine.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON (RFC 8259) strictly, so that what the server writes is checked by something else than its own writer. */
record Json(Object value) {
    private static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    static Json of(String text) {
        var reader = new Reader(text);
        var value = reader.value();
        if (reader.at != text.length()) {
            throw new IllegalArgumentException("more after the end: " + text.substring(reader.at));
        }
        return new Json(value);
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> object() {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    List<Object> list() {
        return (List<Object>) value;
    }

    boolean isNull() {
        return value == NULL;
    }

    Json get(String field) {
        if (!object().containsKey(field)) {
            throw new AssertionError("no field " + field + " in " + object().keySet());
        }
        return new Json(object().get(field));
    }

    Json get(int index) {
        return new Json(list().get(index));
    }

    String text() {
        return (String) value;
    }

    double number() {
        return (Double) value;
    }

    private static final class Reader {
        private final String text;
        private int at;

        private Reader(String text) {
            this.text = text;
        }

        private Object value() {
            char c = text.charAt(at);
            switch (c) {
                case '{' -> {
                    var map = new LinkedHashMap<String, Object>();
                    at++;
                    while (text.charAt(at) != '}') {
                        var key = string();
                        expect(':');
                        if (map.put(key, value()) != null) {
                            throw new IllegalArgumentException("twice: " + key);
                        }
                        comma('}');
                    }
                    at++;
                    return map;
                }
                case '[' -> {
                    var list = new ArrayList<Object>();
                    at++;
                    while (text.charAt(at) != ']') {
                        list.add(value());
                        comma(']');
                    }
                    at++;
                    return list;
                }
                case '"' -> {
                    return string();
                }
                default -> {
                    int from = at;
                    while (at < text.length() && "+-.0123456789eEtruefalsn".indexOf(text.charAt(at)) >= 0) {
                        at++;
                    }
                    var word = text.substring(from, at);
                    return switch (word) {
                        case "true" -> true;
                        case "false" -> false;
                        case "null" -> NULL;
                        default -> {
                            if (!word.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
                                throw new IllegalArgumentException("no number: " + word);
                            }
                            yield Double.valueOf(word);
                        }
                    };
                }
            }
        }

        private void comma(char end) {
            if (text.charAt(at) == ',') {
                at++;
                if (text.charAt(at) == end) {
                    throw new IllegalArgumentException("comma before " + end);
                }
            } else if (text.charAt(at) != end) {
                throw new IllegalArgumentException("at " + at + ": " + text.charAt(at));
            }
        }

        private void expect(char c) {
            if (text.charAt(at++) != c) {
                throw new IllegalArgumentException("no " + c + " at " + (at - 1));
            }
        }

        private String string() {
            expect('"');
            var out = new StringBuilder();
            for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
                if (c < 0x20) {
                    throw new IllegalArgumentException("control character");
                }
                if (c != '\\') {
                    out.append(c);
                    continue;
                }
                char e = text.charAt(at++);
                out.append(
                        switch (e) {
                            case 'n' -> '\n';
                            case 't' -> '\t';
                            case 'r' -> '\r';
                            case 'u' -> {
                                at += 4;
                                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
                            }
                            default -> e;
                        });
            }
            return out.toString();
        }
    }
}
