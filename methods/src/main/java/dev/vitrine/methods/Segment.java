package dev.vitrine.methods;

/**
 * All of a picture that a segmentation takes for one class.
 *
 * @param index the class
 * @param label its name
 * @param pixels of the model's map of classes, as far as that shows the picture
 * @param share of the picture, 0 to 1
 */
public record Segment(int index, String label, long pixels, double share) {}
