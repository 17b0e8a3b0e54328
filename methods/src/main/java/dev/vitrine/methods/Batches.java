package dev.vitrine.methods;

import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Many variants of one input, several in one run where the model treats the items of a batch apart. That is not believed but
 * tried: the last item of the first batch is computed alone as well, and where the two differ, all go one at a time.
 *
 * @param inputs what the model is given; the first dimension of each is 1 where batches are possible
 * @param input the one that varies
 * @param most variants in one run
 * @param relaxed whether the model's batch dimension was fixed and must be freed for batches
 */
record Batches(Map<String, Tensor> inputs, String input, int most, boolean relaxed) {
    private static final double TOLERANCE = 1e-3;

    static Batches of(Look look, String input, int most) {
        var inputs = look.input().tensors();
        boolean single = inputs.values().stream().allMatch(t -> t.rank() >= 2 && t.size(0) == 1);
        boolean fixed = look.graph().inputs().stream()
                .filter(v -> inputs.containsKey(v.name()))
                .anyMatch(v -> v.type()
                        .shape()
                        .filter(s -> s.rank() > 0 && s.dims().get(0) instanceof Shape.Dim.Known)
                        .isPresent());
        return new Batches(inputs, input, single ? most : 1, fixed);
    }

    /**
     * One result per variant, each with a first dimension of 1.
     *
     * @param together runs a batch; the first dimension of what it gives is the batch
     * @param alone runs one
     */
    List<Tensor> each(
            List<Tensor> variants,
            Function<Map<String, Tensor>, Tensor> together,
            Function<Map<String, Tensor>, Tensor> alone) {
        var results = new ArrayList<Tensor>(variants.size());
        boolean batched = most > 1 && variants.size() > 1;
        for (int from = 0; from < variants.size(); ) {
            if (batched) {
                var part = variants.subList(from, Math.min(variants.size(), from + most));
                var parts = attempt(part, together);
                if (from == 0) {
                    var last = alone.apply(with(part.get(part.size() - 1)));
                    batched = parts.size() == part.size() && agree(parts.get(parts.size() - 1), last);
                }
                if (batched && parts.size() == part.size()) {
                    results.addAll(parts);
                    from += part.size();
                    continue;
                }
                batched = false;
            }
            results.add(alone.apply(with(variants.get(from))));
            from++;
        }
        return results;
    }

    private List<Tensor> attempt(List<Tensor> part, Function<Map<String, Tensor>, Tensor> together) {
        try {
            return split(together.apply(stacked(part)), part.size());
        } catch (InputException e) {
            // A model that does not take batches says so here; then all go one at a time.
            return List.of();
        }
    }

    private Map<String, Tensor> with(Tensor variant) {
        var all = new LinkedHashMap<>(inputs);
        all.put(input, variant);
        return all;
    }

    private Map<String, Tensor> stacked(List<Tensor> part) {
        var all = new LinkedHashMap<String, Tensor>();
        inputs.forEach((name, tensor) -> all.put(
                name, name.equals(input) ? stack(part) : stack(java.util.Collections.nCopies(part.size(), tensor))));
        return all;
    }

    private static Tensor stack(List<Tensor> parts) {
        var first = parts.get(0);
        long[] sizes = first.sizes();
        sizes[0] = parts.size();
        var buffer = Tensor.direct(first.type().bytes(Tensor.count(sizes)));
        for (var part : parts) {
            buffer.put(part.bytes().slice(0, Math.toIntExact(part.bytes().length())));
        }
        return Tensor.over(first.type(), dev.vitrine.model.Bytes.of(buffer.flip()), sizes);
    }

    private static List<Tensor> split(Tensor batch, int items) {
        if (batch.rank() == 0 || batch.size(0) != items) {
            return List.of();
        }
        var parts = new ArrayList<Tensor>(items);
        long[] sizes = batch.sizes();
        sizes[0] = 1;
        for (int i = 0; i < items; i++) {
            parts.add(batch.at(i).reshape(sizes));
        }
        return parts;
    }

    private static boolean agree(Tensor a, Tensor b) {
        if (a.elements() != b.elements()) {
            return false;
        }
        var left = a.floats();
        var right = b.floats();
        double difference = 0;
        double size = 0;
        for (int i = 0; i < left.length; i++) {
            difference = Math.max(difference, Math.abs(left[i] - right[i]));
            size = Math.max(size, Math.abs(right[i]));
        }
        return difference <= TOLERANCE * size + 1e-12;
    }
}
