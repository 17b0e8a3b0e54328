package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PermutedTest {
    @Test
    void aTableTransposed() {
        var table = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        var turned = table.transpose(1, 0);
        assertThat(turned.sizes()).containsExactly(3, 2);
        assertThat(turned.floats()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(turned.at(1).floats()).containsExactly(2, 5);
        assertThat(turned.transpose(1, 0).floats()).containsExactly(table.floats());
    }

    /** Every element lies where the indices say, in whole and in parts, for every width of element. */
    @ParameterizedTest
    @EnumSource(names = {"INT8", "FLOAT16", "FLOAT", "DOUBLE"})
    void everyElementInItsPlace(DataType type) {
        var random = new Random(7);
        for (int round = 0; round < 50; round++) {
            int rank = 1 + random.nextInt(5);
            var sizes = random.longs(rank, 1, 5).toArray();
            int count = (int) Tensor.count(sizes);
            var values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = i % 100;
            }
            var axes = IntStream.range(0, rank).boxed().collect(Collectors.toList());
            Collections.shuffle(axes, random);
            var order = axes.stream().mapToInt(axis -> axis).toArray();
            var turned = Tensor.cast(type, values, sizes).transpose(order);
            var expected = new float[count];
            var step = new int[rank];
            for (int axis = rank - 1, n = 1; axis >= 0; n *= (int) sizes[axis--]) {
                step[axis] = n;
            }
            for (int i = 0; i < count; i++) {
                int rest = i;
                int from = 0;
                for (int axis = rank - 1; axis >= 0; axis--) {
                    int size = (int) sizes[order[axis]];
                    from += rest % size * step[order[axis]];
                    rest /= size;
                }
                expected[i] = values[from];
            }
            assertThat(turned.floats()).containsExactly(expected);
            int start = random.nextInt(count);
            var part = new float[count - start];
            turned.read(start, part, 0, part.length);
            assertThat(part).containsExactly(Arrays.copyOfRange(expected, start, count));
        }
    }

    @Test
    void axesMustBeAnOrder() {
        var table = Tensor.of(new float[6], 2, 3);
        assertThatThrownBy(() -> table.transpose(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> table.transpose(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
