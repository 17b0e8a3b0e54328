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
        var colours = new Colours(256);
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

    /** Colours in the order they are first seen, up to a limit: a small open hash table. */
    static final class Colours {
        private static final int SLOTS = 1024;
        private static final int REMEMBERED = 768;

        private final int[] keys = new int[SLOTS];
        private final short[] places = new short[SLOTS];
        private final int[] seen;
        private int used;
        private int count;

        /** @param most colours, 1 to 256 */
        Colours(int most) {
            seen = new int[most];
        }

        /** The index of a colour, or -1 where there is no room for it. */
        int index(int argb) {
            return near(argb, 0);
        }

        /**
         * The index of a colour or, where there is no room for it, of the nearest one that differs by at most {@code most}
         * steps of 255 in each band; -1 if there is none.
         */
        int near(int argb, int most) {
            int slot = (argb * 0x9E3779B1) >>> 22;
            while (places[slot] != 0) {
                if (keys[slot] == argb) {
                    return places[slot] - 1;
                }
                slot = (slot + 1) & SLOTS - 1;
            }
            int place = count;
            if (count < seen.length) {
                seen[count++] = argb;
            } else {
                place = nearest(argb, most);
            }
            if (place >= 0 && used < REMEMBERED) {
                used++;
                keys[slot] = argb;
                places[slot] = (short) (place + 1);
            }
            return place;
        }

        private int nearest(int argb, int most) {
            int best = -1;
            int least = most;
            for (int i = 0; i < count && least > 0; i++) {
                int apart = argb >>> 24 == seen[i] >>> 24 ? 0 : 256;
                for (int shift = 0; shift < 24; shift += 8) {
                    apart = Math.max(apart, Math.abs((argb >> shift & 0xff) - (seen[i] >> shift & 0xff)));
                }
                if (apart < least || best < 0 && apart == least) {
                    least = apart;
                    best = i;
                }
            }
            return best;
        }

        int argb(int index) {
            return seen[index];
        }

        int[] all() {
            return Arrays.copyOf(seen, count);
        }
    }
}
