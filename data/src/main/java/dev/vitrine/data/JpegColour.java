package dev.vitrine.data;

import java.nio.charset.StandardCharsets;

/** What the components of a JPEG file stand for, by the rules of libjpeg ({@code default_decompress_parms}). */
enum JpegColour {
    GREY,
    RGB,
    YCC,
    CMYK,
    YCCK;

    private static final int HALF = 1 << 15;

    static JpegColour of(byte[] c, int components) {
        boolean jfif = false;
        int adobe = -1;
        var ids = "";
        int at = 2;
        while (at + 4 <= c.length && (c[at] & 0xFF) == 0xFF) {
            int marker = c[at + 1] & 0xFF;
            if (marker == 0xFF) {
                at++;
                continue;
            }
            if (marker == 0xDA || marker == 0xD9) {
                break;
            }
            int length = (c[at + 2] & 0xFF) << 8 | c[at + 3] & 0xFF;
            int end = Math.min(c.length, at + 2 + length);
            if (marker == 0xE0 && word(c, at + 4, 4, end).equals("JFIF")) {
                jfif = true;
            } else if (marker == 0xEE && word(c, at + 4, 5, end).equals("Adobe") && at + 15 < end) {
                adobe = c[at + 15] & 0xFF;
            } else if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                ids = ids(c, at, end);
            }
            at += 2 + Math.max(2, length);
        }
        return switch (components) {
            case 1, 2 -> GREY;
            case 3 -> jfif ? YCC : adobe >= 0 ? adobe == 0 ? RGB : YCC : ids.equals("RGB") ? RGB : YCC;
            default -> adobe == 2 ? YCCK : CMYK;
        };
    }

    private static String word(byte[] c, int at, int length, int end) {
        return at + length <= end ? new String(c, at, length, StandardCharsets.ISO_8859_1) : "";
    }

    private static String ids(byte[] c, int frame, int end) {
        var ids = new StringBuilder();
        for (int at = frame + 10; at < end; at += 3) {
            ids.append((char) (c[at] & 0xFF));
        }
        return ids.toString();
    }

    /** Interleaved samples to RGB, with the fixed-point sums of libjpeg. Four-component files store inks inverted, as Adobe does. */
    byte[] toRgb(int[] samples) {
        int components = this == GREY ? 1 : this == RGB || this == YCC ? 3 : 4;
        int pixels = samples.length / components;
        var rgb = new byte[Math.multiplyExact(pixels, 3)];
        for (int i = 0; i < pixels; i++) {
            int s = i * components;
            int t = 3 * i;
            switch (this) {
                case GREY -> rgb[t] = rgb[t + 1] = rgb[t + 2] = (byte) samples[s];
                case RGB -> {
                    rgb[t] = (byte) samples[s];
                    rgb[t + 1] = (byte) samples[s + 1];
                    rgb[t + 2] = (byte) samples[s + 2];
                }
                case YCC -> {
                    rgb[t] = (byte) red(samples[s], samples[s + 2]);
                    rgb[t + 1] = (byte) green(samples[s], samples[s + 1], samples[s + 2]);
                    rgb[t + 2] = (byte) blue(samples[s], samples[s + 1]);
                }
                case CMYK -> {
                    int black = 255 - samples[s + 3];
                    for (int c = 0; c < 3; c++) {
                        rgb[t + c] = (byte) withoutBlack(255 - samples[s + c], black);
                    }
                }
                case YCCK -> {
                    int black = 255 - samples[s + 3];
                    rgb[t] = (byte) withoutBlack(red(samples[s], samples[s + 2]), black);
                    rgb[t + 1] = (byte) withoutBlack(green(samples[s], samples[s + 1], samples[s + 2]), black);
                    rgb[t + 2] = (byte) withoutBlack(blue(samples[s], samples[s + 1]), black);
                }
            }
        }
        return rgb;
    }

    /** Light left by one ink and black, as PIL's {@code cmyk2rgb}. */
    static int withoutBlack(int ink, int black) {
        int light = 255 - black;
        int product = ink * light + 128;
        return clip(light - (((product >> 8) + product) >> 8));
    }

    private static int red(int y, int cr) {
        return clip(y + ((fix(1.40200) * (cr - 128) + HALF) >> 16));
    }

    private static int green(int y, int cb, int cr) {
        return clip(y + ((-fix(0.34414) * (cb - 128) + HALF - fix(0.71414) * (cr - 128)) >> 16));
    }

    private static int blue(int y, int cb) {
        return clip(y + ((fix(1.77200) * (cb - 128) + HALF) >> 16));
    }

    private static int fix(double x) {
        return (int) (x * (1 << 16) + 0.5);
    }

    private static int clip(int v) {
        return Math.max(0, Math.min(255, v));
    }
}
