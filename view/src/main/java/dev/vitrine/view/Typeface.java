package dev.vitrine.view;

import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The bundled font: widths and outlines, read from its TrueType tables ({@code cmap} format 4, {@code hmtx}, {@code glyf}). Text
 * is drawn from outlines, so that pictures are the same on every machine and need no installed font; Java's own fonts need
 * fontconfig and at least one system font.
 */
public final class Typeface {
    private static final Typeface BUNDLED = new Typeface(read());

    private final ByteBuffer file;
    private final Map<String, Integer> tables = new HashMap<>();
    private final int unitsPerEm;
    private final boolean longOffsets;
    private final int longMetrics;
    private final int characters;

    private Typeface(ByteBuffer file) {
        this.file = file;
        int count = unsigned(4);
        for (int i = 0; i < count; i++) {
            int entry = 12 + 16 * i;
            var tag = new StringBuilder();
            for (int c = 0; c < 4; c++) {
                tag.append((char) file.get(entry + c));
            }
            tables.put(tag.toString(), file.getInt(entry + 8));
        }
        unitsPerEm = unsigned(table("head") + 18);
        longOffsets = file.getShort(table("head") + 50) == 1;
        longMetrics = unsigned(table("hhea") + 34);
        characters = table("cmap") + file.getInt(table("cmap") + 8);
    }

    /** Vitrine Sans, a subset of Noto Sans CJK SC. */
    public static Typeface bundled() {
        return BUNDLED;
    }

    /** Whether there is a glyph for the character. */
    public boolean has(int codePoint) {
        return glyph(codePoint) != 0;
    }

    /** The width of a text in one line, in the unit of {@code size}. */
    public double width(String text, double size) {
        long units = text.codePoints().mapToLong(c -> advance(glyph(c))).sum();
        return units * size / unitsPerEm;
    }

    /** The text, or as much of its end as fits after an ellipsis. */
    public String fitEnd(String text, double size, double width) {
        double room = width - width("…", size);
        double used = 0;
        int start = text.length();
        for (int i = text.length(); i > 0; ) {
            int c = text.codePointBefore(i);
            used += advance(glyph(c)) * size / unitsPerEm;
            i -= Character.charCount(c);
            if (used <= room) {
                start = i;
            }
            if (used > width) {
                return "…" + text.substring(start);
            }
        }
        return text;
    }

    /** The text, or as much of it as fits with an ellipsis. */
    public String fit(String text, double size, double width) {
        double used = 0;
        double room = width - width("…", size);
        int end = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            used += advance(glyph(c)) * size / unitsPerEm;
            i += Character.charCount(c);
            if (used <= room) {
                end = i;
            }
            if (used > width) {
                return text.substring(0, end) + "…";
            }
        }
        return text;
    }

    /** The outlines of a text whose baseline starts at (x, y); y grows downwards. To be filled by the non-zero rule. */
    public Path2D outline(String text, double x, double y, double size) {
        var path = new Path2D.Double(Path2D.WIND_NON_ZERO);
        double scale = size / unitsPerEm;
        double at = x;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int glyph = glyph(c);
            append(path, glyph, at, y, scale);
            at += advance(glyph) * scale;
            i += Character.charCount(c);
        }
        return path;
    }

    private void append(Path2D path, int glyph, double x, double y, double scale) {
        int start = table("glyf") + offset(glyph);
        int contours = offset(glyph + 1) == offset(glyph) ? 0 : file.getShort(start);
        if (contours <= 0) {
            return;
        }
        int[] ends = new int[contours];
        for (int i = 0; i < contours; i++) {
            ends[i] = unsigned(start + 10 + 2 * i);
        }
        int points = ends[contours - 1] + 1;
        int at = start + 10 + 2 * contours;
        at += 2 + unsigned(at);
        byte[] flags = new byte[points];
        for (int i = 0; i < points; ) {
            byte flag = file.get(at++);
            int repeat = (flag & 8) != 0 ? 1 + (file.get(at++) & 0xff) : 1;
            for (; repeat > 0; repeat--) {
                flags[i++] = flag;
            }
        }
        double[] xs = new double[points];
        double[] ys = new double[points];
        at = coordinates(at, flags, 2, 16, xs);
        coordinates(at, flags, 4, 32, ys);
        for (int i = 0; i < points; i++) {
            xs[i] = x + xs[i] * scale;
            ys[i] = y - ys[i] * scale;
        }
        for (int c = 0, first = 0; c < contours; first = ends[c] + 1, c++) {
            contour(path, flags, xs, ys, first, ends[c]);
        }
    }

    private int coordinates(int from, byte[] flags, int isShort, int isSame, double[] into) {
        int at = from;
        int value = 0;
        for (int i = 0; i < flags.length; i++) {
            boolean same = (flags[i] & isSame) != 0;
            if ((flags[i] & isShort) != 0) {
                int delta = file.get(at++) & 0xff;
                value += same ? delta : -delta;
            } else if (!same) {
                value += file.getShort(at);
                at += 2;
            }
            into[i] = value;
        }
        return at;
    }

    private static void contour(Path2D path, byte[] flags, double[] xs, double[] ys, int first, int last) {
        int n = last - first + 1;
        if (n < 2) {
            return;
        }
        int start = first;
        while (start <= last && (flags[start] & 1) == 0) {
            start++;
        }
        boolean noneOnCurve = start > last;
        if (noneOnCurve) {
            start = first;
            path.moveTo((xs[first] + xs[last]) / 2, (ys[first] + ys[last]) / 2);
        } else {
            path.moveTo(xs[start], ys[start]);
        }
        for (int k = noneOnCurve ? 0 : 1; k < n; k++) {
            int i = first + (start - first + k) % n;
            int next = first + (start - first + k + 1) % n;
            if ((flags[i] & 1) != 0) {
                path.lineTo(xs[i], ys[i]);
            } else if ((flags[next] & 1) != 0) {
                path.quadTo(xs[i], ys[i], xs[next], ys[next]);
                k++;
            } else {
                path.quadTo(xs[i], ys[i], (xs[i] + xs[next]) / 2, (ys[i] + ys[next]) / 2);
            }
        }
        path.closePath();
    }

    private int glyph(int codePoint) {
        if (codePoint > 0xffff) {
            return 0;
        }
        int segments = unsigned(characters + 6) / 2;
        int ends = characters + 14;
        int low = 0;
        int high = segments - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (unsigned(ends + 2 * middle) < codePoint) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int starts = ends + 2 * segments + 2;
        int start = unsigned(starts + 2 * low);
        if (codePoint < start) {
            return 0;
        }
        int delta = unsigned(starts + 2 * segments + 2 * low);
        int range = starts + 4 * segments + 2 * low;
        int offset = unsigned(range);
        int glyph = offset == 0 ? codePoint : unsigned(range + offset + 2 * (codePoint - start));
        return glyph == 0 ? 0 : (glyph + delta) & 0xffff;
    }

    private int advance(int glyph) {
        return unsigned(table("hmtx") + 4 * Math.min(glyph, longMetrics - 1));
    }

    private int offset(int glyph) {
        return longOffsets ? file.getInt(table("loca") + 4 * glyph) : 2 * unsigned(table("loca") + 2 * glyph);
    }

    private int table(String tag) {
        return tables.getOrDefault(tag, 0);
    }

    private int unsigned(int at) {
        return file.getShort(at) & 0xffff;
    }

    private static ByteBuffer read() {
        try (var in = Objects.requireNonNull(Typeface.class.getResourceAsStream("vitrine-sans.ttf"))) {
            return ByteBuffer.wrap(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
