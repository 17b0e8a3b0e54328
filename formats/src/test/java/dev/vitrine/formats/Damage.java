package dev.vitrine.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Costs;
import dev.vitrine.model.Layers;
import dev.vitrine.model.Model;
import dev.vitrine.model.Modules;
import dev.vitrine.model.Sanity;
import dev.vitrine.model.TensorTypes;
import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/** Damages a file in many ways: each is read or refused with a sentence, soon and in little memory, and nothing else happens. */
public final class Damage {
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final long MOST_BYTES = 64L << 20;

    private Damage() {}

    /**
     * Reads a file with seeded damage.
     *
     * @param place where the damaged file is put, and read again by {@code opened}
     * @param opened what is opened: the place itself, or the folder it lies in
     */
    public static void check(byte[] whole, Path place, Path opened, int runs) throws IOException {
        int read = 0;
        for (int seed = 0; seed < runs; seed++) {
            Files.write(place, damaged(whole, new Random(seed)));
            read += isRead(opened, "%s, seed %d".formatted(place.getFileName(), seed), MOST_BYTES) ? 1 : 0;
        }
        // Both outcomes must occur, else the damage is too mild or too rough to say anything.
        assertThat(read).as("files read in spite of damage").isBetween(runs / 50, runs - runs / 50);
    }

    /** Whether a damaged file is read, and not refused with a sentence; in either case soon, and in so many bytes of memory. */
    static boolean isRead(Path opened, String which, long mostBytes) {
        boolean read = false;
        long start = System.nanoTime();
        long before = allocated();
        try {
            use(Formats.open(opened));
            read = true;
        } catch (InputException e) {
            assertThat(e.getMessage()).as(which).isNotBlank();
        } catch (Throwable e) {
            throw new AssertionError(which, e);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("%s: time", which)
                .isLessThan(LONGEST);
        assertThat(allocated() - before).as("%s: bytes allocated", which).isLessThan(mostBytes);
        return read;
    }

    /** What everybody does with a model that has been opened. */
    static void use(Model model) {
        var graph = model.graph();
        Sanity.check(graph);
        var costs = new Costs(graph, new TensorTypes(graph.declared()));
        Costs.parameters(graph);
        Costs.bytes(graph);
        Modules.rollUp(
                Modules.of(graph), graph.nodes().stream().map(costs::parameters).toList());
        graph.nodes().forEach(costs::macs);
        new Layers(graph);
        for (var weight : graph.initializers().values()) {
            try {
                weight.floats();
            } catch (InputException e) {
                // Complex numbers are no floats; a weight may be missing.
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static byte[] damaged(byte[] whole, Random random) {
        var bytes = whole.clone();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times && bytes.length > 8; i++) {
            int at = random.nextInt(bytes.length - 4);
            bytes = switch (random.nextInt(7)) {
                case 0 -> {
                    bytes[at] ^= (byte) (1 << random.nextInt(8));
                    yield bytes;
                }
                case 1 -> {
                    bytes[at] = (byte) random.nextInt(256);
                    yield bytes;
                }
                case 2 -> random.nextInt(4) > 0 ? bytes : Arrays.copyOf(bytes, at);
                case 3, 4 -> {
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at & ~3, number(random));
                    yield bytes;
                }
                case 5 -> {
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(64), bytes.length - Math.max(from, at));
                    System.arraycopy(bytes, from, bytes, at, length);
                    yield bytes;
                }
                default -> {
                    int end = Math.min(bytes.length, at + random.nextInt(64));
                    var all = Arrays.copyOf(bytes, bytes.length - (end - at));
                    System.arraycopy(bytes, end, all, at, bytes.length - end);
                    yield random.nextInt(4) > 0 ? bytes : all;
                }
            };
        }
        return bytes;
    }

    /** A length, an offset or a size as a hostile file would have it. */
    private static int number(Random random) {
        int[] edges = {0, 1, -1, 127, 128, 1 << 20, 1 << 24, Integer.MAX_VALUE, Integer.MIN_VALUE};
        return random.nextBoolean() ? edges[random.nextInt(edges.length)] : random.nextInt() >>> random.nextInt(32);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
