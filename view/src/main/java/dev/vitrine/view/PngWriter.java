package dev.vitrine.view;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG (W3C PNG specification, third edition): palette or true colour, 8 bits, with texts as {@code iTXt}. A row equal to
 * the one above costs next to nothing, which makes enlarged maps fast.
 */
public final class PngWriter {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int NONE = 0;
    private static final int SUB = 1;
    private static final int UP = 2;
    private static final int SAMPLE = 13;

    /** Bytes of a band before packing. */
    private static final int BAND = 1 << 20;

    private static final byte[] ZLIB_HEADER = {0x78, 0x01};
    private static final int ADLER = 65521;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);

    private PngWriter() {}

    /**
     * The bytes of a PNG file.
     *
     * @param texts keyword (1 to 79 Latin characters) to text, such as the provenance
     */
    public static byte[] write(Bitmap bitmap, Map<String, String> texts) {
        var writer = new PngWriter();
        writer.out.writeBytes(SIGNATURE);
        writer.header(bitmap);
        texts.forEach(writer::text);
        writer.pixels(bitmap);
        writer.chunk("IEND", new byte[0], 0);
        return writer.out.toByteArray();
    }

    private void header(Bitmap bitmap) {
        int type = bitmap.channels() == 1 ? 3 : bitmap.channels() == 3 ? 2 : 6;
        var header = ByteBuffer.allocate(13).putInt(bitmap.width()).putInt(bitmap.height());
        header.put((byte) 8).put((byte) type);
        chunk("IHDR", header.array(), 13);
        int[] colours = bitmap.colours();
        if (bitmap.channels() == 1) {
            var table = new byte[3 * colours.length];
            var opacity = new byte[colours.length];
            boolean opaque = true;
            for (int i = 0; i < colours.length; i++) {
                table[3 * i] = (byte) (colours[i] >> 16);
                table[3 * i + 1] = (byte) (colours[i] >> 8);
                table[3 * i + 2] = (byte) colours[i];
                opacity[i] = (byte) (colours[i] >>> 24);
                opaque &= opacity[i] == -1;
            }
            chunk("PLTE", table, table.length);
            if (!opaque) {
                chunk("tRNS", opacity, opacity.length);
            }
        }
    }

    private void text(String keyword, String text) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(keyword.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(new byte[5]);
        bytes.writeBytes(text.replace('\0', ' ').getBytes(StandardCharsets.UTF_8));
        chunk("iTXt", bytes.toByteArray(), bytes.size());
    }

    /** One zlib stream (RFC 1950) of bands that are packed side by side; the same bytes on any number of cores. */
    private void pixels(Bitmap bitmap) {
        int rows = Math.max(1, BAND / (1 + bitmap.width() * bitmap.channels()));
        int bands = (bitmap.height() + rows - 1) / rows;
        int level = bitmap.pixels().length > 8 << 20 ? 1 : 4;
        var packed = IntStream.range(0, bands)
                .parallel()
                .mapToObj(i -> Band.of(bitmap, i * rows, Math.min(bitmap.height(), (i + 1) * rows), level))
                .toList();
        chunk("IDAT", ZLIB_HEADER, ZLIB_HEADER.length);
        long sum = 1;
        for (var band : packed) {
            chunk("IDAT", band.bytes, band.bytes.length);
            sum = joined(sum, band.sum, band.length);
        }
        chunk("IDAT", ByteBuffer.allocate(4).putInt((int) sum).array(), 4);
    }

    /** Adler-32 of two parts in a row, from those of both and the length of the second; as zlib's adler32_combine. */
    static long joined(long first, long second, long length) {
        long a = (first & 0xffff) + (second & 0xffff) + ADLER - 1;
        long b = length % ADLER * (first & 0xffff) + (first >>> 16) + (second >>> 16) + ADLER - length % ADLER;
        return b % ADLER << 16 | a % ADLER;
    }

    /** Some rows, packed to deflate blocks that end on a byte and look at nothing before them. */
    private record Band(byte[] bytes, long sum, int length) {
        static Band of(Bitmap bitmap, int from, int to, int level) {
            int stride = bitmap.width() * bitmap.channels();
            var lines = new byte[(to - from) * (1 + stride)];
            for (int y = from; y < to; y++) {
                int at = y * stride;
                int line = (y - from) * (1 + stride);
                if (y > 0 && Arrays.equals(bitmap.pixels(), at, at + stride, bitmap.pixels(), at - stride, at)) {
                    lines[line] = UP;
                } else {
                    filter(bitmap, at, lines, line);
                }
            }
            var sum = new Adler32();
            sum.update(lines);
            return new Band(pack(lines, level, to == bitmap.height()), sum.getValue(), lines.length);
        }

        private static byte[] pack(byte[] lines, int level, boolean last) {
            var deflater = new Deflater(level, true);
            try {
                var all = new ByteArrayOutputStream(1 << 14);
                var part = new byte[1 << 14];
                deflater.setInput(lines);
                if (last) {
                    deflater.finish();
                }
                int n;
                do {
                    n = deflater.deflate(part, 0, part.length, last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
                    all.write(part, 0, n);
                } while (last ? !deflater.finished() : n == part.length);
                return all.toByteArray();
            } finally {
                deflater.end();
            }
        }
    }

    private static void filter(Bitmap bitmap, int at, byte[] lines, int line) {
        int channels = bitmap.channels();
        int stride = bitmap.width() * channels;
        var pixels = bitmap.pixels();
        if (channels == 1) {
            lines[line] = NONE;
            System.arraycopy(pixels, at, lines, line + 1, stride);
            return;
        }
        // A sample of the row tells which filter leaves less; enlarged maps mostly equal the row above.
        long sub = 0;
        long up = 0;
        for (int i = channels; i < stride; i += SAMPLE) {
            sub += Math.abs((byte) (pixels[at + i] - pixels[at + i - channels]));
            up += Math.abs((byte) (pixels[at + i] - (at < stride ? 0 : pixels[at + i - stride])));
        }
        boolean left = at < stride || sub < up;
        lines[line] = (byte) (left ? SUB : UP);
        int back = left ? channels : stride;
        int first = left ? channels : 0;
        System.arraycopy(pixels, at, lines, line + 1, first);
        for (int i = first; i < stride; i++) {
            lines[line + 1 + i] = (byte) (pixels[at + i] - pixels[at + i - back]);
        }
    }

    private void chunk(String type, byte[] data, int length) {
        var name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data, 0, length);
        out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
        out.writeBytes(name);
        out.write(data, 0, length);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
