import dev.vitrine.artifact.Provenance;
import dev.vitrine.data.Inputs;
import dev.vitrine.engine.Engine;
import dev.vitrine.methods.Look;
import dev.vitrine.methods.Methods;
import dev.vitrine.methods.Options;
import dev.vitrine.methods.Statistics;
import dev.vitrine.model.DataType;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import dev.vitrine.view.Rendering;
import dev.vitrine.words.Language;
import dev.vitrine.words.Words;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * How long a sheet of a layer takes once the layer has been run, and the statistics of a large parameter.
 *
 * <pre>java -Xmx512m -XX:+UseSerialGC -cp "cli/target/app/*" bench/sheets/Sheets.java FOLDER</pre>
 *
 * FOLDER is that of {@code bench/make_vgg16.py}. Medians with the fastest and the slowest of the runs after warming up.
 */
public final class Sheets {
    private static final int VALUES = 100_000_000;

    public static void main(String[] args) throws Exception {
        var folder = Path.of(args[0]);
        sheets(folder);
        statistics(folder);
        Runtime.getRuntime().halt(0);
    }

    private static void sheets(Path folder) {
        var model = Model.open(folder.resolve("vgg16.onnx"));
        var photo = List.of(folder.resolve("photo.png").toString());
        var given = Look.Given.of(model, Inputs.read(model, photo, Optional.empty(), Optional.empty()));
        var look = Look.at(Engine.of(model)).with(given);
        var method = Methods.get("features");
        var words = Words.in(Language.EN);
        var made = Provenance.of("bench", "0");
        for (var bare : List.of("true", "false")) {
            var asked = Map.of("layer", "block5_conv3", "cell", "64", "bare", bare);
            var options = Options.of(method.card(), asked);
            report(
                    "512 maps, trace to PNG bytes, cells of 64 pixels, " + (bare.equals("true") ? "bare" : "captioned"),
                    60,
                    41,
                    () -> Rendering.png(
                                    method.look(look, options).artifact(), words, made, Rendering.Options.standard())
                            .length);
        }
    }

    private static void statistics(Path folder) throws Exception {
        var file = folder.resolve("values.f32");
        try {
            write(file);
            var tensor = Tensor.over(DataType.FLOAT, MappedFile.open(file).bytes(), VALUES);
            report("statistics and histogram of " + VALUES + " mapped values", 2, 9, () -> {
                var s = Statistics.of(tensor, 64);
                return (int) s.counts()[32];
            });
            var runtime = Runtime.getRuntime();
            System.gc();
            System.out.printf("heap in use %d MB%n", (runtime.totalMemory() - runtime.freeMemory()) >> 20);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void write(Path file) throws Exception {
        var random = new Random(1);
        var chunk = ByteBuffer.allocate(4_000_000).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 1_000_000; i++) {
            chunk.putFloat((float) random.nextGaussian());
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < VALUES / 1_000_000; i++) {
                channel.write(chunk.flip());
            }
        }
    }

    private static void report(String what, int warming, int runs, Supplier<Integer> work) {
        for (int i = 0; i < warming; i++) {
            work.get();
        }
        var times = new ArrayList<Double>();
        int result = 0;
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            result = work.get();
            times.add((System.nanoTime() - start) / 1e6);
        }
        Collections.sort(times);
        System.out.printf(
                "%s: %.0f ms (%.0f to %.0f), result %d%n",
                what, times.get(runs / 2), times.get(0), times.get(runs - 1), result);
    }
}
