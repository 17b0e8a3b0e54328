package dev.vitrine.methods;

/** Told how far a long look is. */
@FunctionalInterface
public interface Progress {
    /** For who does not want to know. */
    Progress NONE = (done, total) -> {};

    /**
     * @param done steps that are finished
     * @param total steps that there are
     * @throws java.util.concurrent.CancellationException if nobody wants the result any more
     */
    void at(long done, long total);
}
