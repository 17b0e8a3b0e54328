package dev.vitrine.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The EXIF orientation tag (TIFF tag 274) of JPEG, PNG, WebP and TIFF files; nothing else of EXIF is read.
 *
 * <p>Values 1..8 as in EXIF 2.3, 4.6.4: 1 upright, 2 mirrored, 3 turned by 180 degrees, 4 flipped, 5 transposed, 6 to be
 * turned clockwise, 7 transversed, 8 to be turned anticlockwise.
 */
final class Orientation {
    private static final int TAG = 274;

    private Orientation() {}

    /** The tag, or 1 where there is none or it makes no sense. */
    static int of(byte[] content, ContentKind kind) {
        try {
            return switch (kind) {
                case JPEG -> ofJpeg(content);
                case PNG -> ofPng(content);
                case WEBP -> ofWebp(content);
                case TIFF -> ofTiff(content, 0);
                default -> 1;
            };
        } catch (IndexOutOfBoundsException e) {
            return 1;
        }
    }

    /** The picture with the orientation undone. */
    static Picture upright(Picture picture, int orientation) {
        if (orientation == 1) {
            return picture;
        }
        boolean swaps = orientation >= 5;
        int w = picture.width();
        int h = picture.height();
        int width = swaps ? h : w;
        int height = swaps ? w : h;
        var from = picture.raw();
        var to = new byte[from.length];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int sx = switch (orientation) {
                    case 2, 3 -> w - 1 - x;
                    case 4 -> x;
                    case 5, 6 -> y;
                    default -> w - 1 - y;
                };
                int sy = switch (orientation) {
                    case 2 -> y;
                    case 3, 4 -> h - 1 - y;
                    case 5, 8 -> x;
                    default -> h - 1 - x;
                };
                int source = 3 * (sy * w + sx);
                to[at++] = from[source];
                to[at++] = from[source + 1];
                to[at++] = from[source + 2];
            }
        }
        return Picture.owning(width, height, to);
    }

    private static int ofJpeg(byte[] c) {
        int at = 2;
        while (at + 4 <= c.length && (c[at] & 0xFF) == 0xFF) {
            int marker = c[at + 1] & 0xFF;
            if (marker == 0xFF) {
                at++;
                continue;
            }
            if (marker == 0xDA || marker == 0xD9) {
                return 1;
            }
            int length = (c[at + 2] & 0xFF) << 8 | c[at + 3] & 0xFF;
            if (marker == 0xE1 && startsWith(c, at + 4, "Exif\0\0")) {
                return ofTiff(c, at + 10);
            }
            at += 2 + Math.max(2, length);
        }
        return 1;
    }

    private static int ofPng(byte[] c) {
        var buffer = ByteBuffer.wrap(c);
        for (int at = 8; at + 8 <= c.length; ) {
            int length = buffer.getInt(at);
            if (startsWith(c, at + 4, "eXIf")) {
                return ofTiff(c, at + 8);
            }
            if (length < 0 || length > c.length) {
                return 1;
            }
            at += length + 12;
        }
        return 1;
    }

    private static int ofWebp(byte[] c) {
        var buffer = ByteBuffer.wrap(c).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 12; at + 8 <= c.length; ) {
            int length = buffer.getInt(at + 4);
            if (startsWith(c, at, "EXIF")) {
                return ofTiff(c, startsWith(c, at + 8, "Exif\0\0") ? at + 14 : at + 8);
            }
            if (length < 0 || length > c.length) {
                return 1;
            }
            at += 8 + length + (length & 1);
        }
        return 1;
    }

    private static int ofTiff(byte[] c, int start) {
        var b = ByteBuffer.wrap(c).order(c[start] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        if (b.getShort(start + 2) != 42) {
            return 1;
        }
        int directory = start + b.getInt(start + 4);
        int entries = Short.toUnsignedInt(b.getShort(directory));
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if (Short.toUnsignedInt(b.getShort(entry)) == TAG) {
                int value = Short.toUnsignedInt(b.getShort(entry + 8));
                return value >= 1 && value <= 8 ? value : 1;
            }
        }
        return 1;
    }

    private static boolean startsWith(byte[] c, int at, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= c.length || c[at + i] != (byte) word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
