package dev.vitrine.artifact;

import dev.vitrine.words.Text;
import java.util.List;

/**
 * Several artifacts on one page.
 *
 * @param columns how many stand side by side, at least 1; the next ones follow below
 */
public record Board(Text title, List<Artifact> parts, int columns) implements Artifact {
    public Board {
        parts = List.copyOf(parts);
        if (columns < 1) {
            throw new IllegalArgumentException(columns + " columns");
        }
    }

    /** One below the other. */
    public static Board of(Text title, List<? extends Artifact> parts) {
        return new Board(title, List.copyOf(parts), 1);
    }
}
