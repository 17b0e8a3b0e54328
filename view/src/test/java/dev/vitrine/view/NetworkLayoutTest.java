package dev.vitrine.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Modules;
import dev.vitrine.model.Node;
import dev.vitrine.model.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkLayoutTest {
    private static final String[] OPS = {"Conv", "Relu", "Add", "MatMul", "Reshape", "Softmax", "Constant", "Concat"};

    private static Graph graph(List<Node> nodes, List<String> inputs, List<String> outputs) {
        return new Graph("g", nodes, Map.of(), values(inputs), values(outputs), Map.of());
    }

    private static List<Graph.Value> values(List<String> names) {
        return names.stream().map(n -> new Graph.Value(n, TensorType.UNKNOWN)).toList();
    }

    private static NetworkLayout layout(Graph graph) {
        return new NetworkLayout(graph, Modules.of(graph));
    }

    /** A random network whose modules need not be convex, with long skips and much read tensors. */
    private static Graph random(Random random, int size) {
        var nodes = new ArrayList<Node>();
        boolean named = random.nextBoolean();
        for (int i = 0; i < size; i++) {
            var reads = new ArrayList<String>();
            var op = OPS[random.nextInt(OPS.length)];
            int count = op.equals("Constant") ? 0 : op.equals("Concat") ? random.nextInt(24) : 1 + random.nextInt(2);
            for (int k = 0; k < count; k++) {
                int back = random.nextInt(8) == 0 ? size : 1 + random.nextInt(6);
                reads.add(i - back < 0 ? "x" + random.nextInt(2) : "t" + (i - back));
            }
            int block = random.nextInt(12) == 0 ? random.nextInt(6) : i * 6 / size;
            var module = "/m" + block + (random.nextInt(3) == 0 ? "" : "/s" + i * 20 / size + "/u");
            nodes.add(Node.of(named ? module + "/n" + i : "n" + i, op, reads, List.of("t" + i)));
        }
        return graph(nodes, List.of("x0", "x1"), List.of("t" + (size - 1), "t" + size / 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 8, 20, 60, 150, 400})
    void boxesDoNotOverlapAndEdgesAvoidThem(int size) {
        for (int seed = 0; seed < 5; seed++) {
            var random = new Random(31L * size + seed);
            var layout = size == 0 ? layout(graph(List.of(), List.of(), List.of())) : layout(random(random, size));
            var modules = layout.of(NetworkLayout.View.first(1.5)).modules().length;
            var some = IntStream.range(0, modules)
                    .filter(m -> random.nextInt(3) > 0)
                    .boxed()
                    .collect(Collectors.toSet());
            double ratio = 0.4 + 2 * random.nextDouble();
            check(layout.of(NetworkLayout.View.first(ratio)), size);
            check(layout.of(new NetworkLayout.View(Optional.of(Set.of()), false, Set.of(), ratio)), size);
            check(layout.of(new NetworkLayout.View(Optional.of(some), false, Set.of(1, 2, 3), ratio)), size);
            check(layout.of(new NetworkLayout.View(Optional.empty(), true, Set.of(), ratio)), size);
        }
    }

    private static void check(GraphLayout layout, int layers) {
        var b = layout.boxes();
        int n = b.x().length;
        assertThat(layout.boxOf()).hasSize(layers);
        assertThat(IntStream.of(layout.boxOf())).allMatch(i -> 0 <= i && i < n);
        var holder = holders(layout);
        for (int i = 0; i < n; i++) {
            int left = holder[i] < 0 ? 0 : b.x()[holder[i]];
            int top = holder[i] < 0 ? 0 : b.y()[holder[i]];
            assertThat(b.x()[i]).isGreaterThanOrEqualTo(left);
            assertThat(b.y()[i]).isGreaterThanOrEqualTo(top);
            assertThat(b.x()[i] + b.w()[i])
                    .isLessThanOrEqualTo(holder[i] < 0 ? layout.width() + 1 : left + b.w()[holder[i]] + 1);
            assertThat(b.y()[i] + b.h()[i])
                    .isLessThanOrEqualTo(holder[i] < 0 ? layout.height() + 1 : top + b.h()[holder[i]]);
            for (int j = 0; j < i; j++) {
                if (holder[i] == holder[j]) {
                    assertThat(b.x()[i] + b.w()[i] <= b.x()[j]
                                    || b.x()[j] + b.w()[j] <= b.x()[i]
                                    || b.y()[i] + b.h()[i] <= b.y()[j]
                                    || b.y()[j] + b.h()[j] <= b.y()[i])
                            .as("boxes %d and %d apart", i, j)
                            .isTrue();
                }
            }
        }
        var e = layout.edges();
        assertThat(e.start()).hasSize(e.from().length + 1);
        assertThat(e.points()).hasSize(e.start()[e.from().length]);
        for (int i = 0; i < e.from().length; i++) {
            int from = e.from()[i];
            int to = e.to()[i];
            int first = e.start()[i];
            int last = e.start()[i + 1] - 2;
            assertThat(last).isGreaterThan(first);
            boolean leavesHolder = holder[to] == from;
            boolean entersHolder = holder[from] == to;
            meets(layout, from, e.points()[first], e.points()[first + 1], !leavesHolder);
            meets(layout, to, e.points()[last], e.points()[last + 1], entersHolder);
            int inside = leavesHolder ? from : entersHolder ? to : holder[from];
            for (int box = 0; box < n; box++) {
                if (holder[box] == inside) {
                    for (int p = first; p < last; p += 2) {
                        assertThat(crosses(b, box, e.points(), p))
                                .as("edge %d through box %d", i, box)
                                .isFalse();
                    }
                }
            }
        }
    }

    /** The innermost open module of each box, from the places alone. */
    private static int[] holders(GraphLayout layout) {
        var b = layout.boxes();
        var holder = new int[b.x().length];
        for (int i = 0; i < holder.length; i++) {
            holder[i] = -1;
            for (int j = 0; j < i; j++) {
                boolean within = b.kind()[j] == GraphLayout.OPEN
                        && b.depth()[j] == b.depth()[i] - 1
                        && b.x()[j] <= b.x()[i]
                        && b.y()[j] <= b.y()[i]
                        && b.x()[i] < b.x()[j] + b.w()[j]
                        && b.y()[i] < b.y()[j] + b.h()[j];
                holder[i] = within ? j : holder[i];
            }
            assertThat(holder[i] < 0).isEqualTo(b.depth()[i] == 0);
        }
        return holder;
    }

    private static void meets(GraphLayout layout, int box, int x, int y, boolean below) {
        var b = layout.boxes();
        assertThat(x).isBetween(b.x()[box] - 1, b.x()[box] + b.w()[box] + 1);
        assertThat(y).isCloseTo(b.y()[box] + (below ? b.h()[box] : 0), org.assertj.core.data.Offset.offset(1));
    }

    /** Whether a line passes more than a rounding error deep through a box. */
    private static boolean crosses(GraphLayout.Boxes b, int box, int[] points, int p) {
        double left = b.x()[box] + 1.5;
        double right = b.x()[box] + b.w()[box] - 1.5;
        double top = b.y()[box] + 1.5;
        double bottom = b.y()[box] + b.h()[box] - 1.5;
        double from = 0;
        double to = 1;
        double dx = points[p + 2] - points[p];
        double dy = points[p + 3] - points[p + 1];
        double[][] sides = {
            {-dx, points[p] - left}, {dx, right - points[p]}, {-dy, points[p + 1] - top}, {dy, bottom - points[p + 1]}
        };
        for (var side : sides) {
            if (side[0] == 0) {
                if (side[1] < 0) {
                    return false;
                }
            } else if (side[0] < 0) {
                from = Math.max(from, side[1] / side[0]);
            } else {
                to = Math.min(to, side[1] / side[0]);
            }
        }
        return from < to;
    }

    @Test
    void followersAreFoldedAndUnfolded() {
        var layout = layout(graph(
                List.of(
                        Node.of("a", "Conv", List.of("x"), List.of("a")),
                        Node.of("b", "Relu", List.of("a"), List.of("b")),
                        Node.of("c", "MaxPool", List.of("b"), List.of("c")),
                        Node.of("d", "Conv", List.of("c"), List.of("d"))),
                List.of("x"),
                List.of("d")));

        var folded = layout.of(NetworkLayout.View.first(1));
        assertThat(folded.boxes().label()).containsExactly("x", "Conv · Relu · MaxPool", "Conv", "d");
        assertThat(folded.boxes().layers()).containsExactly(0, 3, 1, 0);
        assertThat(folded.boxOf()).containsExactly(1, 1, 1, 2);

        var unfolded = layout.of(new NetworkLayout.View(Optional.empty(), false, Set.of(0), 1));
        assertThat(unfolded.boxes().label()).containsExactly("x", "Conv", "Relu", "MaxPool", "Conv", "d");
    }

    @Test
    void aLongChainIsWrittenOnTwoLinesInATallerBox() {
        var layout = layout(graph(
                List.of(
                        Node.of("a", "Conv", List.of("x"), List.of("a")),
                        Node.of("b", "BatchNormalization", List.of("a"), List.of("b")),
                        Node.of("c", "Relu", List.of("b"), List.of("c")),
                        Node.of("d", "GlobalAveragePool", List.of("c"), List.of("d"))),
                List.of("x"),
                List.of("d")));

        var boxes = layout.of(NetworkLayout.View.first(1)).boxes();
        assertThat(boxes.label()).containsExactly("x", "Conv · BatchNormalization ·\nRelu · GlobalAveragePool", "d");
        assertThat(boxes.h()[1]).isGreaterThan(boxes.h()[0]);
        assertThat(boxes.y()[2]).isGreaterThan(boxes.y()[1] + boxes.h()[1]);
    }

    @Test
    void smallDetoursAreFoldedAndSidewaysReadersAreNot() {
        var layout = layout(graph(
                List.of(
                        Node.of("a", "Conv", List.of("x"), List.of("a")),
                        Node.of("b", "Sigmoid", List.of("a"), List.of("b")),
                        Node.of("c", "Mul", List.of("a", "b"), List.of("c")),
                        Node.of("d", "Relu", List.of("c"), List.of("d")),
                        Node.of("e", "Add", List.of("d", "c"), List.of("e")),
                        Node.of("f", "Mul", List.of("d", "x"), List.of("f"))),
                List.of("x"),
                List.of("e", "f")));

        assertThat(layout.of(NetworkLayout.View.first(1)).boxes().label())
                .containsExactly("x", "Conv · Sigmoid · Mul", "Relu", "Add", "Mul", "e", "f");
    }

    @Test
    void whatFeedsEveryBlockIsWrittenAtItsReaders() {
        var nodes = new ArrayList<Node>();
        for (int i = 0; i < 12; i++) {
            nodes.add(Node.of("/b" + i + "/mul", "MatMul", List.of(i == 0 ? "x" : "a" + (i - 1)), List.of("m" + i)));
            nodes.add(Node.of("/b" + i + "/add", "Add", List.of("m" + i, "mask"), List.of("a" + i)));
        }
        var closed = layout(graph(nodes, List.of("x", "mask"), List.of("a11")))
                .of(new NetworkLayout.View(Optional.of(Set.of()), false, Set.of(), 1));

        assertThat(closed.boxes().chips()).filteredOn("mask"::equals).hasSize(12);
        assertThat(closed.edges().from()).hasSize(13);
    }

    @Test
    void manyEqualBlocksOpenInSteps() {
        var nodes = new ArrayList<Node>();
        for (int i = 0; i < 9000; i++) {
            var op = List.of("Conv", "Relu", "Add").get(i % 3);
            nodes.add(Node.of("", op, List.of(i == 0 ? "x" : "t" + (i - 1)), List.of("t" + i)));
        }
        var layout = layout(graph(nodes, List.of("x"), List.of("t8999")));

        var first = layout.of(NetworkLayout.View.first(1.5));
        assertThat(first.boxes().label()).contains("block 1–256").hasSizeLessThan(60);
        assertThat((double) first.width() / first.height()).isBetween(0.5, 4.0);
        var all = layout.of(new NetworkLayout.View(Optional.empty(), true, Set.of(), 1.5));
        assertThat(new HashSet<>(IntStream.of(all.boxOf()).boxed().toList())).hasSize(9000);
        assertThat((double) all.width() / all.height()).isBetween(0.75, 3.0);
    }
}
