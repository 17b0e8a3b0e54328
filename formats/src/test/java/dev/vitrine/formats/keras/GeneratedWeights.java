package dev.vitrine.formats.keras;

import dev.vitrine.formats.Counter;
import dev.vitrine.formats.Json;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;

/** The weights of a fixture, made from a counter as keras_fixtures.py makes them; they lie in a file, as real ones do. */
final class GeneratedWeights implements Weights.Source {
    private final Json ranges;
    private final Path file;
    private final String prefix;

    GeneratedWeights(Json ranges, Path file, String prefix) {
        this.ranges = ranges;
        this.file = file;
        this.prefix = prefix;
    }

    @Override
    public Weights of(Network network, int position) {
        var path = prefix + network.layers().get(position).name();
        var made = new ArrayList<Tensor>();
        int i = 0;
        for (var range : ranges.get(path).list()) {
            var sizes = range.get(0).list().stream().mapToLong(s -> s.whole(0)).toArray();
            made.add(stored(
                    path + "/" + i++,
                    sizes,
                    range.get(1).number(0),
                    range.get(2).number(0)));
        }
        return parts -> made;
    }

    @Override
    public Weights.Source inside(Network network, int position) {
        return new GeneratedWeights(
                ranges, file, prefix + network.layers().get(position).name() + "/");
    }

    private Tensor stored(String name, long[] sizes, double low, double high) {
        long length = 4 * Tensor.count(sizes);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            long offset = channel.size();
            var block = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
            long seed = Counter.seed(name);
            for (long i = 0; i < length / 4; i++) {
                block.putFloat(Counter.uniform(seed, i, low, high));
                if (!block.hasRemaining()) {
                    channel.write(block.flip());
                    block.clear();
                }
            }
            channel.write(block.flip());
            return Tensor.over(DataType.FLOAT, new Bytes.InFile(MappedFile.open(file), offset, length), sizes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
