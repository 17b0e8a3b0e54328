package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files: each yields a model or an {@link InputException}, soon and in little memory, and nothing else. */
class OnnxFuzzTest {
    private static final int RUNS = 3000;
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final long MOST_BYTES = 64L << 20;

    @TempDir
    Path folder;

    private static byte[] sample(String name) throws IOException {
        return name.contains("/")
                ? Files.readAllBytes(Path.of(System.getProperty("vitrine.samples", "../samples"), name))
                : Fixture.bytes(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"attributes.onnx", "elements.onnx", "icons/icons.onnx"})
    void damagedModelsAreReadOrRefused(String name) throws IOException {
        var whole = sample(name);
        var other = sample("attributes.onnx");
        int read = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            var file = Files.write(folder.resolve("damaged.onnx"), damaged(whole, other, new Random(seed)));
            long start = System.nanoTime();
            long before = allocated();
            try {
                use(Model.open(file));
                read++;
            } catch (InputException e) {
                assertThat(e.getMessage()).as("%s, seed %d", name, seed).isNotBlank();
            } catch (Throwable e) {
                throw new AssertionError("%s, seed %d".formatted(name, seed), e);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("%s, seed %d: time", name, seed)
                    .isLessThan(LONGEST);
            assertThat(allocated() - before)
                    .as("%s, seed %d: bytes allocated", name, seed)
                    .isLessThan(MOST_BYTES);
            Files.delete(file);
        }
        // Both outcomes must occur, else the damage is too mild or too rough to say anything.
        assertThat(read).as("models read in spite of damage").isBetween(RUNS / 50, RUNS - RUNS / 50);
    }

    /** What everybody does with a model that has been opened. */
    private static void use(Model model) {
        var graph = model.graph();
        Sanity.check(graph);
        var modules = Modules.of(graph);
        var costs = new Costs(graph, new TensorTypes(graph.declared()));
        Costs.parameters(graph);
        Costs.bytes(graph);
        Modules.rollUp(modules, graph.nodes().stream().map(costs::parameters).toList());
        graph.nodes().forEach(costs::macs);
        graph.nodes().forEach(costs::activationBytes);
        new Layers(graph);
        for (var weight : graph.initializers().values()) {
            try {
                weight.floats();
            } catch (InputException e) {
                // Strings and complex numbers are no floats; a weight may be missing.
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        graph.cut(graph.outputs().stream().map(Graph.Value::name).toList(), List.of());
        OnnxWriter.write(
                model,
                (name, tensor) -> tensor.bytes() instanceof Bytes.Missing
                        ? java.util.Optional.of(new OnnxWriter.Location(
                                "data", 0, tensor.bytes().length()))
                        : java.util.Optional.empty());
    }

    private static byte[] damaged(byte[] whole, byte[] other, Random random) {
        var bytes = whole.clone();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times && bytes.length > 8; i++) {
            int at = random.nextInt(bytes.length);
            // The skeleton is what is parsed: most damage goes there, not into weights.
            at = random.nextBoolean() ? Math.min(at, random.nextInt(Math.min(bytes.length, 400))) : at;
            bytes = switch (random.nextInt(7)) {
                case 0 -> {
                    bytes[at] ^= (byte) (1 << random.nextInt(8));
                    yield bytes;
                }
                case 1 -> {
                    bytes[at] = (byte) random.nextInt(256);
                    yield bytes;
                }
                case 2 -> Arrays.copyOf(bytes, at);
                case 3 -> replaced(bytes, at, at, varint(random));
                case 4 -> replaced(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(4)), varint(random));
                case 5 -> {
                    int from = random.nextInt(other.length);
                    int to = Math.min(other.length, from + random.nextInt(200));
                    yield replaced(bytes, at, at, Arrays.copyOfRange(other, from, to));
                }
                default -> replaced(bytes, at, Math.min(bytes.length, at + random.nextInt(64)), new byte[0]);
            };
        }
        return bytes;
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        var all = Arrays.copyOf(bytes, bytes.length - (to - from) + by.length);
        System.arraycopy(by, 0, all, from, by.length);
        System.arraycopy(bytes, to, all, from + by.length, bytes.length - to);
        return all;
    }

    /** A length or number as a hostile file would have it: small, huge, negative, at the edges of the types. */
    private static byte[] varint(Random random) {
        long[] edges = {0, 1, 127, 128, 1 << 20, Integer.MAX_VALUE, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE, -1};
        long value =
                random.nextBoolean() ? edges[random.nextInt(edges.length)] : random.nextLong() >>> random.nextInt(64);
        var field = new ProtoWriter().varint(1, value).toByteArray();
        return Arrays.copyOfRange(field, 1, field.length);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    /** Shapes that no memory holds, each in a file of a few bytes. */
    @Test
    void hugeClaimsAreRefused() throws IOException {
        for (var sizes :
                List.of(new long[] {-1, -1}, new long[] {1L << 62, 4}, new long[] {1L << 33, 1L << 30}, new long[] {
                    Long.MAX_VALUE
                })) {
            for (var type : List.of(DataType.FLOAT, DataType.INT4, DataType.STRING, DataType.COMPLEX128)) {
                var values =
                        new ProtoWriter().varint(1, 0).varint(2, type.code()).string(8, "w");
                var indices = new ProtoWriter().varint(1, 0).varint(2, DataType.INT64.code());
                var sparse = new ProtoWriter().message(1, values).message(2, indices);
                var dense = new ProtoWriter();
                for (long size : sizes) {
                    sparse.varint(3, size);
                    dense.varint(1, size);
                }
                dense.varint(2, type.code()).string(8, "w");
                for (var field : Map.of(5, dense, 15, sparse).entrySet()) {
                    var graph = new ProtoWriter().message(field.getKey(), field.getValue());
                    var model = new ProtoWriter().varint(1, 8).message(7, graph).toByteArray();
                    var file = Files.write(Files.createTempFile(folder, "huge", ".onnx"), model);
                    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Model.open(file)))
                            .as("%s %s, field %d", type, Arrays.toString(sizes), field.getKey())
                            .isInstanceOf(InputException.class);
                }
            }
        }
    }
}
