package dev.vitrine.methods;

import dev.vitrine.words.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values for a card's parameters: those that were set, the standard for the rest, all checked against the card. */
public final class Options {
    private final Map<String, String> values;

    private Options(Map<String, String> values) {
        this.values = values;
    }

    /**
     * @throws InputException if a name is not on the card, a number is no number or out of range, or a choice does not exist
     */
    public static Options of(Card card, Map<String, String> set) {
        var values = new LinkedHashMap<String, String>();
        card.parameters().forEach(p -> values.put(p.name(), p.standard()));
        set.forEach((name, value) -> {
            var parameter = card.parameters().stream()
                    .filter(p -> p.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> InputException.of(
                            "methods.no-parameter",
                            "name",
                            name,
                            "method",
                            card.id(),
                            "known",
                            String.join(", ", values.keySet())));
            check(parameter, value);
            values.put(name, value);
        });
        return new Options(values);
    }

    /** The card's own values. */
    public static Options standard(Card card) {
        return of(card, Map.of());
    }

    private static void check(Card.Parameter parameter, String value) {
        boolean fits = switch (parameter.type()) {
            case "int", "float" -> inRange(parameter, value);
            case "choice", "flag" -> List.of(parameter.range().split("\\|")).contains(value);
            default -> true;
        };
        if (!fits) {
            throw InputException.of(
                    "methods.bad-parameter", "name", parameter.name(), "value", value, "range", parameter.range());
        }
    }

    private static boolean inRange(Card.Parameter parameter, String value) {
        try {
            double number = parameter.type().equals("int") ? Long.parseLong(value) : Double.parseDouble(value);
            var range = parameter.range().split("\\.\\.");
            return number >= Double.parseDouble(range[0]) && number <= Double.parseDouble(range[1]);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    public int integer(String name) {
        return Integer.parseInt(text(name));
    }

    public double number(String name) {
        return Double.parseDouble(text(name));
    }

    public boolean flag(String name) {
        return text(name).equals("true");
    }

    public String text(String name) {
        return Optional.ofNullable(values.get(name))
                .orElseThrow(() -> new IllegalArgumentException(name + " is not on the card"));
    }

    /** The text, unless it is empty. */
    public Optional<String> given(String name) {
        return Optional.of(text(name)).filter(t -> !t.isEmpty());
    }

    public Map<String, String> all() {
        return Map.copyOf(values);
    }
}
