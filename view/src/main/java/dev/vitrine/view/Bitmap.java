package dev.vitrine.view;

import java.util.Arrays;

/**
 * Pixels as a PNG stores them.
 *
 * @param channels 1: an index of {@code colours}; 3: red, green, blue; 4: and opacity
 * @param pixels row by row, {@code channels} bytes each
 * @param colours 0xAARRGGBB, at most 256; empty unless {@code channels} is 1
 */
public record Bitmap(int width, int height, int channels, byte[] pixels, int[] colours) {

    /** The fewest bytes a pixel that show these 0xAARRGGBB pixels exactly. */
    public static Bitmap of(int width, int height, int[] argb) {
        var colours = new Colours();
        var indexed = new byte[argb.length];
        boolean opaque = true;
        boolean fits = true;
        for (int i = 0; i < argb.length; i++) {
            opaque &= argb[i] >>> 24 == 255;
            if (fits) {
                int index = colours.index(argb[i]);
                fits = index >= 0;
                indexed[i] = (byte) index;
            }
        }
        if (fits) {
            return new Bitmap(width, height, 1, indexed, colours.all());
        }
        int channels = opaque ? 3 : 4;
        var bytes = new byte[channels * argb.length];
        for (int i = 0, at = 0; i < argb.length; i++) {
            bytes[at++] = (byte) (argb[i] >> 16);
            bytes[at++] = (byte) (argb[i] >> 8);
            bytes[at++] = (byte) argb[i];
            if (!opaque) {
                bytes[at++] = (byte) (argb[i] >>> 24);
            }
        }
        return new Bitmap(width, height, channels, bytes, new int[0]);
    }

    /** One pixel, 0xAARRGGBB. */
    public int argb(int x, int y) {
        int at = (y * width + x) * channels;
        if (channels == 1) {
            return colours[pixels[at] & 0xff];
        }
        int alpha = channels == 4 ? pixels[at + 3] & 0xff : 255;
        return alpha << 24 | (pixels[at] & 0xff) << 16 | (pixels[at + 1] & 0xff) << 8 | pixels[at + 2] & 0xff;
    }

    /** All pixels, 0xAARRGGBB. */
    public int[] argb() {
        var all = new int[width * height];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                all[i++] = argb(x, y);
            }
        }
        return all;
    }

    /** Up to 256 colours in the order they are first seen: a small open hash table. */
    static final class Colours {
        private final int[] keys = new int[1024];
        private final short[] places = new short[1024];
        private final int[] seen = new int[256];
        private int count;

        /** The index of a colour, or -1 where there is no room for it. */
        int index(int argb) {
            int slot = (argb * 0x9E3779B1) >>> 22;
            while (places[slot] != 0) {
                if (keys[slot] == argb) {
                    return places[slot] - 1;
                }
                slot = (slot + 1) & 1023;
            }
            if (count == 256) {
                return -1;
            }
            keys[slot] = argb;
            seen[count] = argb;
            places[slot] = (short) ++count;
            return count - 1;
        }

        /**
         * The index of a colour or, where there is no room for it, of one that differs by at most two steps of 255 in each
         * band; -1 if there is none.
         */
        int near(int argb) {
            int exact = index(argb);
            for (int i = 0; exact < 0 && i < count; i++) {
                boolean close = argb >>> 24 == seen[i] >>> 24;
                for (int shift = 0; close && shift < 24; shift += 8) {
                    close = Math.abs((argb >> shift & 0xff) - (seen[i] >> shift & 0xff)) <= 2;
                }
                exact = close ? i : -1;
            }
            return exact;
        }

        int[] all() {
            return Arrays.copyOf(seen, count);
        }
    }
}
