package dev.vitrine.data;

import dev.vitrine.words.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Sound as samples in -1..1; several channels are averaged.
 *
 * @param rate samples per second
 * @param samples one channel
 */
public record Wav(int rate, float[] samples) {
    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int EXTENSIBLE = 0xFFFE;

    private record Format(int coding, int channels, int rate, int bits) {}

    /** @throws InputException if the file is no PCM (8, 16, 24, 32 bits) or float (32, 64 bits) WAV */
    public static Wav read(Path file) {
        return read(FileContent.read(file), file.toString());
    }

    /** Like {@link #read(Path)}, from memory; {@code name} stands in messages. */
    public static Wav read(byte[] content, String name) {
        FileContent.refuseStandIns(content, name);
        if (ContentKind.of(content) != ContentKind.WAV) {
            throw InputException.of("data.wav-not", "file", name);
        }
        var buffer = ByteBuffer.wrap(content).order(content[3] == 'X' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        var format = new Format(0, 0, 0, 0);
        for (long at = 12; at + 8 <= content.length; ) {
            int start = (int) at + 8;
            long length = Integer.toUnsignedLong(buffer.getInt((int) at + 4));
            var chunk = new String(content, (int) at, 4, StandardCharsets.ISO_8859_1);
            if (chunk.equals("fmt ") && length >= 16 && start + 16 <= content.length) {
                format = format(buffer, start, length);
            } else if (chunk.equals("data")) {
                int available = (int) Math.min(length, content.length - start);
                return new Wav(format.rate, samples(buffer, start, available, format, name));
            }
            at = start + length + (length & 1);
        }
        throw InputException.of("data.wav-no-samples", "file", name);
    }

    private static Format format(ByteBuffer b, int at, long length) {
        int coding = Short.toUnsignedInt(b.getShort(at));
        if (coding == EXTENSIBLE && length >= 26 && at + 26 <= b.limit()) {
            coding = Short.toUnsignedInt(b.getShort(at + 24));
        }
        return new Format(
                coding,
                Short.toUnsignedInt(b.getShort(at + 2)),
                b.getInt(at + 4),
                Short.toUnsignedInt(b.getShort(at + 14)));
    }

    private static float[] samples(ByteBuffer b, int start, int length, Format f, String name) {
        boolean known = f.coding == PCM && (f.bits == 8 || f.bits == 16 || f.bits == 24 || f.bits == 32)
                || f.coding == FLOAT && (f.bits == 32 || f.bits == 64);
        if (!known || f.channels < 1) {
            throw InputException.of("data.wav-coding", "file", name, "coding", f.coding, "bits", f.bits);
        }
        int width = f.bits / 8;
        var samples = new float[length / (width * f.channels)];
        if (samples.length == 0) {
            throw InputException.of("data.wav-no-samples", "file", name);
        }
        for (int i = 0; i < samples.length; i++) {
            double sum = 0;
            for (int c = 0; c < f.channels; c++) {
                sum += sample(b, start + (i * f.channels + c) * width, f);
            }
            samples[i] = (float) (sum / f.channels);
        }
        return samples;
    }

    private static double sample(ByteBuffer b, int at, Format f) {
        if (f.coding == FLOAT) {
            return f.bits == 32 ? b.getFloat(at) : b.getDouble(at);
        }
        return switch (f.bits) {
            case 8 -> ((b.get(at) & 0xFF) - 128) / 128.0;
            case 16 -> b.getShort(at) / 32768.0;
            case 24 ->
                (b.order() == ByteOrder.LITTLE_ENDIAN
                                ? b.get(at + 2) << 16 | (b.get(at + 1) & 0xFF) << 8 | b.get(at) & 0xFF
                                : b.get(at) << 16 | (b.get(at + 1) & 0xFF) << 8 | b.get(at + 2) & 0xFF)
                        / 8388608.0;
            default -> b.getInt(at) / 2147483648.0;
        };
    }
}
