package dev.vitrine.methods;

import dev.vitrine.words.Text;

/** Told how far a long look is. */
@FunctionalInterface
public interface Progress {
    /** For who does not want to know. */
    Progress NONE = (done, total) -> {};

    /** The steps of a part, where a whole has parts. */
    long RESOLUTION = 100;

    /**
     * @param done steps that are finished
     * @param total steps that there are
     * @throws java.util.concurrent.CancellationException if nobody wants the result any more
     */
    void at(long done, long total);

    /** Says what is being done from now on, where a long work has several parts. */
    default void doing(Text what) {}

    /** For one of several parts of the whole, which are taken to be equally long. */
    default Progress part(long index, long parts) {
        return (done, total) ->
                at(index * RESOLUTION + (total <= 0 ? 0 : RESOLUTION * done / total), parts * RESOLUTION);
    }
}
