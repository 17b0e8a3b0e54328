package dev.vitrine.methods;

import dev.vitrine.artifact.Result;
import java.util.Map;

/** A way of looking. Implementations are stateless; all they know comes with the look. */
public interface Method {

    Card card();

    /**
     * Looks.
     *
     * @param look the model, the input and what is known of both
     * @param options the card's parameters, set or standard
     * @return data, readings and facts; no pixels
     * @throws dev.vitrine.words.InputException if what is asked cannot be done with this model or input
     */
    Result look(Look look, Options options);

    /** Looks with some parameters set, by name, as they would be typed. */
    default Result look(Look look, Map<String, String> settings) {
        return look(look, Options.of(card(), settings));
    }
}
