package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModulesTest {
    private static List<String> of(List<Node> nodes) {
        return Modules.of(new Graph("g", nodes, Map.of(), List.of(), List.of(), Map.of()));
    }

    private static Node node(String name, String op) {
        return Node.of(name, op, List.of(), List.of());
    }

    @Test
    void namesTellModules() {
        assertThat(of(List.of(node("/a/b/Conv", "Conv"), node("/a/Relu", "Relu"), node("top", "Add"))))
                .containsExactly("a/b", "a", "");
    }

    @Test
    void repeatedRunsAreBlocks() {
        var ops = List.of("Gather", "Conv", "Relu", "Add", "Conv", "Relu", "Add", "Softmax");
        assertThat(of(ops.stream().map(op -> node("", op)).toList()))
                .containsExactly("", "block 1", "block 1", "block 1", "block 2", "block 2", "block 2", "");
    }

    @Test
    void manySiblingsAreSeriesAndOthersStayAsTheyAre() {
        var nodes = new ArrayList<Node>();
        nodes.add(node("/mask/Cast", "Cast"));
        for (int i = 0; i < 50; i++) {
            nodes.add(node("/layers." + i + "/Conv", "Conv"));
        }
        var modules = of(nodes);

        assertThat(modules.get(0)).isEqualTo("mask");
        assertThat(modules.get(1)).isEqualTo("layers.0–15/layers.0");
        assertThat(modules.get(50)).isEqualTo("layers.48–49/layers.49");
    }

    @Test
    void noLevelIsTooFullWhateverTheNames() {
        for (int size : new int[] {33, 700, 20_000, 50_000}) {
            var flat = IntStream.range(0, size)
                    .mapToObj(i -> node("", "Op" + (i * 31L * i) % 97))
                    .toList();
            var named = IntStream.range(0, size)
                    .mapToObj(i -> node("/" + Integer.toString(i * 7919, 36) + "/x", "Conv"))
                    .toList();
            for (var modules : List.of(of(flat), of(named))) {
                var tree = new ModuleTree(modules);
                var inside = new int[tree.size()];
                var own = new int[tree.size()];
                for (int m = 1; m < tree.size(); m++) {
                    assertThat(tree.parent(m)).isLessThan(m);
                    inside[tree.parent(m)]++;
                }
                for (int i = 0; i < size; i++) {
                    own[tree.home(i)]++;
                }
                assertThat(IntStream.of(inside)).allMatch(count -> count <= 33);
                assertThat(IntStream.of(own)).allMatch(count -> count <= 600);
            }
        }
    }

    @Test
    void aModuleThatHoldsOnlyAnotherIsOneWithIt() {
        var tree = new ModuleTree(List.of("", "model/encoder/a", "model/encoder/b/c", "model/encoder/b/c"));

        assertThat(IntStream.range(0, tree.size()).mapToObj(tree::path))
                .containsExactly("", "model/encoder", "model/encoder/a", "model/encoder/b/c");
        assertThat(tree.name(1)).isEqualTo("model/encoder");
        assertThat(tree.name(3)).isEqualTo("b/c");
        assertThat(tree.home(3)).isEqualTo(3);
    }

    @Test
    void hostilePathsCostNoMoreThanTheirLength() {
        var deep = "a/".repeat(200_000) + "x";
        var tree = new ModuleTree(List.of(deep, deep + "/y", "", "b//c", "b/"));

        assertThat(tree.size()).isLessThan(80);
        assertThat(new HashSet<>(
                        IntStream.range(0, tree.size()).mapToObj(tree::path).toList()))
                .hasSize(tree.size());
    }

    private static Graph chain(List<String> names, List<String> ops) {
        var nodes = new ArrayList<Node>();
        for (int i = 0; i < ops.size(); i++) {
            nodes.add(
                    Node.of(names.isEmpty() ? "" : names.get(i), ops.get(i), List.of("t" + i), List.of("t" + (i + 1))));
        }
        return Fixture.graph(nodes, Map.of(), List.of("t0"), List.of("t" + ops.size()));
    }

    @Test
    void pathsOfNamesAreModules() {
        var graph = chain(
                List.of("/stem/Conv", "/layer1/0/conv/Conv", "layer1/0/Add", "/layer1/1/conv/Conv", "/Gemm"),
                List.of("Conv", "Conv", "Add", "Conv", "Gemm"));
        assertThat(Modules.of(graph)).containsExactly("stem", "layer1/0/conv", "layer1/0", "layer1/1/conv", "");
        assertThat(Modules.rollUp(Modules.of(graph), List.of(1L, 10L, 100L, 1000L, 10_000L)))
                .containsExactly(
                        Map.entry("", 11_111L),
                        Map.entry("stem", 1L),
                        Map.entry("layer1", 1110L),
                        Map.entry("layer1/0", 110L),
                        Map.entry("layer1/0/conv", 10L),
                        Map.entry("layer1/1", 1000L),
                        Map.entry("layer1/1/conv", 1000L));
    }

    @Test
    void oneOperatorInARowIsNoModule() {
        assertThat(Modules.of(chain(List.of(), List.of("Relu", "Relu", "Relu", "Relu"))))
                .containsOnly("");
        assertThat(Modules.of(chain(List.of(), List.of("Conv", "Relu", "Gemm"))))
                .containsOnly("");
        assertThat(Modules.of(chain(List.of(), List.of()))).isEmpty();
    }

    @Test
    void operatorsAreCounted() {
        assertThat(Modules.operators(chain(List.of(), List.of("Relu", "Conv", "Relu", "Add"))))
                .containsExactly(Map.entry("Relu", 2L), Map.entry("Add", 1L), Map.entry("Conv", 1L));
    }
}
