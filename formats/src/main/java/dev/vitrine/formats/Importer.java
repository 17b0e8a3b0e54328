package dev.vitrine.formats;

import dev.vitrine.model.Model;
import java.nio.file.Path;

/** Reads the files of one framework. Stateless. */
public interface Importer {

    /** Whether the content is of this format, broken or not: then nobody else is asked. Cheap, and never an exception. */
    boolean recognises(Candidate candidate);

    /**
     * The network in a file that is recognised: structure at once, weights when they are looked at.
     *
     * @throws dev.vitrine.words.InputException if it cannot be read; says why and where
     */
    Model read(Path file);
}
