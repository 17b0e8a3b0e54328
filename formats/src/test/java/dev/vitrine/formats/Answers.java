package dev.vitrine.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.data.Npz;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a framework answered, kept beside the tests as {@code in0, in1, ..., out0, out1, ...}, and what we answer. */
public final class Answers {
    private final Map<String, Tensor> kept;

    private Answers(Map<String, Tensor> kept) {
        this.kept = kept;
    }

    /** @param of a class whose package has the file */
    public static Answers of(Class<?> of, String file) {
        try (@Nullable InputStream in = of.getResourceAsStream(file)) {
            assertThat(in).as(file).isNotNull();
            return new Answers(Npz.read(in.readAllBytes(), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Tensor get(String name) {
        assertThat(kept).containsKey(name);
        return kept.get(name);
    }

    public boolean has(String name) {
        return kept.containsKey(name);
    }

    /** The kept inputs by the names that the model has for them, of the types that it wants. */
    public Map<String, Tensor> inputs(Model model) {
        var inputs = new LinkedHashMap<String, Tensor>();
        for (int i = 0; i < model.graph().inputs().size(); i++) {
            var input = model.graph().inputs().get(i);
            var value = get("in" + i);
            inputs.put(
                    input.name(),
                    Tensor.cast(input.type().type().orElse(DataType.FLOAT), value.floats(), value.sizes()));
        }
        return inputs;
    }

    public static Map<String, Tensor> run(Model model, Map<String, Tensor> inputs) {
        try (var engine = Engine.of(model)) {
            return engine.run(
                    model.graph().outputs().stream().map(Graph.Value::name).toList(), inputs);
        }
    }

    /** Inputs in [-1, 1] that a counter makes, the same in Python: splitmix64 of the position, its upper byte over 127.5, less 1. */
    public static Tensor counted(long... sizes) {
        var values = new float[(int) Tensor.count(sizes)];
        for (int i = 0; i < values.length; i++) {
            long z = (i + 1L) * 0x9E3779B97F4A7C15L;
            z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            values[i] = ((z ^ z >>> 31) >>> 56) / 127.5f - 1;
        }
        return Tensor.of(values, sizes);
    }

    /** As many elements as were kept, equally far apart. */
    public static float[] sampled(float[] all, long kept) {
        int step = 1;
        while ((all.length + step - 1) / step > kept) {
            step++;
        }
        var some = new float[(all.length + step - 1) / step];
        for (int i = 0; i < some.length; i++) {
            some[i] = all[i * step];
        }
        return some;
    }

    /** The model of a file beside the tests. */
    public static Path file(Class<?> of, String name) {
        var url = of.getResource(name);
        assertThat(url).as(name).isNotNull();
        return Path.of(java.net.URI.create(url.toString()));
    }

    /** The largest difference, relative to the largest value where that is above 1. */
    public static double difference(float[] got, float[] want) {
        assertThat(got).hasSameSizeAs(want);
        double largest = 1;
        double most = 0;
        for (int i = 0; i < got.length; i++) {
            largest = Math.max(largest, Math.abs(want[i]));
            boolean equal = Float.compare(got[i], want[i]) == 0;
            most = Math.max(
                    most, equal ? 0 : Float.isFinite(got[i] - want[i]) ? Math.abs(got[i] - want[i]) : Double.MAX_VALUE);
        }
        return most / largest;
    }

    /** The position of the largest value. */
    public static int top(float[] values) {
        int top = 0;
        for (int i = 1; i < values.length; i++) {
            top = values[i] > values[top] ? i : top;
        }
        return top;
    }

    /** Sizes without unknown ones: a batch of one. */
    public static long[] sizes(Graph.Value input) {
        return Arrays.stream(input.type().shape().orElseThrow().dims().stream()
                        .mapToLong(d -> d instanceof dev.vitrine.model.Shape.Dim.Known known ? known.size() : 1)
                        .toArray())
                .toArray();
    }
}
