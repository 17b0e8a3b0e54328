package dev.vitrine.model;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A network as an ONNX file: all in one while that stays below the 2 GB of a Protocol Buffers message, else with the weights
 * beside it as external data ({@code NAME.data}), each on a page of its own so that it can be mapped. Weights go from file to
 * file in pieces; no heap holds them.
 */
public final class OnnxFile {
    /** The longest message that Protocol Buffers reads. */
    private static final long LONGEST = Integer.MAX_VALUE;

    private static final int PAGE = 4096;
    private static final int PIECE = 1 << 22;

    /** Below this a weight stays in the message in any case. */
    private static final long SMALL = 1 << 16;

    private OnnxFile() {}

    /** Writes a model, and beside it its weights where they are too many for one file. */
    public static void write(Model model, Path file) throws IOException {
        write(model, file, LONGEST);
    }

    /** @param longest the most bytes of one file */
    static void write(Model model, Path file, long longest) throws IOException {
        var large = new LinkedHashMap<String, Tensor>();
        model.graph().initializers().forEach((name, tensor) -> {
            if (tensor.type() != DataType.STRING && tensor.bytes().length() >= SMALL) {
                large.put(name, tensor);
            }
        });
        var whole = OnnxWriter.streamed(model, large);
        try (var out = new BufferedOutputStream(Files.newOutputStream(file), PIECE)) {
            if (whole.length() <= longest) {
                whole.write(out, OnnxFile::copy);
            } else {
                out.write(beside(model, large, file));
            }
        }
    }

    /** Writes the large weights beside the file. @return the message that says where they lie */
    private static byte[] beside(Model model, Map<String, Tensor> large, Path file) throws IOException {
        var name = file.getFileName() + ".data";
        var places = new LinkedHashMap<String, OnnxWriter.Location>();
        long at = 0;
        try (var out = new BufferedOutputStream(Files.newOutputStream(file.resolveSibling(name)), PIECE)) {
            for (var weight : large.entrySet()) {
                var bytes = weight.getValue().bytes();
                long gap = -at & PAGE - 1;
                out.write(new byte[(int) gap]);
                places.put(weight.getKey(), new OnnxWriter.Location(name, at + gap, bytes.length()));
                copy(bytes, out);
                at += gap + bytes.length();
            }
        }
        return OnnxWriter.write(model, (weight, tensor) -> Optional.ofNullable(places.get(weight)));
    }

    private static void copy(Bytes bytes, OutputStream out) throws IOException {
        var piece = new byte[(int) Math.min(PIECE, bytes.length())];
        for (long at = 0; at < bytes.length(); at += piece.length) {
            int count = (int) Math.min(piece.length, bytes.length() - at);
            bytes.slice(at, count).get(piece, 0, count);
            out.write(piece, 0, count);
        }
    }
}
