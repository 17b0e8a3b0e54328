package dev.vitrine.methods;

import dev.vitrine.autodiff.Differentiator;
import dev.vitrine.data.Geometry;
import dev.vitrine.data.Inputs;
import dev.vitrine.data.Picture;
import dev.vitrine.data.Sidecar;
import dev.vitrine.engine.Engine;
import dev.vitrine.engine.Trace;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Layers;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What a method looks at: a model, perhaps an input, and what is known of both.
 *
 * @param labels class names by index; empty where unknown
 * @param sidecar what the model file does not say, where it is known
 * @param folder many inputs, where a method looks at many
 * @param beside another model with the same inputs, where two are compared
 * @param series states of this network in the order of its training, where they are followed; else empty
 * @param progress told by what takes long
 */
public record Look(
        Engine engine,
        Layers layers,
        Optional<Given> given,
        List<String> labels,
        Optional<Sidecar> sidecar,
        Optional<List<Example>> folder,
        Optional<Look> beside,
        List<Checkpoint> series,
        Progress progress) {

    /**
     * One of many inputs.
     *
     * @param name the file
     * @param label its true class, where it is known
     */
    public record Example(String name, Given given, Optional<String> label) {}

    /**
     * One state of the network: of the same structure, with the same names.
     *
     * @param name the step, or the file
     * @param step the epoch or step, where it is known
     */
    public record Checkpoint(String name, Optional<Long> step, Model model) {}

    public Look {
        folder = folder.map(List::copyOf);
        series = List.copyOf(series);
    }

    /** A look without a folder. */
    public Look(Engine engine, Layers layers, Optional<Given> given, List<String> labels) {
        this(
                engine,
                layers,
                given,
                labels,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Progress.NONE);
    }

    /**
     * An input.
     *
     * @param tensors one per graph input
     * @param picture the image that was given, if it was one
     * @param shown the picture as the model sees it: cropped and resized, before values are scaled
     * @param geometry which part of the picture the tensor shows
     * @param preprocessing how the tensors were made, in words
     * @param guessed whether the preprocessing is a guess
     * @param remake makes the tensors again from a changed picture; present where the tensors came from a picture
     */
    public record Given(
            Map<String, Tensor> tensors,
            Optional<Picture> picture,
            Optional<Picture> shown,
            Optional<Geometry> geometry,
            Text preprocessing,
            boolean guessed,
            Optional<Function<Picture, Map<String, Tensor>>> remake) {

        /** Tensors that are not made again. */
        public Given(
                Map<String, Tensor> tensors,
                Optional<Picture> picture,
                Optional<Picture> shown,
                Optional<Geometry> geometry,
                Text preprocessing,
                boolean guessed) {
            this(tensors, picture, shown, geometry, preprocessing, guessed, Optional.empty());
        }

        /** The same, from a picture that may be changed. */
        public Given remake(Function<Picture, Map<String, Tensor>> maker) {
            return with(tensors, Optional.of(maker));
        }

        /** The same input as other tensors, which are made again in that way. */
        Given with(Map<String, Tensor> others, Optional<Function<Picture, Map<String, Tensor>>> maker) {
            return new Given(others, picture, shown, geometry, preprocessing, guessed, maker);
        }

        /** What was read for a model's inputs; a picture can be made into tensors again. */
        public static Given of(Model model, Inputs read) {
            var picture = read.picture();
            var given = new Given(
                    read.tensors(),
                    picture.map(Inputs.OfPicture::original),
                    picture.map(Inputs.OfPicture::shown),
                    picture.map(Inputs.OfPicture::geometry),
                    read.byName().values().stream()
                            .findFirst()
                            .map(Inputs.Given::description)
                            .orElse(Text.of("methods.as-given")),
                    read.guessed());
            if (picture.isEmpty()) {
                return given;
            }
            var input = read.mainInput().orElseThrow();
            return given.remake(changed -> {
                Map<String, Tensor> tensors = new LinkedHashMap<>(read.tensors());
                tensors.put(
                        input,
                        picture.get().preprocess().apply(changed, model.graph().typeOf(input)));
                return tensors;
            });
        }

        /** Tensors as they are. */
        public static Given of(Map<String, Tensor> tensors) {
            return new Given(
                    tensors, Optional.empty(), Optional.empty(), Optional.empty(), Text.of("methods.as-given"), false);
        }
    }

    /** A model without an input. */
    public static Look at(Engine engine) {
        return new Look(engine, new Layers(engine.model().graph()), Optional.empty(), List.of());
    }

    /** A model derived from this one, of which all else is known that is known of this one. */
    Look on(Engine derived) {
        return new Look(derived, layers, given, labels, sidecar, folder, beside, series, progress);
    }

    public Look with(Given input) {
        return new Look(engine, layers, Optional.of(input), labels, sidecar, folder, beside, series, progress);
    }

    public Look with(List<String> classNames) {
        return new Look(engine, layers, given, classNames, sidecar, folder, beside, series, progress);
    }

    /** With what the model file does not say. */
    public Look knowing(Optional<Sidecar> known) {
        return new Look(engine, layers, given, labels, known, folder, beside, series, progress);
    }

    public Look over(List<Example> examples) {
        return new Look(engine, layers, given, labels, sidecar, Optional.of(examples), beside, series, progress);
    }

    /** Next to another model, to be compared with it. */
    public Look beside(Look other) {
        return new Look(engine, layers, given, labels, sidecar, folder, Optional.of(other), series, progress);
    }

    /** As one state of a network among others. */
    public Look among(List<Checkpoint> checkpoints) {
        return new Look(engine, layers, given, labels, sidecar, folder, beside, checkpoints, progress);
    }

    /** The same at another state of the network. */
    Look at(Checkpoint checkpoint, Engine open) {
        return new Look(
                open,
                new Layers(checkpoint.model().graph()),
                given,
                labels,
                sidecar,
                folder,
                Optional.empty(),
                List.of(),
                Progress.NONE);
    }

    public Look telling(Progress listener) {
        return new Look(engine, layers, given, labels, sidecar, folder, beside, series, listener);
    }

    public Graph graph() {
        return engine.model().graph();
    }

    /** A tensor's values as the framework that the model comes from has them: of a Keras model, channels last. */
    Tensor asInFramework(String tensor, Tensor value) {
        int rank = value.rank();
        return rank < 3 || !engine.model().origin().channelsFirst().contains(tensor)
                ? value
                : value.transpose(IntStream.concat(
                                IntStream.of(0), IntStream.rangeClosed(2, rank).map(i -> i < rank ? i : 1))
                        .toArray());
    }

    /** The input. */
    public Given input() {
        return given.orElseThrow(() -> InputException.of("methods.needs-input"));
    }

    /** The folder of inputs. */
    public List<Example> examples() {
        return folder.orElseThrow(() -> InputException.of("methods.needs-folder"));
    }

    /** The trace of the input. */
    public Trace trace() {
        return engine.trace(input().tensors());
    }

    /**
     * Where a gradient needs shapes that the file leaves open: those that are seen with this input.
     *
     * @throws InputException the reason itself, if it is another one or there is no input
     */
    public Differentiator seen(InputException why) {
        if (given.isEmpty()
                || !why.text().key().matches("autodiff\\.(rank|sizes|kernel)-unknown|autodiff\\.recurrent-form")) {
            throw why;
        }
        return Differentiator.of(engine.model(), engine.typesSeenWith(trace()));
    }

    /** The name of a class, or its number. */
    public String label(int index) {
        return index < labels.size() ? labels.get(index) : "#" + index;
    }
}
