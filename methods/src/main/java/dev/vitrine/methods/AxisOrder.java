package dev.vitrine.methods;

import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The orders of axes in which two frameworks may hold one value: as it is, or with the channels moved from one end to the
 * other, of all axes or of all but the batch. Axes of size 1 say nothing and are left out.
 */
final class AxisOrder {
    private AxisOrder() {}

    /** A value in every order of its axes that another framework might have. */
    static List<Tensor> all(Tensor value) {
        var plain = squeezed(value);
        var views = new ArrayList<Tensor>();
        views.add(plain);
        for (var order : orders(plain.rank())) {
            views.add(plain.transpose(order.stream().mapToInt(axis -> axis).toArray()));
        }
        return views;
    }

    /** The same without axes of size 1. */
    static Tensor squeezed(Tensor value) {
        return value.reshape(Arrays.stream(value.sizes()).filter(n -> n != 1).toArray());
    }

    /** Axis i of the result is axis {@code order[i]} of what is there; without the order that there is. */
    static List<List<Integer>> orders(int rank) {
        var orders = new LinkedHashSet<List<Integer>>();
        for (int kept = 0; kept <= 1 && rank - kept >= 2; kept++) {
            var toFront = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
            toFront.add(kept, toFront.remove(rank - 1));
            orders.add(toFront);
            var toBack = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
            toBack.add(toBack.remove(kept));
            orders.add(toBack);
        }
        return List.copyOf(orders);
    }
}
