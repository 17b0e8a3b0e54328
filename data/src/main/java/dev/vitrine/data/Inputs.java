package dev.vitrine.data;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of all inputs of a model.
 *
 * @param byName in the order of the model's inputs
 */
public record Inputs(Map<String, Given> byName) {

    /**
     * The value of one input.
     *
     * @param source the file, or {@code random:SEED}
     * @param description where the value comes from and what was done to it
     * @param picture where it was made from a picture
     */
    public record Given(Tensor tensor, InputSource source, Text description, Optional<OfPicture> picture) {}

    /**
     * What stands behind an input made from a picture.
     *
     * @param original the whole upright picture
     * @param shown the picture as the model sees it
     * @param geometry where {@code shown} lies on {@code original}
     * @param preprocess what was done
     * @param guess why this preprocessing was guessed; empty where somebody chose it
     */
    public record OfPicture(
            Picture original, Picture shown, Geometry geometry, Preprocess preprocess, Optional<Text> guess) {
        public boolean guessed() {
            return guess.isPresent();
        }
    }

    public Inputs {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /**
     * Reads every {@code --input} argument. A file without a name goes to the first free input that can hold it; {@code random}
     * fills every input that is then still missing.
     *
     * @param arguments {@code FILE}, {@code NAME=FILE}, {@code random[:SEED]}
     * @param asked the preprocessing a person asked for; else the sidecar's, else a guess
     * @throws InputException if a file cannot be read, does not fit its input, or an input is left without a value
     */
    public static Inputs read(
            Model model, List<String> arguments, Optional<Preprocess> asked, Optional<Sidecar> sidecar) {
        if (model.graph().isWeightsOnly() && !arguments.isEmpty()) {
            throw InputException.of("data.no-graph");
        }
        var reading = new Reading(model, asked, sidecar);
        var unnamed = new ArrayList<InputSource>();
        Optional<InputSource.OfRandom> filler = Optional.empty();
        var names = model.graph().inputs().stream().map(Graph.Value::name).toList();
        for (var argument : arguments) {
            var named = InputSource.parse(argument, names);
            if (named.input().isPresent()) {
                reading.give(named.input().get(), named.source());
            } else if (named.source() instanceof InputSource.OfRandom random) {
                filler = Optional.of(random);
            } else {
                unnamed.add(named.source());
            }
        }
        unnamed.forEach(reading::giveUnnamed);
        filler.ifPresent(reading::fill);
        return reading.finished();
    }

    /** The tensors by input name. */
    public Map<String, Tensor> tensors() {
        var tensors = new LinkedHashMap<String, Tensor>();
        byName.forEach((name, given) -> tensors.put(name, given.tensor));
        return Collections.unmodifiableMap(tensors);
    }

    /** The first input made from a picture. */
    public Optional<OfPicture> picture() {
        return byName.values().stream().flatMap(g -> g.picture.stream()).findFirst();
    }

    /** The name of the first input made from a picture, else of the first input. */
    public Optional<String> mainInput() {
        return byName.entrySet().stream()
                .filter(e -> e.getValue().picture.isPresent())
                .map(Map.Entry::getKey)
                .findFirst()
                .or(() -> byName.keySet().stream().findFirst());
    }

    /** Whether the preprocessing of any picture was guessed. */
    public boolean guessed() {
        return byName.values().stream().flatMap(g -> g.picture.stream()).anyMatch(OfPicture::guessed);
    }

    /** Whether any value is random. */
    public boolean random() {
        return byName.values().stream().anyMatch(g -> g.source instanceof InputSource.OfRandom);
    }
}
