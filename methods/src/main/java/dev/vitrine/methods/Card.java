package dev.vitrine.methods;

import dev.vitrine.words.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a way of looking says about itself. The command line's options, the advice "which view?" and the guide are made from
 * it. Its words are in {@code <id>.properties}: {@code title}, {@code what} (what it shows), {@code read} (how to read it),
 * {@code doubt} (when not to trust it), and for every parameter {@code label.<name>} (its short name in a form),
 * {@code param.<name>} (what it is) and, if it is a choice, {@code choice.<name>.<value>} (what a form calls each).
 *
 * @param id the name on the command line and in links, such as {@code grad-cam}
 * @param question the question that it answers
 * @param needs what must be there for it to work
 * @param parameters what can be set, with defaults
 * @param paper where it was published; empty for plain views
 */
public record Card(String id, Question question, Set<Need> needs, List<Parameter> parameters, Optional<String> paper) {

    /** The six questions that order everything in Vitrine. */
    public enum Question {
        STRUCTURE,
        PARAMETERS,
        FEATURES,
        DECISION,
        TRAINING,
        HEALTH;

        public Text title() {
            return Text.of("methods.question." + name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    /** What a method needs of the model or from the person. */
    public enum Need {
        /** Another model, to be compared with. */
        BESIDE,
        /** Several states of the network. */
        SERIES,
        /** One input to run. */
        INPUT,
        /** That input must be an image. */
        IMAGE,
        /** A folder of inputs. */
        FOLDER,
        /** A layer to look at. */
        LAYER,
        /** A tensor with two spatial dimensions somewhere inside. */
        SPATIAL,
        /** Weights. */
        WEIGHTS,
        /** An LSTM, GRU or RNN node. */
        RECURRENT,
        /** A score to explain, and operators that can be differentiated on the way to it. */
        GRADIENT,
        /** A score to explain. */
        SCORE
    }

    /**
     * Something that can be set.
     *
     * @param type {@code int}, {@code float}, {@code choice}, {@code text}, {@code tensor} (the name of one) or {@code flag}
     * @param standard the default, as it would be typed
     * @param range {@code min..max} for numbers, the choices separated by {@code |}, else empty
     */
    public record Parameter(String name, String type, String standard, String range, Optional<When> when) {
        /** What another parameter must be for this one to mean anything. */
        public record When(String parameter, Set<String> values) {}

        public Parameter(String name, String type, String standard, String range) {
            this(name, type, standard, range, Optional.empty());
        }

        public static Parameter number(String name, double standard, double from, double to) {
            boolean whole = standard == Math.rint(standard) && from == Math.rint(from) && to >= 2;
            return new Parameter(
                    name,
                    whole ? "int" : "float",
                    whole ? Long.toString((long) standard) : Double.toString(standard),
                    whole ? (long) from + ".." + (long) to : from + ".." + to);
        }

        public static Parameter choice(String name, String standard, String... choices) {
            return new Parameter(name, "choice", standard, String.join("|", choices));
        }

        public static Parameter text(String name, String standard) {
            return new Parameter(name, "text", standard, "");
        }

        /** A tensor of the model by name; empty for what the method takes of itself. */
        public static Parameter tensor(String name) {
            return new Parameter(name, "tensor", "", "");
        }

        public static Parameter flag(String name) {
            return new Parameter(name, "flag", "false", "true|false");
        }

        /** The same, but only of use while another parameter has one of these values. */
        public Parameter when(String parameter, String... values) {
            return new Parameter(name, type, standard, range, Optional.of(new When(parameter, Set.of(values))));
        }
    }

    public Card {
        needs = Set.copyOf(needs);
        parameters = List.copyOf(parameters);
    }

    public static Card of(String id, Question question, Set<Need> needs, Parameter... parameters) {
        return new Card(id, question, needs, List.of(parameters), Optional.empty());
    }

    public Card from(String publication) {
        return new Card(id, question, needs, parameters, Optional.of(publication));
    }

    /** Whether it gives the network something to run. */
    public boolean runs() {
        return needs.contains(Need.INPUT) || needs.contains(Need.FOLDER);
    }

    public Text title() {
        return Text.of(id + ".title");
    }

    public Text what() {
        return Text.of(id + ".what");
    }

    public Text howToRead() {
        return Text.of(id + ".read");
    }

    public Text whenToDoubt() {
        return Text.of(id + ".doubt");
    }

    /** Everything that it says about itself, as JSON fields. */
    public Map<String, Object> facts() {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("id", id);
        facts.put("title", title());
        facts.put("question", question.name().toLowerCase(Locale.ROOT));
        facts.put("family", needs.contains(Need.GRADIENT) ? "gradient" : "view");
        facts.put("what", what());
        facts.put("read", howToRead());
        facts.put("doubt", whenToDoubt());
        facts.put("paper", paper);
        facts.put(
                "needs",
                needs.stream()
                        .map(n -> n.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList());
        facts.put("parameters", parameters.stream().map(this::facts).toList());
        return facts;
    }

    private Map<String, Object> facts(Parameter parameter) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", parameter.name());
        facts.put("type", parameter.type());
        facts.put("default", parameter.standard());
        facts.put("range", parameter.range());
        facts.put("label", Text.of(id + ".label." + parameter.name()));
        facts.put("title", Text.of(id + ".param." + parameter.name()));
        var choices = new LinkedHashMap<String, Object>();
        if (parameter.type().equals("choice")) {
            for (var value : parameter.range().split("\\|")) {
                choices.put(value, Text.of(id + ".choice." + parameter.name() + "." + value));
            }
        }
        facts.put("choices", choices);
        facts.put(
                "when",
                parameter
                        .when()
                        .map(when -> Map.of(
                                "parameter",
                                when.parameter(),
                                "values",
                                when.values().stream().sorted().toList())));
        return facts;
    }
}
