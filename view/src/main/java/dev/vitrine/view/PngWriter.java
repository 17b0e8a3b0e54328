package dev.vitrine.view;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
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

    private void pixels(Bitmap bitmap) {
        int stride = bitmap.width() * bitmap.channels();
        var deflater = new Deflater(bitmap.pixels().length > 8 << 20 ? 1 : 4);
        var packed = new byte[1 << 16];
        var line = new byte[1 + stride];
        var same = new byte[1 + stride];
        same[0] = UP;
        try {
            for (int y = 0; y < bitmap.height(); y++) {
                int at = y * stride;
                boolean repeated =
                        y > 0 && Arrays.equals(bitmap.pixels(), at, at + stride, bitmap.pixels(), at - stride, at);
                if (!repeated) {
                    filter(bitmap, at, line);
                }
                deflater.setInput(repeated ? same : line);
                drain(deflater, packed);
            }
            deflater.finish();
            drain(deflater, packed);
        } finally {
            deflater.end();
        }
    }

    private void drain(Deflater deflater, byte[] packed) {
        for (int n = deflater.deflate(packed); n > 0; n = deflater.deflate(packed)) {
            chunk("IDAT", packed, n);
        }
    }

    private static void filter(Bitmap bitmap, int at, byte[] line) {
        int stride = line.length - 1;
        int channels = bitmap.channels();
        var pixels = bitmap.pixels();
        if (channels == 1) {
            line[0] = NONE;
            System.arraycopy(pixels, at, line, 1, stride);
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
        line[0] = (byte) (left ? SUB : UP);
        int back = left ? channels : stride;
        int first = left ? channels : 0;
        System.arraycopy(pixels, at, line, 1, first);
        for (int i = first; i < stride; i++) {
            line[1 + i] = (byte) (pixels[at + i] - pixels[at + i - back]);
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
