package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.artifact.Result;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class CompareTest {
    private static final Tensor KERNEL = random(1, 4, 3, 3, 3);
    private static final Tensor SECOND = random(2, 5, 4, 3, 3);
    private static final Tensor DENSE = random(3, 5, 10);
    private static final Tensor PICTURE = random(4, 1, 3, 8, 8);

    private static Tensor random(int seed, long... sizes) {
        var random = new Random(seed);
        var values = new float[(int) Tensor.count(sizes)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, sizes);
    }

    private static Node node(String op, String output, String... inputs) {
        return Node.of("", op, List.of(inputs), List.of(output));
    }

    /** Two convolutions, each with a ReLU, a mean over positions and a dense layer; every tensor's name has a prefix. */
    private static Model small(String prefix, Tensor kernel, Tensor second) {
        var p = prefix;
        return Model.of(
                new Graph(
                        "small",
                        List.of(
                                node("Conv", p + "c1", "x", p + "k1"),
                                node("Relu", p + "r1", p + "c1"),
                                node("Conv", p + "c2", p + "r1", p + "k2"),
                                node("Relu", p + "r2", p + "c2"),
                                node("GlobalAveragePool", p + "g", p + "r2"),
                                node("Flatten", p + "f", p + "g"),
                                node("MatMul", p + "y", p + "f", p + "w")),
                        Map.of(p + "k1", kernel, p + "k2", second, p + "w", DENSE),
                        List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 1, 3, 8, 8))),
                        List.of(new Graph.Value(p + "y", TensorType.UNKNOWN)),
                        Map.of()),
                17);
    }

    /** The same network as a framework has it that keeps channels last. */
    private static Model channelsLast() {
        return Model.of(
                new Graph(
                        "last",
                        List.of(
                                node("Transpose", "in", "x").with("perm", new long[] {0, 3, 1, 2}),
                                node("Conv", "conv", "in", "k1"),
                                node("Transpose", "conv/last", "conv").with("perm", new long[] {0, 2, 3, 1}),
                                node("Relu", "relu", "conv/last"),
                                node("Transpose", "relu/first", "relu").with("perm", new long[] {0, 3, 1, 2}),
                                node("Conv", "conv_1", "relu/first", "k2"),
                                node("Relu", "relu_1", "conv_1"),
                                node("ReduceMean", "mean", "relu_1")
                                        .with("axes", new long[] {2, 3})
                                        .with("keepdims", 0),
                                node("MatMul", "dense", "mean", "w")),
                        Map.of("k1", KERNEL, "k2", SECOND, "w", DENSE),
                        List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 1, 8, 8, 3))),
                        List.of(new Graph.Value("dense", TensorType.UNKNOWN)),
                        Map.of()),
                17);
    }

    private static Result compare(Model a, Model b, Optional<Tensor> forA, Optional<Tensor> forB) {
        try (var engine = Engine.of(a);
                var other = Engine.of(b)) {
            return new Compare().look(look(engine, forA).beside(look(other, forB)), Map.of());
        }
    }

    private static Look look(Engine engine, Optional<Tensor> x) {
        return x.map(value -> Look.at(engine).with(Look.Given.of(Map.of("x", value))))
                .orElseGet(() -> Look.at(engine));
    }

    private static List<String> pairs(Result result) {
        return ((List<?>) result.facts().get("matched"))
                .stream()
                        .map(Compare.Matched.class::cast)
                        .map(m -> m.a() + "=" + m.b() + " " + m.how())
                        .toList();
    }

    @Test
    void findsWhereTwoCheckpointsPart() {
        var values = SECOND.floats();
        values[0] += 1;
        var other = small("", KERNEL, Tensor.of(values, SECOND.sizes()));
        var result = compare(small("", KERNEL, SECOND), other, Optional.of(PICTURE), Optional.of(PICTURE));
        assertThat(pairs(result))
                .containsExactly("c1=c1 name", "r1=r1 name", "c2=c2 name", "r2=r2 name", "g=g name", "y=y name");
        var first = ((Optional<?>) result.facts().get("firstDivergence")).map(Compare.Matched.class::cast);
        assertThat(first.map(Compare.Matched::a)).contains("c2");
        var weights = (List<?>) result.facts().get("parameters");
        var most = (Compare.Weight) weights.get(0);
        assertThat(most.a()).isEqualTo("k2");
        assertThat(most.maxAbs()).isCloseTo(1, within(1e-6));
        assertThat(weights).hasSize(3).element(2).extracting("maxAbs").isEqualTo(0.0);
    }

    /** Without a common name, in another layout: by order, size and values. */
    @Test
    void matchesByStructureAcrossLayouts() {
        var last = Tensor.of(PICTURE.transpose(0, 2, 3, 1).floats(), 1, 8, 8, 3);
        var result = compare(small("a.", KERNEL, SECOND), channelsLast(), Optional.of(PICTURE), Optional.of(last));
        assertThat(pairs(result))
                .containsExactly(
                        "a.c1=conv values",
                        "a.r1=relu values",
                        "a.c2=conv_1 values",
                        "a.r2=relu_1 values",
                        "a.g=mean values",
                        "a.y=dense values");
        assertThat((Optional<?>) result.facts().get("firstDivergence")).isEmpty();
        assertThat(result.facts().get("predictions")).isEqualTo(Optional.of(new Compare.Predictions(1, 1)));
        assertThat(((List<?>) result.facts().get("parameters")))
                .hasSize(3)
                .allSatisfy(w -> assertThat(((Compare.Weight) w).maxAbs()).isZero());
    }

    /** A float network and one whose values are rounded to multiples of 0.2. */
    @Test
    void seesThroughQuantisation() {
        var scale = Tensor.scalar(0.2f);
        var zero = Tensor.cast(DataType.INT8, new float[] {0}, new long[0]);
        var model = Model.of(
                new Graph(
                        "quantised",
                        List.of(
                                node("Conv", "conv", "x", "k1"),
                                node("QuantizeLinear", "conv/q", "conv", "s", "z"),
                                node("DequantizeLinear", "conv/dq", "conv/q", "s", "z"),
                                node("Relu", "relu", "conv/dq")),
                        Map.of("k1", KERNEL, "s", scale.reshape(), "z", zero),
                        List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 1, 3, 8, 8))),
                        List.of(new Graph.Value("relu", TensorType.UNKNOWN)),
                        Map.of()),
                17);
        var result = compare(small("a.", KERNEL, SECOND), model, Optional.of(PICTURE), Optional.of(PICTURE));
        assertThat(pairs(result)).contains("a.r1=relu values");
        assertThat(((List<?>) result.facts().get("matched"))
                        .stream()
                                .map(Compare.Matched.class::cast)
                                .filter(m -> m.b().equals("relu"))
                                .map(m -> m.maxAbs().orElseThrow()))
                .singleElement(Assertions.DOUBLE)
                .isBetween(0.001, 0.1001);
        assertThat(result.facts().get("onlyInA")).isEqualTo(List.of("a.c2", "a.r2", "a.g", "a.y"));
    }

    @Test
    void withoutAnInputItComparesSizesAndWeights() {
        var result = compare(small("", KERNEL, SECOND), small("", KERNEL, SECOND), Optional.empty(), Optional.empty());
        assertThat(result.readings().get(0).key()).isEqualTo("compare.only-structure");
        assertThat(pairs(result)).hasSize(6);
        assertThat(result.readings().get(1).key()).isEqualTo("compare.weights-equal");
    }

    @Test
    void twoNetworksWithNothingInCommon() {
        var result = compare(
                small("", KERNEL, SECOND), SmallNets.multiLayer(), Optional.of(PICTURE), Optional.of(random(5, 1, 3)));
        assertThat(pairs(result)).isEmpty();
        assertThat(result.readings().get(0).key()).isEqualTo("compare.nothing");
    }

    @Test
    void needsASecondModel() {
        try (var engine = Engine.of(small("", KERNEL, SECOND))) {
            Assertions.assertThatThrownBy(() -> new Compare().look(Look.at(engine), Map.of()))
                    .isInstanceOf(InputException.class);
        }
    }

    /** Branches that a file writes in another order, and a normalisation that it has in the convolution before. */
    @Test
    void theOrderOfBranchesAndFoldedNormalisationsAreSeenThrough() {
        var whole = Tensor.of(new float[] {1, 2, 3, 4, 5}, 5);
        var one = Tensor.of(new float[] {1, 1, 1, 1, 1}, 5);
        var zero = Tensor.of(new float[5], 5);
        var first = random(7, 5, 3, 1, 1);
        var folded = new float[15];
        for (int i = 0; i < 15; i++) {
            folded[i] = first.floats()[i] * (i / 3 + 1);
        }
        var other = random(8, 5, 3, 1, 1);
        var a = branches(
                List.of(
                        node("Conv", "c1", "x", "k1"),
                        node("Conv", "c2", "x", "k2"),
                        node("BatchNormalization", "n1", "c1", "gamma", "beta", "mean", "var")
                                .with("epsilon", 0f),
                        node("Add", "y", "n1", "c2")),
                Map.of("k1", first, "k2", other, "gamma", whole, "beta", zero, "mean", zero, "var", one));
        var b = branches(
                List.of(
                        node("Conv", "left", "x", "folded"),
                        node("Conv", "right", "x", "k"),
                        node("Add", "sum", "left", "right")),
                Map.of("folded", Tensor.of(folded, 5, 3, 1, 1), "k", other));

        var result = compare(a, b, Optional.of(PICTURE), Optional.of(PICTURE));

        assertThat(pairs(result)).containsExactly("c2=right values", "n1=left values", "y=sum values");
        assertThat(result.facts().get("firstDivergence")).isEqualTo(Optional.empty());
    }

    private static Model branches(List<Node> nodes, Map<String, Tensor> weights) {
        return Model.of(
                new Graph(
                        "branches",
                        nodes,
                        weights,
                        List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, 1, 3, 8, 8))),
                        List.of(new Graph.Value(
                                nodes.get(nodes.size() - 1).outputs().get(0), TensorType.UNKNOWN)),
                        Map.of()),
                17);
    }
}
