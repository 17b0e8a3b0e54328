package dev.vitrine.artifact;

import dev.vitrine.words.Text;
import java.util.List;

/**
 * A colour picture.
 *
 * @param rgb red, green, blue bytes, row by row
 * @param boxes what is outlined in it
 */
public record RgbImage(Text title, int width, int height, byte[] rgb, List<Box> boxes) implements Artifact {

    /**
     * A labelled rectangle, in pixels of the picture.
     *
     * @param kind boxes of the same kind have the same colour
     */
    public record Box(double x0, double y0, double x1, double y1, Text label, int kind) {}

    public RgbImage {
        boxes = List.copyOf(boxes);
        if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
            throw new IllegalArgumentException(width + " x " + height + " pixels are not " + rgb.length + " bytes");
        }
    }

    public static RgbImage of(Text title, int width, int height, byte[] rgb) {
        return new RgbImage(title, width, height, rgb, List.of());
    }
}
