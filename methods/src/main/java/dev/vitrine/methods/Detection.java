package dev.vitrine.methods;

import java.util.List;

/**
 * Something that a detector found.
 *
 * @param index its class
 * @param label the class's name
 * @param score 0 to 1
 * @param box left, upper, right and lower edge in pixels of the input file, or of the input tensor where that is no picture; may
 *     reach over the edge
 */
public record Detection(int index, String label, double score, List<Double> box) {
    public Detection {
        box = List.copyOf(box);
    }
}
