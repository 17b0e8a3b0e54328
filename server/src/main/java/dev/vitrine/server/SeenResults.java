package dev.vitrine.server;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Heatmap;
import dev.vitrine.artifact.ImageGrid;
import dev.vitrine.artifact.Overlay;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.RgbImage;
import dev.vitrine.artifact.Table;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was seen, kept within a bound of bytes: the least recently wanted goes first. Two who want the same wait for one look.
 */
final class SeenResults {
    private final long most = Math.max(32L << 20, Runtime.getRuntime().maxMemory() / 5);
    private final Map<Key, Seen> kept = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Key, ReentrantLock> locks = new ConcurrentHashMap<>();
    private long held;

    /** What decides a result. */
    record Key(
            String model,
            String input,
            String beside,
            List<String> series,
            String method,
            Map<String, String> settings) {}

    /** A result and how long it took. */
    record Seen(Result result, double seconds, long bytes) {}

    /** Looks. */
    interface Look {
        Result look() throws Exception;
    }

    Seen get(Key key, Look look) throws Exception {
        var known = find(key);
        if (known.isPresent()) {
            return known.get();
        }
        var lock = locks.computeIfAbsent(key, k -> new ReentrantLock());
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException().initCause(e);
        }
        try {
            var meanwhile = find(key);
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            long start = System.nanoTime();
            var result = look.look();
            var seen = new Seen(result, (System.nanoTime() - start) / 1e9, bytes(result));
            keep(key, seen);
            return seen;
        } finally {
            // Who waits for this lock finds the result; who comes later makes a lock of their own.
            locks.remove(key, lock);
            lock.unlock();
        }
    }

    private synchronized Optional<Seen> find(Key key) {
        return Optional.ofNullable(kept.get(key));
    }

    private synchronized void keep(Key key, Seen seen) {
        var before = kept.put(key, seen);
        held += seen.bytes() - (before == null ? 0 : before.bytes());
        var oldest = kept.values().iterator();
        while (held > most && kept.size() > 1) {
            held -= oldest.next().bytes();
            oldest.remove();
        }
    }

    synchronized void forget(String model) {
        kept.entrySet().removeIf(e -> {
            boolean gone = e.getKey().model().equals(model);
            held -= gone ? e.getValue().bytes() : 0;
            return gone;
        });
    }

    synchronized void clear() {
        kept.clear();
        held = 0;
    }

    /** Arrays are counted once, however many planes lie in them. */
    private static long bytes(Result result) {
        Set<Object> counted = Collections.newSetFromMap(new IdentityHashMap<>());
        long sum = 4096 + bytes(result.artifact(), counted);
        for (var tensor : result.data().values()) {
            sum += tensor.bytes().length();
        }
        return sum;
    }

    private static long bytes(Artifact artifact, Set<Object> counted) {
        if (artifact instanceof Board board) {
            return board.parts().stream().mapToLong(p -> bytes(p, counted)).sum();
        } else if (artifact instanceof Heatmap heat) {
            return floats(heat.plane().values(), counted);
        } else if (artifact instanceof Overlay overlay) {
            return bytes(overlay.base(), counted) + bytes(overlay.heat(), counted);
        } else if (artifact instanceof RgbImage image) {
            return counted.add(image.rgb()) ? image.rgb().length : 0;
        } else if (artifact instanceof Table table) {
            return 100L * table.rows().size() * table.columns().size();
        } else if (artifact instanceof ImageGrid grid) {
            return grid.cells().stream()
                    .mapToLong(c -> c.content() instanceof ImageGrid.Values v
                            ? floats(v.plane().values(), counted) + 200
                            : c.content() instanceof ImageGrid.Rgb rgb && counted.add(rgb.rgb())
                                    ? rgb.rgb().length
                                    : 200)
                    .sum();
        }
        return 1 << 16;
    }

    private static long floats(float[] values, Set<Object> counted) {
        return counted.add(values) ? 4L * values.length : 0;
    }
}
