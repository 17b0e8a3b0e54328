package dev.vitrine.server;

import dev.vitrine.data.Inputs;
import dev.vitrine.methods.Look;
import java.util.List;
import java.util.Optional;

/**
 * An input that was given to a model.
 *
 * @param arguments as the page named them
 * @param paths the same as {@code --input} takes them
 * @param preprocess as it was asked for
 * @param look the model with this input
 * @param read what was read; absent for a folder of examples
 */
record GivenInput(
        String id,
        List<String> arguments,
        List<String> paths,
        Optional<String> preprocess,
        Look look,
        Optional<Inputs> read) {}
