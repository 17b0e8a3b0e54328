package dev.vitrine.methods;

/** Told how far a long look is. */
@FunctionalInterface
public interface Progress {
    /** For who does not want to know. */
    Progress NONE = (done, total) -> {};

    /**
     * @param done steps that are finished
     * @param total steps that there are
     */
    void at(long done, long total);
}
