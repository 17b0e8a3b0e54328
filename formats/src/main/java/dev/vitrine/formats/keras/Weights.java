package dev.vitrine.formats.keras;

import dev.vitrine.model.Tensor;
import java.util.List;

/** The weights of one layer. */
interface Weights {

    /**
     * In the order in which the layer made them.
     *
     * @param parts the parts of a compound layer whose weights these are, in their order; the newer files keep them apart, the
     *     older in one list. None for a plain layer.
     */
    List<Tensor> of(String... parts);

    /** The weights of a network's layer. */
    interface Source {

        /** @param position of the layer in its network */
        Weights of(Network network, int position);

        /** The weights of a network that is a layer of this one. */
        Source inside(Network network, int position);
    }
}
