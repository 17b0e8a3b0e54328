package dev.vitrine.data;

import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes picture files to the values PIL gives: samples are taken from the raster as they are stored, so no colour profile
 * or grey gamma can change them.
 */
final class PictureReader {
    private PictureReader() {}

    static Picture read(Path file) {
        return read(FileContent.read(file), file.toString());
    }

    static Picture read(byte[] content, String name) {
        var kind = ContentKind.of(content);
        if (!kind.isPicture()) {
            FileContent.refuseStandIns(content, name);
            throw InputException.of("data.picture-unknown", "file", name);
        }
        var picture = decode(kind == ContentKind.WEBP ? withoutProfile(content) : content, kind, name);
        return Orientation.upright(picture, Orientation.of(content, kind));
    }

    private static Picture decode(byte[] content, ContentKind kind, String name) {
        Throwable failure = new IOException("no reader for " + kind);
        for (var reader : readers(kind)) {
            try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
                var cuts = new ArrayList<String>();
                reader.addIIOReadWarningListener((source, warning) -> cuts.add(warning));
                reader.setInput(stream, true, true);
                refuseHuge(reader.getWidth(0), reader.getHeight(0), name);
                var picture = kind == ContentKind.JPEG ? jpeg(reader, content) : plain(reader);
                if (cuts.stream().anyMatch(PictureReader::saysCutOff)) {
                    throw InputException.of("data.picture-cut-off", "file", name);
                }
                return picture;
            } catch (IOException | RuntimeException e) {
                if (e instanceof InputException refused) {
                    throw refused;
                }
                failure = e;
            } catch (OutOfMemoryError | StackOverflowError | InternalError e) {
                throw new InputException(Text.of("data.picture-too-much", "file", name), e);
            } finally {
                reader.dispose();
            }
        }
        throw new InputException(
                Text.of("data.picture-broken", "file", name, "format", kind.name(), "cause", why(failure)), failure);
    }

    private static String why(Throwable failure) {
        var message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    /**
     * The JDK's readers first: they give rasters without touching the colours; the others read what these do not. TIFF is the
     * other way round, as the JDK misreads inks and scales palettes.
     */
    private static List<ImageReader> readers(ContentKind kind) {
        ImageIO.setUseCache(false);
        var all = new ArrayList<ImageReader>();
        ImageIO.getImageReadersByFormatName(kind.name().toLowerCase(Locale.ROOT))
                .forEachRemaining(all::add);
        all.sort(Comparator.comparing(r -> isOfJdk(r) == (kind == ContentKind.TIFF)));
        return all;
    }

    private static boolean isOfJdk(ImageReader reader) {
        return reader.getClass().getName().startsWith("com.sun.");
    }

    private static boolean saysCutOff(String warning) {
        var words = warning.toLowerCase(Locale.ROOT);
        return words.contains("ended prematurely") || words.contains("missing eoi") || words.contains("no eoi");
    }

    private static void refuseHuge(long width, long height, String name) {
        long most = Math.min(Picture.MOST_PIXELS, Runtime.getRuntime().maxMemory() / 10);
        if (width < 1 || height < 1 || width * height > most) {
            throw InputException.of(
                    "data.picture-too-large", "file", name, "width", width, "height", height, "most", most);
        }
    }

    /** WebP without its colour profile, which the decoder would apply. */
    private static byte[] withoutProfile(byte[] content) {
        var changed = content.clone();
        var buffer = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 12; at + 9 <= changed.length; ) {
            var chunk = new String(changed, at, 4, StandardCharsets.ISO_8859_1);
            if (chunk.equals("VP8X")) {
                changed[at + 8] &= ~0x20;
            } else if (chunk.equals("ICCP")) {
                System.arraycopy("NONE".getBytes(StandardCharsets.ISO_8859_1), 0, changed, at, 4);
            }
            int length = buffer.getInt(at + 4);
            if (length < 0 || length > changed.length) {
                break;
            }
            at += 8 + length + (length & 1);
        }
        return changed;
    }

    private static Picture plain(ImageReader reader) throws IOException {
        var image = reader.read(0);
        return fromRaster(image.getRaster(), image.getColorModel(), image);
    }

    private static Picture jpeg(ImageReader reader, byte[] content) throws IOException {
        if (!reader.canReadRaster() || !isOfJdk(reader)) {
            return plain(reader);
        }
        var raster = reader.readRaster(0, new ImageReadParam());
        var coding = JpegColour.of(content, raster.getNumBands());
        int width = raster.getWidth();
        var row = new int[width * raster.getNumBands()];
        var rgb = new byte[Picture.bytes(width, raster.getHeight())];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, width, 1, row);
            System.arraycopy(coding.toRgb(row), 0, rgb, 3 * width * y, 3 * width);
        }
        return Picture.owning(width, raster.getHeight(), rgb);
    }

    private static Picture fromRaster(Raster raster, ColorModel colours, BufferedImage image) {
        if (!(colours instanceof ComponentColorModel)) {
            return fromPacked(image);
        }
        int width = raster.getWidth();
        int height = raster.getHeight();
        int bands = raster.getNumBands();
        boolean inks = colours.getColorSpace().getType() == ColorSpace.TYPE_CMYK && bands >= 4;
        var depth = Depth.of(raster);
        var to = new byte[Picture.bytes(width, height)];
        var row = new double[width * bands];
        int at = 0;
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int first = x * bands;
                for (int c = 0; c < 3; c++) {
                    int value = depth.to8(row[bands < 3 ? first : first + c]);
                    to[at++] = (byte) (inks ? JpegColour.withoutBlack(value, depth.to8(row[first + 3])) : value);
                }
            }
        }
        return Picture.owning(width, height, to);
    }

    /** Palettes and packed pixels; both are sRGB in every format read here. */
    private static Picture fromPacked(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        var to = new byte[Picture.bytes(width, height)];
        var row = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int pixel : row) {
                to[at++] = (byte) (pixel >> 16);
                to[at++] = (byte) (pixel >> 8);
                to[at++] = (byte) pixel;
            }
        }
        return Picture.owning(width, height, to);
    }

    /** How samples of other than 8 bits become 8 bits. */
    private record Depth(int shift) {

        /**
         * The upper 8 bits of 16, as PIL does for colour; but 16-bit files that hold only 0..255 keep their values, as PIL does
         * for grey. Real numbers are clipped to 0..255.
         */
        static Depth of(Raster raster) {
            if (raster.getDataBuffer().getDataType() != DataBuffer.TYPE_USHORT) {
                return new Depth(0);
            }
            var row = new int[raster.getWidth() * raster.getNumBands()];
            for (int y = 0; y < raster.getHeight(); y++) {
                for (int v : raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row)) {
                    if (v > 255) {
                        return new Depth(8);
                    }
                }
            }
            return new Depth(raster.getNumBands() < 3 ? 0 : 8);
        }

        int to8(double sample) {
            return Math.max(0, Math.min(255, (int) sample >> shift));
        }
    }
}
