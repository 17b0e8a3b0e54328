package dev.vitrine.data;

import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * An 8-bit RGB picture, rows from the top. Grey pictures have three equal channels; transparency is dropped, as PIL's
 * {@code convert("RGB")} does. Immutable.
 */
public final class Picture {
    /** More pixels than this are refused before anything is allocated. */
    public static final long MOST_PIXELS = 100_000_000;

    private final int width;
    private final int height;
    private final byte[] rgb;

    private Picture(int width, int height, byte[] rgb) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /** A picture over {@code rgb}, interleaved, {@code 3 * width * height} bytes; copied. */
    public static Picture of(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1 || rgb.length != bytes(width, height)) {
            throw new IllegalArgumentException(width + "x" + height + " needs other than " + rgb.length + " bytes");
        }
        return new Picture(width, height, rgb.clone());
    }

    /** A picture over an array that nobody else will change. */
    static Picture owning(int width, int height, byte[] rgb) {
        return new Picture(width, height, rgb);
    }

    /** A picture of one colour; {@code grey} is 0..255. */
    public static Picture filled(int width, int height, int grey) {
        var rgb = new byte[bytes(width, height)];
        java.util.Arrays.fill(rgb, (byte) grey);
        return new Picture(width, height, rgb);
    }

    /**
     * Reads PNG, JPEG, BMP, GIF (first frame), WebP or TIFF, chosen by content. EXIF orientation is applied, embedded colour
     * profiles are ignored and 16-bit channels keep their upper 8 bits.
     *
     * @throws dev.vitrine.words.InputException if the file cannot be read as a picture; says why
     */
    public static Picture read(Path file) {
        return PictureReader.read(file);
    }

    /** Like {@link #read(Path)}, from memory; {@code name} stands in messages. */
    public static Picture read(byte[] content, String name) {
        return PictureReader.read(content, name);
    }

    static int bytes(int width, int height) {
        return Math.toIntExact(3L * width * height);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Interleaved red, green, blue; a copy. */
    public byte[] rgb() {
        return rgb.clone();
    }

    /** The array itself, not to be changed. */
    byte[] raw() {
        return rgb;
    }

    /** One channel (0 red, 1 green, 2 blue) of one pixel, 0..255. */
    public int at(int x, int y, int channel) {
        return rgb[3 * (y * width + x) + channel] & 0xFF;
    }

    /** Luma of ITU-R 601 in all three channels, with the rounding of PIL's {@code convert("L")}. */
    public Picture grey() {
        var to = new byte[rgb.length];
        for (int i = 0; i < rgb.length; i += 3) {
            int luma =
                    (19595 * (rgb[i] & 0xFF) + 38470 * (rgb[i + 1] & 0xFF) + 7471 * (rgb[i + 2] & 0xFF) + 0x8000) >> 16;
            to[i] = to[i + 1] = to[i + 2] = (byte) luma;
        }
        return new Picture(width, height, to);
    }

    /** Whether every pixel has three equal channels. */
    public boolean isGrey() {
        for (int i = 0; i < rgb.length; i += 3) {
            if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The rectangle from ({@code left}, {@code top}); what lies outside the picture is {@code pad} (0..255 in each channel).
     */
    public Picture window(int left, int top, int newWidth, int newHeight, int pad) {
        var to = filled(newWidth, newHeight, pad);
        int firstX = Math.max(0, left);
        int lastX = Math.min(width, left + newWidth);
        for (int y = Math.max(0, top); y < Math.min(height, top + newHeight) && firstX < lastX; y++) {
            System.arraycopy(
                    rgb,
                    3 * (y * width + firstX),
                    to.rgb,
                    3 * ((y - top) * newWidth + firstX - left),
                    3 * (lastX - firstX));
        }
        return to;
    }

    /** The rectangle from ({@code left}, {@code top}), within the picture. */
    public Picture crop(int left, int top, int newWidth, int newHeight) {
        if (left < 0 || top < 0 || left + newWidth > width || top + newHeight > height) {
            throw new IllegalArgumentException("the crop reaches over the edge");
        }
        return window(left, top, newWidth, newHeight, 0);
    }

    /** For drawing; a copy in sRGB. */
    public BufferedImage toImage() {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                row[x] = at(x, y, 0) << 16 | at(x, y, 1) << 8 | at(x, y, 2);
            }
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        return image;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Picture p
                && p.width == width
                && p.height == height
                && java.util.Arrays.equals(p.rgb, rgb);
    }

    @Override
    public int hashCode() {
        return 31 * width + java.util.Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
