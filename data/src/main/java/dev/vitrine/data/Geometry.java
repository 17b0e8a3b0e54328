package dev.vitrine.data;

/**
 * Where the input tensor lies on the picture it was made from: {@code picture = offset + input * scale} on each axis, in
 * pixels, a pixel's left or upper edge being its coordinate (the first pixel spans 0 to 1).
 *
 * @param pictureWidth width of the whole picture, in pixels
 * @param pictureHeight height of the whole picture, in pixels
 * @param inputWidth width of the tensor
 * @param inputHeight height of the tensor
 * @param scaleX picture pixels per tensor column
 * @param scaleY picture pixels per tensor row
 * @param offsetX the picture column under the tensor's left edge; negative where the tensor has padding there
 * @param offsetY the picture row under the tensor's upper edge
 */
public record Geometry(
        int pictureWidth,
        int pictureHeight,
        int inputWidth,
        int inputHeight,
        double scaleX,
        double scaleY,
        double offsetX,
        double offsetY) {

    /** A rectangle, left and upper edge included; of pixels or parts of pixels. */
    public record Box(double x0, double y0, double x1, double y1) {
        public double width() {
            return x1 - x0;
        }

        public double height() {
            return y1 - y0;
        }

        /** The part within {@code width x height}; empty boxes have no area. */
        public Box within(double width, double height) {
            return new Box(clamp(x0, width), clamp(y0, height), clamp(x1, width), clamp(y1, height));
        }

        private static double clamp(double v, double limit) {
            return Math.max(0, Math.min(limit, v));
        }
    }

    /** The tensor shows the whole picture, stretched. */
    public static Geometry stretched(int pictureWidth, int pictureHeight, int inputWidth, int inputHeight) {
        return new Geometry(
                pictureWidth,
                pictureHeight,
                inputWidth,
                inputHeight,
                (double) pictureWidth / inputWidth,
                (double) pictureHeight / inputHeight,
                0,
                0);
    }

    public double pictureX(double inputX) {
        return offsetX + inputX * scaleX;
    }

    public double pictureY(double inputY) {
        return offsetY + inputY * scaleY;
    }

    public double inputX(double pictureX) {
        return (pictureX - offsetX) / scaleX;
    }

    public double inputY(double pictureY) {
        return (pictureY - offsetY) / scaleY;
    }

    /** A box of the tensor, on the picture; may reach over its edge. */
    public Box toPicture(Box input) {
        return new Box(pictureX(input.x0), pictureY(input.y0), pictureX(input.x1), pictureY(input.y1));
    }

    /** A box of the picture, on the tensor; may reach over its edge. */
    public Box toInput(Box picture) {
        return new Box(inputX(picture.x0), inputY(picture.y0), inputX(picture.x1), inputY(picture.y1));
    }

    /** The part of the picture that the tensor shows. */
    public Box shownOfPicture() {
        return toPicture(new Box(0, 0, inputWidth, inputHeight)).within(pictureWidth, pictureHeight);
    }

    /** The part of the tensor that shows the picture; the rest is padding. */
    public Box pictureOnInput() {
        return toInput(new Box(0, 0, pictureWidth, pictureHeight)).within(inputWidth, inputHeight);
    }
}
