package dev.vitrine.artifact;

import dev.vitrine.words.Text;

/**
 * A heat map laid over a picture and stretched smoothly to its size.
 *
 * @param opacity of the strongest colours, 0 to 1; weak values let the picture through
 */
public record Overlay(Text title, RgbImage base, Heatmap heat, double opacity) implements Artifact {
    public Overlay {
        if (!(opacity >= 0 && opacity <= 1)) {
            throw new IllegalArgumentException("opacity " + opacity);
        }
    }
}
