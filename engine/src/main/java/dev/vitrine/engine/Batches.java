package dev.vitrine.engine;

import dev.vitrine.model.Bytes;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.UnaryOperator;

/**
 * Many inputs through one graph, several in one run where the graph keeps the items of a batch apart. That is not believed but
 * tried: two different items of the first batch are computed alone as well, and where they differ, all go one at a time.
 *
 * @param together runs a batch; the first dimension of every input and of every value is the batch
 * @param alone runs one input
 * @param most inputs in one run
 */
record Batches(UnaryOperator<Map<String, Tensor>> together, UnaryOperator<Map<String, Tensor>> alone, int most) {
    private static final double TOLERANCE = 1e-3;

    /** What is known of a graph and batches. */
    enum Proof {
        UNKNOWN,
        /** Items of a batch were seen to be what they are alone. */
        APART,
        MIXED
    }

    /**
     * @param seen takes the values of each input, and its number, in order
     * @return what is known afterwards
     */
    Proof each(List<Map<String, Tensor>> inputs, Proof known, ObjIntConsumer<Map<String, Tensor>> seen) {
        var proof = known;
        for (int from = 0; from < inputs.size(); ) {
            int to = from + 1;
            while (to < inputs.size() && to < from + most && alike(inputs.get(from), inputs.get(to))) {
                to++;
            }
            var part = inputs.subList(from, to);
            boolean together = part.size() > 1
                    && stackable(part.get(0))
                    && (proof == Proof.APART || proof == Proof.UNKNOWN && unlikeFirst(part) > 0);
            var values = together ? attempt(part) : List.<Map<String, Tensor>>of();
            if (together && proof == Proof.UNKNOWN) {
                proof = tried(part, values);
            }
            if (values.isEmpty() || proof != Proof.APART) {
                for (int i = from; i < to; i++) {
                    seen.accept(alone.apply(inputs.get(i)), i);
                }
            } else {
                for (int i = from; i < to; i++) {
                    seen.accept(values.get(i - from), i);
                }
            }
            from = to;
        }
        return proof;
    }

    private Proof tried(List<Map<String, Tensor>> part, List<Map<String, Tensor>> values) {
        int other = unlikeFirst(part);
        boolean apart = !values.isEmpty()
                && agree(values.get(0), alone.apply(part.get(0)))
                && agree(values.get(other), alone.apply(part.get(other)));
        return apart ? Proof.APART : Proof.MIXED;
    }

    /** The last input that is not the same as the first, which alone proves something; 0 where all are the same. */
    private static int unlikeFirst(List<Map<String, Tensor>> part) {
        int other = part.size() - 1;
        while (other > 0 && same(part.get(0), part.get(other))) {
            other--;
        }
        return other;
    }

    private static boolean same(Map<String, Tensor> a, Map<String, Tensor> b) {
        return a.entrySet().stream().allMatch(e -> {
            var left = e.getValue().bytes();
            var right = java.util.Objects.requireNonNull(b.get(e.getKey())).bytes();
            return left.slice(0, (int) left.length()).equals(right.slice(0, (int) right.length()));
        });
    }

    /** The values of each item; empty where the graph does not take batches. */
    private List<Map<String, Tensor>> attempt(List<Map<String, Tensor>> part) {
        Map<String, Tensor> out;
        try {
            out = together.apply(stacked(part));
        } catch (InputException e) {
            // A graph that does not take batches says so here; then all go one at a time.
            return List.of();
        }
        var items = new ArrayList<Map<String, Tensor>>(part.size());
        for (int i = 0; i < part.size(); i++) {
            var item = new LinkedHashMap<String, Tensor>();
            for (var entry : out.entrySet()) {
                var batch = entry.getValue();
                if (batch.rank() == 0
                        || batch.size(0) != part.size()
                        || batch.type().bits() < 8) {
                    return List.of();
                }
                long[] sizes = batch.sizes();
                sizes[0] = 1;
                item.put(entry.getKey(), batch.at(i).reshape(sizes));
            }
            items.add(item);
        }
        return items;
    }

    /** Whether inputs of this kind can be put one after the other along their first dimension. */
    private static boolean stackable(Map<String, Tensor> inputs) {
        return !inputs.isEmpty()
                && inputs.values().stream()
                        .allMatch(
                                t -> t.rank() >= 2 && t.size(0) == 1 && t.type().bits() >= 8);
    }

    private static boolean alike(Map<String, Tensor> a, Map<String, Tensor> b) {
        return a.keySet().equals(b.keySet())
                && a.entrySet().stream()
                        .allMatch(e -> e.getValue()
                                .tensorType()
                                .equals(java.util.Objects.requireNonNull(b.get(e.getKey()))
                                        .tensorType()));
    }

    private static Map<String, Tensor> stacked(List<Map<String, Tensor>> part) {
        var all = new LinkedHashMap<String, Tensor>();
        part.get(0).forEach((name, first) -> {
            long[] sizes = first.sizes();
            sizes[0] = part.size();
            var buffer = Tensor.direct(first.type().bytes(Tensor.count(sizes)));
            for (var item : part) {
                var bytes = java.util.Objects.requireNonNull(item.get(name)).bytes();
                buffer.put(bytes.slice(0, Math.toIntExact(bytes.length())));
            }
            all.put(name, Tensor.over(first.type(), Bytes.of(buffer.flip()), sizes));
        });
        return all;
    }

    private static boolean agree(Map<String, Tensor> a, Map<String, Tensor> b) {
        return a.keySet().equals(b.keySet())
                && a.entrySet().stream()
                        .allMatch(e -> agree(e.getValue(), java.util.Objects.requireNonNull(b.get(e.getKey()))));
    }

    private static boolean agree(Tensor a, Tensor b) {
        if (!a.tensorType().equals(b.tensorType())) {
            return false;
        }
        var left = a.floats();
        var right = b.floats();
        double difference = 0;
        double size = 0;
        for (int i = 0; i < left.length; i++) {
            if (Float.compare(left[i], right[i]) != 0) {
                difference = Math.max(difference, Math.abs((double) left[i] - right[i]));
                size = Math.max(size, Math.abs(right[i]));
            }
        }
        // Written so that a NaN on one side only is a difference.
        return difference <= TOLERANCE * size + 1e-12;
    }
}
